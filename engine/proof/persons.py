"""The order of what follows for persons: a case of their own, and the industry ban."""

from typing import Final

from engine.proof.events import called, done, ended
from engine.proof.rules import Before, Follows, Rule

_DECIDED = done("task_decide_ban", ban_decision="decided")
_RETURNED = done("task_decide_ban", ban_decision="returned")

PERSONS: Final[tuple[Rule, ...]] = (
    Follows(
        "person.has_own_case",
        "L4 art 75",
        "Who is to be fined as a person gets a case with a notice and a defence of its own.",
        done("task_propose_person"),
        (called("person.open"),),
    ),
    Before(
        "person.was_opened",
        "L4 art 75",
        "Only a person whose case was opened counts as prosecuted.",
        ended("end_person_case_opened"),
        ((called("person.open"),),),
    ),
    Before(
        "ban.checked_first",
        "L3 art 135",
        "The leader decides on a ban whose people were checked.",
        done("task_decide_ban"),
        ((called("ban.propose"),),),
        once=True,
    ),
    Before(
        "ban.decided_first",
        "L3 art 135",
        "Nobody is banned before the leader decided.",
        called("ban.impose"),
        ((_DECIDED,),),
        since=called("ban.propose"),
        once=True,
    ),
    Follows(
        "ban.is_decided",
        "L3 art 135",
        "A ban that was proposed is decided.",
        called("ban.propose"),
        (done("task_decide_ban"),),
    ),
    Follows(
        "ban.returned_is_named_anew",
        "L3 art 135",
        "A list that the leader returned is written anew.",
        _RETURNED,
        (done("task_name_banned"),),
    ),
    Follows(
        "ban.takes_effect",
        "L3 art 135",
        "A ban that was decided is imposed.",
        _DECIDED,
        (called("ban.impose"),),
    ),
    Before(
        "ban.was_imposed",
        "L3 art 135",
        "A ban counts as imposed only when it was.",
        ended("end_ban_imposed"),
        ((called("ban.impose"),),),
    ),
)

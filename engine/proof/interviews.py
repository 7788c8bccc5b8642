"""The order of a talk with who answers for a subject (责任约谈)."""

from typing import Final

from engine.proof.events import called, done, ended
from engine.proof.rules import Before, Follows, Rule

_APPROVED = done("task_approve_interview", interview_approval="approved")
_REFUSED = done("task_approve_interview", interview_approval="refused")

INTERVIEWS: Final[tuple[Rule, ...]] = (
    Before(
        "interview.proposed_first",
        "L3 art 114",
        "The leader approves a talk that was proposed.",
        done("task_approve_interview"),
        ((done("task_propose_interview"),),),
        once=True,
    ),
    Before(
        "interview.approved_first",
        "L3 art 114",
        "Nobody is summoned to a talk before the leader approved it.",
        done("task_hold_interview"),
        ((_APPROVED,),),
        once=True,
    ),
    Follows(
        "interview.is_held",
        "L3 art 114",
        "A talk that was approved is held.",
        _APPROVED,
        (done("task_hold_interview"),),
    ),
    Follows(
        "interview.enters_the_file",
        "L3 art 114",
        "A talk goes into the credit file.",
        done("task_hold_interview"),
        (called("interview.record"),),
    ),
    Follows(
        "interview.is_decided",
        "L3 art 114",
        "A talk that was proposed is approved or refused.",
        done("task_propose_interview"),
        (done("task_approve_interview"),),
    ),
    Before(
        "interview.was_refused",
        "L3 art 114",
        "A talk counts as refused only when it was.",
        ended("end_interview_refused"),
        ((_REFUSED,),),
    ),
    Before(
        "interview.was_held",
        "L3 art 114",
        "A talk counts as held only when it was recorded.",
        ended("end_interview_held"),
        ((called("interview.record"),),),
    ),
)

"""The order of a complaint (投诉): decided, mediated, ended, and the parties told."""

from typing import Final

from engine.proof.events import called, done, ended, fired
from engine.proof.rules import Before, Follows, Rule

_ACCEPTED = done("task_accept_complaint", complaint_acceptance="accepted")
_REFUSED = done("task_accept_complaint", complaint_acceptance="refused")
_MEDIATED = done("task_mediate_complaint")
_AGREED = done("task_mediate_complaint", mediation="agreed")
_FAILED = done("task_mediate_complaint", mediation="failed")
_WITHDRAWN = done("task_mediate_complaint", mediation="withdrawn")
_TERM_OVER = fired("timer_mediation_due")

COMPLAINTS: Final[tuple[Rule, ...]] = (
    Before(
        "complaint.decided_on_record",
        "L12 art 14",
        "The term for accepting a complaint runs before anybody decides on it.",
        done("task_accept_complaint"),
        ((called("complaint.register"),),),
        once=True,
    ),
    Follows(
        "complaint.is_decided",
        "L12 art 14",
        "A complaint is accepted or refused.",
        called("complaint.register"),
        (done("task_accept_complaint"),),
    ),
    Before(
        "complaint.accepted_first",
        "L12 arts 14, 20",
        "Only a complaint that was accepted is mediated.",
        called("complaint.accept"),
        ((_ACCEPTED,),),
        once=True,
    ),
    Before(
        "complaint.refused_first",
        "L12 art 14",
        "A complaint counts as refused only when it was.",
        called("complaint.refuse"),
        ((_REFUSED,),),
        once=True,
    ),
    Before(
        "complaint.ends_refused",
        "L12 art 14",
        "A complaint ends as refused only when it was.",
        ended("end_complaint_refused"),
        ((called("complaint.refuse"),),),
    ),
    Follows(
        "complaint.is_mediated",
        "L12 arts 20-21",
        "An accepted complaint is mediated until there is a result or the term is over.",
        called("complaint.accept"),
        (_MEDIATED, _TERM_OVER),
    ),
    Before(
        "complaint.ended_for_cause",
        "L12 art 21",
        "A mediation ends without agreement only when it failed or its term is over.",
        called("complaint.end"),
        ((_FAILED, _WITHDRAWN, _TERM_OVER),),
        once=True,
    ),
    Before(
        "complaint.ends_agreed",
        "L12 art 20",
        "A complaint ends in agreement only when the parties agreed.",
        ended("end_complaint_agreed"),
        ((_AGREED,), (called("complaint.mediate"),)),
    ),
    Follows(
        "complaint.parties_told",
        "L12 art 21",
        "When a mediation has ended without agreement, the parties are told.",
        called("complaint.end"),
        (done("task_tell_parties"),),
    ),
    Follows(
        "report.is_answered",
        "L12 art 31",
        "Whoever reported under the own name is told whether a case is filed.",
        called("report.open"),
        (called("report.close"),),
    ),
    Before(
        "report.was_answered",
        "L12 art 31",
        "A report counts as answered only when its answer was recorded.",
        ended("end_reporter_told"),
        ((called("report.open"),), (called("report.close"),)),
    ),
    Before(
        "complaint.ends_without_agreement",
        "L12 art 21",
        "A complaint counts as ended without agreement only when it was, and no agreement stands.",
        ended("end_mediation_ended"),
        ((called("complaint.end"),),),
    ),
)

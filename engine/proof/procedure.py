"""The order of a case's steps, beside the substance in law.py: nothing skipped, nothing left."""

from typing import Final

from engine.operations.inspections import VISITS
from engine.proof.beside import BESIDE
from engine.proof.events import Event, called, done, ended, fired
from engine.proof.rules import AtMostOnce, Before, Follows, Rule

_INVESTIGATE = ("INVESTIGATE_GENERAL", "INVESTIGATE_KEY", "STOP")
_RETURNED_PENALTY = done("task_approve_penalty", penalty_approval="returned")
_RETURNED_DECISION = done("task_decide_penalty", penalty_decision="returned")
_RETURNED_OUTCOME = done("task_approve_outcome", outcome_approval="returned")
_UNDECIDED_OUTCOME = done("task_decide_outcome", outcome_decision="returned")
_REPORTED = done("task_report_investigation")
_DECLINED = done("task_decide_filing", filing_decision="declined")
_CLOSURE_APPROVED = done("task_approve_closure", closure="approved")


def _is_end(event: Event) -> bool:
    return event.kind == "ended"


SHAPE: Final[tuple[Rule, ...]] = (
    AtMostOnce(
        "soundness.one_end",
        "design.md section 6",
        "A case reaches one end, and once.",
        _is_end,
    ),
)

INSPECTION: Final[tuple[Rule, ...]] = (
    Before(
        "acceptance.after_assignment",
        "L6 arts 21, 23",
        "Officers accept an assignment that was made.",
        done("task_accept_assignment"),
        ((called("officers.assign"),),),
        once=True,
    ),
    Before(
        "visit.after_acceptance",
        "L6 art 23",
        "Officers visit what they were assigned and accepted.",
        done(*VISITS),
        (
            (
                done("task_accept_assignment", acceptance="accepted"),
                # Who is sealed for an unannounced check cannot be asked beforehand (L6 art 46).
                called("seal.open", assigned=True),
            ),
        ),
    ),
    Before(
        "unannounced.was_sealed",
        "L6 arts 46, 53",
        "An unannounced check follows the opening of its seal.",
        done("task_inspect_premises"),
        ((called("seal.open"),),),
    ),
    Follows(
        "unassigned_seal.is_assigned",
        "L6 art 23",
        "A sealed pair that may no longer act is replaced.",
        called("seal.open", assigned=False),
        (called("officers.assign"),),
    ),
    Follows(
        "returned_assignment.is_renewed",
        "L6 art 21",
        "An assignment that was returned is made anew.",
        done("task_accept_assignment", acceptance="returned"),
        (called("officers.assign"),),
    ),
    Before(
        "rectification.has_ground",
        "L6 art 33",
        "Only who was found to need a correction by a date is ordered to make one.",
        called("rectification.order"),
        ((called("inspection.record", outcome="RECTIFY_BY_DATE"),),),
        once=True,
    ),
    Follows(
        "rectification.is_ordered",
        "L6 art 33",
        "A correction by a date is ordered in writing.",
        called("inspection.record", outcome="RECTIFY_BY_DATE"),
        (called("rectification.order"),),
    ),
    Before(
        "enforcement.has_ground",
        "L6 arts 31-33; L5 art 18",
        "An enforcement case grows out of a finding or of a failed correction only.",
        called("enforcement.open"),
        (
            (
                called("inspection.record", outcome=_INVESTIGATE),
                called("rectification.close", rectified=False),
            ),
        ),
    ),
    Before(
        "result.has_term",
        "L6 art 39 (T03)",
        "A result is published within its term.",
        done("task_publish_result"),
        ((called("publication.schedule"),),),
        once=True,
    ),
    Follows(
        "unperformed.ends_so",
        "L6 art 22",
        "An inspection that was not performed ends as one.",
        called("inspection.not_performed"),
        (ended("end_not_performed"),),
    ),
    Before(
        "unperformed.was_none",
        "L6 art 22",
        "Only what was recorded as not performed ends so.",
        ended("end_not_performed"),
        ((called("inspection.not_performed"),),),
    ),
    Before(
        "completed.was_recorded",
        "L6 arts 21, 35",
        "Only an inspection whose result was recorded ends as completed.",
        ended("end_completed"),
        ((called("inspection.record"),),),
    ),
    Follows(
        "handed_over.ends_so",
        "L6 art 31",
        "An inspection from which an enforcement case grew ends as one.",
        called("enforcement.open"),
        (ended("end_enforcement"),),
    ),
    Before(
        "handed_over.was_opened",
        "L6 art 31",
        "Only an inspection from which an enforcement case grew ends so.",
        ended("end_enforcement"),
        ((called("enforcement.open"),),),
    ),
)

FILING: Final[tuple[Rule, ...]] = (
    Before(
        "filing.has_term",
        "L5 art 18 (T12)",
        "The term for the decision on filing runs before anybody proposes one.",
        done("task_propose_filing"),
        ((called("enforcement.register"),),),
    ),
    Before(
        "filing.proposed_first",
        "L5 art 19",
        "The supervisor approves what was proposed.",
        done("task_approve_filing"),
        ((done("task_propose_filing"),),),
        once=True,
    ),
    Before(
        "filing.approved_first",
        "L5 art 19",
        "The leader decides on what the supervisor approved.",
        done("task_decide_filing"),
        ((done("task_approve_filing", filing_approval="approved"),),),
        once=True,
    ),
    Before(
        "filing.decided_first",
        "L5 art 19 (P05)",
        "A case is filed when the leader filed it.",
        called("filing.record"),
        ((done("task_decide_filing", filing_decision="filed"),),),
        once=True,
    ),
    Follows(
        "filed.is_recorded",
        "L5 art 19",
        "What the leader filed is recorded as filed.",
        done("task_decide_filing", filing_decision="filed"),
        (called("filing.record"),),
    ),
    Follows(
        "returned_filing.is_proposed_again",
        "L5 art 19",
        "A returned proposal is made anew.",
        done("task_approve_filing", filing_approval="returned"),
        (done("task_propose_filing"),),
    ),
    Follows(
        "undecided_filing.is_proposed_again",
        "L5 art 19",
        "What the leader returned is proposed anew.",
        done("task_decide_filing", filing_decision="returned"),
        (done("task_propose_filing"),),
    ),
    Follows(
        "declined.ends_so",
        "L5 arts 19-20 (P06)",
        "A case that was not filed ends as one.",
        _DECLINED,
        (ended("end_not_filed"),),
    ),
    Before(
        "declined.was_decided",
        "L5 arts 19-20 (P06)",
        "Only a case whose filing the leader declined ends so.",
        ended("end_not_filed"),
        ((_DECLINED,),),
    ),
)

PENALTY: Final[tuple[Rule, ...]] = (
    Before(
        "review.after_proposal",
        "L5 arts 48-49",
        "The reviewer reviews a proposed penalty.",
        done("task_review_legality", "task_audit_case"),
        ((called("penalty.propose"),),),
        once=True,
    ),
    Follows(
        "objection.is_answered",
        "L5 art 54",
        "A review that did not agree is answered with a new report.",
        done(
            "task_review_legality",
            "task_audit_case",
            review=("correct", "supplement", "other"),
        ),
        (_REPORTED,),
    ),
    Before(
        "service.has_paper",
        "L5 arts 57, 63, 82",
        "What is served was issued, and is served once.",
        done("task_serve_document"),
        (
            (
                called("notice.issue", "hearing.schedule", "demand.issue"),
                called("penalty.decide", "outcome.decide"),
            ),
        ),
        once=True,
    ),
    Follows(
        "public_notice.runs_its_days",
        "L5 art 82 (T32)",
        "A public notice is service when its thirty days have run.",
        done("task_serve_document", way="public_notice"),
        (fired("timer_public_notice_due"),),
    ),
    Before(
        "public_notice.is_announced",
        "L5 art 82 (T32)",
        "A service by public notice is announced.",
        fired("timer_public_notice_due"),
        ((called("service.announce"),),),
        once=True,
    ),
    Before(
        "notice.served_first",
        "L5 art 57 (T21)",
        "The days for the defence run from the service of the notice.",
        called("notice.serve"),
        ((called("service.record"),),),
        since=called("notice.issue"),
        once=True,
    ),
    Follows(
        "returned_penalty.is_reported_again",
        "L5 arts 56, 60",
        "A returned penalty is investigated and reported anew.",
        _RETURNED_PENALTY,
        (_REPORTED,),
    ),
    Follows(
        "returned_outcome.is_reported_again",
        "L5 arts 56, 60",
        "What the supervisor or the leader returned is investigated and reported anew.",
        _RETURNED_OUTCOME,
        (_REPORTED,),
    ),
    Follows(
        "undecided_outcome.is_reported_again",
        "L5 art 60",
        "What the leader returned is investigated and reported anew.",
        _UNDECIDED_OUTCOME,
        (_REPORTED,),
    ),
    Follows(
        "undecided_penalty.is_reported_again",
        "L5 art 60",
        "What the leader returned is investigated and reported anew.",
        _RETURNED_DECISION,
        (_REPORTED,),
    ),
    Before(
        "performance.after_service",
        "L1 art 67; L5 arts 63, 72 (T34)",
        "The terms of performance run from the service of the decision.",
        called("decision.serve"),
        ((called("service.record"),),),
        since=called("penalty.decide", "outcome.decide"),
        once=True,
    ),
    Before(
        "payment.is_owed",
        "L1 art 67",
        "Only what is payable is paid.",
        done("task_record_payment"),
        ((called("decision.serve", "summary.impose", payable=True),),),
    ),
    Before(
        "overdue.after_term",
        "L1 art 72; L5 art 72 (T34)",
        "A payment is overdue when its term has ended.",
        called("payment.overdue"),
        ((fired("timer_payment_due"),),),
        once=True,
    ),
    Follows(
        "overdue.is_recorded",
        "L1 art 72",
        "A term of payment that ends is recorded as overdue.",
        fired("timer_payment_due"),
        (called("payment.overdue"),),
    ),
    Follows(
        "overdue.is_followed_up",
        "L1 art 72; L5 arts 73-76",
        "An overdue payment is followed up.",
        called("payment.overdue"),
        (done("task_demand_payment"),),
    ),
    Before(
        "publication.is_due",
        "L7 arts 2, 9-10 (T42)",
        "Only a penalty that is to be published is published.",
        done("task_publish_penalty"),
        ((called("decision.serve", "summary.impose", publishable=True),),),
    ),
)

CLOSURE: Final[tuple[Rule, ...]] = (
    Before(
        "closure.proposed_first",
        "L5 art 77",
        "The leader approves a closure that was proposed.",
        done("task_approve_closure"),
        ((done("task_propose_closure"),),),
        once=True,
    ),
    Follows(
        "returned_closure.is_proposed_again",
        "L5 art 77",
        "A returned closure is proposed anew.",
        done("task_approve_closure", closure="returned"),
        (done("task_propose_closure"),),
    ),
    Before(
        "closure.has_ground",
        "L5 arts 20, 77",
        "A case is closed when its filing was declined or its closure approved.",
        called("case.close"),
        ((_DECLINED, _CLOSURE_APPROVED),),
        once=True,
    ),
    Follows(
        "case.is_closed",
        "L5 arts 20, 77 (T46)",
        "A case that was registered is closed.",
        called("enforcement.register"),
        (called("case.close", "clue.transfer"),),
    ),
    Follows(
        "closed.ends_so",
        "L5 art 77",
        "A case whose closure was approved ends as closed.",
        _CLOSURE_APPROVED,
        (ended("end_closed", "end_referred", "end_investigation_terminated"),),
    ),
    Before(
        "closed.was_approved",
        "L5 art 77",
        "Only a case whose closure was approved ends as closed.",
        ended("end_closed"),
        ((_CLOSURE_APPROVED,),),
    ),
)

PROCEDURE: Final = (*SHAPE, *INSPECTION, *FILING, *PENALTY, *CLOSURE, *BESIDE)

"""The law as rules on paths (domain/rules.md): proved for every model in which they can trigger."""

from typing import Final

from engine.operations.inspections import VISITS
from engine.proof.events import called, done, fired
from engine.proof.iron_fist import IRON_FIST
from engine.proof.measures import MEASURES
from engine.proof.onward import ONWARD
from engine.proof.rules import Before, Follows, Rule
from engine.proof.summary import SUMMARY

_DECISIONS = ("penalty.decide", "outcome.decide")
_DECIDED = called(*_DECISIONS)
_PENALISED = called("penalty.decide", case_decision="penalise")
#: What the party is served with: a penalty, or that there is none.
_TO_SERVE = called(
    *_DECISIONS,
    case_decision=("penalise", "no_penalty_must", "no_penalty_may", "no_penalty_unproven"),
)
_REPORTED = done("task_report_investigation")
_AGREED = done("task_review_legality", "task_audit_case", review="agreed")

RULES: Final[tuple[Rule, ...]] = (
    Before(
        "decision.after_notice",
        "L1 arts 44-45, 62; L5 arts 57-58 (P18)",
        "No penalty without a notice that was served.",
        _PENALISED,
        ((called("notice.serve"),),),
        since=_REPORTED,
    ),
    Before(
        "decision.after_defence",
        "L1 arts 44-45; L5 arts 57-58 (T21)",
        "No penalty before the party defended itself, waived it or let five working days pass.",
        _PENALISED,
        ((done("task_record_defence"), fired("timer_defence_due")),),
        since=called("notice.serve"),
    ),
    Before(
        "decision.after_review",
        "L1 art 58; L5 arts 49-54 (P13-P16)",
        "No decision without a review that agreed with the newest report.",
        _DECIDED,
        ((_AGREED,),),
        since=_REPORTED,
    ),
    Before(
        "decision.after_approval",
        "L5 arts 56, 60",
        "The leader imposes what the supervisor approved after the newest notice.",
        _PENALISED,
        ((done("task_approve_penalty", penalty_approval="approved"),),),
        since=called("notice.serve"),
    ),
    Before(
        "notice.after_review",
        "L5 arts 49-57",
        "No notice before the review agreed.",
        called("notice.issue"),
        ((_AGREED,),),
        since=_REPORTED,
    ),
    Before(
        "investigation.after_filing",
        "L5 arts 18-19 (P05)",
        "No investigation report before the case was filed.",
        _REPORTED,
        ((called("filing.record"),),),
    ),
    Before(
        "filing.two_people",
        "L5 art 19",
        "The leader decides on filing what the supervisor approved.",
        done("task_decide_filing", filing_decision="filed"),
        ((done("task_approve_filing", filing_approval="approved"),),),
        since=done("task_propose_filing"),
    ),
    Before(
        "service.after_decision",
        "L1 art 61; L5 art 63",
        "Nothing is served as a decision that was not decided.",
        called("decision.serve"),
        ((_TO_SERVE,),),
    ),
    Before(
        "payment.after_service",
        "L1 art 67; L5 art 72 (T34)",
        "Nobody pays before the decision was served.",
        called("payment.record"),
        ((called("decision.serve", "summary.impose"),),),
    ),
    Before(
        "reinspection.after_deadline",
        "L6 art 33 (T05)",
        "A re-inspection follows a reported correction or the end of the term.",
        done("task_reinspect"),
        ((done("task_submit_correction"), fired("timer_rectification_due")),),
        since=called("rectification.order"),
    ),
    Follows(
        "decision.is_served",
        "L1 art 61; L5 art 63 (T31)",
        "Nothing can be closed with an unserved decision.",
        _TO_SERVE,
        (called("decision.serve"),),
        before=called("case.close"),
    ),
    Follows(
        "penalty.is_published",
        "L7 arts 2, 9-10 (T42)",
        "A penalty is published, or it is said why not.",
        _PENALISED,
        (called("publication.publish"), called("decision.serve", publishable=False)),
    ),
    Follows(
        "fine.is_collected",
        "L1 arts 67, 72; L5 arts 71-76",
        "What is payable is paid or followed up before the case is closed.",
        called("decision.serve", "summary.impose", payable=True),
        (called("payment.record"),),
    ),
    Follows(
        "result.is_published",
        "L6 art 39 (T03)",
        "The result of every inspection that took place is published.",
        done(*VISITS, performed="yes"),
        (called("publication.publish"),),
    ),
    Follows(
        "violation.is_investigated",
        "L6 arts 31-33",
        "What is to be investigated or stopped becomes an enforcement case.",
        called("inspection.record", outcome=("INVESTIGATE_GENERAL", "INVESTIGATE_KEY", "STOP")),
        (called("enforcement.open"),),
    ),
    Follows(
        "rectification.is_closed",
        "L6 art 33 (T05)",
        "An ordered correction is checked and closed.",
        called("rectification.order"),
        (called("rectification.close"),),
    ),
    Follows(
        "failed_rectification.is_investigated",
        "L6 art 33; L3 art 126",
        "A correction that failed or was refused goes on to enforcement.",
        called("rectification.close", rectified=False),
        (called("enforcement.open"),),
    ),
    Follows(
        "unperformed.has_reason",
        "L6 art 22 (T01)",
        "An inspection that was not performed is recorded with its reason.",
        done(*VISITS, performed="no"),
        (called("inspection.not_performed"),),
    ),
    *MEASURES,
    *IRON_FIST,
    *SUMMARY,
    *ONWARD,
)

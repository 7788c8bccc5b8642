"""Nothing is lost on the way to a decision: what was agreed, approved or demanded goes on."""

from typing import Final

from engine.proof.events import called, done, fired
from engine.proof.rules import Barred, Follows, Rule

_REPORTED = done("task_report_investigation")
_AGREED = done("task_review_legality", "task_audit_case", review="agreed")
_IMPOSED = called("penalty.decide", case_decision="penalise")
_TO_SUPERVISOR = done("task_approve_penalty")

DECIDING: Final[tuple[Rule, ...]] = (
    Follows(
        "reviewed_proposal.goes_on",
        "L5 arts 56-57, 60",
        "What the review agreed with is told to the party or laid before the supervisor.",
        _AGREED,
        (called("notice.issue"), done("task_approve_outcome")),
        before=_REPORTED,
    ),
    Follows(
        "held_hearing.is_reviewed",
        "L1 arts 58, 65; L5 art 50 (P14)",
        "A proposal that stands after a hearing is reviewed by a legal reviewer.",
        called("defence.settle", informed="keep", heard=True),
        (done("task_review_hearing"),),
        before=_REPORTED,
    ),
    Follows(
        "settled_defence.goes_on",
        "L5 arts 58, 60",
        "A proposal that stands is laid before the supervisor.",
        called("defence.settle", informed="keep", heard=False),
        (_TO_SUPERVISOR,),
        before=_REPORTED,
    ),
    Follows(
        "reviewed_hearing.goes_on",
        "L1 art 65; L5 art 60",
        "What the review after a hearing agreed with is laid before the supervisor.",
        done("task_review_hearing", final_review="agreed"),
        (_TO_SUPERVISOR,),
        before=_REPORTED,
    ),
    Follows(
        "approved_penalty.is_decided",
        "L5 arts 56, 60",
        "The leader decides on the penalty that the supervisor approved.",
        done("task_approve_penalty", penalty_approval="approved"),
        (done("task_decide_penalty"),),
        before=_REPORTED,
    ),
    Follows(
        "approved_outcome.is_decided",
        "L5 arts 56, 60",
        "The leader decides on the outcome that the supervisor approved.",
        done("task_approve_outcome", outcome_approval="approved"),
        (done("task_decide_outcome"),),
        before=_REPORTED,
    ),
    Follows(
        "decided_penalty.is_recorded",
        "L5 arts 60, 62",
        "A penalty that the leader decided becomes a written decision.",
        done("task_decide_penalty", penalty_decision="penalise"),
        (called("penalty.decide"),),
        before=_REPORTED,
    ),
    Follows(
        "decided_outcome.is_recorded",
        "L5 arts 60, 62",
        "What the leader decided instead of a penalty becomes a written decision.",
        done(
            "task_decide_outcome",
            outcome_decision=(
                "no_penalty_must",
                "no_penalty_may",
                "no_penalty_unproven",
                "transfer_agency",
                "transfer_judicial",
                "refer_up",
            ),
        ),
        (called("outcome.decide"),),
        before=_REPORTED,
    ),
)

ENFORCING: Final[tuple[Rule, ...]] = (
    Follows(
        "demand.is_issued",
        "L2 art 54 (T39)",
        "A demand that the officers chose is issued.",
        done("task_demand_payment", overdue_step="demand"),
        (called("demand.issue"),),
    ),
    Follows(
        "demand.is_served",
        "L2 arts 35, 38, 54",
        "A demand that was issued is served.",
        called("demand.issue"),
        (called("demand.serve"),),
    ),
    Follows(
        "court.is_opened",
        "L2 arts 53-54 (T40)",
        "When the days of the demand and of the remedies have passed, the way to the court opens.",
        fired("timer_court_opens_at"),
        (called("court.open"),),
    ),
    Follows(
        "court.is_answered",
        "L2 arts 57-58",
        "What the court answers is recorded.",
        called("court.apply"),
        (done("task_record_court"),),
    ),
)

TRANSFER: Final[tuple[Rule, ...]] = (
    Barred(
        "penalty.not_after_transfer",
        "L1 art 27; L8 art 11 (P33)",
        "After a transfer to the police no penalty is imposed; what was imposed before stays.",
        _IMPOSED,
        called("penalty.decide", "outcome.decide", case_decision="transfer_judicial"),
        until=called("transfer.refuse", "police.take_back"),
    ),
    Barred(
        "penalty.not_after_referral",
        "L1 arts 24, 27; L5 arts 14, 17 (P22)",
        "What another agency or a higher bureau was given is not penalised here meanwhile.",
        _IMPOSED,
        called("penalty.decide", "outcome.decide", case_decision=("transfer_agency", "refer_up")),
        until=done("task_record_reply", referral_reply="refused"),
    ),
)

ONWARD: Final = (*DECIDING, *ENFORCING, *TRANSFER)

"""Ways through the shipped processes: one for each branch of a gateway and each timer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

NOON = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)


@dataclass(kw_only=True)
class Walk:
    """A way through one process: what people answer, or a timer that they let pass."""

    process: str
    #: A task with its outcomes, or the name of a timer that fires.
    steps: Sequence[tuple[str, dict[str, Any]] | str]
    end: str
    #: Branches that this walk is there for, as `source -> target`.
    branches: list[str]
    #: What the operations find out.
    facts: dict[str, Any] = field(default_factory=dict)


def said(task: str, **outcomes: Any) -> tuple[str, dict[str, Any]]:
    return task, outcomes


ASSIGNED = [said("task_assign_officers"), said("task_accept_assignment", acceptance="accepted")]
FILED = [
    said("task_propose_filing"),
    said("task_approve_filing", filing_approval="approved"),
    said("task_decide_filing", filing_decision="filed"),
]
REPORTED = said("task_report_investigation", proposal="penalise")
REVIEWED = [REPORTED, said("task_audit_case", review="agreed")]
SERVED = said("task_serve_document", way="in_person")
TOLD = [SERVED, said("task_record_defence", defence="waived")]
IMPOSED = [
    said("task_approve_penalty", penalty_approval="approved"),
    said("task_decide_penalty", penalty_decision="penalise"),
]
DECIDED = [*TOLD, *IMPOSED]
PERFORMED = [
    SERVED,
    said("task_record_payment"),
    said("task_publish_penalty"),
]
DEMANDED = [said("task_demand_payment", overdue_step="demand"), SERVED]
CLOSED = [said("task_propose_closure"), said("task_approve_closure", closure="approved")]

WALKS = [
    Walk(
        process="officer_assignment",
        steps=[
            said("task_assign_officers"),
            said("task_accept_assignment", acceptance="returned"),
            *ASSIGNED,
        ],
        end="end_assigned",
        branches=["gate_accepted -> join_assignment", "gate_accepted -> end_assigned"],
    ),
    Walk(
        process="school_inspection",
        steps=[*ASSIGNED, said("task_inspect_school", performed="no")],
        facts={"outcome": "NOT_PERFORMED"},
        end="end_not_performed",
        branches=["gate_performed -> task_record_not_performed"],
    ),
    Walk(
        process="school_inspection",
        steps=[*ASSIGNED, said("task_inspect_school"), said("task_publish_result")],
        facts={"outcome": "NO_PROBLEM"},
        end="end_completed",
        branches=["gate_performed -> fork_result", "gate_enforcement -> end_completed"],
    ),
    Walk(
        process="school_inspection",
        steps=[*ASSIGNED, said("task_inspect_school"), said("task_publish_result")],
        facts={"outcome": "INVESTIGATE_KEY", "enforcement_opened": True},
        end="end_enforcement",
        branches=["gate_enforcement -> end_enforcement"],
    ),
    *(
        Walk(
            process="inspection_follow_up",
            steps=[],
            facts={"outcome": outcome},
            end="end_no_follow_up",
            branches=["gate_outcome -> end_no_follow_up"],
        )
        for outcome in ("NO_PROBLEM", "RECTIFY_ON_SPOT")
    ),
    *(
        Walk(
            process="inspection_follow_up",
            steps=[],
            facts={"outcome": outcome, "enforcement_opened": True},
            end="end_handed_over",
            branches=["gate_outcome -> join_enforcement"],
        )
        for outcome in ("INVESTIGATE_GENERAL", "INVESTIGATE_KEY", "STOP", None)
    ),
    Walk(
        process="inspection_follow_up",
        steps=[said("task_submit_correction"), said("task_reinspect", reinspection="passed")],
        facts={"outcome": "RECTIFY_BY_DATE", "rectified": True},
        end="end_rectified",
        branches=["gate_outcome -> call_rectification", "gate_rectified -> end_rectified"],
    ),
    Walk(
        process="inspection_follow_up",
        steps=[said("task_submit_correction"), said("task_reinspect", reinspection="refused")],
        facts={"outcome": "RECTIFY_BY_DATE", "rectified": False},
        end="end_handed_over",
        branches=["gate_rectified -> join_enforcement"],
    ),
    Walk(
        process="rectification",
        steps=[
            "timer_reminder_due",
            said("task_submit_correction"),
            said("task_reinspect", reinspection="passed"),
        ],
        end="end_rectification_closed",
        branches=["timer_reminder_due -> task_remind_subject"],
    ),
    Walk(
        process="rectification",
        steps=[
            "timer_reminder_due",
            "timer_rectification_due",
            said("task_reinspect", reinspection="failed"),
        ],
        end="end_rectification_closed",
        branches=["timer_rectification_due -> join_reinspection"],
    ),
    Walk(
        process="result_publication",
        steps=[said("task_publish_result")],
        end="end_result_published",
        branches=[],
    ),
    Walk(
        process="case_filing",
        steps=[
            said("task_propose_filing"),
            said("task_approve_filing", filing_approval="returned"),
            said("task_propose_filing"),
            said("task_approve_filing", filing_approval="approved"),
            said("task_decide_filing", filing_decision="returned"),
            *FILED,
        ],
        end="end_filing_decided",
        branches=[
            "gate_filing_approved -> join_proposal",
            "gate_filing_approved -> task_decide_filing",
            "gate_filing_decided -> join_proposal",
            "gate_filing_decided -> end_filing_decided",
        ],
    ),
    Walk(
        process="case_filing",
        steps=[*FILED[:-1], said("task_decide_filing", filing_decision="declined")],
        end="end_filing_declined",
        branches=["gate_filing_decided -> task_close_unfiled"],
    ),
    Walk(
        process="case_filing",
        steps=[*FILED[:-1], said("task_decide_filing", filing_decision="transferred")],
        end="end_filing_transferred",
        branches=["gate_filing_decided -> task_transfer_clue"],
    ),
    Walk(
        process="penalty_performance",
        steps=[SERVED],
        facts={"case_decision": "no_penalty_must"},
        end="end_no_penalty",
        branches=["gate_penalised -> end_no_penalty"],
    ),
    Walk(
        process="penalty_performance",
        steps=PERFORMED,
        facts={"case_decision": "penalise", "payable": True, "publishable": True},
        end="end_performed",
        branches=["gate_penalised -> fork_performance"],
    ),
    Walk(
        process="fine_payment",
        steps=[],
        facts={"payable": False},
        end="end_nothing_payable",
        branches=["gate_payable -> end_nothing_payable"],
    ),
    Walk(
        process="fine_payment",
        steps=[said("task_record_payment")],
        facts={"payable": True, "payment_due": (NOON + dt.timedelta(days=15)).isoformat()},
        end="end_payment_settled",
        branches=["gate_payable -> task_record_payment"],
    ),
    Walk(
        process="fine_payment",
        steps=["timer_payment_due", said("task_demand_payment", overdue_step="paid")],
        facts={"payable": True, "payment_due": (NOON + dt.timedelta(days=15)).isoformat()},
        end="end_payment_settled",
        branches=["timer_payment_due -> call_payment_enforcement"],
    ),
    *(
        Walk(
            process="payment_enforcement",
            steps=[said("task_demand_payment", overdue_step=step)],
            end="end_enforced",
            branches=["gate_demand -> join_enforcement"],
        )
        for step in ("paid", "annulled")
    ),
    Walk(
        process="payment_enforcement",
        steps=[*DEMANDED, said("task_collect_payment")],
        end="end_enforced",
        branches=["gate_demand -> task_issue_demand"],
    ),
    *(
        Walk(
            process="payment_enforcement",
            steps=[
                *DEMANDED,
                "timer_court_opens_at",
                said("task_apply_court"),
                said("task_record_court", court_result=result),
            ],
            end="end_enforced",
            branches=["timer_court_opens_at -> task_open_court"],
        )
        for result in ("enforced", "refused", "ended")
    ),
    Walk(
        process="penalty_publication",
        steps=[],
        facts={"publishable": False},
        end="end_withheld",
        branches=["gate_publishable -> end_withheld"],
    ),
    Walk(
        process="penalty_publication",
        steps=[said("task_publish_penalty")],
        facts={"publishable": True},
        end="end_penalty_published",
        branches=["gate_publishable -> task_publish_penalty"],
    ),
    Walk(
        process="case_closure",
        steps=[
            said("task_propose_closure"),
            said("task_approve_closure", closure="returned"),
            *CLOSED,
        ],
        end="end_case_closed",
        branches=[
            "gate_closure_approved -> join_closure",
            "gate_closure_approved -> task_close_case",
        ],
    ),
    Walk(
        process="iron_fist_case",
        steps=[*FILED[:-1], said("task_decide_filing", filing_decision="declined")],
        end="end_not_filed",
        branches=["gate_filed -> end_not_filed"],
    ),
    Walk(
        process="iron_fist_case",
        steps=[*FILED[:-1], said("task_decide_filing", filing_decision="transferred")],
        end="end_clue_transferred",
        branches=["gate_filed -> end_clue_transferred"],
    ),
]  # fmt: skip

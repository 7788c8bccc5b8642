"""Ways through the trunk of the Iron Fist: review, notice, hearing, decision, referral."""

from typing import Any

from tests.workflows.walks import (
    CLOSED,
    DECIDED,
    FILED,
    IMPOSED,
    PERFORMED,
    REPORTED,
    REVIEWED,
    SERVED,
    TOLD,
    Walk,
    said,
)

#: What operations and rules say of a case without anything special.
PLAIN: dict[str, Any] = {
    "track": "audit",
    "decided_by": "bureau",
    "transfer": False,
    "needs_discussion": False,
    "notified_in_time": True,
    "informed": "keep",
    "heard": False,
}
#: What is known when a process begins that main would have begun.
KNOWN: dict[str, Any] = {**PLAIN, "proposal": "penalise"}
CHAIRED: list[tuple[str, dict[str, Any]] | str] = [
    said("task_appoint_chair"),
    SERVED,
    "timer_hearing_at",
]
HELD = [said("task_hold_hearing", hearing_result="held"), said("task_conclude_hearing")]
APPROVED = said("task_approve_penalty", penalty_approval="approved")
OUTCOME = [
    said("task_approve_outcome", outcome_approval="approved"),
    said("task_decide_outcome", outcome_decision="no_penalty_must"),
]
SENT = said("task_send_case_file")
TAKEN_OVER = [SENT, said("task_record_reply", referral_reply="accepted"), *CLOSED]
TO_POLICE = [
    said("task_form_group"),
    said("task_report_crime"),
    said("task_decide_transfer", transfer_decision="approved"),
    said("task_send_transfer"),
    said("task_record_answer", police_answer="filed"),
    said("task_hand_over"),
]
HEARING_REVIEWED = said("task_review_hearing", final_review="agreed")

INVESTIGATION = [
    *(
        Walk(
            process="case_investigation",
            steps=[REPORTED, said("task_audit_case", review=review), *REVIEWED],
            facts=PLAIN,
            end="end_reviewed",
            branches=[
                "gate_review_track -> task_audit_case",
                "gate_review_agreed -> join_report",
                "gate_review_agreed -> end_reviewed",
            ],
        )
        for review in ("correct", "supplement", "other")
    ),
    Walk(
        process="case_investigation",
        steps=[REPORTED, said("task_review_legality", review="agreed")],
        facts=PLAIN | {"track": "legal"},
        end="end_reviewed",
        branches=["gate_review_track -> task_review_legality"],
    ),
]

NOTICE = [
    Walk(
        process="penalty_notice",
        steps=TOLD,
        end="end_informed",
        branches=["gate_defence -> join_defence"],
    ),
    Walk(
        process="penalty_notice",
        steps=[SERVED, "timer_defence_due"],
        end="end_informed",
        branches=["timer_defence_due -> join_defence"],
    ),
    Walk(
        process="penalty_notice",
        steps=[
            SERVED,
            said("task_record_defence", defence="made"),
            said("task_reconsider_defence", reconsideration="keep"),
        ],
        end="end_informed",
        branches=["gate_defence -> join_reconsideration"],
    ),
    Walk(
        process="penalty_notice",
        steps=[
            SERVED,
            said("task_record_defence", defence="hearing"),
            *CHAIRED,
            *HELD,
            said("task_reconsider_defence", reconsideration="keep"),
        ],
        facts={"notified_in_time": True},
        end="end_informed",
        branches=["gate_defence -> call_hearing"],
    ),
]

HEARING = [
    Walk(
        process="hearing",
        steps=[*CHAIRED, *HELD],
        facts={"notified_in_time": True},
        end="end_heard",
        branches=["gate_notified -> timer_hearing_at", "gate_held -> task_conclude_hearing"],
    ),
    Walk(
        process="hearing",
        steps=[
            said("task_appoint_chair"),
            SERVED,
            *CHAIRED,
            said("task_hold_hearing", hearing_result="absent"),
        ],
        facts={"notified_in_time": [False, True]},
        end="end_hearing_waived",
        branches=["gate_notified -> join_appointment", "gate_held -> end_hearing_waived"],
    ),
    Walk(
        process="hearing",
        steps=[*CHAIRED, said("task_hold_hearing", hearing_result="withdrawn")],
        facts={"notified_in_time": True},
        end="end_hearing_waived",
        branches=[],
    ),
    Walk(
        process="hearing_review",
        steps=[HEARING_REVIEWED],
        facts=PLAIN,
        end="end_hearing_reviewed",
        branches=[],
    ),
]

DECISION = [
    Walk(
        process="penalty_decision",
        steps=[said("task_approve_penalty", penalty_approval="returned")],
        facts=PLAIN,
        end="end_penalty_returned",
        branches=["gate_penalty_approved -> join_returned"],
    ),
    Walk(
        process="penalty_decision",
        steps=[APPROVED, said("task_decide_penalty", penalty_decision="returned")],
        facts=PLAIN,
        end="end_penalty_returned",
        branches=["gate_penalty_decided -> join_returned", "gate_discussion -> join_decision"],
    ),
    Walk(
        process="penalty_decision",
        steps=[APPROVED, said("task_discuss_case", discussion_result="agreed"), IMPOSED[1]],
        facts=PLAIN | {"needs_discussion": True},
        end="end_decided",
        branches=["gate_discussion -> task_discuss_case"],
    ),
    *(
        Walk(
            process="penalty_decision",
            steps=[APPROVED, said("task_decide_penalty", penalty_decision=decision)],
            facts=PLAIN,
            end="end_decided",
            branches=[
                "gate_penalty_approved -> gate_discussion",
                "gate_penalty_decided -> task_record_decision",
            ],
        )
        for decision in (
            "penalise",
            "no_penalty_must",
            "no_penalty_may",
            "no_penalty_unproven",
            "transfer_agency",
            "transfer_judicial",
        )
    ),
    Walk(
        process="case_outcome",
        steps=[said("task_approve_outcome", outcome_approval="returned")],
        end="end_outcome_returned",
        branches=["gate_outcome_approved -> join_outcome_returned"],
    ),
    Walk(
        process="case_outcome",
        steps=[OUTCOME[0], said("task_decide_outcome", outcome_decision="returned")],
        end="end_outcome_returned",
        branches=["gate_outcome_decided -> join_outcome_returned"],
    ),
    *(
        Walk(
            process="case_outcome",
            steps=[OUTCOME[0], said("task_decide_outcome", outcome_decision=decision)],
            end="end_outcome_decided",
            branches=[
                "gate_outcome_approved -> task_decide_outcome",
                "gate_outcome_decided -> task_record_outcome",
            ],
        )
        for decision in ("no_penalty_must", "transfer_agency", "transfer_judicial", "refer_up")
    ),
]

WRAPPER = [
    Walk(
        process="case_decision",
        steps=DECIDED,
        facts=KNOWN,
        end="end_case_decided",
        branches=[
            "gate_proposal -> call_penalty_notice",
            "gate_informed -> gate_heard",
            "gate_heard -> join_penalty",
        ],
    ),
    Walk(
        process="case_decision",
        steps=OUTCOME,
        facts=KNOWN | {"decided_by": "upper"},
        end="end_case_decided",
        branches=["gate_proposal -> call_case_outcome"],
    ),
    Walk(
        process="case_decision",
        steps=OUTCOME,
        facts=KNOWN | {"proposal": "no_penalty"},
        end="end_case_decided",
        branches=[],
    ),
    Walk(
        process="case_decision",
        steps=TOLD,
        facts=KNOWN | {"informed": "change"},
        end="end_reopened",
        branches=["gate_informed -> join_reopened"],
    ),
    Walk(
        process="case_decision",
        steps=[*TOLD, HEARING_REVIEWED, *IMPOSED],
        facts=KNOWN | {"heard": True},
        end="end_case_decided",
        branches=["gate_heard -> call_hearing_review", "gate_hearing_reviewed -> join_penalty"],
    ),
    Walk(
        process="case_decision",
        steps=[*TOLD, said("task_review_hearing", final_review="returned")],
        facts=KNOWN | {"heard": True},
        end="end_reopened",
        branches=["gate_hearing_reviewed -> join_reopened"],
    ),
]

REFERRAL = [
    Walk(
        process="case_referral",
        steps=TAKEN_OVER,
        end="end_referral_accepted",
        branches=[
            "gate_to_police -> task_issue_referral",
            "gate_referral_accepted -> call_referral_closure",
        ],
    ),
    Walk(
        process="case_referral",
        steps=[*TO_POLICE, *CLOSED],
        facts={"case_decision": "transfer_judicial", "referral_reply": "accepted"},
        end="end_referral_accepted",
        branches=["gate_to_police -> call_criminal_transfer"],
    ),
    Walk(
        process="case_referral",
        steps=[SENT, said("task_record_reply", referral_reply="refused")],
        end="end_referral_refused",
        branches=["gate_referral_accepted -> end_referral_refused"],
    ),
]

MAIN = [
    Walk(
        process="iron_fist_case",
        steps=[
            *FILED,
            *REVIEWED,
            *TOLD,
            APPROVED,
            said("task_decide_penalty", penalty_decision="returned"),
            *REVIEWED,
            *DECIDED,
            *PERFORMED,
            *CLOSED,
        ],
        facts=PLAIN
        | {
            "payable": True,
            "publishable": True,
            "case_decision": ["pending", "pending", "penalise"],
        },
        end="end_closed",
        branches=[
            "gate_filed -> task_record_filing",
            "gate_decision -> join_investigation",
            "gate_decision -> call_penalty_performance",
        ],
    ),
    Walk(
        process="iron_fist_case",
        steps=[
            *FILED,
            *REVIEWED,
            *OUTCOME,
            SENT,
            said("task_record_reply", referral_reply="refused"),
            *REVIEWED,
            *OUTCOME,
            *TAKEN_OVER,
        ],
        facts=PLAIN
        | {
            "decided_by": "upper",
            "case_decision": ["pending", "refer_up", "pending", "refer_up"],
        },
        end="end_referred",
        branches=[
            "gate_decision -> call_case_referral",
            "gate_referred -> join_investigation",
            "gate_referred -> end_referred",
        ],
    ),
]

SERVICE = [
    Walk(
        process="service_of_documents",
        steps=[SERVED],
        end="end_served",
        branches=["gate_public -> join_service"],
    ),
    Walk(
        process="service_of_documents",
        steps=[said("task_serve_document", way="public_notice"), "timer_public_notice_due"],
        end="end_served",
        branches=["gate_public -> task_announce_service"],
    ),
]

TRUNK_WALKS = [
    *SERVICE,
    *INVESTIGATION,
    *NOTICE,
    *HEARING,
    *DECISION,
    *WRAPPER,
    *REFERRAL,
    *MAIN,
]

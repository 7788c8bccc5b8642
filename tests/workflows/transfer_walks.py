"""Ways through a transfer to the police: refused, filed, more asked for, not filed, appealed."""

from tests.workflows.walks import Walk, said

REPORTED = [said("task_form_group"), said("task_report_crime")]
APPROVED = said("task_decide_transfer", transfer_decision="approved")
SENT = [*REPORTED, APPROVED, said("task_send_transfer")]
FILED = [said("task_record_answer", police_answer="filed"), said("task_hand_over")]
NOT_FILED = said("task_record_answer", police_answer="not_filed")

TRANSFER_WALKS = [
    Walk(
        process="criminal_transfer",
        steps=[*REPORTED, said("task_decide_transfer", transfer_decision="refused")],
        end="end_transfer_refused",
        branches=["gate_transfer_decided -> task_refuse_transfer"],
    ),
    Walk(
        process="criminal_transfer",
        steps=[*SENT, *FILED],
        end="end_transfer_answered",
        branches=["gate_transfer_decided -> task_issue_transfer"],
    ),
    Walk(
        process="police_answer",
        steps=[
            said("task_record_answer", police_answer="supplement"),
            said("task_supplement"),
            *FILED,
        ],
        end="end_police_filed",
        branches=[
            "gate_police_answer -> task_supplement",
            "gate_police_answer -> task_hand_over",
        ],
    ),
    Walk(
        process="police_answer",
        steps=[
            NOT_FILED,
            said("task_choose_step", police_step="reconsider"),
            NOT_FILED,
            said("task_choose_step", police_step="accept"),
        ],
        end="end_police_declined",
        branches=[
            "gate_police_answer -> task_choose_step",
            "gate_police_step -> task_appeal_police",
            "gate_police_step -> join_declined",
        ],
    ),
    Walk(
        process="police_answer",
        steps=[NOT_FILED, "timer_reconsider_due"],
        end="end_police_declined",
        branches=["timer_reconsider_due -> join_declined"],
    ),
]

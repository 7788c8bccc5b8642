"""Ways through a transfer to the police: refused, filed, more asked for, not filed, appealed."""

import datetime as dt

from tests.workflows.walks import NOON, Walk, said

REPORTED = [said("task_form_group"), said("task_report_crime")]
APPROVED = said("task_decide_transfer", transfer_decision="approved")
SENT = [*REPORTED, APPROVED, said("task_send_transfer")]
FILED = [said("task_record_answer", police_answer="filed"), said("task_hand_over")]
NOT_FILED = said("task_record_answer", police_answer="not_filed")
#: The three days after the notice of the police.
REFUSED = {"reconsider_due": (NOON + dt.timedelta(days=3)).isoformat()}

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
        facts={"referral_reply": [None, "refused"]},
        end="end_police_declined",
        branches=[
            "gate_police_answer -> call_police_refusal",
            "gate_taken_back -> join_unanswered",
            "gate_taken_back -> end_police_declined",
        ],
    ),
    Walk(
        process="police_refusal",
        steps=[said("task_choose_step", police_step="reconsider")],
        facts=REFUSED,
        end="end_police_appealed",
        branches=["gate_police_step -> task_appeal_police"],
    ),
    Walk(
        process="police_refusal",
        steps=[said("task_choose_step", police_step="accept")],
        facts=REFUSED,
        end="end_taken_back",
        branches=["gate_police_step -> join_declined"],
    ),
    Walk(
        process="police_answer",
        steps=[
            said("task_record_answer", police_answer="overdue"),
            said("task_urge_police"),
            *FILED,
        ],
        end="end_police_filed",
        branches=["gate_police_answer -> task_urge_police"],
    ),
    Walk(
        process="police_refusal",
        steps=["timer_reconsider_due"],
        facts=REFUSED,
        end="end_taken_back",
        branches=["timer_reconsider_due -> join_declined"],
    ),
]

"""Ways through what runs beside a case: measures, suspension, extension, deferral."""

from typing import Any

from tests.workflows.walks import CLOSED, Walk, said

REQUESTED = said("task_request_measure", urgent="no")
APPROVED = said("task_approve_measure", measure_approval="approved")
TAKEN = [REQUESTED, APPROVED, said("task_take_measure", taken="yes")]
URGENT = [said("task_request_measure", urgent="yes"), said("task_take_measure", taken="yes")]
CONFIRMED = said("task_confirm_measure", confirmation="approved")
DISPOSED = [
    said("task_propose_disposal", disposal="release"),
    said("task_decide_disposal", preservation_decision="approved"),
]
STEP = said("task_propose_seizure_step", seizure_step="extend")
STEPPED = [STEP, said("task_decide_seizure_step", seizure_decision="approved")]
SUSPENDED = [
    said("task_request_suspension", suspension_proposal="suspend"),
    said("task_decide_suspension", suspension_decision="approved"),
]
TERMINATED = [
    said("task_follow_suspension", follow_up="terminate"),
    said("task_decide_termination", termination="approved"),
]


def roots(
    process: str, noun: str, term: list[Any], late: str, names: tuple[str, str]
) -> list[Walk]:
    """The ways through a measure, which is taken alike and ends in its own way."""
    ended, lapsed = names
    return [
        Walk(
            process=process,
            steps=[REQUESTED, said("task_approve_measure", measure_approval="refused")],
            end=f"end_no_{noun}",
            branches=[f"gate_{noun}_taken -> end_no_{noun}"],
        ),
        Walk(
            process=process,
            steps=[*TAKEN, *term],
            facts={"unapproved": False, "in_force": False},
            end=ended,
            branches=[
                f"gate_{noun}_taken -> gate_{noun}_unapproved",
                f"gate_{noun}_unapproved -> join_{noun}",
                f"gate_{noun}_lapsed -> {ended}",
            ],
        ),
        Walk(
            process=process,
            steps=[*URGENT, CONFIRMED, late],
            facts={"unapproved": True, "lapsed": True},
            end=lapsed,
            branches=[
                f"gate_{noun}_unapproved -> call_{noun}_confirmation",
                f"gate_{noun}_confirmed -> join_{noun}",
                f"gate_{noun}_lapsed -> {lapsed}",
            ],
        ),
        Walk(
            process=process,
            steps=[*URGENT, "timer_approval_due"],
            facts={"unapproved": True, "lapsed": False},
            end=f"end_{noun}_lifted",
            branches=[f"gate_{noun}_confirmed -> end_{noun}_lifted"],
        ),
    ]


SIDE_WALKS = [
    Walk(
        process="measure_taking",
        steps=TAKEN,
        end="end_measure_taken",
        branches=[
            "gate_measure_urgent -> task_approve_measure",
            "gate_measure_approved -> join_measure",
            "gate_measure_taken -> task_record_measure",
        ],
    ),
    Walk(
        process="measure_taking",
        steps=[URGENT[0], said("task_take_measure", taken="no")],
        end="end_no_measure",
        branches=[
            "gate_measure_urgent -> join_measure",
            "gate_measure_taken -> join_no_measure",
        ],
    ),
    Walk(
        process="measure_taking",
        steps=[REQUESTED, said("task_approve_measure", measure_approval="refused")],
        end="end_no_measure",
        branches=["gate_measure_approved -> join_no_measure"],
    ),
    Walk(
        process="measure_confirmation",
        steps=[CONFIRMED],
        facts={"approval_due": "2026-03-03T12:00:00+08:00"},
        end="end_measure_confirmed",
        branches=["gate_measure_confirmed -> task_record_confirmation"],
    ),
    Walk(
        process="measure_confirmation",
        steps=[said("task_confirm_measure", confirmation="refused")],
        facts={"approval_due": "2026-03-03T12:00:00+08:00"},
        end="end_measure_lifted",
        branches=["gate_measure_confirmed -> join_measure_refused"],
    ),
    Walk(
        process="measure_confirmation",
        steps=["timer_approval_due"],
        facts={"approval_due": "2026-03-03T12:00:00+08:00"},
        end="end_measure_lifted",
        branches=["timer_approval_due -> join_measure_refused"],
    ),
    *roots(
        "evidence_preservation",
        "preservation",
        DISPOSED,
        "timer_proposal_late",
        ("end_preservation_decided", "end_preservation_lapsed"),
    ),
    *roots(
        "seizure",
        "seizure",
        STEPPED,
        "timer_step_late",
        ("end_seizure_ended", "end_seizure_expired"),
    ),
    Walk(
        process="preservation_disposal",
        steps=[
            DISPOSED[0],
            said("task_decide_disposal", preservation_decision="returned"),
            *DISPOSED,
        ],
        facts={"preservation_due": "2026-03-11T00:00:00+08:00"},
        end="end_disposal_decided",
        branches=[
            "gate_disposal_decided -> join_disposal",
            "gate_disposal_decided -> task_end_preservation",
        ],
    ),
    Walk(
        process="preservation_disposal",
        steps=["timer_proposal_late"],
        facts={"preservation_due": "2026-03-11T00:00:00+08:00"},
        end="end_disposal_lapsed",
        branches=["timer_proposal_late -> join_disposal_late"],
    ),
    Walk(
        process="preservation_disposal",
        steps=[DISPOSED[0], "timer_disposal_late"],
        facts={"preservation_due": "2026-03-11T00:00:00+08:00"},
        end="end_disposal_lapsed",
        branches=["timer_disposal_late -> join_disposal_late"],
    ),
    Walk(
        process="seizure_term",
        steps=[
            STEP,
            said("task_decide_seizure_step", seizure_decision="returned"),
            *STEPPED,
            "timer_step_late",
        ],
        facts={"seizure_due": "2026-04-01T00:00:00+08:00", "in_force": True},
        end="end_term_over",
        branches=[
            "gate_seizure_decided -> join_seizure_term",
            "gate_seizure_decided -> task_act_on_seizure",
            "gate_in_seizure -> join_seizure_term",
            "timer_step_late -> join_term_over",
        ],
    ),
    Walk(
        process="seizure_term",
        steps=STEPPED,
        facts={"seizure_due": "2026-04-01T00:00:00+08:00", "in_force": False},
        end="end_term_ended",
        branches=["gate_in_seizure -> end_term_ended"],
    ),
    Walk(
        process="seizure_term",
        steps=[STEP, "timer_seizure_late"],
        facts={"seizure_due": "2026-04-01T00:00:00+08:00"},
        end="end_term_over",
        branches=["timer_seizure_late -> join_term_over"],
    ),
    Walk(
        process="investigation_suspension",
        steps=[
            SUSPENDED[0],
            said("task_decide_suspension", suspension_decision="refused"),
        ],
        end="end_suspension_refused",
        branches=["gate_suspension_decided -> end_suspension_refused"],
    ),
    Walk(
        process="investigation_suspension",
        steps=[*SUSPENDED, said("task_follow_suspension", follow_up="resume")],
        end="end_investigation_resumed",
        branches=[
            "gate_suspension_decided -> task_suspend_investigation",
            "gate_rest_over -> end_investigation_resumed",
        ],
    ),
    Walk(
        process="investigation_suspension",
        steps=[*SUSPENDED, *TERMINATED, *CLOSED],
        end="end_investigation_terminated",
        branches=["gate_rest_over -> join_termination"],
    ),
    Walk(
        process="investigation_rest",
        steps=TERMINATED,
        end="end_rest_terminated",
        branches=[
            "gate_suspension_follow_up -> task_decide_termination",
            "gate_termination -> end_rest_terminated",
        ],
    ),
    Walk(
        process="investigation_rest",
        steps=[
            TERMINATED[0],
            said("task_decide_termination", termination="refused"),
            said("task_follow_suspension", follow_up="resume"),
        ],
        end="end_rest_resumed",
        branches=[
            "gate_termination -> join_suspension",
            "gate_suspension_follow_up -> task_resume_investigation",
        ],
    ),
    Walk(
        process="investigation_suspension",
        steps=[
            said("task_request_suspension", suspension_proposal="terminate"),
            SUSPENDED[1],
            *CLOSED,
        ],
        end="end_investigation_terminated",
        branches=["gate_suspension_decided -> join_termination"],
    ),
    Walk(
        process="clock_extension",
        steps=[
            said("task_request_extension"),
            said("task_approve_extension", extension_decision="approved"),
        ],
        facts={"by_discussion": False},
        end="end_term_extended",
        branches=[
            "gate_extension_by -> task_approve_extension",
            "gate_extension_decided -> task_grant_extension",
        ],
    ),
    Walk(
        process="clock_extension",
        steps=[
            said("task_request_extension"),
            said("task_discuss_extension", extension_decision="refused"),
        ],
        facts={"by_discussion": True},
        end="end_extension_refused",
        branches=[
            "gate_extension_by -> task_discuss_extension",
            "gate_extension_decided -> end_extension_refused",
        ],
    ),
    Walk(
        process="payment_deferral",
        steps=[
            said("task_request_deferral"),
            said("task_decide_deferral", deferral_decision="refused"),
        ],
        end="end_deferral_refused",
        branches=["gate_deferral_decided -> task_refuse_deferral"],
    ),
    Walk(
        process="payment_deferral",
        steps=[
            said("task_request_deferral"),
            said("task_decide_deferral", deferral_decision="granted"),
        ],
        facts={"more_instalments": False},
        end="end_deferral_settled",
        branches=[
            "gate_deferral_decided -> task_grant_deferral",
            "gate_more_instalments -> end_deferral_settled",
        ],
    ),
    Walk(
        process="payment_deferral",
        steps=[
            said("task_request_deferral"),
            said("task_decide_deferral", deferral_decision="granted"),
            said("task_record_instalment"),
            "timer_instalment_due",
        ],
        facts={"more_instalments": True},
        end="end_deferral_missed",
        branches=[
            "gate_more_instalments -> task_record_instalment",
            "timer_instalment_due -> task_end_deferral",
        ],
    ),
]

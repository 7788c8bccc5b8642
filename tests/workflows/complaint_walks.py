"""Ways through a complaint: refused, agreed, ended without agreement, ended by the term."""

from tests.workflows.walks import Walk, said

ACCEPTED = said("task_accept_complaint", complaint_acceptance="accepted")
TOLD = said("task_tell_parties")

COMPLAINT_WALKS = [
    Walk(
        process="complaint_mediation",
        steps=[said("task_accept_complaint", complaint_acceptance="refused")],
        end="end_complaint_refused",
        branches=["gate_accepted -> task_refuse_complaint"],
    ),
    Walk(
        process="complaint_mediation",
        steps=[ACCEPTED, said("task_mediate_complaint", mediation="agreed")],
        end="end_complaint_agreed",
        branches=["gate_accepted -> task_open_mediation", "gate_agreed -> end_complaint_agreed"],
    ),
    Walk(
        process="complaint_mediation",
        steps=[ACCEPTED, said("task_mediate_complaint", mediation="failed"), TOLD],
        end="end_mediation_ended",
        branches=["gate_agreed -> join_ended"],
    ),
    Walk(
        process="complaint_mediation",
        steps=[ACCEPTED, "timer_mediation_due", TOLD],
        end="end_mediation_ended",
        branches=["timer_mediation_due -> join_ended"],
    ),
    Walk(
        process="report_answer",
        steps=[said("task_answer_reporter")],
        end="end_reporter_told",
        branches=[],
    ),
]

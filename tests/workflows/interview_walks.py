"""Ways through a talk with who answers for a subject: refused, held."""

from tests.workflows.walks import Walk, said

PROPOSED = said("task_propose_interview")

INTERVIEW_WALKS = [
    Walk(
        process="accountability_interview",
        steps=[PROPOSED, said("task_approve_interview", interview_approval="refused")],
        end="end_interview_refused",
        branches=["gate_interview_approved -> end_interview_refused"],
    ),
    Walk(
        process="accountability_interview",
        steps=[
            PROPOSED,
            said("task_approve_interview", interview_approval="approved"),
            said("task_hold_interview"),
        ],
        end="end_interview_held",
        branches=["gate_interview_approved -> task_hold_interview"],
    ),
]

"""Ways through what follows for persons: a case of their own, a ban, a list that comes back."""

from tests.workflows.walks import Walk, said

NAMED = said("task_name_banned")

PERSON_WALKS = [
    Walk(
        process="person_penalty",
        steps=[said("task_propose_person")],
        end="end_person_case_opened",
        branches=[],
    ),
    Walk(
        process="industry_ban",
        steps=[
            NAMED,
            said("task_decide_ban", ban_decision="returned"),
            NAMED,
            said("task_decide_ban", ban_decision="decided"),
        ],
        end="end_ban_imposed",
        branches=[
            "gate_ban_decided -> join_banned",
            "gate_ban_decided -> task_impose_ban",
        ],
    ),
]

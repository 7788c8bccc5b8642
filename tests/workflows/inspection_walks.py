"""Ways through flight checks, reviews of producers and what settles both."""

from typing import Any

from tests.workflows.walks import ASSIGNED, Walk, said

PUBLISHED = said("task_publish_result")


def visits(process: str, task: str, before: list[Any], **facts: Any) -> list[Walk]:
    """The three ways in which a visit ends."""
    return [
        Walk(
            process=process,
            steps=[*before, said(task, performed="no")],
            facts=facts | {"outcome": "NOT_PERFORMED"},
            end="end_not_performed",
            branches=["gate_performed -> task_record_not_performed"],
        ),
        Walk(
            process=process,
            steps=[*before, said(task), PUBLISHED],
            facts=facts | {"outcome": "NO_PROBLEM"},
            end="end_completed",
            branches=[
                "gate_performed -> call_inspection_settlement",
                "gate_enforcement -> end_completed",
            ],
        ),
        Walk(
            process=process,
            steps=[*before, said(task), PUBLISHED],
            facts=facts | {"outcome": "STOP", "enforcement_opened": True},
            end="end_enforcement",
            branches=["gate_enforcement -> end_enforcement"],
        ),
    ]


INSPECTION_WALKS = [
    *visits("production_review", "task_inspect_production", ASSIGNED),
    *visits("flight_check", "task_inspect_premises", [], assigned=True, checklist="producer"),
    Walk(
        process="flight_check",
        steps=[*ASSIGNED, said("task_inspect_premises"), PUBLISHED],
        facts={"assigned": False, "checklist": "seller", "outcome": "RECTIFY_ON_SPOT"},
        end="end_completed",
        branches=["gate_assigned -> call_officer_assignment"],
    ),
    Walk(
        process="flight_check",
        steps=[said("task_inspect_premises"), PUBLISHED],
        facts={"assigned": True, "checklist": "caterer", "outcome": "NO_PROBLEM"},
        end="end_completed",
        branches=["gate_assigned -> join_assigned"],
    ),
    Walk(
        process="inspection_settlement",
        steps=[PUBLISHED],
        facts={"outcome": "NO_PROBLEM"},
        end="end_settled",
        branches=[],
    ),
]

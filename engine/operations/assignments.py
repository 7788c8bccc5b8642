"""Assignment of the pair (指派检查人员) that the supervisor chose or the draw gave."""

from engine import audit, pairs
from engine.operations.facts import submitted
from engine.step import Step


def assign(step: Step) -> None:
    """officers.assign: two officers with certificates, neither recused (L6 art 23)."""
    chosen = submitted(step, "task_assign_officers").data["officers"]
    people = pairs.expect_pair(step.session, step.case, chosen)
    pairs.appoint(step.session, step.case, people, by="supervisor")
    audit.record(
        step.session,
        step.actor,
        "officers:assign",
        case=step.case,
        officers=[user.id for user in people],
    )

"""What operations of processes beside the main one read and refuse alike."""

from sqlalchemy import select

from engine.errors import Broken, Invalid
from engine.projection import withdraw_items
from engine.step import Step
from models.processes import InstanceStatus, ProcessInstance, Submission


def here(step: Step, element: str) -> Submission:
    """What was submitted in this process; the diagram promises that it was."""
    found = step.here(element)
    if found is None:
        raise Broken("submission.missing", elements=[element], case=step.case.number)
    return found


def wrong(field: str, code: str, **params: object) -> Invalid:
    """One field that the law or the facts refuse."""
    problem: dict[str, object] = {"code": code, "params": params}
    return Invalid(code, {field: [problem]}, **params)


def give_up_others(step: Step) -> None:
    """End all other processes of the case: what they were about no longer matters."""
    others = step.session.scalars(
        select(ProcessInstance)
        .where(
            ProcessInstance.case_id == step.case.id,
            ProcessInstance.id != step.instance.id,
            ProcessInstance.status == InstanceStatus.RUNNING,
        )
        .order_by(ProcessInstance.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for other in others:
        withdraw_items(step.session, other, step.now)
        other.main, other.status = False, InstanceStatus.CANCELLED
        other.ended_at, other.wake_at = step.now, None
        other.revision += 1

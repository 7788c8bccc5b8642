"""From a machine to tables: stored state, work items, next wake-up and end, all in one place."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clocks, state
from engine.spiff.machine import Machine, Waiting
from models.cases import CaseState
from models.processes import InstanceStatus, ProcessInstance, WorkItem, WorkItemState


def project(
    session: Session, instance: ProcessInstance, machine: Machine, now: datetime
) -> list[WorkItem]:
    """Store the machine and make the work items equal to what waits; returns the new ones."""
    instance.state = state.encode(machine)
    instance.revision += 1
    instance.undo_item_id = instance.undo_state = None
    instance.visited = _visited(instance.visited, machine.passed)
    instance.wake_at = machine.next_wake()
    opened = _items(session, instance, machine.waiting(), now)
    if machine.ended:
        _end(session, instance, machine.end, now)
    session.flush()  # the ids of the new items are part of the answer
    return opened


def withdraw_items(session: Session, instance: ProcessInstance, now: datetime) -> None:
    """Withdraw whatever is open: the case was cancelled or a completion taken back."""
    for item in _open(session, instance).values():
        item.state, item.closed_at = WorkItemState.WITHDRAWN, now


def _items(
    session: Session, instance: ProcessInstance, waiting: list[Waiting], now: datetime
) -> list[WorkItem]:
    known = _open(session, instance)
    wanted = {one.task_id: one for one in waiting}
    for task_id, item in known.items():
        if task_id not in wanted:
            item.state, item.closed_at = WorkItemState.WITHDRAWN, now
        else:
            item.due_at = _due(wanted[task_id])
    opened = [
        _reopened(session, instance, one, now) or _item(instance, one, now)
        for task_id, one in wanted.items()
        if task_id not in known
    ]
    session.add_all(opened)
    return opened


def _reopened(
    session: Session, instance: ProcessInstance, waiting: Waiting, now: datetime
) -> WorkItem | None:
    """The item of a token that waits again because the completion before it was withdrawn."""
    if instance.revision == 1:
        return None
    item = session.scalar(
        select(WorkItem).where(
            WorkItem.instance_id == instance.id, WorkItem.task_id == waiting.task_id
        )
    )
    if item is not None:
        item.state, item.closed_at, item.closed_by = WorkItemState.OPEN, None, None
    return item


def _item(instance: ProcessInstance, waiting: Waiting, now: datetime) -> WorkItem:
    task = waiting.task
    return WorkItem(
        instance=instance,
        case_id=instance.case_id,
        task_id=waiting.task_id,
        process=task.process,
        element=task.element,
        name=task.name,
        role=task.rule.role,
        form=task.form,
        assigned_only=task.rule.assigned_only,
        excludes_handlers=task.rule.excludes_handlers,
        needs_qualification=task.rule.legal_qualification,
        while_resting=task.rule.while_resting,
        assignee_id=waiting.data.get(task.rule.assignee) if task.rule.assignee else None,
        office_id=instance.case.office_id,
        due_at=_due(waiting),
        created_at=now,
        state=WorkItemState.OPEN,
    )


def _due(waiting: Waiting) -> datetime | None:
    value = waiting.data.get(waiting.task.due) if waiting.task.due else None
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def _open(session: Session, instance: ProcessInstance) -> dict[str, WorkItem]:
    items = session.scalars(
        select(WorkItem).where(
            WorkItem.instance_id == instance.id, WorkItem.state == WorkItemState.OPEN
        )
    )
    return {item.task_id: item for item in items}


def _visited(before: dict[str, Any], passed: list[str]) -> dict[str, Any]:
    after = dict(before)
    for element in passed:
        after[element] = after.get(element, 0) + 1
    return after


def _end(session: Session, instance: ProcessInstance, end: str | None, now: datetime) -> None:
    instance.status, instance.end, instance.ended_at = InstanceStatus.ENDED, end, now
    case = instance.case
    if not instance.main:
        return
    case.end = end
    if case.state is CaseState.OPEN:
        case.state, case.closed_at = CaseState.CLOSED, now
    clocks.stop_all(session, case)

"""From a machine to what is written: stored state, work items, next wake-up and end."""

import datetime as dt
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clocks, forms, messages, state, writing
from engine.spiff.machine import Machine, Waiting
from engine.writing import Projected
from models import fixed
from models.cases import Case
from models.clock import NEVER
from models.fixed import driver
from models.processes import InstanceStatus, ProcessInstance, WorkItem, WorkItemState

_OPEN: Final = "SELECT task_id FROM work_item WHERE instance_id = %(instance)s AND state = 'open'"
#: What was cancelled stays so, and keeps the moment.
_CLOSE: Final = """
UPDATE "case" SET "end" = %(end)s::varchar,
  closed_at = CASE WHEN state = 'open' THEN %(now)s::timestamptz ELSE closed_at END,
  state = CASE WHEN state = 'open' THEN 'closed' ELSE state END
WHERE id = %(case)s
"""


def project(
    session: Session, instance: ProcessInstance, machine: Machine, now: dt.datetime
) -> None:
    """Store a machine whose instance is a locked row.

    What waits in the inbox for it is taken up first.
    """
    messages.take_up(session, instance.case, instance.id, machine)
    # What operations wrote comes before.
    open_tasks = fixed.ask(session, _OPEN, {"instance": instance.id})
    what = projected(
        machine,
        instance=instance.id,
        case=instance.case_id,
        visited=instance.visited,
        known=frozenset(task for (task,) in open_tasks),
        now=now,
    )
    writing.project(driver(session), what)
    beside = None if instance.main else instance.id
    session.expire(instance)
    if machine.ended:
        finish(session, what.case, beside, machine.end, now)


def projected(
    machine: Machine,
    *,
    instance: int,
    case: int,
    visited: dict[str, int],
    known: frozenset[str],
    now: dt.datetime,
    undo_item: int | None = None,
) -> Projected:
    """What is to be written for a machine; `known` are the tokens that have an open item.

    `undo_item` is the item that was just completed, while it can be withdrawn.
    """
    waiting = machine.waiting()
    return Projected(
        instance=instance,
        case=case,
        state=state.encode(machine),
        visited=_visited(visited, machine.passed),
        waiting=[one.task_id for one in waiting],
        kept=[_kept(one) for one in waiting if one.task_id in known],
        opened=[_opened(one) for one in waiting if one.task_id not in known],
        wake_at=machine.next_wake(),
        end=machine.end,
        ended=machine.ended,
        now=now,
        undo_item=undo_item,
    )


def finish(
    session: Session, case_id: int, instance_id: int | None, end: str | None, now: dt.datetime
) -> None:
    """The end of the main process is the end of its case; its clocks stop.

    `instance_id` is given for a process beside the main one.
    """
    if instance_id is None:
        fixed.ask(session, _CLOSE, {"case": case_id, "end": end, "now": now})
        fixed.forget(session, Case, [case_id])
    clocks.stop_all(session, case_id, instance_id)


def withdraw_items(session: Session, instance: ProcessInstance, now: dt.datetime) -> None:
    """Withdraw whatever is open: the case was cancelled or a completion taken back."""
    for item in session.scalars(
        select(WorkItem).where(
            WorkItem.instance_id == instance.id, WorkItem.state == WorkItemState.OPEN
        )
    ):
        item.state, item.closed_at = WorkItemState.WITHDRAWN, now


def close_instance(instance: ProcessInstance, now: dt.datetime) -> None:
    """Give an instance up."""
    instance.status, instance.ended_at, instance.wake_at = InstanceStatus.CANCELLED, now, None
    instance.revision += 1


def _kept(waiting: Waiting) -> dict[str, Any]:
    return {"task_id": waiting.task_id, "due_at": _due(waiting)}


def _opened(waiting: Waiting) -> dict[str, Any]:
    task, rule = waiting.task, waiting.task.rule
    return {
        **_kept(waiting),
        "process": task.process,
        "element": task.element,
        "name": task.name,
        "role": rule.role,
        "form": forms.for_case(task.form, waiting.data),
        "assigned_only": rule.assigned_only,
        "excludes_handlers": rule.excludes_handlers,
        "needs_qualification": rule.legal_qualification,
        "while_resting": rule.while_resting,
        "assignee_id": waiting.data.get(rule.assignee) if rule.assignee else None,
    }


def _due(waiting: Waiting) -> str | None:
    value = waiting.data.get(waiting.task.due) if waiting.task.due else None
    # What rests is due at no time.
    never = isinstance(value, str) and dt.datetime.fromisoformat(value) == NEVER
    return value if isinstance(value, str) and not never else None


def _visited(before: dict[str, int], passed: list[str]) -> dict[str, int]:
    after = dict(before)
    for element in passed:
        after[element] = after.get(element, 0) + 1
    return after

"""The one door: every change of a process goes through here, whatever the way in.

Each function locks the instance, asks authority on the facts, steps the instance, and writes the
work items, the audit entry and the jobs in the caller's transaction (engine/transaction.py).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import (
    audit,
    authority,
    clocks,
    definitions,
    digests,
    flags,
    forms,
    idempotency,
    messages,
    reading,
    state,
)
from engine.authority import Actor
from engine.completion import Answer, Completion, expect_open, spec_of
from engine.errors import Conflict, Forbidden, NotFound
from engine.projection import close_instance, project, withdraw_items
from engine.spiff.machine import Machine
from engine.spiff.parsing import UserTask
from engine.step import Step
from engine.stepping import Operations
from models import clock
from models.cases import Case, CaseState
from models.processes import (
    Definition,
    InstanceStatus,
    ProcessInstance,
    WorkItem,
    WorkItemState,
)

__all__ = ["Answer"]


def start(
    session: Session,
    actor: Actor,
    case: Case,
    process: str,
    *,
    main: bool = True,
    data: Mapping[str, Any] | None = None,
) -> ProcessInstance:
    """Start the newest version of a process for a case and run it to its first work items.

    One process carries the case; with `main` False it runs beside that one, as a seizure does.
    """
    definition = definitions.newest(session, process)
    now = clock.now()
    instance = ProcessInstance(
        case=case, main=main, definition=definition, state=b"", started_at=now, visited={}
    )
    session.add(instance)
    session.flush()  # operations refer to the id
    audit.record(
        session,
        actor,
        "process:start",
        case=case,
        process=process,
        version=definition.version,
    )
    operate = _operations(session, actor, instance)
    machine = Machine.start(definitions.spec_of(definition), operate, data or {})
    project(session, instance, machine, now)
    return instance


def complete(
    session: Session,
    actor: Actor,
    work_item_id: int,
    data: Mapping[str, Any],
    *,
    key: str | None = None,
    revision: int | None = None,
) -> Answer:
    """Complete a work item with the data of its form.

    The same `key` of the same actor gets the same answer again. `revision` is the instance's as
    the actor saw it. Banned people whom the form names are flagged in the answer. Raises NotFound,
    Conflict, Forbidden, Invalid.
    """
    session.flush()  # the read below goes past the session
    taken = reading.take(session, work_item_id, idempotency.actor_key(actor), key)
    request = digests.of([work_item_id, dict(data)])
    known = idempotency.answered(key, request, taken.request_digest, taken.answer)
    if known is not None:
        return known | flags.told(session, flags.of_form(session, forms.load(taken.form), data))
    expect_open(taken, revision)
    spec = spec_of(session, taken)
    completion = Completion(session, actor, taken, spec, start, key, request)
    completion.check(data)
    answer, form = completion.run(), completion.form
    if not form.naming:
        return answer
    return answer | flags.of_submission(session, actor, taken.case_id, form, completion.clean)


def wake(session: Session, instance_id: int) -> bool:
    """Let the deadlines of an instance fire whose moment has come; False when none had."""
    instance = _lock(session, instance_id)
    now = clock.now()
    if instance.status is not InstanceStatus.RUNNING or not _due(instance.wake_at, now):
        return False
    machine = _machine(session, authority.CLOCK, instance)
    machine.wake()
    audit.record(
        session,
        authority.CLOCK,
        "process:deadline",
        case=instance.case,
        due=instance.wake_at.isoformat() if instance.wake_at else None,
        passed=machine.passed,
    )
    project(session, instance, machine, now)
    return True


def deliver(
    session: Session,
    actor: Actor,
    case: Case,
    name: str,
    *,
    key: str,
    payload: Mapping[str, Any],
) -> bool:
    """Hand a message to a case; kept in the inbox until a process of the case waits for it.

    The same `key` is delivered once. True when a process has taken it. Raises NotFound when no
    running process of the case knows the message, Forbidden, Invalid, Conflict.
    """
    running = [(one, _machine(session, actor, one)) for one in _running(session, case)]
    message = messages.keep(session, actor, case, running, name, key, payload)
    for instance, machine in running:
        # Who waits for it takes it up when it is projected.
        if instance.id == message.instance_id and name in machine.messages():
            project(session, instance, machine, clock.now())
    return message.delivered_at is not None


def cancel(session: Session, actor: Actor, case: Case, reason: str) -> None:
    """Give up a case with a reason; its open items are withdrawn. The caller asked authority."""
    running = _running(session, case)
    if case.state is not CaseState.OPEN:
        raise Conflict("case.not_open", number=case.number)
    now = clock.now()
    for instance in running:
        withdraw_items(session, instance, now)
        close_instance(instance, now)
    case.state, case.end, case.closed_at = CaseState.CANCELLED, "cancelled", now
    case.close_reason = reason
    clocks.stop_all(session, case.id)
    audit.record(session, actor, "case:cancel", case=case, reason=reason)


def withdraw(session: Session, actor: Actor, work_item_id: int, reason: str) -> WorkItem:
    """Take back the completion of an item as long as nothing followed from it.

    Raises Conflict when somebody or something has acted since, Forbidden for anybody but the one
    who completed it.
    """
    item, instance = _lock_item(session, work_item_id)
    if item.closed_by is None or item.closed_by != actor.user_id:
        raise Forbidden("work_item.not_yours", item=item.name)
    if instance.undo_item_id != item.id or instance.undo_state is None:
        raise Conflict("work_item.cannot_be_withdrawn", item=item.name)
    instance.state = instance.undo_state
    withdraw_items(session, instance, clock.now())
    item.state, item.closed_at, item.closed_by = WorkItemState.OPEN, None, None
    for variable in user_task(instance.definition, item).meets:
        clocks.run_on(session, instance.case, variable)
    session.flush()  # the projection below compares with what is open
    machine = _machine(session, actor, instance)
    project(session, instance, machine, clock.now())
    audit.record(
        session, actor, "work_item:withdraw", case=instance.case, work_item=item.id, reason=reason
    )
    return item


def user_task(definition: Definition, item: WorkItem) -> UserTask:
    """The user task of the diagram behind a work item."""
    return definitions.spec_of(definition).user_tasks[item.process, item.element]


def _operations(session: Session, actor: Actor, instance: ProcessInstance) -> Operations:
    return Operations(lambda: Step(session, actor, instance.case, instance, clock.now(), start))


def _machine(session: Session, actor: Actor, instance: ProcessInstance) -> Machine:
    operations = _operations(session, actor, instance)
    return state.decode(definitions.spec_of(instance.definition), operations, instance.state)


def _running(session: Session, case: Case) -> list[ProcessInstance]:
    """The instances of a case that run, locked: its own process and what runs beside it."""
    return list(
        session.scalars(
            select(ProcessInstance)
            .where(
                ProcessInstance.case_id == case.id,
                ProcessInstance.status == InstanceStatus.RUNNING,
            )
            .order_by(ProcessInstance.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def _lock(session: Session, instance_id: int) -> ProcessInstance:
    instance = session.scalar(
        select(ProcessInstance)
        .where(ProcessInstance.id == instance_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if instance is None:
        raise NotFound("instance.unknown", id=instance_id)
    return instance


def _lock_item(session: Session, work_item_id: int) -> tuple[WorkItem, ProcessInstance]:
    instance_id = session.scalar(select(WorkItem.instance_id).where(WorkItem.id == work_item_id))
    if instance_id is None:
        raise NotFound("work_item.unknown", id=work_item_id)
    instance = _lock(session, instance_id)
    item = session.get_one(WorkItem, work_item_id, populate_existing=True)
    return item, instance


def _due(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now

"""A work item as it lies on somebody's desk: locked, open, and asked whether he may work on it."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from engine import authority, runtime
from engine.authority import Actor, Facts
from engine.errors import Conflict, Forbidden, NotFound
from engine.spiff.parsing import UserTask
from models import clock
from models.processes import ProcessInstance, WorkItem, WorkItemState

#: What is asked of an item that somebody works on, read in one statement.
_WHOLE: Final = (
    joinedload(WorkItem.case),
    joinedload(WorkItem.instance).joinedload(ProcessInstance.definition),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """An open item that the actor may work on."""

    item: WorkItem
    task: UserTask
    facts: Facts


def take(session: Session, actor: Actor, work_item_id: int) -> Desk:
    """Lock an open item for the actor; raises NotFound, Conflict, Forbidden.

    The instance is locked first, as at the door, so that the two never wait for each other.
    """
    item = session.get(WorkItem, work_item_id, options=_WHOLE)
    if item is None:
        raise NotFound("work_item.unknown", id=work_item_id)
    lock = select(ProcessInstance).where(ProcessInstance.id == item.instance_id)
    instance = session.scalars(lock.with_for_update()).one()
    session.refresh(item)
    if item.state is not WorkItemState.OPEN:
        raise Conflict("work_item.not_open", item=item.name)
    task = runtime.user_task(instance.definition, item)
    facts = authority.facts_of(session, item.case)
    refused = authority.refusal(actor, task.rule, facts, item)
    if refused:
        raise Forbidden(refused, item=item.name, case=item.case.number)
    return Desk(item, task, facts)


def leave_mark(session: Session, actor: Actor, desk: Desk, how: str) -> None:
    """Whoever uploads or edits in such a task handles the case from then on (L5 arts 49-52)."""
    if desk.task.rule.handling and actor.user_id is not None:
        authority.handle(session, desk.item.case, actor.user_id, how, clock.now())

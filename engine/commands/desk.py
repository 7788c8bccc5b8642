"""A work item as it lies on somebody's desk: locked, open, and asked whether he may work on it."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine import authority, reading, runtime
from engine.authority import Actor, Facts
from engine.errors import Conflict, Forbidden, NotFound
from engine.spiff.parsing import UserTask
from models import clock, fixed
from models.fixed import Rows
from models.processes import ProcessInstance, WorkItem, WorkItemState

#: What is asked of an item that somebody works on; read once its instance is locked.
_WHOLE: Final = Rows(
    WorkItem,
    """JOIN process_instance ON process_instance.id = work_item.instance_id
    JOIN definition ON definition.id = process_instance.definition_id
    JOIN "case" ON "case".id = work_item.case_id WHERE work_item.id = %(item)s""",
    WorkItem.instance,
    ProcessInstance.definition,
    WorkItem.case,
    fresh=True,
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
    fixed.ask(session, reading.LOCK, {"item": work_item_id})
    item = _WHOLE.first(session, item=work_item_id)
    if item is None:
        raise NotFound("work_item.unknown", id=work_item_id)
    if item.state is not WorkItemState.OPEN:
        raise Conflict("work_item.not_open", item=item.name)
    task = runtime.user_task(item.instance.definition, item)
    facts = authority.facts_of(session, item.case)
    refused = authority.refusal(actor, task.rule, facts, item)
    if refused:
        raise Forbidden(refused, item=item.name, case=item.case.number)
    return Desk(item, task, facts)


def leave_mark(session: Session, actor: Actor, desk: Desk, how: str) -> None:
    """Whoever uploads or edits in such a task handles the case from then on (L5 arts 49-52)."""
    if desk.task.rule.handling and actor.user_id is not None:
        authority.handle(session, desk.item.case, actor.user_id, how, clock.now())

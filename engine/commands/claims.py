"""Claims (领取): who works on an item of a pool; returned to the pool or handed to a colleague."""

from sqlalchemy.orm import Session

from engine import audit, authority, notices
from engine.authority import Actor, require_office
from engine.commands import desk
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from models import clock
from models.accounts import User
from models.processes import WorkItem, WorkItemState


def claim(session: Session, actor: Actor, work_item_id: int) -> WorkItem:
    """Take an item from the pool, so that nobody else of the role works on it."""
    item = desk.take(session, actor, work_item_id).item
    if item.claimed_by == actor.user_id:
        return item
    if item.claimed_by is not None:
        raise Conflict("work_item.claimed", item=item.name)
    item.claimed_by, item.claimed_at = actor.user_id, clock.now()
    audit.record(session, actor, "work_item:claim", case=item.case, work_item=item.id)
    return item


def release(session: Session, actor: Actor, work_item_id: int, reason: str = "") -> WorkItem:
    """Return an item to the pool; a supervisor may return another's, with a reason."""
    item = _claimed(session, work_item_id)
    holder = item.claimed_by
    if holder != actor.user_id:
        if "supervisor" not in actor.roles:
            raise Forbidden("work_item.not_yours", item=item.name)
        require_office(actor, item.office_id)
        _expect_reason(reason)
    item.claimed_by, item.claimed_at = None, None
    audit.record(
        session,
        actor,
        "work_item:release",
        case=item.case,
        work_item=item.id,
        holder=holder,
        reason=reason.strip(),
    )
    return item


def hand_over(
    session: Session, actor: Actor, work_item_id: int, user_id: int, reason: str
) -> WorkItem:
    """Hand a claimed item to a colleague who may work on it."""
    _expect_reason(reason)
    item = desk.take(session, actor, work_item_id).item
    colleague = session.get(User, user_id)
    if colleague is None:
        raise NotFound("user.unknown", id=user_id)
    receiver = authority.actor_of(session, colleague, actor.source)
    item.claimed_by, item.claimed_at = colleague.id, clock.now()
    # The predicate of the door speaks for the receiver, too: no recused officer, no handler.
    session.flush()
    desk.take(session, receiver, work_item_id)
    audit.record(
        session,
        actor,
        "work_item:hand_over",
        case=item.case,
        work_item=item.id,
        to=colleague.id,
        reason=reason.strip(),
    )
    notices.notify(
        session,
        [colleague.id],
        "work_item.handed_over",
        {"number": item.case.number, "item": item.name, "by": actor.name},
        case_id=item.case_id,
        work_item_id=item.id,
        key=f"work_item.handed_over:{item.id}:{clock.now().isoformat()}",
    )
    return item


def _claimed(session: Session, work_item_id: int) -> WorkItem:
    item = session.get(WorkItem, work_item_id, with_for_update=True, populate_existing=True)
    if item is None:
        raise NotFound("work_item.unknown", id=work_item_id)
    if item.state is not WorkItemState.OPEN:
        raise Conflict("work_item.not_open", item=item.name)
    if item.claimed_by is None:
        raise Conflict("work_item.not_claimed", item=item.name)
    return item


def _expect_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("reason.missing", {"reason": [{"code": "form.required", "params": {}}]})

"""The inbox (待办): the open work items that a person may work on, in the order of their dates."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, contains_eager

from engine.authority import Actor
from models import clock
from models.cases import Case, CaseKind, CaseOfficer, Handling
from models.processes import WorkItem, WorkItemState
from models.subjects import Recusal, Subject


@dataclass(frozen=True)
class Filters:
    """What to show of the inbox; everything by default."""

    text: str = ""
    kind: CaseKind | None = None
    element: str = ""
    campaign_id: int | None = None
    overdue: bool = False
    #: Only what the person claimed or, for an officer, what is assigned to the pair.
    mine: bool = False
    #: Only what nobody took yet and anybody of the role may take.
    untaken: bool = False


@dataclass(frozen=True)
class Page:
    """One page of items and the key that the next one starts after."""

    items: list[WorkItem]
    after: tuple[dt.datetime, int] | None


def page_of(
    session: Session,
    actor: Actor,
    filters: Filters | None = None,
    *,
    after: tuple[dt.datetime, int] | None = None,
    limit: int = 50,
) -> Page:
    """A page of the inbox, earliest date first, then oldest."""
    query = (
        visible(actor)
        .join(Subject, Subject.id == Case.subject_id)
        .options(contains_eager(WorkItem.case).contains_eager(Case.subject))
        .where(*_conditions(filters or Filters(), actor))
        .order_by(WorkItem.inbox_at, WorkItem.id)
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(tuple_(WorkItem.inbox_at, WorkItem.id) > after)
    items = list(session.scalars(query))
    more = len(items) > limit
    items = items[:limit]
    last = items[-1] if more else None
    return Page(items, (last.inbox_at, last.id) if last else None)


def count_of(session: Session, actor: Actor, filters: Filters) -> int:
    """How many items the filters leave."""
    query = (
        visible(actor)
        .join(Subject, Subject.id == Case.subject_id)
        .where(*_conditions(filters, actor))
        .with_only_columns(func.count())
    )
    return session.scalar(query) or 0


def counts(session: Session, actor: Actor) -> tuple[int, int]:
    """How many items are open for the person, and how many of them are overdue."""
    late = func.count().filter(WorkItem.due_at < clock.now())
    query = visible(actor).with_only_columns(func.count(), late)
    total, overdue = session.execute(query).one()
    return total, overdue


def visible(actor: Actor) -> Select[tuple[WorkItem]]:
    """The open items that the door would let the person complete, joined with their cases."""
    user = actor.user_id
    assigned = exists().where(
        CaseOfficer.case_id == WorkItem.case_id,
        CaseOfficer.user_id == user,
        CaseOfficer.until.is_(None),
    )
    handled = exists().where(
        Handling.user_id == user,
        or_(Handling.case_id == WorkItem.case_id, Handling.case_id == Case.parent_id),
    )
    recused = exists().where(Recusal.user_id == user, Recusal.subject_id == Case.subject_id)
    return (
        select(WorkItem)
        .join(Case, Case.id == WorkItem.case_id)
        .where(
            WorkItem.state == WorkItemState.OPEN,
            WorkItem.role.in_(actor.roles),
            or_(WorkItem.office_id.is_(None), WorkItem.office_id.in_(actor.offices)),
            or_(WorkItem.assigned_only.is_(False), assigned),
            ~and_(WorkItem.excludes_handlers.is_(True), handled),
            ~recused,
            or_(WorkItem.assignee_id.is_(None), WorkItem.assignee_id == user),
            or_(WorkItem.needs_qualification.is_(False), literal(actor.legal_qualification)),
            or_(Case.resting_since.is_(None), WorkItem.while_resting.is_(True)),
        )
    )


def _conditions(filters: Filters, actor: Actor) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    text = filters.text.strip()
    if text:
        pattern = f"%{text.replace('%', '').replace('_', '')}%"
        conditions.append(
            or_(
                Subject.name.ilike(pattern),
                Subject.licence.ilike(pattern),
                Subject.address.ilike(pattern),
                Case.number.ilike(pattern),
                WorkItem.name.ilike(pattern),
            )
        )
    if filters.kind is not None:
        conditions.append(Case.kind == filters.kind)
    if filters.element:
        conditions.append(WorkItem.element == filters.element)
    if filters.campaign_id is not None:
        conditions.append(Case.campaign_id == filters.campaign_id)
    if filters.overdue:
        conditions.append(WorkItem.due_at < clock.now())
    if filters.mine:
        conditions.append(
            or_(WorkItem.claimed_by == actor.user_id, WorkItem.assigned_only.is_(True))
        )
    if filters.untaken:
        conditions += [WorkItem.claimed_by.is_(None), WorkItem.assigned_only.is_(False)]
    return conditions

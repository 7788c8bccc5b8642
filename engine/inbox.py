"""The inbox (待办): the open work items that a person may work on, in the order of their dates.

What is asked costs the same among a thousand cases and a million: the candidates come by an index
from each office of the person, from the own cases and from what was claimed, each only as many as
are wanted, and nothing is counted beyond `MOST`.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    and_,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session, contains_eager

from engine.authority import Actor
from models import clock
from models.cases import Case, CaseKind, CaseOfficer, Handling
from models.processes import WorkItem, WorkItemState
from models.subjects import Recusal, Subject

#: What is more than this is shown as more than this.
MOST: Final = 999


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
    later = () if after is None else (tuple_(WorkItem.inbox_at, WorkItem.id) > after,)
    order = WorkItem.inbox_at, WorkItem.id
    found = _candidates(actor, filters or Filters(), limit + 1, later, order)
    query = (
        select(WorkItem)
        .join(Case, Case.id == WorkItem.case_id)
        .join(Subject, Subject.id == Case.subject_id)
        .options(contains_eager(WorkItem.case).contains_eager(Case.subject))
        .where(WorkItem.id.in_(select(found.c.id)))
        .order_by(*order)
        .limit(limit + 1)
    )
    items = list(session.scalars(query))
    more = len(items) > limit
    items = items[:limit]
    last = items[-1] if more else None
    return Page(items, (last.inbox_at, last.id) if last else None)


def count_of(session: Session, actor: Actor, filters: Filters) -> int:
    """How many items the filters leave; `MOST` + 1 when there are more than `MOST`."""
    found = select(_candidates(actor, filters, MOST + 1).c.id).limit(MOST + 1)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _candidates(
    actor: Actor,
    filters: Filters,
    limit: int,
    later: tuple[ColumnElement[bool], ...] = (),
    order: tuple[Any, ...] = (),
) -> Subquery:
    """Ids of so many items from each place where the person's items are found by an index."""
    chosen = (
        select(WorkItem.id)
        .join(Case, Case.id == WorkItem.case_id)
        .where(*_allowed(actor), *_conditions(filters, actor), *later)
        .order_by(*order)
        .limit(limit)
    )
    if filters.text.strip():
        chosen = chosen.join(Subject, Subject.id == Case.subject_id)
    parts = [select(one.c.id) for one in _places(actor, filters, chosen)]
    return union_all(*parts).subquery()


def _places(actor: Actor, filters: Filters, chosen: Select[tuple[int]]) -> Iterator[Any]:
    anybody = WorkItem.assigned_only.is_(False)
    ours = or_(WorkItem.office_id.is_(None), WorkItem.office_id.in_(actor.offices))
    if not filters.untaken:
        mine = and_(
            CaseOfficer.case_id == WorkItem.case_id,
            CaseOfficer.user_id == actor.user_id,
            CaseOfficer.until.is_(None),
        )
        assigned = chosen.join(CaseOfficer, mine)
        yield assigned.where(ours, WorkItem.assigned_only.is_(True)).subquery()
    if filters.mine:
        yield chosen.where(ours, anybody, WorkItem.claimed_by == actor.user_id).subquery()
        return
    yield chosen.where(anybody, WorkItem.office_id.is_(None)).subquery()
    if actor.offices and actor.roles:
        # One short walk for each office and role: an office without work costs nothing.
        office = _listed("an_office", sorted(actor.offices), BigInteger())
        role = _listed("a_role", sorted(actor.roles), WorkItem.role.type)
        there = chosen.where(
            anybody, WorkItem.office_id == office.c.value, WorkItem.role == role.c.value
        )
        here = there.correlate(office, role).lateral()
        yield select(here.c.id).select_from(office.join(role, true()).join(here, true())).subquery()


def _listed(name: str, values: list[Any], kind: Any) -> Any:
    """Values as rows of one column."""
    unnested = func.unnest(array(values, type_=kind))
    return unnested.table_valued(column("value", kind), name=name).render_derived()


def visible(actor: Actor) -> Select[tuple[WorkItem]]:
    """The open items that the door would let the person complete, joined with their cases."""
    assigned = exists().where(
        CaseOfficer.case_id == WorkItem.case_id,
        CaseOfficer.user_id == actor.user_id,
        CaseOfficer.until.is_(None),
    )
    return (
        select(WorkItem)
        .join(Case, Case.id == WorkItem.case_id)
        .where(
            *_allowed(actor),
            or_(WorkItem.office_id.is_(None), WorkItem.office_id.in_(actor.offices)),
            or_(WorkItem.assigned_only.is_(False), assigned),
        )
    )


def _allowed(actor: Actor) -> list[ColumnElement[bool]]:
    """What the door asks of every item, but for its office and its officers."""
    user = actor.user_id
    handled = exists().where(
        Handling.user_id == user,
        or_(Handling.case_id == WorkItem.case_id, Handling.case_id == Case.parent_id),
    )
    recused = exists().where(Recusal.user_id == user, Recusal.subject_id == Case.subject_id)
    return [
        WorkItem.state == WorkItemState.OPEN,
        WorkItem.role.in_(actor.roles),
        ~and_(WorkItem.excludes_handlers.is_(True), handled),
        ~recused,
        or_(WorkItem.assignee_id.is_(None), WorkItem.assignee_id == user),
        or_(WorkItem.needs_qualification.is_(False), literal(actor.legal_qualification)),
        or_(Case.resting_since.is_(None), WorkItem.while_resting.is_(True)),
    ]


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
        conditions.append(WorkItem.inbox_at < clock.now())
    if filters.mine:
        conditions.append(
            or_(WorkItem.claimed_by == actor.user_id, WorkItem.assigned_only.is_(True))
        )
    if filters.untaken:
        conditions += [WorkItem.claimed_by.is_(None), WorkItem.assigned_only.is_(False)]
    return conditions

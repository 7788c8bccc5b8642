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
    any_,
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
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import Session, aliased, contains_eager

from engine.authority import Actor
from models import clock
from models.cases import Case, CaseKind, CaseOfficer, Handling
from models.processes import WorkItem, WorkItemState
from models.subjects import Recusal, Subject

#: What is more than this is shown as more than this.
MOST: Final = 999
#: What is asked of an item once its case is known.
_NEEDED: Final = ("id", "case_id", "inbox_at", "name", "excludes_handlers", "while_resting")


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
    places = _places(_Asked(actor, filters, limit, later, order))
    return union_all(*[select(one.c.id) for one in places]).subquery()


@dataclass(frozen=True)
class _Asked:
    """How many items are wanted of a place, of which kind and in which order."""

    actor: Actor
    filters: Filters
    limit: int
    later: tuple[ColumnElement[bool], ...]
    order: tuple[Any, ...]

    def walked(self) -> Select[tuple[int]]:
        """For a place whose index gives the items in their order."""
        chosen = select(WorkItem.id).where(*self._of_items()).order_by(*self.order)
        return self._with_cases(chosen, WorkItem)

    def sorted(self, place: tuple[ColumnElement[bool], ...]) -> Select[tuple[int]]:
        """For a place whose items have to be sorted: their cases are read after that.

        All of an officer's items are compared, but only those of the page cost a look at the case.
        """
        columns = [getattr(WorkItem, name) for name in _NEEDED]
        # A query of its own with an order: the planner leaves it alone.
        items = select(*columns).where(*place, *self._of_items()).order_by(*self.order).subquery()
        item = aliased(WorkItem, items)
        order = (item.inbox_at, item.id) if self.order else ()
        return self._with_cases(select(item.id).order_by(*order), item)

    def _of_items(self) -> list[ColumnElement[bool]]:
        of_filters = _item_conditions(self.filters, self.actor)
        return [*_allowed_item(self.actor), *of_filters, *self.later]

    def _with_cases(self, chosen: Select[tuple[int]], item: type[WorkItem]) -> Select[tuple[int]]:
        chosen = chosen.join(Case, Case.id == item.case_id).limit(self.limit)
        if self.filters.text.strip():
            chosen = chosen.join(Subject, Subject.id == Case.subject_id)
        return chosen.where(*_allowed_case(self.actor, item), *_case_conditions(self.filters, item))


def _places(asked: _Asked) -> Iterator[Any]:
    actor, filters = asked.actor, asked.filters
    anybody = WorkItem.assigned_only.is_(False)
    ours = or_(WorkItem.office_id.is_(None), WorkItem.office_id.in_(actor.offices))
    if not filters.untaken:
        own = select(CaseOfficer.case_id).where(
            CaseOfficer.user_id == actor.user_id, CaseOfficer.until.is_(None)
        )
        # One walk over the index for all of the cases, in its order, not one for each.
        cases = func.array(own.scalar_subquery(), type_=ARRAY(BigInteger))
        of_the_pair = WorkItem.case_id == any_(cases)
        yield asked.sorted((of_the_pair, ours, WorkItem.assigned_only.is_(True))).subquery()
    if filters.mine:
        yield asked.sorted((ours, anybody, WorkItem.claimed_by == actor.user_id)).subquery()
        return
    chosen = asked.walked()
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
            *_allowed_item(actor),
            *_allowed_case(actor, WorkItem),
            or_(WorkItem.office_id.is_(None), WorkItem.office_id.in_(actor.offices)),
            or_(WorkItem.assigned_only.is_(False), assigned),
        )
    )


def _allowed_item(actor: Actor) -> list[ColumnElement[bool]]:
    """What the door asks of every item itself, but for its office and its officers."""
    user = actor.user_id
    return [
        WorkItem.state == WorkItemState.OPEN,
        WorkItem.role.in_(actor.roles),
        or_(WorkItem.assignee_id.is_(None), WorkItem.assignee_id == user),
        or_(WorkItem.needs_qualification.is_(False), literal(actor.legal_qualification)),
    ]


def _allowed_case(actor: Actor, item: type[WorkItem]) -> list[ColumnElement[bool]]:
    """What the door asks of the case of every item."""
    user = actor.user_id
    handled = exists().where(
        Handling.user_id == user,
        or_(Handling.case_id == item.case_id, Handling.case_id == Case.parent_id),
    )
    recused = exists().where(Recusal.user_id == user, Recusal.subject_id == Case.subject_id)
    return [
        ~and_(item.excludes_handlers.is_(True), handled),
        ~recused,
        or_(Case.resting_since.is_(None), item.while_resting.is_(True)),
    ]


def _item_conditions(filters: Filters, actor: Actor) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.element:
        conditions.append(WorkItem.element == filters.element)
    if filters.overdue:
        conditions.append(WorkItem.inbox_at < clock.now())
    if filters.mine:
        conditions.append(
            or_(WorkItem.claimed_by == actor.user_id, WorkItem.assigned_only.is_(True))
        )
    if filters.untaken:
        conditions += [WorkItem.claimed_by.is_(None), WorkItem.assigned_only.is_(False)]
    return conditions


def _case_conditions(filters: Filters, item: type[WorkItem]) -> list[ColumnElement[bool]]:
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
                item.name.ilike(pattern),
            )
        )
    if filters.kind is not None:
        conditions.append(Case.kind == filters.kind)
    if filters.campaign_id is not None:
        conditions.append(Case.campaign_id == filters.campaign_id)
    return conditions

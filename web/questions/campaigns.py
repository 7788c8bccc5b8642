"""Coverage, outcomes, findings and overdue work of campaigns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, case, false, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from engine.authority import Actor
from models import clock
from models.campaigns import Campaign, Coverage, Draw, Target
from models.cases import Case, CaseKind, CaseState
from models.findings import Finding
from models.processes import WorkItem, WorkItemState
from models.subjects import Subject

#: The order in which the sum is written.
PARTS: Final = (
    Coverage.INSPECTED,
    Coverage.NOT_PERFORMED,
    Coverage.CARRIED_OVER,
    Coverage.OPEN,
)
_LISTED: Final = 20
#: The user task that waits for a pair of officers (workflows/officer_assignment.bpmn).
ASSIGNMENT: Final = "task_assign_officers"


@dataclass(frozen=True)
class Part:
    """A part of the coverage sum."""

    key: Coverage
    value: int


@dataclass(frozen=True)
class Sum:
    """Inspected, not performed, carried over and open; together all frozen targets."""

    parts: tuple[Part, ...]
    total: int

    @property
    def finished(self) -> int:
        """All that are no longer open."""
        return sum(part.value for part in self.parts if part.key is not Coverage.OPEN)

    @property
    def percent(self) -> int:
        """The share of finished targets, rounded down: 100 means that nothing is left."""
        return 100 * self.finished // self.total if self.total else 0

    def of(self, key: Coverage) -> int:
        """Return one part."""
        return next(part.value for part in self.parts if part.key is key)


def sums(session: Session, campaign_ids: Iterable[int]) -> Mapping[int, Sum]:
    """Return the coverage sum of each campaign, from one count over the targets."""
    wanted = list(campaign_ids)
    counted: dict[int, dict[Coverage, int]] = {one: {} for one in wanted}
    question = (
        select(Target.campaign_id, Target.coverage, func.count())
        .where(Target.campaign_id.in_(wanted))
        .group_by(Target.campaign_id, Target.coverage)
    )
    for campaign_id, coverage, number in session.execute(question).tuples():
        counted[campaign_id][coverage] = number
    return {
        campaign_id: Sum(
            tuple(Part(key, numbers.get(key, 0)) for key in PARTS), sum(numbers.values())
        )
        for campaign_id, numbers in counted.items()
    }


def outcomes(session: Session, campaign: Campaign) -> list[tuple[str, int]]:
    """Return how often each outcome was found, most frequent first."""
    number = func.count()
    question = (
        select(Target.outcome, number)
        .where(Target.campaign_id == campaign.id, Target.outcome.is_not(None))
        .group_by(Target.outcome)
        .order_by(number.desc(), Target.outcome)
    )
    return [(outcome or "", count) for outcome, count in session.execute(question).tuples()]


@dataclass(frozen=True)
class ItemCount:
    """How many cases failed an item of the checklist, and how many corrected it."""

    checklist: str
    item: str
    title: str
    key_item: bool
    cases: int
    unsafe: int
    corrected: int


def findings(session: Session, campaign: Campaign) -> list[ItemCount]:
    """Return the findings by item, most frequent first."""
    cases = func.count(func.distinct(Finding.case_id))
    question = (
        select(
            Finding.checklist,
            Finding.item,
            func.max(Finding.title),
            func.bool_or(Finding.key_item),
            cases,
            func.count().filter(Finding.affects_safety),
            func.count().filter(Finding.corrected_at.is_not(None)),
        )
        .join(Case, Case.id == Finding.case_id)
        .where(Case.campaign_id == campaign.id)
        .group_by(Finding.checklist, Finding.item)
        .order_by(cases.desc(), Finding.item)
        .limit(_LISTED)
    )
    return [ItemCount(*row) for row in session.execute(question).tuples()]


def overdue(session: Session, campaign: Campaign) -> list[WorkItem]:
    """Return the open work whose date has passed, longest first."""
    question = (
        select(WorkItem)
        .join(WorkItem.case)
        .join(Case.subject)
        .options(
            contains_eager(WorkItem.case).contains_eager(Case.subject),
            joinedload(WorkItem.claimant),
        )
        .where(
            Case.campaign_id == campaign.id,
            WorkItem.state == WorkItemState.OPEN,
            WorkItem.due_at <= clock.now(),
        )
        .order_by(WorkItem.due_at, WorkItem.id)
        .limit(_LISTED)
    )
    return list(session.scalars(question))


def targets(campaign: Campaign, coverage: str, words: str) -> Select[tuple[Target]]:
    """Return the frozen targets, filtered."""
    query = (
        select(Target)
        .join(Target.subject)
        .options(contains_eager(Target.subject))
        .where(Target.campaign_id == campaign.id)
    )
    if coverage in set(Coverage):
        query = query.where(Target.coverage == Coverage(coverage))
    if words:
        query = query.where(
            or_(
                Subject.name.icontains(words, autoescape=True),
                Subject.licence.icontains(words, autoescape=True),
            )
        )
    return query


def case_ids(session: Session, targets_: Iterable[Target]) -> Mapping[int, int]:
    """Target id -> id of its inspection case."""
    wanted = [target.id for target in targets_]
    question = select(Case.target_id, Case.id).where(
        Case.target_id.in_(wanted), Case.kind == CaseKind.INSPECTION
    )
    return {target_id or 0: case_id for target_id, case_id in session.execute(question).tuples()}


def pool(actor: Actor, campaign: Campaign) -> Select[tuple[WorkItem]]:
    """Return the cases that wait for a pair of officers, as far as they concern the actor."""
    return (
        select(WorkItem)
        .join(WorkItem.case)
        .join(Case.subject)
        .options(contains_eager(WorkItem.case).contains_eager(Case.subject))
        .where(
            Case.campaign_id == campaign.id,
            WorkItem.state == WorkItemState.OPEN,
            WorkItem.element == ASSIGNMENT,
            _within(actor, WorkItem.office_id),
        )
    )


def pool_count(session: Session, actor: Actor, campaign: Campaign) -> int:
    """Return how many cases wait for a pair."""
    ids = pool(actor, campaign).with_only_columns(WorkItem.id).subquery()
    return session.scalar(select(func.count()).select_from(ids)) or 0


def draws(session: Session, campaign: Campaign) -> list[Draw]:
    """Return the draws of the campaign, newest first."""
    question = select(Draw).where(Draw.campaign_id == campaign.id).order_by(Draw.id.desc())
    return list(session.scalars(question))


def enforcement_cases(session: Session, campaign: Campaign) -> tuple[int, int]:
    """Return how many enforcement cases grew out of the campaign, and how many are open."""
    is_open = func.sum(case((Case.state == CaseState.OPEN, 1), else_=0))
    question = select(func.count(), func.coalesce(is_open, 0)).where(
        Case.campaign_id == campaign.id, Case.kind == CaseKind.ENFORCEMENT
    )
    total, still_open = session.execute(question).one()
    return total, still_open


def _within(actor: Actor, column: SQLColumnExpression[int | None]) -> ColumnElement[bool]:
    if "administrator" in actor.roles:
        return ~false()
    return or_(column.is_(None), column.in_(actor.offices))


def case_titles(session: Session, case_ids_: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Case id -> its number and title."""
    question = select(Case.id, Case.number, Case.title).where(Case.id.in_(list(case_ids_)))
    return {one: (number, title) for one, number, title in session.execute(question).tuples()}

"""Which work items concern a person, and what the person may do with each."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from engine import definitions
from engine.authority import Actor, Rule, facts_of_many, refusal
from models.cases import Case, CaseKind, CaseOfficer
from models.processes import ProcessInstance, Signature, WorkItem, WorkItemState
from models.subjects import Subject


@dataclass(frozen=True)
class Wishes:
    """What the person wants to see of the own work."""

    words: str = ""
    kind: str = ""
    campaign_id: int | None = None
    overdue: bool = False
    element: str = ""


@dataclass(frozen=True)
class Line:
    """A work item and why the person must not work on it, as an error code (None: may)."""

    item: WorkItem
    refusal: str | None
    signed: bool
    both: bool


def concerning(actor: Actor) -> Select[tuple[WorkItem]]:
    """Return all open items in the lanes of the actor, of the actor's offices and own cases."""
    is_officer = exists().where(
        CaseOfficer.case_id == WorkItem.case_id,
        CaseOfficer.user_id == actor.user_id,
        CaseOfficer.until.is_(None),
    )
    return (
        select(WorkItem)
        .join(WorkItem.case)
        .join(Case.subject)
        .options(
            contains_eager(WorkItem.case).contains_eager(Case.subject),
            joinedload(WorkItem.claimant),
        )
        .where(
            WorkItem.state == WorkItemState.OPEN,
            WorkItem.role.in_(actor.roles),
            or_(WorkItem.office_id.is_(None), WorkItem.office_id.in_(actor.offices)),
            # In the inspectors' lane only the pair of the case may work (engine/authority.py).
            or_(WorkItem.role != "inspector", is_officer),
        )
    )


def mine(actor: Actor) -> Select[tuple[WorkItem]]:
    """Return what the actor took, and what waits for the actor's own signature or visit."""
    return concerning(actor).where(
        or_(
            WorkItem.claimed_by == actor.user_id,
            and_(WorkItem.role == "inspector", WorkItem.claimed_by.is_(None)),
        )
    )


def available(actor: Actor) -> Select[tuple[WorkItem]]:
    """Return what nobody took yet."""
    return concerning(actor).where(WorkItem.claimed_by.is_(None), WorkItem.role != "inspector")


def done(actor: Actor) -> Select[tuple[WorkItem]]:
    """Return what the actor completed."""
    return (
        select(WorkItem)
        .join(WorkItem.case)
        .join(Case.subject)
        .options(contains_eager(WorkItem.case).contains_eager(Case.subject))
        .where(WorkItem.closed_by == actor.user_id, WorkItem.state == WorkItemState.DONE)
    )


def narrowed(
    query: Select[tuple[WorkItem]], wishes: Wishes, now: dt.datetime
) -> Select[tuple[WorkItem]]:
    """Return only what the person wants to see."""
    if wishes.words:
        wanted = pattern(wishes.words)
        query = query.where(
            or_(
                Case.number.ilike(wanted),
                Subject.name.ilike(wanted),
                Subject.licence.ilike(wanted),
                Subject.address.ilike(wanted),
            )
        )
    if wishes.kind in set(CaseKind):
        query = query.where(Case.kind == CaseKind(wishes.kind))
    if wishes.campaign_id is not None:
        query = query.where(Case.campaign_id == wishes.campaign_id)
    if wishes.element:
        query = query.where(WorkItem.element == wishes.element)
    if wishes.overdue:
        query = query.where(WorkItem.due_at <= now)
    return query


def count(session: Session, query: Select[tuple[WorkItem]]) -> int:
    """Return how many there are."""
    ids = query.with_only_columns(WorkItem.id).order_by(None)
    return session.scalar(select(func.count()).select_from(ids.subquery())) or 0


def overdue_count(session: Session, actor: Actor, now: dt.datetime) -> int:
    """Return how much of the actor's work is late."""
    return count(session, concerning(actor).where(WorkItem.due_at <= now))


#: What has no date comes last.
FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
DUE_ORDER = case((WorkItem.due_at.is_(None), FAR), else_=WorkItem.due_at)


def lines(session: Session, actor: Actor, items: list[WorkItem]) -> list[Line]:
    """Return the items with what the actor may do, in a fixed number of statements."""
    rules = rules_of(session, items)
    facts = facts_of_many(session, {item.case_id: item.case for item in items}.values())
    signed = set(
        session.scalars(
            select(Signature.work_item_id).where(
                Signature.work_item_id.in_([item.id for item in items]),
                Signature.user_id == actor.user_id,
            )
        )
    )
    return [
        Line(
            item,
            refusal(actor, rules[item.id], facts[item.case_id], item.claimed_by),
            item.id in signed,
            rules[item.id].both_officers,
        )
        for item in items
    ]


def rules_of(session: Session, items: list[WorkItem]) -> Mapping[int, Rule]:
    """Return what the diagram demands of whoever works on each item."""
    instances = {
        instance.id: instance
        for instance in session.scalars(
            select(ProcessInstance)
            .options(joinedload(ProcessInstance.definition))
            .where(ProcessInstance.id.in_({item.instance_id for item in items}))
        )
    }
    rules = {}
    for item in items:
        spec = definitions.spec_of(instances[item.instance_id].definition)
        rules[item.id] = spec.user_tasks[item.process, item.element].rule
    return rules


def pattern(words: str) -> str:
    """Return the pattern of LIKE that finds the words anywhere, whatever signs they contain."""
    plain = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"

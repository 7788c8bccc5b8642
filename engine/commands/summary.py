"""Opening an on-the-spot penalty (当场处罚): out of a visit, or where officers found the act."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, authority, numbers, pairs, runtime
from engine.authority import Actor, require_role
from engine.errors import Conflict, Forbidden, NotFound
from models import clock
from models.cases import Case, CaseKind, CaseState
from models.subjects import Subject

PROCESS = "summary_penalty"


@dataclass(frozen=True, kw_only=True)
class OnTheSpot:
    """Where officers found something: at a subject, together with a colleague."""

    subject_id: int
    colleague_id: int


def begin_in(session: Session, actor: Actor, case_id: int) -> Case:
    """Open it out of an inspection, by one of its pair; both officers act (L1 art 42).

    Raises Forbidden for anybody else, Conflict when one is open already or nothing was inspected.
    """
    parent = session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if parent is None:
        raise NotFound("case.unknown", id=case_id)
    facts = authority.facts_of(session, parent)
    require_role(actor, "inspector")
    if actor.user_id not in facts.officers:
        raise Forbidden("case.not_assigned", number=parent.number)
    refused = refusal(session, parent)
    if refused is not None:
        raise Conflict(refused, number=parent.number)
    case = _case(session, parent.subject, parent)
    return _begun(session, actor, case, sorted(facts.officers))


def begin_at(session: Session, actor: Actor, found: OnTheSpot) -> Case:
    """Open it at a subject where two officers found the act themselves."""
    require_role(actor, "inspector")
    subject = session.get(Subject, found.subject_id)
    if subject is None or not subject.active or actor.user_id is None:
        raise NotFound("subject.unknown", id=found.subject_id)
    case = _case(session, subject, None)
    return _begun(session, actor, case, [actor.user_id, found.colleague_id])


def refusal(session: Session, parent: Case) -> str | None:
    """What stands against punishing on the spot in an inspection; None when nothing does."""
    if parent.kind is not CaseKind.INSPECTION:
        return "summary.no_inspection"
    if parent.state is CaseState.CANCELLED:
        return "case.not_open"
    waiting = session.scalar(
        select(Case.id).where(
            Case.parent_id == parent.id,
            Case.kind == CaseKind.SUMMARY,
            Case.state == CaseState.OPEN,
        )
    )
    return None if waiting is None else "summary.begun_already"


def may_begin(session: Session, actor: Actor, parent: Case) -> bool:
    """Whether the page of an inspection offers it to the actor."""
    if "inspector" not in actor.roles or refusal(session, parent) is not None:
        return False
    return actor.user_id in authority.facts_of(session, parent).officers


def _case(session: Session, subject: Subject, parent: Case | None) -> Case:
    return Case(
        number=numbers.next_number(session, "summary"),
        kind=CaseKind.SUMMARY,
        title=subject.name,
        subject=subject,
        campaign_id=parent.campaign_id if parent else None,
        parent=parent,
        office_id=parent.office_id if parent else subject.office_id,
        state=CaseState.OPEN,
        opened_at=clock.now(),
    )


def _begun(session: Session, actor: Actor, case: Case, officers: list[int]) -> Case:
    """Appoint the pair and start the process; both officers are handlers from now on."""
    session.add(case)
    session.flush()  # officers and handlers name the case by its key
    people = pairs.expect_pair(session, case, officers)
    pairs.appoint(session, case, people, by="officer")
    audit.record(
        session, actor, "summary:open", case=case, officers=officers, parent=case.parent_id
    )
    runtime.start(session, actor, case, PROCESS)
    return case

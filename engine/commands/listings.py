"""Considering a subject for the list of serious violations, after its penalty (P42)."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, authority, documents, numbers, remedies, runtime
from engine.authority import Actor
from engine.errors import Conflict, Forbidden, NotFound
from models import clock
from models.cases import Case, CaseKind, CaseOfficer, CaseState

PROCESS: Final = "serious_listing"


def consider(session: Session, actor: Actor, case_id: int) -> Case:
    """Open the matter of a listing beside a penalty case, for its officers.

    Raises NotFound, Forbidden for anybody else, Conflict without a penalty that stands or when
    one was opened already.
    """
    case = session.get(Case, case_id, with_for_update=True)
    if case is None:
        raise NotFound("case.unknown", id=case_id)
    officers = [user.id for user in documents.officers_of(session, case)]
    if actor.user_id not in officers:
        raise Forbidden("case.not_assigned", number=case.number)
    refused = refusal(session, case)
    if refused is not None:
        raise Conflict(refused, number=case.number)
    matter = Case(
        number=numbers.next_number(session, "credit"),
        kind=CaseKind.CREDIT,
        title=case.title,
        subject_id=case.subject_id,
        parent=case,
        office_id=case.office_id,
        state=CaseState.OPEN,
        opened_at=clock.now(),
    )
    session.add(matter)
    # Officers and handlers name the matter by its key.
    session.flush()
    for user_id in officers:
        session.add(
            CaseOfficer(
                case_id=matter.id, user_id=user_id, since=clock.now(), assigned_by="penalty"
            )
        )
        authority.handle(session, matter, user_id, "assigned", clock.now())
    audit.record(session, actor, "listing:consider", case=case, opened=matter.id)
    runtime.start(session, actor, matter, PROCESS)
    return matter


def refusal(session: Session, case: Case) -> str | None:
    """What stands against it; None when it may be considered."""
    if case.outcome != "penalised" or remedies.annulled(session, case):
        return "listing.no_penalty"
    known = session.scalar(
        select(Case.id).where(
            Case.parent_id == case.id,
            Case.kind == CaseKind.CREDIT,
            Case.state != CaseState.CANCELLED,
        )
    )
    return "listing.considered_already" if known is not None else None


def may_remove(actor: Actor, case: Case) -> bool:
    """Whether a page should offer to take an application for removal down."""
    listed = case.kind is CaseKind.CREDIT and case.state is CaseState.OPEN
    return listed and case.outcome == "listed" and "inspector" in actor.roles


def may_be_considered(session: Session, case: Case, user_id: int | None) -> bool:
    """Whether a page should offer it to the person."""
    mine = any(user.id == user_id for user in documents.officers_of(session, case))
    return mine and refusal(session, case) is None

"""Considering a subject for the list of serious violations, after its penalty (P42)."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import (
    audit,
    authority,
    clocks,
    documents,
    notices,
    numbers,
    publicity,
    remedies,
    runtime,
)
from engine.authority import Actor
from engine.errors import Conflict, Forbidden, NotFound
from engine.operations.listings import heavier_of
from models import clock
from models.cases import Case, CaseKind, CaseOfficer, CaseState
from models.credit import Listing
from models.documents import PublicationState

PROCESS: Final = "serious_listing"
#: Why a listing ended whose penalty fell.
ANNULLED: Final = "listing.annulled"


def consider(session: Session, actor: Actor, case_id: int) -> Case:
    """Open the matter of a listing beside a penalty case, for its officers.

    Raises NotFound, Forbidden for anybody else, Conflict without a heavier penalty that stands
    or when one was opened already.
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


def fall(session: Session, actor: Actor, case: Case) -> None:
    """The penalty was annulled, so that its listing falls wherever it stands (P42).

    Who is listed is let off at once and the public reads why; a listing that was only considered
    goes no further.
    """
    for matter in _matters(session, case):
        entry = session.scalar(
            select(Listing).where(Listing.case_id == matter.id, Listing.removed_on.is_(None))
        )
        if entry is not None:
            entry.removed_on, entry.removal_reason = clock.today(), ANNULLED
            withdrawn = PublicationState.WITHDRAWN
            publicity.take_down(session, actor, matter, publicity.LISTING, ANNULLED, withdrawn)
            audit.record(session, actor, "listing:end", case=matter, reason=ANNULLED)
        _tell(session, matter, ANNULLED)
        runtime.cancel(session, actor, matter, "列入所依据的行政处罚决定已被撤销")


def look_again(session: Session, case: Case) -> None:
    """The penalty was changed: whoever deals with its listing learns that the ground moved."""
    for matter in _matters(session, case):
        _tell(session, matter, "listing.ground_changed")


def _matters(session: Session, case: Case) -> Sequence[Case]:
    query = select(Case).where(
        Case.parent_id == case.id, Case.kind == CaseKind.CREDIT, Case.state == CaseState.OPEN
    )
    return session.scalars(query.order_by(Case.id)).all()


def _tell(session: Session, matter: Case, code: str) -> None:
    notices.notify(
        session,
        sorted(clocks.people_of(session, [matter])[matter.id]),
        code,
        {"number": matter.number, "subject": matter.title},
        case_id=matter.id,
        key=f"{code}:{matter.id}:{clock.now().isoformat()}",
    )


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
    if known is not None:
        return "listing.considered_already"
    # A proposal that names nothing could never be handed in.
    return None if heavier_of(session, case) else "listing.nothing_heavier"


def may_remove(actor: Actor, case: Case) -> bool:
    """Whether a page should offer to take an application for removal down."""
    listed = case.kind is CaseKind.CREDIT and case.state is CaseState.OPEN
    return listed and case.outcome == "listed" and "inspector" in actor.roles


def may_be_considered(session: Session, case: Case, user_id: int | None) -> bool:
    """Whether a page should offer it to the person."""
    mine = any(user.id == user_id for user in documents.officers_of(session, case))
    return mine and refusal(session, case) is None

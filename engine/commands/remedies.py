"""Reviews and litigations of the party (复议、诉讼): recorded when they begin and when they end."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, bans, clocks, notices, remedies
from engine.authority import Actor, require_office, require_role
from engine.commands import listings, publications
from engine.errors import Conflict, Invalid, NotFound
from engine.papers.penalty import remedies as ways_of_appeal
from models import calendar, clock
from models.cases import Case, CaseKind
from models.documents import Document
from models.penalties import Delivery
from models.remedies import Remedy, RemedyKind, RemedyResult

#: Who keeps the record: legal affairs, or the head of the handling office.
MAY_RECORD = ("legal_reviewer", "supervisor")
#: Kind -> the limit within which the party turns to it (L14 art 20; L13 arts 45-46).
LIMITS = {RemedyKind.REVIEW: "T37", RemedyKind.LITIGATION: "T38"}
#: After these the published decision is withdrawn (L1 art 48; L7 art 11).
UNDOES = frozenset({RemedyResult.CHANGED, RemedyResult.ANNULLED})


def begin(
    session: Session,
    actor: Actor,
    case_id: int,
    *,
    kind: RemedyKind,
    body: str,
    applied_on: dt.date,
) -> Remedy:
    """Record that the party turned to a reviewing body or a court; the penalty goes on (P37)."""
    case = _case(session, actor, case_id)
    if not body.strip():
        raise _wrong("body", "form.required")
    if remedies.pending(session, case) is not None:
        raise Conflict("remedy.one_runs", number=case.number)
    _expect_in_time(session, case, kind, applied_on)
    remedy = Remedy(
        case_id=case.id,
        kind=kind,
        body=body.strip(),
        applied_on=applied_on,
        recorded_by=actor.user_id,
        recorded_at=clock.now(),
    )
    session.add(remedy)
    # The audit entry names the key.
    session.flush()
    audit.record(
        session,
        actor,
        "remedy:begin",
        case=case,
        remedy=remedy.id,
        kind=kind.value,
        applied_on=applied_on.isoformat(),
    )
    _tell(session, case, "remedy.began", remedy)
    return remedy


def end(
    session: Session, actor: Actor, remedy_id: int, *, result: RemedyResult, ended_on: dt.date
) -> Remedy:
    """Record how it ended; a decision that fell is withdrawn from publicity in 3 days (T43)."""
    remedy = session.get(Remedy, remedy_id, with_for_update=True)
    if remedy is None:
        raise NotFound("remedy.unknown", id=remedy_id)
    case = _case(session, actor, remedy.case_id)
    if remedy.ended_on is not None:
        raise Conflict("remedy.ended", number=case.number)
    if not remedy.applied_on <= ended_on <= clock.today():
        raise _wrong("ended_on", "remedy.wrong_day", applied_on=remedy.applied_on.isoformat())
    remedy.result, remedy.ended_on = result, ended_on
    audit.record(
        session,
        actor,
        "remedy:end",
        case=case,
        remedy=remedy.id,
        result=result.value,
        ended_on=ended_on.isoformat(),
    )
    if result is RemedyResult.ANNULLED:
        bans.lift(session, actor, case, ended_on)
        listings.fall(session, actor, case)
    elif result is RemedyResult.CHANGED:
        listings.look_again(session, case)
    if result in UNDOES:
        publications.undo(session, actor, case, result.value, ended_on)
    _tell(session, case, f"remedy.{result.value}", remedy)
    return remedy


def limits(session: Session, case: Case) -> dict[RemedyKind | str, Any]:
    """Until when the party may turn to which remedy, and the bodies that review (T37, T38)."""
    served_on = _served_on(session, case)
    if served_on is None:
        return {"bodies": ()}
    working_days = calendar.load(session)
    last: dict[RemedyKind | str, Any] = {
        kind: clocks.compute(session, working_days, statute, served_on).due_on
        for kind, statute in LIMITS.items()
    }
    return last | {"bodies": tuple(ways_of_appeal(session, served_on)["review_bodies"])}


def _case(session: Session, actor: Actor, case_id: int) -> Case:
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound("case.unknown", id=case_id)
    require_role(actor, *MAY_RECORD)
    require_office(actor, case.office_id)
    if case.kind is CaseKind.INSPECTION or case.outcome != "penalised":
        raise Conflict("remedy.no_penalty", number=case.number)
    return case


def _expect_in_time(session: Session, case: Case, kind: RemedyKind, applied_on: dt.date) -> None:
    """Within sixty days or six months of the service, and not before it."""
    served_on = _served_on(session, case)
    if served_on is None or applied_on < served_on or applied_on > clock.today():
        raise _wrong("applied_on", "remedy.wrong_day", applied_on=applied_on.isoformat())
    statute = LIMITS[kind]
    last = clocks.compute(session, calendar.load(session), statute, served_on).due_on
    if applied_on > last:
        raise _wrong("applied_on", "remedy.too_late", statute=statute, due_on=last.isoformat())


def _served_on(session: Session, case: Case) -> dt.date | None:
    """The day on which the decision was served."""
    return session.scalar(
        select(Delivery.served_on)
        .join(Document, Document.id == Delivery.document_id)
        .where(
            Delivery.case_id == case.id,
            Document.form.in_(("penalty_decision", "summary_decision")),
        )
        .order_by(Delivery.id.desc())
        .limit(1)
    )


def _tell(session: Session, case: Case, code: str, remedy: Remedy) -> None:
    people = clocks.people_of(session, [case])[case.id]
    notices.notify(
        session,
        sorted(people),
        code,
        {"number": case.number, "subject": case.title, "body": remedy.body},
        case_id=case.id,
        key=f"{code}:{remedy.id}",
    )


def _wrong(field: str, code: str, **params: object) -> Invalid:
    problem: dict[str, object] = {"code": code, "params": params}
    return Invalid(code, {field: [problem]}, **params)

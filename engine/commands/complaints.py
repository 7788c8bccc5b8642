"""Complaints (投诉): taken down with the complainant's identity under lock, then mediated (L12)."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine import audit, informants, numbers, runtime
from engine.authority import Actor, require_office, require_role
from engine.errors import Invalid, NotFound
from engine.informants import Identity
from models import clock
from models.cases import Case, CaseKind, CaseState
from models.complaints import Channel, Complaint
from models.subjects import Subject

PROCESS: Final = "complaint_mediation"
#: Who takes complaints and reports down.
MAY_REGISTER: Final = ("inspector", "supervisor")


@dataclass(frozen=True, kw_only=True)
class NewComplaint:
    """What a consumer complains of, and who the consumer is."""

    subject_id: int
    channel: Channel
    received_on: dt.date
    matter: str
    request: str
    identity: Identity


def register(session: Session, actor: Actor, given: NewComplaint) -> Case:
    """Take a complaint down; seven working days to accept or refuse it (T07).

    Raises Invalid with the field: no contact, a day to come, an identity in the text.
    """
    require_role(actor, *MAY_REGISTER)
    subject = session.get(Subject, given.subject_id)
    if subject is None:
        raise NotFound("subject.unknown", id=given.subject_id)
    require_office(actor, subject.office_id)
    expect_discreet(given.identity, {"matter": given.matter, "request": given.request})
    expect_past(given.received_on)
    case = _opened(session, subject)
    session.add(
        Complaint(
            case_id=case.id,
            channel=given.channel,
            received_on=given.received_on,
            matter=given.matter.strip(),
            request=given.request.strip(),
            recorded_by=actor.user_id,
            recorded_at=clock.now(),
        )
    )
    informants.record(session, actor, case, given.identity, real_name=True)
    audit.record(
        session,
        actor,
        "complaint:register",
        case=case,
        channel=given.channel.value,
        received_on=given.received_on.isoformat(),
    )
    runtime.start(session, actor, case, PROCESS)
    return case


def _opened(session: Session, subject: Subject) -> Case:
    case = Case(
        number=numbers.next_number(session, "complaint"),
        kind=CaseKind.COMPLAINT,
        title=subject.name,
        subject_id=subject.id,
        office_id=subject.office_id,
        state=CaseState.OPEN,
        opened_at=clock.now(),
    )
    session.add(case)
    # What follows names the case by its key.
    session.flush()
    return case


def expect_discreet(identity: Identity, texts: dict[str, str]) -> None:
    """Texts that everybody of the office reads are there and do not name the informant."""
    wrong: dict[str, list[dict[str, object]]] = {}
    for field, text in texts.items():
        if not text.strip():
            wrong[field] = [{"code": "form.required", "params": {}}]
        elif identity.is_told_by(text):
            wrong[field] = [informants.NAMED]
    if wrong:
        raise Invalid("complaint.invalid", wrong)


def expect_past(day: dt.date) -> None:
    """Nothing is received tomorrow."""
    if day > clock.today():
        problem: dict[str, object] = {"code": "complaint.in_future", "params": {}}
        raise Invalid("complaint.in_future", {"received_on": [problem]})

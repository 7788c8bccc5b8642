"""Registering a clue (登记案件来源): the source of a case without an inspection (L5 art 18)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.orm import Session

from engine import audit, informants, numbers, pairs, runtime
from engine.authority import Actor, require_office, require_role
from engine.commands import complaints, evidence
from engine.errors import Forbidden, Invalid, NotFound
from engine.evidence_store import EvidenceStore, Readable
from engine.informants import Identity
from engine.operations import enforcement
from models import clock
from models.cases import Case, CaseKind, CaseState
from models.clues import Clue, ClueSource
from models.documents import Evidence
from models.subjects import Subject

#: Who registers a clue: officers for themselves and a colleague, supervisors for any pair.
MAY_REGISTER: Final = ("inspector", "supervisor")
#: Sources that name the body or laboratory that they come from.
NAMED: Final = frozenset({ClueSource.SAMPLING, ClueSource.TRANSFERRED, ClueSource.ASSIGNED})


@dataclass(frozen=True, kw_only=True)
class NewClue:
    """What was received or found, when, from whom, and which pair checks it."""

    subject_id: int
    source: ClueSource
    found_on: dt.date
    summary: str
    officers: Sequence[int]
    #: An authority or a laboratory, never a person (P40).
    informant: str = ""
    #: Who reports a violation, kept sealed; empty for an anonymous report and any other source.
    identity: Identity = field(default_factory=Identity)


@dataclass(frozen=True, kw_only=True)
class Material:
    """A file that came with a clue."""

    file: Readable
    filename: str
    caption: str = ""


def register(
    session: Session,
    actor: Actor,
    given: NewClue,
    material: Sequence[Material] = (),
    store: EvidenceStore | None = None,
) -> Case:
    """Open the case that checks a clue; fifteen working days to decide on filing (T12).

    Raises Invalid with the field: no words, a day to come, no sender, a pair that may not.
    """
    require_role(actor, *MAY_REGISTER)
    subject = session.get(Subject, given.subject_id)
    if subject is None:
        raise NotFound("subject.unknown", id=given.subject_id)
    require_office(actor, subject.office_id)
    _expect_complete(given)
    if "supervisor" not in actor.roles and actor.user_id not in given.officers:
        raise Forbidden("clue.not_for_others", name=actor.name)
    case = _case(session, subject)
    pair = pairs.expect_pair(session, case, given.officers)
    pairs.appoint(session, case, pair, by="clue")
    session.add(_clue(actor, case, given))
    if not given.identity.is_empty:
        informants.record(session, actor, case, given.identity, real_name=True)
    audit.record(session, actor, "clue:register", case=case, source=given.source.value)
    if store is not None:
        for one in material:
            add_material(session, actor, store, case, one)
    runtime.start(session, actor, case, enforcement.PROCESS)
    return case


def add_material(
    session: Session, actor: Actor, store: EvidenceStore, case: Case, material: Material
) -> Evidence:
    """Keep a file that came with the clue: evidence of the case from the beginning (L5 art 23)."""
    return evidence.keep(
        session,
        actor,
        store,
        case,
        material.file,
        filename=material.filename,
        caption=material.caption,
    )


def _case(session: Session, subject: Subject) -> Case:
    case = Case(
        number=numbers.next_number(session, "enforcement"),
        kind=CaseKind.ENFORCEMENT,
        title=subject.name,
        subject=subject,
        office_id=subject.office_id,
        state=CaseState.OPEN,
        opened_at=clock.now(),
    )
    session.add(case)
    session.flush()  # what follows names the case by its key
    return case


def _clue(actor: Actor, case: Case, given: NewClue) -> Clue:
    return Clue(
        case_id=case.id,
        source=given.source,
        found_on=given.found_on,
        summary=given.summary.strip(),
        informant=given.informant.strip(),
        recorded_by=actor.user_id,
        recorded_at=clock.now(),
    )


def _expect_complete(given: NewClue) -> None:
    complaints.expect_discreet(given.identity, {"summary": given.summary})
    problems: dict[str, list[dict[str, object]]] = {}
    if given.found_on > clock.today():
        problems["found_on"] = [{"code": "complaint.in_future", "params": {}}]
    if given.source in NAMED and not given.informant.strip():
        problems["informant"] = [{"code": "clue.sender_missing", "params": {}}]
    elif given.identity.is_told_by(given.informant):
        problems["informant"] = [informants.NAMED]
    if problems:
        raise Invalid("clue.invalid", problems)

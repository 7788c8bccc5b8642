"""Attaching evidence (证据) to a work item, and taking it out again before it is submitted."""

from typing import Final

from sqlalchemy.orm import Session

from engine import audit, authority, informants
from engine.authority import Actor
from engine.commands import desk
from engine.errors import Forbidden, Invalid, NotFound
from engine.evidence import of_item
from engine.evidence_store import EvidenceStore, Readable
from models import clock
from models.cases import Case
from models.documents import Evidence, EvidenceKind

#: More files in one task than this are no record of a visit.
MOST: Final = 200
_NAME_LENGTH: Final = 200


def attach(
    session: Session,
    actor: Actor,
    store: EvidenceStore,
    work_item_id: int,
    file: Readable,
    *,
    filename: str,
    caption: str = "",
) -> Evidence:
    """Store a photo or paper for the item that the actor works on.

    Raises Invalid for a file that is too large or no image; nothing is kept of it.
    """
    taken = desk.take(session, actor, work_item_id)
    if len(of_item(session, work_item_id)) >= MOST:
        raise Invalid("evidence.too_many", most=MOST)
    row = keep(
        session,
        actor,
        store,
        taken.item.case,
        file,
        filename=filename,
        caption=caption,
        work_item_id=work_item_id,
    )
    desk.leave_mark(session, actor, taken, "evidence")
    return row


def keep(
    session: Session,
    actor: Actor,
    store: EvidenceStore,
    case: Case,
    file: Readable,
    *,
    filename: str,
    caption: str = "",
    work_item_id: int | None = None,
) -> Evidence:
    """Store a file as evidence of a case; the caller has asked whether the actor may.

    Raises Invalid when its name or its caption tells who reported.
    """
    informants.expect_nameless(session, case, filename, caption)
    stored = store.put(file)
    row = Evidence(
        case_id=case.id,
        work_item_id=work_item_id,
        sha256=stored.sha256,
        filename=_plain_name(filename),
        mime=stored.mime,
        size=stored.size,
        caption=caption.strip()[:_NAME_LENGTH],
        uploaded_by=actor.user_id,
        uploaded_at=clock.now(),
    )
    session.add(row)
    session.flush()  # the form refers to the id
    audit.record(
        session,
        actor,
        "evidence:attach",
        case=case,
        evidence=row.id,
        sha256=row.sha256,
        filename=row.filename,
    )
    return row


def classify(session: Session, actor: Actor, evidence_id: int, kind: EvidenceKind) -> Evidence:
    """Say which of the eight kinds a piece is (L1 art 46; P07); the officers of the case do."""
    row = session.get(Evidence, evidence_id, with_for_update=True)
    if row is None or row.removed_at is not None:
        raise NotFound("evidence.unknown", id=evidence_id)
    case = session.get_one(Case, row.case_id)
    if actor.user_id not in authority.facts_of(session, case).officers:
        raise Forbidden("case.not_assigned", number=case.number)
    row.kind = kind
    audit.record(
        session, actor, "evidence:classify", case=case, evidence=row.id, kind=row.kind.value
    )
    return row


def remove(session: Session, actor: Actor, work_item_id: int, evidence_id: int) -> Evidence:
    """Take a file out of an unfinished form; row and file stay, with who took it out."""
    taken = desk.take(session, actor, work_item_id)
    row = session.get(Evidence, evidence_id)
    if row is None or row.work_item_id != work_item_id or row.removed_at is not None:
        raise NotFound("evidence.unknown", id=evidence_id)
    row.removed_at = clock.now()
    desk.leave_mark(session, actor, taken, "evidence")
    audit.record(session, actor, "evidence:remove", case=taken.item.case, evidence=row.id)
    return row


def _plain_name(filename: str) -> str:
    """The name as the person knows it, without folders and control characters."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable())[:_NAME_LENGTH] or "file"

"""Evidence (证据) of a case: attaching, taking out again, and what a form may refer to."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit
from engine.authority import Actor
from engine.commands import desk
from engine.errors import Invalid, NotFound
from engine.evidence_store import EvidenceStore, Readable
from engine.forms import Form, Problem
from models import clock
from models.documents import Evidence

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
    stored = store.put(file)
    row = Evidence(
        case_id=taken.item.case_id,
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
    desk.leave_mark(session, actor, taken, "evidence")
    session.flush()  # the form refers to the id
    audit.record(
        session,
        actor,
        "evidence:attach",
        case=taken.item.case,
        evidence=row.id,
        sha256=row.sha256,
        filename=row.filename,
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


def of_item(session: Session, work_item_id: int) -> list[Evidence]:
    """What was attached to an item and not taken out."""
    return list(
        session.scalars(
            select(Evidence)
            .where(Evidence.work_item_id == work_item_id, Evidence.removed_at.is_(None))
            .order_by(Evidence.id)
        )
    )


def referred(form: Form, data: Mapping[str, Any]) -> Iterator[tuple[str, list[int]]]:
    """Where a filled form refers to evidence, and to which."""
    for key, field in form.fields.items():
        if field.kind == "evidence":
            yield key, data.get(key, [])
        elif field.widget == "checklist":
            for no, answer in data.get(key, {}).items():
                yield f"{key}[{no}].evidence", answer.get("evidence", [])


def expect_known(session: Session, case_id: int, form: Form, data: Mapping[str, Any]) -> None:
    """Refuse a form that refers to evidence of another case or to none at all."""
    wanted = dict(referred(form, data))
    ids = {one for group in wanted.values() for one in group}
    if not ids:
        return
    known = set(
        session.scalars(
            select(Evidence.id).where(
                Evidence.id.in_(ids), Evidence.case_id == case_id, Evidence.removed_at.is_(None)
            )
        )
    )
    problem = Problem("evidence.unknown").as_json()
    errors = {name: [problem] for name, group in wanted.items() if not known.issuperset(group)}
    if errors:
        raise Invalid("form.invalid", errors)


def _plain_name(filename: str) -> str:
    """The name as the person knows it, without folders and control characters."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable())[:_NAME_LENGTH] or "file"

"""Case files (卷宗): asked for by somebody who may have one, made by a worker, recorded."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine import audit, authority, queue, visibility
from engine.authority import Actor
from engine.case_file import access
from engine.case_file.export import Exported, export
from engine.document_files import Shelf
from engine.errors import Forbidden
from models import clock
from models.accounts import User
from models.cases import Case
from models.documents import CaseFile


def ask(session: Session, actor: Actor, case_id: int) -> None:
    """Have the file made by a worker, once at a time."""
    case = _case(session, actor, case_id)
    waiting = session.scalar(
        text(
            "SELECT 1 FROM procrastinate_jobs WHERE task_name = :name"
            " AND status IN ('todo', 'doing') AND args ->> 'case_id' = :id LIMIT 1"
        ),
        {"name": queue.MAKE_CASE_FILE, "id": str(case.id)},
    )
    if waiting is None:
        audit.record(session, actor, "case_file:ask", case=case)
        queue.enqueue(session, queue.MAKE_CASE_FILE, case_id=case.id, user_id=actor.user_id)


def make(session: Session, shelf: Shelf, case_id: int, user_id: int | None) -> CaseFile:
    """Make the file for a person; what the worker does."""
    user = session.get_one(User, user_id)
    actor = authority.actor_of(session, user, "web")
    case = _case(session, actor, case_id)
    exported = export(session, actor, shelf, case)
    made = CaseFile(
        case_id=case.id,
        sha256=shelf.store.keep(exported.archive),
        manifest=exported.manifest,
        size=len(exported.archive),
        files=exported.files,
        made_at=clock.now(),
        made_by=actor.user_id,
    )
    session.add(made)
    _recorded(session, actor, case, exported)
    return made


def export_now(session: Session, actor: Actor, shelf: Shelf, case: Case) -> Exported:
    """Make the file at once, for the console."""
    exported = export(session, actor, shelf, case)
    _recorded(session, actor, case, exported)
    return exported


def _case(session: Session, actor: Actor, case_id: int) -> Case:
    case = visibility.case(session, actor, case_id)
    if not access.may_have(session, actor, case):
        raise Forbidden("case_file.not_yours")
    return case


def _recorded(session: Session, actor: Actor, case: Case, exported: Exported) -> None:
    """With the SHA-256 of the manifest anybody can tell later whether a copy is the one made."""
    audit.record(
        session,
        actor,
        "case_file:make",
        case=case,
        manifest=exported.manifest,
        files=exported.files,
    )

"""Case files (卷宗): asked for by somebody who may have one, made by a worker, recorded."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engine import audit, authority, queue, visibility
from engine.authority import Actor
from engine.case_file.export import Exported, export
from engine.document_files import Shelf
from engine.errors import Forbidden
from models import clock
from models.accounts import User
from models.cases import Case, CaseOfficer
from models.documents import CaseFile

#: 案卷的查阅: who keeps, reviews or decides; inspectors have the files of their own cases.
READERS = frozenset({"supervisor", "leader", "legal_reviewer", "administrator"})


def may_have(session: Session, actor: Actor, case: Case) -> bool:
    """Whether the person may take the file of the case along, its 副卷 included."""
    if not visibility.may_read(actor, case):
        return False
    mine = select(CaseOfficer.id).where(
        CaseOfficer.case_id == case.id, CaseOfficer.user_id == actor.user_id
    )
    return bool(READERS & actor.roles) or session.scalar(mine.limit(1)) is not None


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


def newest(session: Session, actor: Actor, case: Case) -> CaseFile | None:
    """The file that was made last, for those who may have it."""
    if not may_have(session, actor, case):
        return None
    return session.scalar(
        select(CaseFile).where(CaseFile.case_id == case.id).order_by(CaseFile.id.desc()).limit(1)
    )


def _case(session: Session, actor: Actor, case_id: int) -> Case:
    case = visibility.case(session, actor, case_id)
    if not may_have(session, actor, case):
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

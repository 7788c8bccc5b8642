"""Who may take a case file along, and the one that was made last."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import visibility
from engine.authority import Actor
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


def newest(session: Session, actor: Actor, case: Case) -> CaseFile | None:
    """The file that was made last, for those who may have it."""
    if not may_have(session, actor, case):
        return None
    return session.scalar(
        select(CaseFile).where(CaseFile.case_id == case.id).order_by(CaseFile.id.desc()).limit(1)
    )

"""Recusal (回避): officers who must not handle a subject (L1 art 43; L5 art 4; L6 art 23)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit
from engine.authority import Actor, require_role
from engine.errors import Invalid, NotFound
from models import clock
from models.accounts import User
from models.subjects import Recusal, Subject


def add_recusal(
    session: Session, actor: Actor, subject_id: int, user_id: int, reason: str
) -> Recusal:
    """Record that an officer must not handle a subject (L1 art 43); anybody may recuse himself."""
    if user_id != actor.user_id:
        require_role(actor, "supervisor", "administrator")
    if not reason.strip():
        raise Invalid(errors={"reason": [{"code": "import.required", "params": {}}]})
    subject = session.get(Subject, subject_id)
    if subject is None:
        raise NotFound("subject.unknown", id=subject_id)
    if session.get(User, user_id) is None:
        raise NotFound("user.unknown", id=user_id)
    known = session.scalar(select(Recusal).filter_by(subject_id=subject_id, user_id=user_id))
    if known is not None:
        return known
    recusal = Recusal(
        user_id=user_id,
        subject_id=subject.id,
        reason=reason.strip(),
        recorded_by=actor.user_id,
        recorded_at=clock.now(),
    )
    session.add(recusal)
    audit.record(
        session,
        actor,
        "recusal:add",
        chain="subjects",
        subject=subject_id,
        user=user_id,
        reason=reason.strip(),
    )
    return recusal


def remove_recusal(session: Session, actor: Actor, recusal_id: int, reason: str) -> None:
    """End a recusal; the audit trail keeps that there was one."""
    require_role(actor, "supervisor", "administrator")
    recusal = session.get(Recusal, recusal_id, with_for_update=True)
    if recusal is None:
        raise NotFound("recusal.unknown", id=recusal_id)
    audit.record(
        session,
        actor,
        "recusal:remove",
        chain="subjects",
        subject=recusal.subject_id,
        user=recusal.user_id,
        before=recusal.reason,
        reason=reason,
    )
    session.delete(recusal)

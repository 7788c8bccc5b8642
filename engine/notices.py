"""Notices to people inside the system: each thing is told to each person once."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from psycopg.types.json import Jsonb
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.authority import Actor
from models import clock, fixed
from models.notices import Notice

_TELL: Final = """
INSERT INTO notice (user_id, key, code, params, case_id, work_item_id, created_at)
SELECT told, %(key)s::varchar || ':' || told, %(code)s::varchar, %(params)s::jsonb,
  %(case)s::bigint, %(item)s::bigint, %(now)s::timestamptz
FROM unnest(%(users)s::bigint[]) AS told ORDER BY told
ON CONFLICT DO NOTHING RETURNING id
"""


def notify(
    session: Session,
    user_ids: Iterable[int],
    code: str,
    params: Mapping[str, Any],
    *,
    key: str,
    case_id: int | None = None,
    work_item_id: int | None = None,
) -> int:
    """Tell each of them once; the same key again tells nobody twice. Returns how many are new."""
    told = sorted(set(user_ids))
    if not told:
        return 0
    said = {
        "users": told,
        "key": key,
        "code": code,
        "params": Jsonb(dict(params)),
        "case": case_id,
        "item": work_item_id,
        "now": clock.now(),
    }
    return len(fixed.ask(session, _TELL, said))


def unread_count(session: Session, actor: Actor) -> int:
    """How many notices the person has not read."""
    query = select(func.count()).where(Notice.user_id == actor.user_id, Notice.read_at.is_(None))
    return session.scalar(query) or 0


def page_of(
    session: Session, actor: Actor, *, before: int | None = None, limit: int = 50
) -> list[Notice]:
    """The person's notices, the newest first; `before` is the id that the last page ended with."""
    query = select(Notice).where(Notice.user_id == actor.user_id)
    if before is not None:
        query = query.where(Notice.id < before)
    return list(session.scalars(query.order_by(Notice.id.desc()).limit(limit)))


def mark_read(session: Session, actor: Actor, ids: Iterable[int] | None = None) -> int:
    """Mark the person's notices as read, all of them by default. Returns how many were unread."""
    unread = update(Notice).where(Notice.user_id == actor.user_id, Notice.read_at.is_(None))
    if ids is not None:
        unread = unread.where(Notice.id.in_(list(ids)))
    return len(session.scalars(unread.values(read_at=clock.now()).returning(Notice.id)).all())

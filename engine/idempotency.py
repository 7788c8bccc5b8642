"""Answering the same request twice with the same answer."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.authority import Actor
from engine.errors import Conflict
from models import clock
from models.processes import IdempotencyKey


def answered(session: Session, actor: Actor, key: str, request: str) -> dict[str, Any] | None:
    """The answer that this actor got for the key; Conflict when it asked for something else."""
    known = session.scalar(
        select(IdempotencyKey).where(
            IdempotencyKey.actor == _name(actor), IdempotencyKey.key == key
        )
    )
    if known is None:
        return None
    if known.request_digest != request:
        raise Conflict("key.used_for_something_else", key=key)
    return known.answer


def remember(
    session: Session, actor: Actor, key: str, request: str, answer: dict[str, Any]
) -> None:
    """Keep the answer for the next time."""
    session.add(
        IdempotencyKey(
            actor=_name(actor),
            key=key,
            request_digest=request,
            answer=answer,
            created_at=clock.now(),
        )
    )


def _name(actor: Actor) -> str:
    return f"user:{actor.user_id}" if actor.user_id is not None else actor.name

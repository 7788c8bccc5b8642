"""Answering the same request twice with the same answer."""

from typing import Any

from engine.authority import Actor
from engine.errors import Conflict


def answered(
    key: str | None, request: str, known_request: str | None, answer: dict[str, Any] | None
) -> dict[str, Any] | None:
    """The answer that was kept for the key; Conflict when it was for something else."""
    if key is None or answer is None:
        return None
    if known_request != request:
        raise Conflict("key.used_for_something_else", key=key)
    return answer


def actor_key(actor: Actor) -> str:
    """Whose keys they are."""
    return f"user:{actor.user_id}" if actor.user_id is not None else actor.name

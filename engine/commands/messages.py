"""Handing a message over to a case: another authority answered, a court ruled, a payment came."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine import runtime, visibility
from engine.authority import Actor
from engine.idempotency import actor_key


def hand_over(
    session: Session,
    actor: Actor,
    case_id: int,
    name: str,
    data: Mapping[str, Any],
    *,
    key: str,
) -> bool:
    """Hand a message to a case that the actor may read; True when a process has taken it.

    The same key of the same actor is one message.
    """
    case = visibility.case(session, actor, case_id)
    kept = f"{actor_key(actor)}:{key}"
    return runtime.deliver(session, actor, case, name, key=kept, payload=data)

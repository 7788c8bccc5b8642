"""What people do with their own account."""

import secrets

from sqlalchemy.orm import Session

from engine import audit, passwords
from engine.authority import Actor
from engine.errors import Forbidden
from models import clock
from models.accounts import User


def change_password(session: Session, actor: Actor, password: str) -> User:
    """Give the actor a new password; all other sessions of the person end."""
    user = _self(session, actor)
    user.password = passwords.hash_password(password)
    user.must_change_password = False
    user.password_changed_at = clock.now()
    user.fs_uniquifier = secrets.token_hex(32)
    audit.record(session, actor, "user:change_password", chain="users", user=user.id)
    return user


def choose_language(session: Session, actor: Actor, language: str) -> User:
    """Keep the language that the actor reads."""
    user = _self(session, actor)
    if user.language != language:
        audit.record(
            session,
            actor,
            "user:choose_language",
            chain="users",
            user=user.id,
            before=user.language,
            after=language,
        )
        user.language = language
    return user


def _self(session: Session, actor: Actor) -> User:
    user = session.get(User, actor.user_id) if actor.user_id else None
    if user is None:
        raise Forbidden("role.missing", roles=[])
    return user

"""Officers who may be assigned, with what each carries already."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from engine import pairs
from engine.authority import Actor
from models.accounts import Role, User


@dataclass(frozen=True)
class Officer:
    """An officer with the open cases that he or she carries."""

    user: User
    load: int


def assignable(session: Session, actor: Actor) -> list[Officer]:
    """Return the officers of the actor's offices, those with the fewest open cases first."""
    question = (
        select(User)
        .options(joinedload(User.office))
        .join(User.roles)
        .where(
            Role.name == "inspector",
            User.active,
            User.certificate_no.is_not(None),
            User.office_id.in_(actor.offices),
        )
        .order_by(User.id)
    )
    users = session.scalars(question).unique().all()
    loads = pairs.loads(session, [user.id for user in users])
    return sorted((Officer(user, loads[user.id]) for user in users), key=lambda one: one.load)


def colleagues(session: Session, actor: Actor, role: str) -> Sequence[User]:
    """Return who else of the actor's offices acts in the role."""
    question = (
        select(User)
        .join(User.roles)
        .where(
            Role.name == role,
            User.active,
            User.id != actor.user_id,
            User.office_id.in_(actor.offices),
        )
        .order_by(User.name, User.id)
    )
    return session.scalars(question).unique().all()

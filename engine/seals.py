"""The seal on a flight check: who may see it, what its digest covers, when it opens (L6 art 46).

A sealed check is no case. Until the hour there is nothing in any list, count, search, notice or
number series that could give it away: every other question of the house is answered as if the
check were not planned. These functions are the only ones that read the sealed tables.
"""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from engine import digests, queue
from engine.authority import Actor
from engine.errors import Conflict, NotFound
from models import clock
from models.cases import Case
from models.seals import EarlyLook, Seal, SealedCheck

#: Who may plan and seal a flight check.
PLANNERS = ("supervisor", "leader")
#: Seals that one tick enqueues.
BATCH = 100


def visible(actor: Actor) -> Select[tuple[Seal]]:
    """The seals that the actor may know of: the own ones, and open ones of the own offices."""
    return select(Seal).where(_may_know(actor))


def _may_know(actor: Actor) -> ColumnElement[bool]:
    if actor.roles.isdisjoint(PLANNERS):
        return Seal.id.is_(None)
    of_my_offices = exists().where(
        SealedCheck.seal_id == Seal.id,
        Case.id == SealedCheck.case_id,
        or_(Case.office_id.is_(None), Case.office_id.in_(actor.offices)),
    )
    return or_(Seal.sealed_by == actor.user_id, and_(Seal.opened_at.is_not(None), of_my_offices))


def found(session: Session, actor: Actor, seal_id: int) -> Seal:
    """The seal, or NotFound also when it is none of the person's business."""
    seal = session.scalar(visible(actor).where(Seal.id == seal_id))
    if seal is None:
        raise NotFound("seal.unknown", id=seal_id)
    return seal


def closed(session: Session, actor: Actor, seal_id: int) -> Seal:
    """A seal of the actor's own that is still closed, locked; raises NotFound, Conflict."""
    seal = session.scalar(
        select(Seal)
        .where(Seal.id == seal_id, Seal.sealed_by == actor.user_id, _may_know(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if seal is None:
        raise NotFound("seal.unknown", id=seal_id)
    if seal.opened_at is not None:
        raise Conflict("seal.is_open")
    if seal.withdrawn_at is not None:
        raise Conflict("seal.withdrawn")
    return seal


def digest_of(seal: Seal, checks: Iterable[SealedCheck]) -> str:
    """SHA-256 of all that is closed, salted so that nobody can guess it from the digest."""
    content = sorted([check.subject_id, list(check.officers)] for check in checks)
    return digests.of([seal.salt, seal.seed, seal.ground.value, seal.reason, content])


def is_whole(seal: Seal) -> bool:
    """Whether what lies under the seal is what was sealed."""
    return digest_of(seal, seal.checks) == seal.digest


def of_case(session: Session, case: Case) -> SealedCheck | None:
    """The sealed check that the case grew out of, if it is a flight check."""
    return session.scalar(select(SealedCheck).where(SealedCheck.case_id == case.id))


def looks(session: Session, seal: Seal) -> list[EarlyLook]:
    """Who looked under the seal early, and why."""
    question = select(EarlyLook).where(EarlyLook.seal_id == seal.id).order_by(EarlyLook.id)
    return list(session.scalars(question))


def enqueue_due(session: Session, now: dt.datetime) -> int:
    """Enqueue the opening of the seals whose hour has come, each once.

    One that fails is an incident, which has its own times to try again.
    """
    due = session.scalars(
        select(Seal)
        .where(
            Seal.opens_at <= now,
            Seal.opened_at.is_(None),
            Seal.withdrawn_at.is_(None),
            Seal.enqueued_at.is_(None),
        )
        .order_by(Seal.opens_at, Seal.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for seal in due:
        seal.enqueued_at = clock.now()
        queue.enqueue(session, queue.OPEN_SEAL, seal_id=seal.id)
    return len(due)

"""Failed logins: counted in the database, so that all web processes of all hosts count together."""

import datetime as dt
from hashlib import sha256

from sqlalchemy import case, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import clock
from models.accounts import FailedLogins


def add(session: Session, name: str, seconds: int, amount: int = 1) -> int:
    """Count failures under a name within a window of so many seconds; gives all within it.

    The window begins with its first failure; the first one after its end begins another.
    """
    now = clock.now()
    new = insert(FailedLogins).values(
        key=_digest(name), count=amount, until=now + dt.timedelta(seconds=seconds)
    )
    over = FailedLogins.until <= now
    counted = new.on_conflict_do_update(
        index_elements=[FailedLogins.key],
        set_={
            "count": case((over, new.excluded.count), else_=FailedLogins.count + amount),
            "until": case((over, new.excluded.until), else_=FailedLogins.until),
        },
    ).returning(FailedLogins.count)
    return session.execute(counted).scalar_one()


def of(session: Session, name: str) -> tuple[int, dt.datetime]:
    """How many there are under a name, and until when they count; (0, now) without any."""
    now = clock.now()
    asked = select(FailedLogins.count, FailedLogins.until).where(
        FailedLogins.key == _digest(name), FailedLogins.until > now
    )
    row = session.execute(asked).tuples().one_or_none()
    return (0, now) if row is None else row


def forget(session: Session, name: str | None = None) -> int:
    """Forget those under a name, or all; gives how many windows there were."""
    gone = delete(FailedLogins)
    if name is not None:
        gone = gone.where(FailedLogins.key == _digest(name))
    return len(session.execute(gone.returning(FailedLogins.key)).all())


def forget_old(session: Session, now: dt.datetime) -> int:
    """Forget windows that are over."""
    gone = delete(FailedLogins).where(FailedLogins.until <= now)
    return len(session.execute(gone.returning(FailedLogins.key)).all())


def _digest(name: str) -> str:
    return sha256(name.encode()).hexdigest()

"""The only place that commits: runs a command in one transaction, retries, records failures."""

import random
import time
from collections.abc import Callable
from typing import Concatenate, Final, ParamSpec, TypeVar

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from engine import metrics, queue
from engine.connections import READING

P = ParamSpec("P")
T = TypeVar("T")

Factory = sessionmaker[Session]
OnFailure = Callable[[Session, Exception], object]

ATTEMPTS: Final = 6
FIRST_PAUSE: Final = 0.02

#: Another transaction was in the way; the same command may succeed when it is run again.
SERIALIZATION_FAILURE: Final = "40001"
DEADLOCK: Final = "40P01"
LOCK_NOT_AVAILABLE: Final = "55P03"
TRANSIENT: Final = frozenset({SERIALIZATION_FAILURE, DEADLOCK, LOCK_NOT_AVAILABLE})


def run(
    factory: Factory,
    command: Callable[Concatenate[Session, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Run ``command(session, *args, **kwargs)``: return commits, raise rolls back."""
    attempt, began = 0, time.perf_counter()
    while True:
        try:
            with factory.begin() as session:
                answer = command(session, *args, **kwargs)
                queue.enqueue_gathered(session)
        except (DBAPIError, psycopg.Error) as error:
            attempt += 1
            if attempt == ATTEMPTS or not is_transient(error):
                raise
        else:
            metrics.took(command, began)
            return answer
        _pause(attempt)


def run_recording(
    factory: Factory,
    on_failure: OnFailure,
    command: Callable[Concatenate[Session, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """As ``run``; a failure is also told to ``on_failure(session, error)`` in a second transaction.

    The first transaction is rolled back whole before, so what the hook writes (an incident) is
    all that stays. The error is raised again in any case.
    """
    try:
        return run(factory, command, *args, **kwargs)
    except Exception as error:
        run(factory, on_failure, error)
        raise


def read(
    factory: Factory,
    question: Callable[Concatenate[Session, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Ask a question that changes nothing."""
    with reading(factory) as session:
        return _undone(session, question, *args, **kwargs)


def reading(factory: Factory) -> Session:
    """A session for questions that change nothing."""
    return factory(info={READING: True})


def _undone(
    session: Session,
    command: Callable[Concatenate[Session, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    try:
        return command(session, *args, **kwargs)
    finally:
        session.rollback()


def is_transient(error: DBAPIError | psycopg.Error) -> bool:
    """Whether the same command may succeed when it is simply run again.

    The hot path and fixed statements ask the driver itself, whose errors SQLAlchemy does not wrap.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlstate", None) in TRANSIENT


def _pause(attempt: int) -> None:
    # Full jitter: those who collided do not collide again at the same moment.
    time.sleep(random.uniform(0, FIRST_PAUSE * 2**attempt))  # noqa: S311 - no secret

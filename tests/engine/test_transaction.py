"""The only place that commits: what is kept, what is undone, what is tried again."""

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from engine import transaction
from models.fixed import driver

Factory = sessionmaker[Session]


def write(session: Session, name: str) -> int:
    session.execute(
        text("INSERT INTO procrastinate_jobs (task_name, queue_name) VALUES (:name, 'q')"),
        {"name": name},
    )
    return 42


def names(session: Session) -> list[str]:
    return list(session.scalars(text("SELECT task_name FROM procrastinate_jobs ORDER BY id")))


def test_what_a_command_wrote_is_kept_and_its_answer_returned(session_factory: Factory) -> None:
    assert transaction.run(session_factory, write, "kept") == 42
    assert transaction.read(session_factory, names) == ["kept"]


def test_what_a_failed_command_wrote_is_gone(session_factory: Factory) -> None:
    def fail(session: Session) -> None:
        write(session, "half")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        transaction.run(session_factory, fail)
    assert transaction.read(session_factory, names) == []


def test_a_failure_is_recorded_in_a_second_transaction(session_factory: Factory) -> None:
    def fail(session: Session) -> None:
        write(session, "half")
        raise ValueError("no")

    def record(session: Session, error: Exception) -> None:
        write(session, f"incident: {error}")

    with pytest.raises(ValueError, match="no"):
        transaction.run_recording(session_factory, record, fail)
    assert transaction.read(session_factory, names) == ["incident: no"]


def test_a_command_that_lost_a_race_is_run_again(session_factory: Factory) -> None:
    transaction.run(session_factory, write, "0")
    both_have_read = threading.Barrier(2)
    attempts: list[int] = []

    def count_up(session: Session) -> None:
        attempts.append(1)
        session.connection(execution_options={"isolation_level": "SERIALIZABLE"})
        (value,) = names(session)
        if len(attempts) <= 2:
            both_have_read.wait(10)
        session.execute(
            text("UPDATE procrastinate_jobs SET task_name = :name"), {"name": str(int(value) + 1)}
        )

    threads = [
        threading.Thread(target=transaction.run, args=(session_factory, count_up)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert transaction.read(session_factory, names) == ["2"]
    assert len(attempts) == 3


def test_a_command_that_the_driver_found_in_a_deadlock_is_run_again(
    session_factory: Factory,
) -> None:
    for name in ("a", "b"):
        transaction.run(session_factory, write, name)
    both_hold_one = threading.Barrier(2)
    attempts: list[str] = []

    def lock_both(session: Session, first: str, second: str) -> str:
        attempts.append(first)
        lock = "SELECT 1 FROM procrastinate_jobs WHERE task_name = %s FOR UPDATE"
        connection = driver(session)
        connection.execute(lock, [first])
        if len(attempts) <= 2:
            both_hold_one.wait(10)
        with connection.pipeline():
            connection.execute(lock, [second])
        return first

    def run(order: tuple[str, str]) -> str:
        return transaction.run(session_factory, lock_both, *order)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(run, [("a", "b"), ("b", "a")], timeout=20)) == ["a", "b"]
    assert len(attempts) == 3


def test_a_lock_that_is_not_free_in_time_is_waited_for_again(session_factory: Factory) -> None:
    transaction.run(session_factory, write, "one")
    attempts: list[int] = []

    def lock(session: Session) -> None:
        attempts.append(1)
        connection = driver(session)
        connection.execute("SET LOCAL lock_timeout = '50ms'")
        connection.execute("SELECT 1 FROM procrastinate_jobs FOR UPDATE")

    with session_factory() as other:
        other.execute(text("SELECT 1 FROM procrastinate_jobs FOR UPDATE"))
        with pytest.raises(psycopg.errors.LockNotAvailable):
            transaction.run(session_factory, lock)
    assert len(attempts) == transaction.ATTEMPTS


def test_an_error_that_repeats_itself_is_not_retried(session_factory: Factory) -> None:
    attempts: list[int] = []

    def wrong(session: Session) -> None:
        attempts.append(1)
        session.execute(text("SELECT 1 / 0"))

    with pytest.raises(Exception, match="division by zero"):
        transaction.run(session_factory, wrong)
    assert len(attempts) == 1

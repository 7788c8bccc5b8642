"""The driver's fixed statements: values, one plan, what a trip does when something goes wrong."""

import datetime as dt
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb
from sqlalchemy import Engine, text

from engine.connections import open_engine
from models.driver import Driver
from models.fixed import driver_of
from tests.wire import listening

NOW = dt.datetime(2026, 3, 1, 8, 30, 0, 250_000, tzinfo=dt.UTC)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Connections of their own, so that nothing was prepared on them before."""
    made = open_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def driver(engine: Engine) -> Iterator[Driver]:
    """One connection; what it did is undone."""
    with engine.connect() as connection:
        yield driver_of(connection)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("bigint", 7),
        ("bigint", 5_000_000_000),
        ("bigint", None),
        ("numeric", 1.5),
        ("boolean", False),
        ("text", "100 % of 'it', \\ and 查封"),
        ("text", ""),
        ("bytea", bytes(range(256))),
        ("date", NOW.date()),
        ("timestamptz", NOW),
        ("jsonb", {"结果": ["合格", None, 1]}),
        ("text[]", ["a,b", '"', "{}", ""]),
        ("bigint[]", [1, 5_000_000_000]),
        ("bigint[]", []),
    ],
)
def test_a_value_comes_back_as_it_went(driver: Driver, kind: str, value: Any) -> None:
    given = Jsonb(value) if kind == "jsonb" else value

    assert driver.asked(f"SELECT %(value)s::{kind}, %(value)s::{kind}", {"value": given}) == [
        (value, value)
    ]


def test_a_statement_has_one_plan_whatever_it_is_asked_for(driver: Driver) -> None:
    for value in (1, 70_000, 5_000_000_000, None, 2):
        driver.asked("SELECT 'one plan' WHERE 1 = %(value)s::bigint", {"value": value})

    counted = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%one plan%'"
    assert driver.execute(counted, prepare=False).fetchone() == (1,)


def test_what_is_not_given_is_said_at_once(driver: Driver) -> None:
    with pytest.raises(KeyError, match="missing"):
        driver.trip(("SELECT 1", {}), ("SELECT %(missing)s::int", {"given": 1}))

    assert driver.asked("SELECT 1", {}) == [(1,)]


def test_a_trip_carries_more_than_the_socket_takes_at_once(driver: Driver) -> None:
    long = "长" * 4_000_000
    asked = ("SELECT length(%(text)s::text), %(text)s::text", {"text": long})

    first, second = driver.trip(asked, asked)

    assert first == second == [(len(long), long)]


def test_what_is_sent_later_goes_before_what_is_asked_next(driver: Driver) -> None:
    heard: list[Any] = []
    driver.execute("CREATE TEMPORARY TABLE noted (id int)")
    note = "INSERT INTO noted VALUES (%(id)s) RETURNING id"

    driver.later(note, {"id": 1}, heard.append)
    driver.later(note, {"id": 2})
    assert heard == []
    assert driver.asked("SELECT count(*) FROM noted", {}) == [(2,)]
    assert heard == [[(1,)]]

    given = {"id": 3}
    driver.later(note, given, heard.append)
    given["id"] = 4
    # What psycopg asks comes in its order as well, and what was given stays as it was.
    assert driver.execute("SELECT max(id) FROM noted").fetchone() == (3,)


@pytest.mark.parametrize("alone", [True, False])
def test_what_is_sent_later_is_committed_in_one_trip_or_forgotten(
    engine: Engine, driver: Driver, *, alone: bool
) -> None:
    note = "SELECT pg_advisory_lock(%(number)s), txid_current()"
    held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 77"
    heard: list[Any] = []
    if not alone:
        driver.asked("SELECT 1", {})

    driver.later(note, {"number": 77}, heard.append)
    driver.rollback()
    with engine.connect() as other:
        assert driver_of(other).asked(held, {}) == [(0,)]
    driver.later(note, {"number": 77}, heard.append)
    with listening(driver) as wire:
        driver.commit()

    assert wire.commits == 1
    assert len(heard) == 1
    assert driver.pgconn.transaction_status == psycopg.pq.TransactionStatus.IDLE
    with engine.connect() as other:
        assert driver_of(other).asked(held, {}) == [(1,)]


def test_an_error_of_what_is_sent_later_is_raised_by_the_commit(driver: Driver) -> None:
    driver.execute("CREATE TEMPORARY TABLE once (id int PRIMARY KEY)")
    driver.commit()
    for number in (1, 2, 2):
        driver.later("INSERT INTO once VALUES (%(id)s)", {"id": number})

    with pytest.raises(psycopg.errors.UniqueViolation):
        driver.commit()
    driver.rollback()

    assert driver.asked("SELECT id FROM once", {}) == []


def test_what_follows_an_error_is_not_done(driver: Driver) -> None:
    driver.execute("CREATE TEMPORARY TABLE kept (id int)")
    driver.commit()
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        driver.trip(
            ("INSERT INTO kept VALUES (1)", {}),
            ("SELECT %(number)s::int", {"number": "no number"}),
            ("INSERT INTO kept VALUES (2)", {}),
        )
    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        driver.asked("SELECT id FROM kept", {})
    driver.rollback()

    assert driver.asked("SELECT id FROM kept", {}) == []


def test_a_wait_for_a_lock_lets_the_threads_of_the_process_work(engine: Engine) -> None:
    lock = ("SELECT pg_advisory_xact_lock(%(number)s)", {"number": 20_260_301})
    began = threading.Event()
    found: list[Any] = []

    def wait_in(connection: Driver) -> None:
        began.set()
        found.append(connection.trip(lock, ("SELECT 'free'", {})))

    with engine.connect() as one, engine.connect() as other:
        driver_of(one).asked(*lock)
        waiting = threading.Thread(target=wait_in, args=(driver_of(other),))
        waiting.start()
        began.wait()
        time.sleep(0.2)
        # Whoever waited with the interpreter's lock in hand would wait for this for ever.
        driver_of(one).commit()
        waiting.join(5)

    assert [rows[1] for rows in found] == [[("free",)]]


def test_statements_are_prepared_anew_after_a_savepoint_was_undone(engine: Engine) -> None:
    with engine.connect() as connection:
        driver = driver_of(connection)
        for _ in range(3):
            assert driver.asked("SELECT 'again'", {}) == [("again",)]
            # psycopg frees what was prepared when it prepared something itself.
            driver.execute("SELECT 'of psycopg'", prepare=True)
            with pytest.raises(psycopg.errors.DivisionByZero), connection.begin_nested():
                driver.asked("SELECT 1 / %(nothing)s::int", {"nothing": 0})
        assert connection.scalar(text("SELECT 1")) == 1


def test_one_that_is_alone_begins_nothing(driver: Driver) -> None:
    assert driver.asked("SELECT 1", {}, alone=True) == [(1,)]
    assert driver.pgconn.transaction_status == psycopg.pq.TransactionStatus.IDLE

    driver.asked("SELECT 1", {})
    assert driver.pgconn.transaction_status == psycopg.pq.TransactionStatus.INTRANS
    driver.commit()
    assert driver.pgconn.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_a_transaction_of_another_isolation_begins_as_it_was_asked(engine: Engine) -> None:
    stricter = engine.execution_options(isolation_level="SERIALIZABLE")
    question = "SELECT current_setting('transaction_isolation')"

    with stricter.connect() as connection:
        driver = driver_of(connection)
        assert driver.asked(question, {}) == [("serializable",)]
        driver.rollback()
        driver.read_only = True
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            driver.asked("CREATE TABLE never (id int)", {})
        driver.rollback()
        driver.read_only = None
    with engine.connect() as connection, listening(driver_of(connection)) as wire:
        assert driver_of(connection).asked(question, {}) == [("read committed",)]
    assert wire.round_trips == 1

"""One question outside any transaction: what a request asks first."""

import pytest
from psycopg import DataError, ProgrammingError
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from engine import transaction
from engine.connections import ask, open_engine, session_factory
from models.fixed import driver


@pytest.fixture
def factory(database_url: str) -> sessionmaker[Session]:
    """Sessions on a pool of one connection."""
    return session_factory(open_engine(database_url, pool_size=1, max_overflow=0))


def _engine(factory: sessionmaker[Session]) -> Engine:
    found: Engine = factory.kw["bind"]
    return found


def test_an_answer_is_the_first_row(factory: sessionmaker[Session]) -> None:
    assert ask(factory, "SELECT %(some)s + 1, 'a', %(some)s %% 2", {"some": 2}) == (3, "a", 0)
    assert ask(factory, "SELECT 1 WHERE false", {}) is None
    _engine(factory).dispose()


def test_whoever_comes_next_has_a_transaction(factory: sessionmaker[Session]) -> None:
    with pytest.raises(ProgrammingError):
        ask(factory, "SELECT nothing FROM nowhere", {})

    with factory() as session:
        session.execute(text("CREATE TABLE left_behind (id int)"))
        session.rollback()

    assert ask(factory, "SELECT to_regclass('left_behind')", {}) == (None,)
    _engine(factory).dispose()


@pytest.mark.parametrize("end", ["commit", "rollback", "fail"])
def test_a_transaction_that_began_in_one_trip_ends_like_any_other(
    factory: sessionmaker[Session], end: str
) -> None:
    def tables() -> list[str]:
        names = "SELECT relname FROM pg_class WHERE relname LIKE 'trip_%' ORDER BY relname"
        with factory() as session:
            return list(session.scalars(text(names)))

    with factory() as session:
        driver(session).trip(("CREATE TABLE trip_one (id int)", {}))
        session.execute(text("CREATE TABLE trip_two (id int)"))
        if end == "fail":
            with pytest.raises(DataError, match="division by zero"):
                driver(session).trip(("SELECT 1", {}), ("SELECT 1 / (1 - 1)", {}), ("SELECT 2", {}))
        session.commit() if end == "commit" else session.rollback()
        kept = ["trip_one", "trip_two"] if end == "commit" else []
        # The next transaction of the session and of whoever gets its connection is a whole one.
        session.execute(text("CREATE TABLE trip_three (id int)"))
        session.rollback()
    assert tables() == kept
    with factory() as session:
        session.execute(text("CREATE TABLE trip_four (id int)"))
    assert tables() == kept
    with factory.begin() as session:
        session.execute(text("DROP TABLE IF EXISTS trip_one, trip_two"))
    _engine(factory).dispose()


def test_a_connection_that_died_is_replaced(
    factory: sessionmaker[Session], session: Session
) -> None:
    (dead,) = ask(factory, "SELECT pg_backend_pid()", {}) or ()
    session.execute(text("SELECT pg_terminate_backend(:server, 5000)"), {"server": dead})

    assert ask(factory, "SELECT pg_backend_pid()", {}) not in {None, (dead,)}
    _engine(factory).dispose()


def test_what_was_prepared_outlives_a_rollback(factory: sessionmaker[Session]) -> None:
    prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%of us%'")
    with factory() as session:
        for _ in range(8):
            session.execute(text("SELECT 'one of us'"))
            session.rollback()
        assert session.scalar(prepared) == 1
        # A failed statement ends the transaction, and the connection serves on.
        with pytest.raises(DBAPIError):
            session.execute(text("SELECT nothing FROM nowhere"))
        session.rollback()
        assert session.scalar(text("SELECT 'one of us'")) == "one of us"
        session.rollback()
        assert session.scalar(prepared) == 1
    _engine(factory).dispose()


def test_what_a_page_asks_is_planned_for_its_values(factory: sessionmaker[Session]) -> None:
    prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%a list%'")

    def ask_often(session: Session) -> None:
        for _ in range(8):
            session.execute(text("SELECT 'a list'"))

    def count(session: Session) -> int:
        return session.scalar(prepared) or 0

    transaction.read(factory, ask_often)
    assert transaction.run(factory, count) == 0
    # The same connection prepares again what a command asks.
    transaction.run(factory, ask_often)
    assert transaction.run(factory, count) == 1
    _engine(factory).dispose()


def test_a_connection_that_died_in_a_transaction_is_given_to_nobody(
    factory: sessionmaker[Session], database_url: str
) -> None:
    killer, session = open_engine(database_url), factory()
    pid = session.scalar(text("SELECT pg_backend_pid()"))
    with killer.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    with pytest.raises(OperationalError):
        session.rollback()
    session.close()

    with factory() as another:
        assert another.scalar(text("SELECT pg_backend_pid()")) != pid
    killer.dispose()
    _engine(factory).dispose()

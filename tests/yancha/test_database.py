"""The database from the wheel, its schema and its marks."""

from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from engine.connections import conninfo
from yancha import database


def test_the_migrated_schema_is_what_the_models_say(new_database: Callable[[], str]) -> None:
    assert database.is_current(new_database())


def test_migrating_twice_changes_nothing(new_database: Callable[[], str]) -> None:
    url = new_database()
    database.migrate(url)
    assert not database.is_empty(url)


def test_the_queue_has_its_tables(session: Session) -> None:
    assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0


def test_only_a_marked_database_is_throwaway(server_url: str) -> None:
    database.create(server_url, "unmarked")
    url = server_url.replace("/postgres?", "/unmarked?")
    try:
        assert not database.is_throwaway(url)
        assert database.is_empty(url)
        database.mark_throwaway(url)
        assert database.is_throwaway(url)
    finally:
        database.drop(server_url, "unmarked")


@pytest.mark.parametrize("round_", [1, 2])
def test_every_test_starts_with_empty_tables(
    session_factory: sessionmaker[Session], round_: int
) -> None:
    with session_factory.begin() as session:
        assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0
        session.execute(
            text("INSERT INTO procrastinate_jobs (task_name, queue_name) VALUES ('a', 'b')")
        )


def test_connections_have_limits_against_hanging(session: Session) -> None:
    assert session.scalar(text("SHOW lock_timeout")) == "10s"
    assert session.scalar(text("SHOW idle_in_transaction_session_timeout")) == "2min"


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("postgresql:///yancha", True),
        ("postgresql://a@localhost/yancha", True),
        ("postgresql://a@/yancha?host=/run/postgresql", True),
        ("postgresql://a@db.example.cn/yancha", False),
        ("postgresql://a@/yancha?host=db.example.cn", False),
    ],
)
def test_a_remote_server_is_told_from_a_local_one(url: str, local: bool) -> None:
    assert database.is_local(url) is local


def test_an_address_of_another_database_is_refused() -> None:
    with pytest.raises(ValueError, match="must be a PostgreSQL address"):
        conninfo("sqlite:///yancha.db")


def test_text_sorts_by_code_point_on_every_machine(database_url: str) -> None:
    with psycopg.connect(conninfo(database_url)) as connection:
        rows = connection.execute(
            "SELECT t FROM (VALUES ('b'), ('A'), ('a'), ('校')) AS v (t) ORDER BY t"
        ).fetchall()
    assert [row[0] for row in rows] == ["A", "a", "b", "校"]

"""PostgreSQL for all tests: one server a run, one database a worker, an empty one a test."""

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from engine import confidential
from engine.connections import conninfo, open_engine
from engine.connections import session_factory as make_factory
from models import clock
from models.processes import ProcessInstance
from tests.browser import browser
from yancha import database
from yancha.postgres import THROWAWAY, Cluster

#: One browser a worker, for pages and journeys alike: a second one would not start beside it.
__all__ = ["browser"]

TEMPLATE: Final = "template_yancha"
#: More than the connections that a test of fifty simultaneous acts needs.
CONNECTIONS: Final = 60


class Server:
    """The one server of this run; xdist's workers get its address from their controller."""

    def __init__(self) -> None:
        """Start nothing yet: a run of tests without a database pays nothing."""
        self.cluster: Cluster | None = None
        self.address: str | None = None

    def url(self, name: str = "postgres") -> str:
        """Address of a database of the server, which is started at the first call."""
        if self.address is None:
            # A folder of its own and not pytest's: runs that overlap clear each other's away.
            folder = Path(tempfile.mkdtemp(prefix="yancha-tests-"))
            self.cluster = Cluster(folder, THROWAWAY)
            self.cluster.start()
            self.address = self.cluster.url("")
        return self.address.replace("/?", f"/{name}?")

    def stop(self) -> None:
        """Stop the server if it was started here and leave nothing behind."""
        if self.cluster is not None:
            self.cluster.stop()
            shutil.rmtree(self.cluster.folder)
            self.cluster = None


SERVER: Final = pytest.StashKey[Server]()


class Controller:
    """Hooks of the xdist controller."""

    @staticmethod
    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(node: object) -> None:
        """Tell a starting worker where the server is."""
        config: pytest.Config = node.config  # type: ignore[attr-defined]
        node.workerinput["server"] = config.stash[SERVER].url("")  # type: ignore[attr-defined]


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the server: the worker's address is given, everybody else starts his own."""
    server = Server()
    config.stash[SERVER] = server
    given: dict[str, str] | None = getattr(config, "workerinput", None)
    if given is None:
        config.pluginmanager.register(Controller())
    else:
        server.address = given["server"]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server after the last test."""
    config.stash[SERVER].stop()


@pytest.fixture(scope="session")
def server_url(pytestconfig: pytest.Config) -> str:
    """Address of the server's own database, for tests that create databases."""
    return pytestconfig.stash[SERVER].url()


@pytest.fixture(scope="session")
def template(server_url: str) -> str:
    """Name of a database with the migrated schema; the first worker that asks makes it."""
    with psycopg.connect(conninfo(server_url), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(1)")
        half = f"{TEMPLATE}_half"
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (TEMPLATE,))
        if known.fetchone() is None:
            database.create(server_url, half)
            database.migrate(server_url.replace("/postgres?", f"/{half}?"))
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(half), sql.Identifier(TEMPLATE)
                )
            )
    return TEMPLATE


@pytest.fixture
def new_database(server_url: str, template: str) -> Iterator[Callable[[], str]]:
    """Make more migrated databases, for tests that need one for themselves."""
    names: list[str] = []

    def make() -> str:
        names.append(f"extra_{uuid.uuid4().hex}")
        return _copy_of(server_url, template, names[-1])

    yield make
    for name in names:
        database.drop(server_url, name)


@pytest.fixture(scope="session")
def _workers_database(server_url: str, template: str) -> Iterator[str]:
    name = f"worker_{uuid.uuid4().hex}"
    yield _copy_of(server_url, template, name)
    database.drop(server_url, name)


@pytest.fixture(scope="session")
def _workers_engine(_workers_database: str) -> Iterator[Engine]:
    engine = open_engine(_workers_database, max_overflow=CONNECTIONS)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def _emptying(_workers_database: str) -> tuple[str, str]:
    """Give the address and the question which tables have rows."""
    with psycopg.connect(conninfo(_workers_database)) as connection:
        rows = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename NOT IN ('alembic_version')"
        ).fetchall()
    question = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for (table,) in rows
    )
    return conninfo(_workers_database), question


@pytest.fixture
def database_url(_workers_database: str, _emptying: tuple[str, str]) -> str:
    """Address of this worker's migrated database, emptied of what earlier tests wrote."""
    address, question = _emptying
    with psycopg.connect(address) as connection:
        filled = connection.execute(question.encode()).fetchall()
        # Foreign keys and append-only triggers rest while everything goes: no order to keep.
        connection.execute("SET LOCAL session_replication_role = replica")
        for (table,) in filled:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    return _workers_database


@pytest.fixture
def engine_(database_url: str, _workers_engine: Engine) -> Engine:
    """SQLAlchemy's engine on the emptied database."""
    return _workers_engine


@pytest.fixture
def session_factory(engine_: Engine) -> sessionmaker[Session]:
    """What `engine.transaction.run` wants."""
    return make_factory(engine_, **confidential.keeping("the key of the tests"))


@pytest.fixture
def session(session_factory: sessionmaker[Session]) -> Iterator[Session]:
    """One session; what a test does not commit is rolled back."""
    with session_factory() as opened:
        yield opened
        opened.rollback()


@pytest.fixture(autouse=True)
def _its_ends_are_reached(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that says `ends(…)` has cases in its database that came to each of them."""
    wanted = {end for mark in request.node.iter_markers("ends") for end in mark.args}
    if not wanted:
        yield
        return
    opened: Session = request.getfixturevalue("session")
    yield
    opened.flush()
    passed = opened.scalars(select(ProcessInstance.visited))
    missing = wanted.difference(*passed)
    assert not missing, f"no case of this test came to {sorted(missing)}"


@pytest.fixture(autouse=True)
def _the_clock_goes_right() -> Iterator[None]:
    """No test leaves its travelled clock to the next one."""
    yield
    clock.set_offset(timedelta())


def _copy_of(server_url: str, template: str, name: str) -> str:
    database.create(server_url, name, template=template)
    url = server_url.replace("/postgres?", f"/{name}?")
    database.mark_throwaway(url)
    return url

"""Which database this process uses: an administrator's server or the one from the wheel."""

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import psycopg
from click import ClickException
from procrastinate import SyncPsycopgConnector
from procrastinate.schema import SchemaManager
from psycopg import sql
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool

from engine.connections import conninfo, database_url, open_engine, session_factory
from models import clock, schema
from yancha.carrying import carried
from yancha.postgres import THROWAWAY, Cluster
from yancha.settings import LOCAL_HOSTS, Settings

NAME: Final = "yancha"
#: Migrations of several processes that start together take their turn behind this number.
MIGRATION_LOCK: Final = 4_611_686_018_427_387_001
OWNER_SECONDS: Final = 60
THROWAWAY_MARK: Final = "yancha.throwaway"


class DatabaseError(ClickException):
    """The database cannot be used."""


def cluster(settings: Settings) -> Cluster:
    """The cluster in this machine's own folder."""
    return Cluster(settings.home / "postgres")


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Give the address of a database that answers, starting the wheel's server if need be."""
    if settings.database_url:
        yield database_url(settings.database_url).render_as_string(hide_password=False)
        return
    own = cluster(settings)
    own.folder.mkdir(parents=True, exist_ok=True)
    with (own.folder / "owner.lock").open("w") as owner:
        if _become_owner(owner, own):
            own.start()
            try:
                create(own.url("postgres"), NAME)
                yield own.url(NAME)
            finally:
                _wait_for_others(own.folder)
                own.stop()
        else:
            with _using(own.folder):
                yield own.url(NAME)


@contextmanager
def owning(settings: Settings) -> Iterator[tuple[str, Cluster | None]]:
    """As ``serving``, for the supervisor: the wheel's server is started here or not at all."""
    if settings.database_url:
        yield database_url(settings.database_url).render_as_string(hide_password=False), None
        return
    own = cluster(settings)
    own.folder.mkdir(parents=True, exist_ok=True)
    with (own.folder / "owner.lock").open("w") as owner:
        if not _lock(owner, OWNER_SECONDS):
            raise DatabaseError(f"another yancha is running on {settings.home}")
        own.start()
        try:
            create(own.url("postgres"), NAME)
            yield own.url(NAME), own
        finally:
            own.stop()


@contextmanager
def temporary() -> Iterator[str]:
    """Give an empty throwaway database on a server of its own, and leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="yancha-"))
    own = Cluster(folder, THROWAWAY)
    own.start()
    try:
        create(own.url("postgres"), NAME)
        mark_throwaway(own.url(NAME))
        yield own.url(NAME)
    finally:
        own.stop()
        shutil.rmtree(folder)


@contextmanager
def opened(settings: Settings, *, migrated: bool = False) -> Iterator[sessionmaker[Session]]:
    """Give sessions on this process's database, on the clock that the settings ask for."""
    with serving(settings) as url:
        if migrated:
            migrate(url)
        set_clock(settings, url)
        engine = open_engine(url)
        try:
            yield session_factory(engine, **carried(settings))
        finally:
            engine.dispose()


def set_clock(settings: Settings, url: str) -> None:
    """Set this process's clock as YANCHA_CLOCK says, on a throwaway database only."""
    if settings.clock is None:
        return
    if not is_throwaway(url):
        raise DatabaseError("YANCHA_CLOCK is for databases that are marked throwaway only")
    clock.travel(settings.clock)


def is_local(url: str) -> bool:
    """Whether the database server is on this machine."""
    address = make_url(url)
    hosts = address.query.get("host") or address.host or ""
    return all(
        host in LOCAL_HOSTS or host.startswith("/")
        for host in ((hosts,) if isinstance(hosts, str) else hosts)
    )


def create(url: str, name: str, *, template: str = "template0") -> None:
    """Create a database on the server if it is not there; sorting is by code point."""
    with psycopg.connect(conninfo(url), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if known.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )


def drop(url: str, name: str) -> None:
    """Drop a database, whoever is still connected to it."""
    with psycopg.connect(conninfo(url), autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def migrate(url: str) -> None:
    """Bring the schema up to date: our tables by Alembic, the queue's tables by procrastinate."""
    with _once(url) as engine, engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        schema.upgrade(connection)
        _apply_queue_schema(connection)


def is_current(url: str) -> bool:
    """Whether the database is just what models/ says."""
    with _once(url) as engine, engine.begin() as connection:
        return not schema.differences(connection)


def mark_throwaway(url: str) -> None:
    """Allow a travelled clock on this database; tests, demonstrations and rehearsals do."""
    name = make_url(url).database or NAME
    with psycopg.connect(conninfo(url), autocommit=True) as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET {} = 'on'").format(
                sql.Identifier(name), sql.SQL(THROWAWAY_MARK)
            )
        )


def is_throwaway(url: str) -> bool:
    """Whether nobody's real work is in this database."""
    with psycopg.connect(conninfo(url)) as connection:
        row = connection.execute("SELECT current_setting(%s, true)", (THROWAWAY_MARK,)).fetchone()
    return row is not None and row[0] == "on"


def is_empty(url: str) -> bool:
    """Whether the database has no table at all."""
    with psycopg.connect(conninfo(url)) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone()
    return row is not None and row[0] == 0


def _apply_queue_schema(connection: Connection) -> None:
    if connection.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is None:
        # psycopg takes the whole script at once when there are no parameters.
        statements = SchemaManager(SyncPsycopgConnector()).get_schema()
        connection.connection.cursor().execute(statements)


@contextmanager
def _once(url: str) -> Iterator[Engine]:
    """An engine for one short visit, without the limits that a long migration would hit."""
    engine = create_engine(database_url(url), poolclass=NullPool)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _using(folder: Path) -> Iterator[None]:
    """Say that somebody uses the server, so that who started it does not stop it yet."""
    with (folder / "users.lock").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        yield


def _wait_for_others(folder: Path) -> None:
    with (folder / "users.lock").open("w") as users:
        _lock(users, OWNER_SECONDS)


def _become_owner(owner: IO[str], own: Cluster) -> bool:
    """True: nobody runs the server and we shall. False: it runs already and answers."""
    end = time.monotonic() + OWNER_SECONDS
    while time.monotonic() < end:
        if _lock(owner, 0):
            return True
        if own.is_answering():
            return False
        time.sleep(0.05)
    raise DatabaseError(f"the PostgreSQL server in {own.folder} does not answer")


def _lock(file: IO[str], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(0.05)
        else:
            return True

"""How every process talks to PostgreSQL: one way to connect, with limits against hanging."""

import os
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
import psycopg
from psycopg.types.json import set_json_loads
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from models.driver import Driver, Row
from models.fixed import driver_of

#: Seconds after which an unused connection is asked whether it still works.
REST: Final = 20.0

#: Under this key a session says that it only reads, as pages and lists do.
READING: Final = "reading"
#: How often a statement is asked before it is prepared.
SEEN: Final = 5
#: Statements that a connection keeps prepared: more than a process asks in its ordinary work.
PREPARED: Final = 300

#: A statement or an idle transaction that hangs would hold its locks for ever; a peer that
#: vanished is noticed within about a minute.
LIMITS: Final = {
    "statement_timeout": "120s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "120s",
    "timezone": "UTC",
    # The server notices as well, and lets go of what a host that was cut off had locked.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "25s",
}
KEEPALIVES: Final = {
    "keepalives": "1",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    # Without it what was sent and is not acknowledged is sent again for a quarter of an hour.
    "tcp_user_timeout": "30000",
    "connect_timeout": "10",
}


def database_url(text: str) -> URL:
    """Read an address as administrators write it and name the driver that we use."""
    url = make_url(text)
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise ValueError(f"DATABASE_URL must be a PostgreSQL address, not {url.get_backend_name()}")
    return url.set(drivername="postgresql+psycopg")


def conninfo(url: str | URL) -> str:
    """Give the same address in libpq's own form, for psycopg, procrastinate and pg_dump."""
    plain = database_url(str(url) if isinstance(url, str) else url.render_as_string(False))
    return plain.set(drivername="postgresql").render_as_string(hide_password=False)


def arguments() -> dict[str, str]:
    """What every connection is opened with."""
    return {
        **KEEPALIVES,
        "options": " ".join(f"-c {name}={value}" for name, value in LIMITS.items()),
        "application_name": f"yancha {os.getpid()}",
    }


def open_engine(url: str | URL, *, pool_size: int = 5, max_overflow: int = 10) -> Engine:
    """Connect lazily, with limits and keepalives on every connection."""
    text = url if isinstance(url, str) else url.render_as_string(hide_password=False)
    engine = create_engine(
        database_url(text),
        pool_size=pool_size,
        max_overflow=max_overflow,
        connect_args=arguments(),
        # What a statement was given may be who reported: logs and incidents do without (P40).
        hide_parameters=True,
    )
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", _ping_after_rest)
    event.listen(engine, "checkout", _prepare_again)
    return engine


def _connect(
    _dialect: Any, _record: Any, words: Sequence[Any], options: Mapping[str, Any]
) -> Driver:
    connection = Driver.connect(*words, **options)
    connection.prepared_max = PREPARED
    set_json_loads(orjson.loads, connection)
    return connection


def _note_rest(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["rests since"] = time.monotonic()


@event.listens_for(Session, "after_begin")
def _plan_anew(session: Session, _transaction: object, connection: Connection) -> None:
    """Plan what a reading session asks for the values that it asks for.

    A plan for any values suits a command, which asks by keys. For the list of somebody who has ten
    items it may take a hundred times as long as the plan that counts on ten.
    """
    if session.info.get(READING):
        driver_of(connection).prepare_threshold = None


def _prepare_again(connection: Any, _record: ConnectionPoolEntry, _fairy: Any) -> None:
    """Whoever had the connection before may have been reading."""
    connection.prepare_threshold = SEEN


def _ping_after_rest(connection: Any, record: ConnectionPoolEntry, _fairy: Any) -> None:
    """Ask whether the server is still there, but not before each transaction: that costs a trip."""
    since = record.info.get("rests since")
    if since is None or time.monotonic() - since < REST:
        return
    try:
        connection.execute("")
        connection.rollback()
    except psycopg.OperationalError as error:
        raise DisconnectionError from error


def session_factory(engine: Engine, **info: object) -> sessionmaker[Session]:
    """Sessions whose rows stay readable after the commit, for answers and pages.

    `info` is what every session of this process carries, for example where files lie.
    """
    return sessionmaker(engine, expire_on_commit=False, info=dict(info))


def ask(
    factory: sessionmaker[Session], question: str, asked: Mapping[str, Any]
) -> Sequence[Any] | None:
    """The first row that answers a fixed statement, with no transaction around it."""
    engine: Engine = factory.kw["bind"]
    pooled = engine.raw_connection()
    connection: Any = pooled.driver_connection
    try:
        found: list[Row] = connection.asked(question, asked, alone=True)
        return found[0] if found else None
    except psycopg.OperationalError:
        pooled.invalidate()
    finally:
        pooled.close()
    # The long way knows which connections died with the server, and says what is wrong.
    with engine.connect() as another:
        return another.exec_driver_sql(question, dict(asked)).first()

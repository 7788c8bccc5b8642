"""A bureau in which penalty cases of every kind were rehearsed, for all tests that look at it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy.orm import Session

from engine import confidential
from engine.connections import open_engine, session_factory
from models import clock
from tests.engine.proof.watching import Seen, watched
from tests.yancha.telling import logged
from yancha import iron_rehearsal
from yancha.iron_rehearsal import Wanted
from yancha.simulation import dockets


class Played(NamedTuple):
    """What came of a rehearsal."""

    report: dict[str, Any]
    session: Session
    seen: Seen
    #: What its scheduler and its worker wrote to their logs.
    log: str
    #: Address of a second database with the same, for those who change something.
    copy: str


@contextmanager
def rehearsed(server_url: str, template: str, wanted: Wanted) -> Iterator[Played]:
    """Play cases in a database of their own and leave it open."""
    from tests.conftest import _copy_of
    from yancha import database

    # Two workers that share these tests each have their own.
    name = f"iron_{wanted.cases}_{uuid.uuid4().hex[:8]}"
    second = f"{name}_copy"
    engine = open_engine(_copy_of(server_url, template, name))
    factory = session_factory(engine, **confidential.keeping(iron_rehearsal.KEY))
    try:
        with watched() as seen, logged("worker") as lines:
            report = iron_rehearsal.play(factory, wanted)
    finally:
        clock.set_offset(timedelta())
    engine.dispose()
    copy = _copy_of(server_url, name, second)
    with factory() as session:
        yield Played(report, session, seen, lines.getvalue(), copy)
    engine.dispose()
    for one in (name, second):
        database.drop(server_url, one)


@pytest.fixture(scope="session")
def played_once(server_url: str, template: str) -> Iterator[Played]:
    """One case of each kind that is needed to reach every end."""
    with rehearsed(server_url, template, Wanted(cases=len(dockets.ESSENTIAL))) as found:
        yield found


@pytest.fixture
def played(played_once: Played) -> Iterator[Played]:
    """The same for each test, with no transaction left open in between: it would time out."""
    yield played_once
    played_once.session.rollback()

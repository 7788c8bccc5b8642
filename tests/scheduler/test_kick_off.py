"""The hard kick-off: three schedulers, a killed worker, ten thousand targets, two days late."""

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session, sessionmaker

from engine import audit, definitions, numbers
from engine.authority import CONSOLE
from engine.connections import open_engine, session_factory
from engine.transaction import run
from models import clock
from models.campaigns import Campaign, CampaignState, Target
from models.cases import Case, CaseKind
from models.processes import Incident, ProcessInstance, WorkItem
from models.subjects import Subject, SubjectKind
from tests import builders

ROOT: Final = Path(__file__).parents[2]
TARGETS: Final = 10_000
OPENING: Final = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)
RULE: Final = {
    "opens": {"day": "03-02", "at": "09:00", "moved": "next"},
    "closes": {"day": "05-29", "at": "24:00", "moved": "previous"},
}
#: A test cannot wait a minute for each tick and thirty seconds for a dead worker.
PREPARE: Final = """
import datetime, sys, time
from engine.connections import conninfo, open_engine, session_factory
from models import clock
from scheduler import ticks, worker
clock.travel(datetime.datetime.fromisoformat(sys.argv[2]))
factory = session_factory(open_engine(sys.argv[1]))
"""
SCHEDULER: Final = PREPARE + "while True:\n ticks.tick(factory, stalled_seconds=3); time.sleep(1)"
WORKER: Final = PREPARE + "worker.work(factory, conninfo(sys.argv[1]), heartbeat=0.5)"

Start = Callable[[str], subprocess.Popen[bytes]]


@pytest.fixture
def url(new_database: Callable[[], str]) -> str:
    """A database of its own, since other processes work on it."""
    return new_database()


@pytest.fixture
def factory(url: str) -> Iterator[sessionmaker[Session]]:
    """This process's own sessions on it."""
    engine = open_engine(url)
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture
def start(url: str) -> Iterator[Start]:
    """Start processes that believe it is two days after the opening."""
    started: list[subprocess.Popen[bytes]] = []
    late = (OPENING + dt.timedelta(days=2)).isoformat()

    def starting(code: str) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-c", code, url, late], cwd=ROOT))
        return started[-1]

    yield starting
    for process in started:
        process.kill()
        process.wait()


def plan(session: Session) -> None:
    """A spring campaign and ten thousand schools."""
    definitions.deploy_shipped(session, CONSOLE)
    office = builders.an_office(session)
    announced = builders.a_plan(session, year=2026, issued_on=dt.date(2026, 1, 5))
    builders.a_planned_campaign(session, announced, rule=RULE)
    now = clock.now()
    rows = [
        {
            "kind": SubjectKind.SCHOOL,
            "name": f"第{number}小学",
            "licence": f"JY{number:08d}",
            "office_id": office.id,
            "bigrams": [],
            "extra": {},
            "created_at": now,
            "updated_at": now,
        }
        for number in range(TARGETS)
    ]
    session.execute(insert(Subject), rows)


def count(session: Session, what: type) -> int:
    return session.scalar(select(func.count()).select_from(what)) or 0


def busy_workers(session: Session) -> int:
    running = text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")
    return int(session.scalar(running) or 0)


def unfinished(session: Session) -> int:
    return int(session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) or 0)


def until(condition: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_there_is_one_campaign_and_one_case_a_target(
    factory: sessionmaker[Session], start: Start
) -> None:
    clock.travel(dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
    run(factory, plan)
    for _ in range(3):
        start(SCHEDULER)
    doomed, _other = start(WORKER), start(WORKER)

    def half_way() -> bool:
        return run(factory, count, Case) >= 1000 and run(factory, busy_workers) == 2

    until(half_way, 120)
    doomed.kill()
    doomed.wait()
    assert run(factory, opened_and_unopened) == TARGETS
    assert run(factory, count, Case) < TARGETS
    until(lambda: run(factory, count, Case) >= TARGETS and run(factory, unfinished) == 0, 240)
    run(factory, everything_is_there_once)


def opened_and_unopened(session: Session) -> int:
    """What a page shows while it goes on, at one moment."""
    cases = select(func.count(Case.id)).scalar_subquery()
    return int(session.scalars(select(cases + Campaign.unopened)).one())


def everything_is_there_once(session: Session) -> None:
    campaign = session.scalars(select(Campaign)).one()
    assert (campaign.state, campaign.opened_late) == (CampaignState.OPEN, True)
    assert campaign.unopened == 0
    assert count(session, Target) == TARGETS
    inspections = select(Case.target_id).where(Case.kind == CaseKind.INSPECTION)
    cases = sorted(target_id or 0 for target_id in session.scalars(inspections))
    assert cases == sorted(session.scalars(select(Target.id)))
    assert count(session, ProcessInstance) == count(session, WorkItem) == TARGETS
    assert count(session, Incident) == 0
    for case_id in session.scalars(select(Case.id).order_by(Case.id.desc()).limit(3)):
        assert audit.verify(session, f"case:{case_id}") == []
    # The numbers have no gap: the next one follows the last case.
    prefix, last = "津河北市监检〔2026〕", TARGETS
    wanted = {f"{prefix}{number}号" for number in range(1, last + 1)}
    assert set(session.scalars(select(Case.number))) == wanted
    assert numbers.next_number(session, "inspection") == f"{prefix}{last + 1}号"

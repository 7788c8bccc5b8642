"""A season is opened by workers: in any number, killed at any moment, each target gets one case."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, sessionmaker

from engine import audit
from engine.authority import CLOCK, CONSOLE
from engine.commands import campaigns
from engine.definitions import deploy_shipped
from engine.seasons import Action, Decision
from engine.transaction import run
from models import clock
from models.audit import AuditEntry
from models.campaigns import Campaign, CampaignState, Target
from models.cases import Case, NumberSeries
from models.processes import Incident, ProcessInstance, WorkItem
from scheduler import ticks
from tests import builders

Factory = sessionmaker[Session]
Worker = subprocess.Popen[bytes]

SCHOOLS = 6_000
PATIENCE = 120.0
MANY_SCHOOLS = text(
    "INSERT INTO subject (kind, name, licence, address, street, operator, legal_representative,"
    " phone, risk_grade, office_id, active, pinyin, bigrams, extra, created_at, updated_at)"
    " SELECT 'school', '第' || n || '小学', 'JY' || n, '', '', '', '', '', '', :office, true, '',"
    " '{}', '{}', :now, :now FROM generate_series(1, :schools) n"
)


def kick_off(session: Session) -> int:
    """A campaign for many schools whose jobs wait in the queue."""
    deploy_shipped(session, CONSOLE)
    office = builders.an_office(session)
    now = clock.now()
    session.execute(MANY_SCHOOLS, {"office": office.id, "now": now, "schools": SCHOOLS})
    planned = builders.a_planned_campaign(session)
    decision = Decision(Action.OPEN, "", now, now + 60 * builders.DAY)
    campaign = campaigns.kick_off(session, CLOCK, planned, "spring", decision)
    assert campaign is not None
    return campaign.id


@pytest.fixture
def start_worker(database_url: str) -> Iterator[Callable[[], Worker]]:
    started: list[Worker] = []

    def start() -> Worker:
        environment = {**os.environ, "DATABASE_URL": database_url, "YANCHA_THREADS": "1"}
        command = [sys.executable, "-m", "yancha", "worker"]
        started.append(subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


def unopened(session: Session) -> int:
    session.rollback()
    return session.scalars(select(Campaign.unopened)).one()


def wait_until(session: Session, left: Callable[[int], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not left(unopened(session)):
        assert time.monotonic() < end, unopened(session)
        time.sleep(0.02)


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(
    session_factory: Factory, session: Session, start_worker: Callable[[], Worker]
) -> None:
    run(session_factory, kick_off)
    assert unopened(session) == SCHOOLS
    first = start_worker()
    wait_until(session, lambda left: left < SCHOOLS)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert session.scalar(select(func.count(Case.id))) == SCHOOLS - unopened(session)
    run(session_factory, lambda one: ticks.retry_stalled(one, 0))
    start_worker()
    start_worker()
    wait_until(session, lambda left: left == 0)
    assert session.scalars(select(Campaign.state)).one() is CampaignState.OPEN
    for column in (Case.target_id, ProcessInstance.case_id, WorkItem.case_id, AuditEntry.case_id):
        counted = select(func.count(column), func.count(column.distinct()))
        assert session.execute(counted).one() == (SCHOOLS, SCHOOLS), column
    assert session.scalars(select(NumberSeries.last)).one() == SCHOOLS
    assert session.scalar(select(func.count(Target.id))) == SCHOOLS
    assert session.scalars(select(Incident)).all() == []
    for case_id in session.scalars(select(Case.id).order_by(Case.id).limit(3)):
        assert audit.verify(session, f"case:{case_id}") == []

"""A season: frozen and opened through the workers, beside one by one; memory and progress."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median

from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from bench.options import asked
from bench.row import Row
from bench.servers import ROOT, durable, sessions
from engine import definitions, transaction
from engine.authority import CLOCK, CONSOLE
from engine.commands import campaigns
from engine.seasons import Action, Decision
from models import clock
from models.campaigns import Campaign, CampaignState, Target
from tests import builders

ONE_BY_ONE = 200
WORKERS = 2
SCHOOLS = text(
    "INSERT INTO subject (kind, name, licence, address, street, operator, legal_representative,"
    " phone, risk_grade, office_id, active, pinyin, bigrams, extra, created_at, updated_at)"
    " SELECT 'school', '第' || n || '小学', 'JY' || n, '', '', '', '', '', '', :office, true, '',"
    " '{}', '{}', :now, :now FROM generate_series(1, :schools) n"
)
Factory = sessionmaker[Session]


def rows() -> Iterator[Row]:
    """Kick off, then let two workers open all cases; the first progress is after their start."""
    targets = asked("TARGETS", 20_000)
    with durable() as cluster, sessions(cluster, "season") as factory:
        slow = _one_by_one(factory)
        transaction.run(factory, _furnish, targets)
        began = time.perf_counter()
        transaction.run(factory, _kick_off)
        frozen = time.perf_counter() - began
        with _workers(cluster.url("season")) as workers:
            seen = _watch(factory)
            memory = [_peak(one.pid) for one in workers]
    (first, left), (last, _none) = seen[0], seen[-1]
    rate = left / (last - first)
    speeds = [
        (before - after) / (later - earlier) for (earlier, before), (later, after) in pairwise(seen)
    ]
    title = f"season of {targets:,}: "
    yield Row(f"{title}targets frozen and enqueued", "s", None, frozen, [frozen])
    yield Row(
        f"{title}cases opened by {WORKERS} workers", "1/s", 10_000, rate, speeds, at_least=True
    )
    yield Row("season: cases opened one by one", "1/s", None, median(slow), slow)
    times = rate / median(slow)
    yield Row(f"{title}against one by one", "x", 10, times, [times], at_least=True)
    yield Row(f"{title}memory of a worker at most", "MB", 300, max(memory), memory)
    yield Row(f"{title}progress seen so often", "times", 10, len(seen), [], at_least=True)


def _furnish(session: Session, count: int) -> None:
    office = builders.an_office(session)
    session.execute(SCHOOLS, {"office": office.id, "now": clock.now(), "schools": count})
    builders.a_planned_campaign(session)


def _kick_off(session: Session) -> None:
    planned = builders.a_planned_campaign(session)
    now = clock.now()
    decision = Decision(Action.OPEN, "", now, now + 60 * builders.DAY)
    campaigns.kick_off(session, CLOCK, planned, "spring", decision)


def _one_by_one(factory: Factory) -> list[float]:
    with factory.begin() as session:
        definitions.deploy_shipped(session, CONSOLE)
        campaign = builders.a_campaign(session)
        targets = [builders.a_target(session, campaign).id for _ in range(ONE_BY_ONE)]
    speeds = []
    for target in targets:
        began = time.perf_counter()
        transaction.run(factory, campaigns.open_cases, CLOCK, campaign.id, [target])
        speeds.append(1 / (time.perf_counter() - began))
    return speeds


def _watch(factory: Factory) -> list[tuple[float, int]]:
    """When how many were left, from the first that was opened to the last."""
    seen: list[tuple[float, int]] = []
    opening = select(Campaign.unopened).where(Campaign.state == CampaignState.OPENING)
    total = select(Target.id).join(Campaign).where(Campaign.state == CampaignState.OPENING)
    with factory() as session:
        everything = len(session.scalars(total).all())
    while not seen or seen[-1][1]:
        with factory() as session:
            left = session.scalars(opening).one_or_none() or 0
        if left < everything and (not seen or left != seen[-1][1]):
            seen.append((time.perf_counter(), left))
        time.sleep(0.02)
    return seen


@contextmanager
def _workers(url: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    environment = {**os.environ, "DATABASE_URL": url, "YANCHA_THREADS": "1"}
    command = [sys.executable, "-m", "yancha", "worker"]
    running = [
        subprocess.Popen(command, env=environment, cwd=ROOT)  # noqa: S603 - our own program
        for _ in range(WORKERS)
    ]
    try:
        yield running
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(60)


def _peak(pid: int) -> float:
    """The most memory that a process ever held, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (line,) = [one for one in status.splitlines() if one.startswith("VmHWM")]
    return int(line.split()[1]) / 1024

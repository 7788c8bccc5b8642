"""A season: opened by the batch beside one by one; inbox and completion among many cases."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, sessionmaker

from bench.row import Row
from engine import definitions, inbox, runtime, transaction
from engine.authority import CLOCK, CONSOLE, Actor
from engine.commands import campaigns
from engine.connections import open_engine, session_factory
from models import clock
from models.accounts import Office
from models.campaigns import CampaignState, Coverage, Target
from models.processes import WorkItem, WorkItemState
from models.subjects import Subject, SubjectKind
from tests import builders
from yancha import database
from yancha.postgres import DURABLE, Cluster

TARGETS = 20_000
ONE_BY_ONE = 200
BATCH = 1_000
Factory = sessionmaker[Session]


def rows() -> Iterator[Row]:
    """Open a season and work in it, on a durable server of its own."""
    with _factory() as factory:
        actor, campaign_id, targets = transaction.run(factory, _prepare)
        few = _open(factory, campaign_id, targets[:1_000], BATCH)
        small = _inbox(factory, actor), _completions(factory, actor)
        slow = _open(factory, campaign_id, targets[1_000 : 1_000 + ONE_BY_ONE], 1)
        fast = _open(factory, campaign_id, targets[1_000 + ONE_BY_ONE :], BATCH)
        large = _inbox(factory, actor), _completions(factory, actor)
    yield Row("season: cases opened a second, by the batch", "1/s", None, median(fast), fast)
    yield Row("season: cases opened a second, one by one", "1/s", None, median(slow), slow)
    share = median(slow) / median(fast)
    yield Row("season: one by one against the batch", "x", 0.1, share, [share])
    yield Row("season: the first 1,000 cases, a second", "1/s", None, median(few), few)
    p95 = quantiles(large[0], n=20)[-1]
    yield Row("season: a page of the inbox, p95", "ms", 30, p95, large[0])
    for number, name in enumerate(("a page of the inbox", "a completion")):
        growth = median(large[number]) / median(small[number])
        title = f"season: {name} among {TARGETS:,} cases against 1,000"
        yield Row(title, "x", 1.2, growth, [growth])


@contextmanager
def _factory() -> Iterator[Factory]:
    with tempfile.TemporaryDirectory(prefix="yancha-bench-") as folder:
        cluster = Cluster(Path(folder), DURABLE)
        cluster.start()
        try:
            address = cluster.url("postgres")
            database.create(address, "bench")
            database.migrate(cluster.url("bench"))
            engine = open_engine(cluster.url("bench"))
            yield session_factory(engine)
            engine.dispose()
        finally:
            cluster.stop()


def _prepare(session: Session) -> tuple[Actor, int, list[int]]:
    definitions.deploy_shipped(session, CONSOLE)
    office = builders.an_office(session)
    supervisor = builders.a_supervisor(session, office)
    campaign = builders.a_campaign(session, state=CampaignState.OPENING)
    now = clock.now()
    subjects = session.scalars(
        insert(Subject).returning(Subject.id),
        [
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
        ],
    ).all()
    frozen = {"campaign_id": campaign.id, "reason": "kind", "frozen": {}}
    targets = session.scalars(
        insert(Target).returning(Target.id),
        [{"subject_id": one, "coverage": Coverage.OPEN, **frozen} for one in subjects],
    ).all()
    roles, offices = frozenset({"supervisor"}), frozenset({office.id})
    return Actor(supervisor.id, "bench", roles, offices, "bench"), campaign.id, list(targets)


def _open(factory: Factory, campaign_id: int, targets: list[int], batch: int) -> list[float]:
    speeds = []
    for first in range(0, len(targets), batch):
        part = targets[first : first + batch]
        began = time.perf_counter()
        transaction.run(factory, campaigns.open_cases, CLOCK, campaign_id, part)
        speeds.append(len(part) / (time.perf_counter() - began))
    return speeds


def _inbox(factory: Factory, actor: Actor) -> list[float]:
    spent = []
    for _ in range(60):
        began = time.perf_counter()
        transaction.read(factory, inbox.page_of, actor)
        spent.append((time.perf_counter() - began) * 1e3)
    return spent


def _completions(factory: Factory, actor: Actor) -> list[float]:
    """Assignments, which call an operation, by the one supervisor."""
    with factory.begin() as session:
        officers = [
            user.id for user in builders.a_pair(session, session.scalars(select(Office)).first())
        ]
        items = session.scalars(
            select(WorkItem.id)
            .where(WorkItem.state == WorkItemState.OPEN, WorkItem.role == "supervisor")
            .limit(60)
        ).all()
    spent = []
    for item in items:
        began = time.perf_counter()
        try:
            transaction.run(factory, runtime.complete, actor, item, {"officers": officers})
        finally:
            spent.append((time.perf_counter() - began) * 1e3)
    return spent

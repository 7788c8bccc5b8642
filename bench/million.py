"""Many live cases: a page of the inbox and a completion beside those of a bureau with 1,000.

Both databases are vacuumed, as autovacuum leaves the cases of the weeks before, and a checkpoint
has just ended: whatever page a completion changes first goes whole into the log. That is what a
million cases cost most, since hardly two completions there change the same page.
"""

import time
from collections.abc import Callable, Iterator
from statistics import median, quantiles
from typing import Any

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from bench.options import asked
from bench.population import populate
from bench.row import Row
from bench.servers import durable, sessions
from engine import inbox, runtime, transaction
from engine.authority import Actor
from models.cases import CaseOfficer
from models.processes import WorkItem, WorkItemState

FEW = 1_000
ROUNDS = 240
#: A quarter of the memory that docs/scaling.md gives a server with a million live cases.
BUFFERS = "4GB"
Factory = sessionmaker[Session]


def rows() -> Iterator[Row]:
    """The same acts in both, turn and turn about."""
    many = asked("CASES", 50_000)
    with (
        durable(shared_buffers=BUFFERS) as cluster,
        sessions(cluster, "few") as few,
        sessions(cluster, "many") as full,
    ):
        bureaus = [
            (factory, *_furnish(factory, count)) for factory, count in ((few, FEW), (full, many))
        ]
        pages: list[list[float]] = [[], []]
        counts: list[list[float]] = [[], []]
        completions: list[list[float]] = [[], []]
        items = [_items(factory, *actors) for factory, *actors in bureaus]
        for turn in range(ROUNDS):
            for place, (factory, *actors) in enumerate(bureaus):
                actor = actors[turn % 2]
                pages[place].append(_timed(_page, factory, actor))
                counts[place].append(_timed(_counts, factory, actor))
                completions[place].append(_timed(_complete, factory, *items[place][turn]))
    size = f"{many:,} live cases"
    yield Row(
        f"{size}: a page of the inbox, p95", "ms", 30, quantiles(pages[1], n=20)[-1], pages[1]
    )
    for name, promised, spent in (
        ("a page of the inbox", 1.2, pages),
        # The small bureau has fewer to count than the most that is counted.
        ("the counts of its tabs", None, counts),
        ("a completion", 1.2, completions),
    ):
        yield Row(f"{size}: {name}", "ms", None, median(spent[1]), spent[1])
        # Both do the same at nearly the same moment: what else the machine does meets both.
        raw = [many / few for few, many in zip(*spent, strict=True)]
        yield Row(f"{size}: {name} against 1,000", "x", promised, median(raw), raw)


def _furnish(factory: Factory, count: int) -> tuple[Actor, Actor]:
    with factory.begin() as session:
        # The copies are whole by themselves; to ask for each foreign key would take all the time.
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text("SET LOCAL statement_timeout = 0"))
        actors = populate(session, count)
    engine: Engine = factory.kw["bind"]
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE"))
        connection.execute(text("CHECKPOINT"))
        connection.execute(text("RESET statement_timeout"))
    return actors


def _items(
    factory: Factory, supervisor: Actor, officer: Actor
) -> list[tuple[Actor, int, dict[str, Any]]]:
    """What each turn completes: an assignment, then an acceptance, and so on."""
    with factory() as session:
        pair = {"officers": _pair(session, officer)}
        found = []
        for actor, answer in ((supervisor, pair), (officer, {"acceptance": "accepted"})):
            first = inbox.visible(actor).where(WorkItem.state == WorkItemState.OPEN).limit(ROUNDS)
            found.append([(actor, item.id, answer) for item in session.scalars(first)])
    return [found[turn % 2][turn // 2] for turn in range(ROUNDS)]


def _pair(session: Session, officer: Actor) -> list[int]:
    case_id = select(CaseOfficer.case_id).where(CaseOfficer.user_id == officer.user_id).limit(1)
    pair = select(CaseOfficer.user_id).where(CaseOfficer.case_id == case_id.scalar_subquery())
    return list(session.scalars(pair))


def _timed(act: Callable[..., object], *arguments: object) -> float:
    began = time.perf_counter()
    act(*arguments)
    return (time.perf_counter() - began) * 1e3


def _page(factory: Factory, actor: Actor) -> None:
    transaction.read(factory, inbox.page_of, actor)


def _counts(factory: Factory, actor: Actor) -> None:
    for filters in (inbox.Filters(), inbox.Filters(mine=True), inbox.Filters(untaken=True)):
        transaction.read(factory, inbox.count_of, actor, filters)


def _complete(factory: Factory, actor: Actor, item: int, answer: dict[str, Any]) -> None:
    transaction.run(factory, runtime.complete, actor, item, answer)

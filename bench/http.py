"""Completing a work item over HTTP: Yancha beside Viewflow, the naive way and the ceiling.

All run under the same server with the same workers on one durable PostgreSQL, and are loaded in
turn, round by round, so that what else the machine does meets them all. Viewflow runs twice: as
Django is shipped, with a connection for each request, which the promise is measured against, and
with connections kept open, as we keep ours. The CPU of a completion, of the web processes and of
PostgreSQL, says where the time goes.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import mean, median
from typing import Final

from bench import processor, servers
from bench.contenders import Contender, all_of_ours
from bench.load import Round, fire
from bench.matter import ANSWERS
from bench.peers import viewflow
from bench.row import Row

#: Clients -> requests of one round.
LOAD: Final = {1: 100, 4: 360}
ALL: Final = sum(LOAD.values())
ROUNDS: Final = 9
VIEWFLOW: Final = "Viewflow as shipped"
KEPT: Final = "Viewflow with kept connections"
#: Rounds before the measured ones: plans are cached, and there are cases at each step of the path.
WARM_UP: Final = len(ANSWERS)


@dataclass(frozen=True)
class Measured:
    """One round, and the milliseconds of CPU that a request took."""

    round: Round
    web: float
    database: float


Rounds = dict[int, list[Measured]]


def rows() -> Iterator[Row]:
    """Measure, and compare."""
    with ExitStack() as stack:
        cluster = stack.enter_context(servers.durable())
        contenders = stack.enter_context(all_of_ours(cluster))
        missing = ""
        try:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="yancha-bench-peer-"))
            python = viewflow.install(Path(folder))
            peer = viewflow.Viewflow(cluster, python, _matters())
            contenders |= {VIEWFLOW: peer.as_shipped(), KEPT: peer}
        except viewflow.NotReachableError as error:
            missing = f"not measured, for it could not be installed: {error}"
        found = _measure(contenders, stack, servers.postmaster(cluster))
    for clients in LOAD:
        yield from _figures(found, clients, missing)
        yield from _comparisons(found, clients, missing)


def _matters() -> int:
    """So many that Viewflow's never run out: each has eight tasks."""
    return 2 * ALL * (ROUNDS + WARM_UP) // 8 + max(LOAD.values())


def _measure(
    contenders: dict[str, Contender], stack: ExitStack, database: int
) -> dict[str, Rounds]:
    ports = {name: stack.enter_context(one.serving()) for name, one in contenders.items()}
    found: dict[str, Rounds] = {name: {clients: [] for clients in LOAD} for name in contenders}
    random = Random(20261128)  # noqa: S311 - the same cases in every run
    for number in range(WARM_UP + ROUNDS):
        for name, one in contenders.items():
            requests, begin = one.requests(ALL, random), 0
            for clients, count in LOAD.items():
                end = begin + len(requests) * count // ALL
                measured = _fired(ports[name], requests[begin:end], clients, database)
                begin = end
                if number >= WARM_UP:
                    found[name][clients].append(measured)
    return found


def _fired(port: int, requests: list[bytes], clients: int, database: int) -> Measured:
    leader, each = servers.LEADERS[port], 1e3 / len(requests)
    web, stored = processor.of_group(leader), processor.of_children(database)
    spent = fire(port, requests, clients)
    return Measured(
        spent,
        (processor.of_group(leader) - web) * each,
        (processor.of_children(database) - stored) * each,
    )


def _figures(found: dict[str, Rounds], clients: int, missing: str) -> Iterator[Row]:
    for name in ("Yancha", "naive", VIEWFLOW, KEPT, "ceiling"):
        title = f"HTTP, {_people(clients)}: {name}"
        if name not in found:
            yield Row(f"{title}, completions a second", "1/s", None, None, note=missing)
            continue
        measured = found[name][clients]
        rounds = [one.round for one in measured]
        spent = Round(0, [one for each in rounds for one in each.spent])
        rates = [each.rate for each in rounds]
        yield Row(f"{title}, completions a second", "1/s", None, median(rates), rates)
        for hundredth in (50, 99):
            raw = [each.percentile(hundredth) for each in rounds]
            yield Row(f"{title}, p{hundredth}", "ms", None, spent.percentile(hundredth), raw)
        web, database = [one.web for one in measured], [one.database for one in measured]
        yield Row(f"{title}, CPU of the web processes", "ms", None, mean(web), web)
        yield Row(f"{title}, CPU of PostgreSQL", "ms", None, mean(database), database)


def _comparisons(found: dict[str, Rounds], clients: int, missing: str) -> Iterator[Row]:
    ours = [one.round for one in found["Yancha"][clients]]
    people = _people(clients)
    naive = 4.0 if clients > 1 else None
    wanted = {VIEWFLOW: 4.0, KEPT: None, "naive": naive, "ceiling": 0.5}
    for name, target in wanted.items():
        title = f"HTTP, {people}: Yancha against {name}"
        if name not in found:
            yield Row(title, "x", target, None, at_least=True, note=missing)
            continue
        others = [one.round for one in found[name][clients]]
        raw = [one.rate / other.rate for one, other in zip(ours, others, strict=True)]
        yield Row(title, "x", target, median(raw), raw, at_least=True)
    for name in (VIEWFLOW, KEPT):
        if name in found:
            pairs = zip(found["ceiling"][clients], found[name][clients], strict=True)
            raw = [most.round.rate / peer.round.rate for most, peer in pairs]
            yield Row(f"HTTP, {people}: ceiling against {name}", "x", None, median(raw), raw)
    tails = [one.percentile(99) / one.percentile(50) for one in ours]
    spent = Round(0, [one for each in ours for one in each.spent])
    tail = spent.percentile(99) / spent.percentile(50)
    target = 5.0 if clients > 1 else None
    yield Row(f"HTTP, {people}: Yancha, p99 against the median", "x", target, tail, tails)


def _people(clients: int) -> str:
    return "1 client" if clients == 1 else f"{clients} clients"

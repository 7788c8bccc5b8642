"""Completing a work item over HTTP: Yancha beside Viewflow, the naive way and the ceiling.

All run under the same server with the same workers on one durable PostgreSQL, and are loaded in
turn, round by round, so that what else the machine does meets them all.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random
from statistics import median
from typing import Final

from bench import servers
from bench.contenders import Contender, all_of_ours
from bench.load import Round, fire
from bench.peers import viewflow
from bench.row import Row

#: Clients -> requests of one round.
LOAD: Final = {1: 60, 4: 120}
ROUNDS: Final = 9
#: Rounds before the measured ones: plans are cached, cases spread over the path.
WARM_UP: Final = 5
Rounds = dict[int, list[Round]]


def rows() -> Iterator[Row]:
    """Measure, and compare."""
    with ExitStack() as stack:
        cluster = stack.enter_context(servers.durable())
        contenders = stack.enter_context(all_of_ours(cluster))
        missing = ""
        try:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="yancha-bench-peer-"))
            python = viewflow.install(Path(folder))
            contenders["Viewflow"] = viewflow.Viewflow(cluster, python, _matters())
        except viewflow.NotReachableError as error:
            missing = f"not measured, for it could not be installed: {error}"
        found = _measure(contenders, stack)
    for clients in LOAD:
        yield from _figures(found, clients, missing)
        yield from _comparisons(found, clients, missing)


def _matters() -> int:
    """So many that Viewflow's never run out: each has eight tasks."""
    return sum(LOAD.values()) * (ROUNDS + WARM_UP) // 8 + max(LOAD.values())


def _measure(contenders: dict[str, Contender], stack: ExitStack) -> dict[str, Rounds]:
    ports = {name: stack.enter_context(one.serving()) for name, one in contenders.items()}
    found: dict[str, Rounds] = {name: {clients: [] for clients in LOAD} for name in contenders}
    random = Random(20261128)  # noqa: S311 - the same cases in every run
    for number in range(WARM_UP + ROUNDS):
        for clients, count in LOAD.items():
            for name, one in contenders.items():
                spent = fire(ports[name], one.requests(count, random), clients)
                if number >= WARM_UP:
                    found[name][clients].append(spent)
    return found


def _figures(found: dict[str, Rounds], clients: int, missing: str) -> Iterator[Row]:
    for name in ("Yancha", "naive", "Viewflow", "ceiling"):
        title = f"HTTP, {_people(clients)}: {name}"
        if name not in found:
            yield Row(f"{title}, completions a second", "1/s", None, None, note=missing)
            continue
        rounds = found[name][clients]
        spent = Round(0, [one for each in rounds for one in each.spent])
        rates = [each.rate for each in rounds]
        yield Row(f"{title}, completions a second", "1/s", None, median(rates), rates)
        for hundredth, target in ((50, None), (99, None)):
            raw = [each.percentile(hundredth) for each in rounds]
            measured = spent.percentile(hundredth)
            yield Row(f"{title}, p{hundredth}", "ms", target, measured, raw)


def _comparisons(found: dict[str, Rounds], clients: int, missing: str) -> Iterator[Row]:
    ours = found["Yancha"][clients]
    people = _people(clients)
    wanted = {"Viewflow": 4.0, "naive": 4.0 if clients > 1 else None, "ceiling": 0.5}
    for name, target in wanted.items():
        title = f"HTTP, {people}: Yancha against {name}"
        if name not in found:
            yield Row(title, "x", target, None, at_least=True, note=missing)
            continue
        others = found[name][clients]
        raw = [one.rate / other.rate for one, other in zip(ours, others, strict=True)]
        yield Row(title, "x", target, median(raw), raw, at_least=True)
    tails = [one.percentile(99) / one.percentile(50) for one in ours]
    spent = Round(0, [one for each in ours for one in each.spent])
    tail = spent.percentile(99) / spent.percentile(50)
    target = 5.0 if clients > 1 else None
    yield Row(f"HTTP, {people}: Yancha, p99 against the median", "x", target, tail, tails)


def _people(clients: int) -> str:
    return "1 client" if clients == 1 else f"{clients} clients"

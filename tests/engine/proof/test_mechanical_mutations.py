"""Every mechanical change of a shipped model is caught, or listed with why it is lawful."""

import dataclasses
import os
import zlib
from collections import Counter
from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest
import yaml

from engine import definitions
from engine.lint import lint_all
from engine.lint.house import known
from engine.proof.checks import prove
from tests.engine.proof.conftest import CATCHERS, TABLE
from tests.engine.proof.mutants import Mutant, mutants
from tests.engine.proof.test_proof import MUTATIONS

SHIPPED = definitions.shipped()
SURVIVORS: dict[str, str] = yaml.safe_load(
    Path(__file__).with_name("survivors.yaml").read_text(encoding="utf-8")
)
#: One mutant in so many is tried in an ordinary run; YANCHA_ALL_MUTANTS=1 tries all, as CI does.
SAMPLE = 1 if os.environ.get("YANCHA_ALL_MUTANTS") else 5
KNOWN = dataclasses.replace(known(), processes=frozenset(SHIPPED))


@cache
def _roots_of(process: str) -> list[str]:
    """The processes that a case is started with, in whose proofs this one is explored."""
    roots = sorted(definitions.roots(SHIPPED))
    return [root for root in roots if process in definitions.closure(root, SHIPPED)]


def caught(mutant: Mutant) -> str:
    """Who refuses a mutant: `lint` or `proof`, or nobody."""
    sources = SHIPPED | {mutant.process: mutant.text}
    # Only a call of another process can go wrong in a file that was not changed.
    read = sources if mutant.kind == "swap call" else {mutant.process: mutant.text}
    if lint_all({f"{name}.bpmn": text.encode() for name, text in read.items()}, KNOWN):
        return "lint"
    for root in _roots_of(mutant.process):
        proof = prove(root, definitions.closure(root, sources), first_only=True)
        # A violation is worth something only with the way there, or the place in the drawing.
        if not proof.holds and all(one.path or one.places for one in proof.violations):
            return "proof"
    return ""


def lines_for(mutant: Mutant) -> list[str]:
    """The lines of the table that speak of a mutant."""
    said = f"{mutant.process} | {mutant.kind} | {mutant.place}"
    return [line for line in SURVIVORS if fnmatchcase(said, line)]


def _sampled(found: list[Mutant]) -> list[Mutant]:
    """The same mutants in each run, at least one of each model."""
    chosen = [one for one in found if zlib.crc32(str(one).encode()) % SAMPLE == 0]
    return chosen or found[:1]


@pytest.mark.parametrize("process", sorted(SHIPPED))
def test_every_mechanical_change_is_caught_or_lawful(
    process: str, record_property: Callable[[str, object], None]
) -> None:
    counts: Counter[str] = Counter()
    unexplained, needed = [], set[str]()
    found = list(mutants(process, SHIPPED[process]))
    for mutant in _sampled(found):
        by = caught(mutant)
        counts[by or "lawful"] += 1
        if not by:
            lines = lines_for(mutant)
            needed.update(lines)
            if not lines:
                unexplained.append(str(mutant))
    record_property(
        TABLE, (process, len(found), counts.total(), *(counts[one] for one in CATCHERS))
    )
    stale = {line for line in SURVIVORS if line.startswith(f"{process} | ")} - needed
    assert counts["lint"] + counts["proof"] > 0
    assert unexplained == []
    assert SAMPLE > 1 or sorted(stale) == []


def test_no_two_mutants_of_a_model_are_the_same() -> None:
    for process, text in SHIPPED.items():
        found = [str(mutant) for mutant in mutants(process, text)]
        assert len(found) == len(set(found))


def test_every_survivor_is_explained() -> None:
    assert all(len(reason.split()) > 5 for reason in SURVIVORS.values())


def test_mutants_are_of_every_kind() -> None:
    kinds = Counter(one.kind for name, text in SHIPPED.items() for one in mutants(name, text))
    wanted = {"drop node", "flip guard", "drop timer", "swap lane", "rewire"}
    assert wanted <= kinds.keys()
    # At least half of all mutants are made mechanically; the others are in test_proof.py.
    assert kinds.total() > len(MUTATIONS) >= 20

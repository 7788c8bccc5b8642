"""Gaps and overlaps of tables are found and shown as example inputs."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import dmn

CHECKED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)


def findings(
    files: Any, policy: str, rules: Sequence[tuple[tuple[str, ...], str]], *columns: str
) -> list[str]:
    made = "".join(columns) or files.input("amount", "number")
    logic = files.table(
        policy, made + files.output(), "".join(files.rule(i, (o,)) for i, o in rules)
    )
    model = dmn.load(files.model(files.decision("band", logic)))
    return [str(finding) for finding in dmn.check(model)]


def test_a_complete_table_has_no_findings(files: Any) -> None:
    rules = [(("< 10",), "1"), (("[10..20)",), "2"), ((">= 20",), "3")]
    assert findings(files, "UNIQUE", rules) == []


def test_a_gap_is_shown_by_an_input(files: Any) -> None:
    rules = [(("< 10",), "1"), (("> 10",), "2")]
    assert findings(files, "UNIQUE", rules) == ["band: no rule matches amount = 10"]


def test_an_overlap_is_shown_by_its_rules_and_an_input(files: Any) -> None:
    rules = [(("<= 10",), "1"), ((">= 10",), "2")]
    assert findings(files, "UNIQUE", rules) == ["band: the rules 1, 2 all match amount = 10"]
    assert findings(files, "FIRST", rules) == []
    assert findings(files, "ANY", [(i, "1") for i, _ in rules]) == []
    assert findings(files, "ANY", rules) == ["band: the rules 1, 2 all match amount = 10"]


def test_inputs_are_looked_at_together(files: Any) -> None:
    columns = files.input("amount", "number"), files.input("kind", "string", '"a", "b"')
    rules = [(("< 5", "-"), "1"), ((">= 5", '"a"'), "2")]
    assert findings(files, "UNIQUE", rules, *columns) == [
        'band: no rule matches amount = 5, kind = "b"'
    ]


@pytest.mark.parametrize(
    ("cells", "gap"),
    [
        (('date("2026-01-01")', '> date("2026-01-01")'), "2025-12-31"),
        (('< @"P1M"', '> @"P1M"'), "P1M"),
        (("true", "true"), "false"),
        (('"x"', '"y"'), '"?"'),
        (('not("x")', '"z"'), '"x"'),
    ],
)
def test_every_kind_of_input_has_examples(files: Any, cells: tuple[str, str], gap: str) -> None:
    found = findings(files, "FIRST", [((cell,), "1") for cell in cells], files.input("amount"))
    assert found == [f"band: no rule matches amount = {gap}"]


def test_a_table_with_a_default_or_that_collects_has_no_gaps(files: Any) -> None:
    assert findings(files, "COLLECT", [(("1",), "1")]) == []
    logic = files.table(
        "UNIQUE", files.input("x") + files.output(default="0"), files.rule(("1",), ("1",))
    )
    assert dmn.check(dmn.load(files.model(files.decision("d", logic)))) == []


def test_a_cell_that_depends_on_other_inputs_is_neither_gap_nor_overlap(files: Any) -> None:
    assert findings(files, "UNIQUE", [(("< limit",), "1"), ((">= 5",), "2")]) == []


def test_a_table_that_is_too_large_to_check_says_so(files: Any) -> None:
    columns = [files.input(f"x{n}", "number") for n in range(8)]
    rules = [(tuple(f"> {n}" for _ in range(8)), "1") for n in range(12)]
    assert findings(files, "UNIQUE", rules, *columns) == [
        "band: too many inputs to check, or none that fits its type"
    ]


@CHECKED
@given(
    st.lists(st.integers(min_value=0, max_value=50), min_size=1, max_size=6, unique=True), st.data()
)
def test_a_removed_rule_leaves_a_gap_that_is_found(files: Any, cuts: list[int], data: Any) -> None:
    points = sorted(cuts)
    pairs = pairwise(points)
    cells = [f"< {points[0]}", *(f"[{a}..{b})" for a, b in pairs), f">= {points[-1]}"]
    assert findings(files, "UNIQUE", [((cell,), "1") for cell in cells]) == []
    removed = data.draw(st.integers(min_value=0, max_value=len(cells) - 1))
    rest = [((cell,), "1") for place, cell in enumerate(cells) if place != removed]
    assert findings(files, "UNIQUE", rest) != []
    doubled = [((cell,), "1") for cell in [*cells, cells[removed]]]
    assert findings(files, "UNIQUE", doubled) != []

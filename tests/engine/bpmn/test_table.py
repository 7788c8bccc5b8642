"""The table of BPMN 2.0: what the linter refuses, it refuses with a reason; nothing is left out."""

import pytest

from engine.lint.vocabulary import FLOW_NODES, REFUSED, SUPPORTED
from tests.engine.bpmn.table import TABLE, table
from tests.engine.test_bpmn_meaning import Running

REFUSED_ROWS = [
    pytest.param(name, marks=pytest.mark.bpmn(name))
    for name, row in TABLE.items()
    if row.problems()
]


@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_what_is_refused_is_refused_with_a_reason(name: str) -> None:
    problems = TABLE[name].problems()
    assert all(one.reason for one in problems)


def test_every_name_that_the_linter_knows_stands_in_the_table() -> None:
    shown = "".join(row.xml for row in TABLE.values())
    inert = {"extensionElements", "documentation", "incoming", "outgoing"}
    known = {*SUPPORTED, *REFUSED, *FLOW_NODES} - inert
    assert {name for name in known if f"<{name}" not in shown} == set()


def test_every_row_has_a_name_of_its_own() -> None:
    assert len(table()) == len(TABLE)


ONLY_DRAWN = (
    "laneSet",
    "collaboration",
    "participant/empty",
    "textAnnotation",
    "association",
    "group",
    "category",
    "categoryValue",
)


@pytest.mark.bpmn("process", *ONLY_DRAWN)
def test_what_is_only_drawn_changes_nothing_in_the_run() -> None:
    plain = Running(TABLE["sequenceFlow"].xml)
    for name in ONLY_DRAWN:
        drawn = Running(TABLE[name].xml)
        assert (drawn.waiting(), drawn.machine.passed) == (["a"], plain.machine.passed)
        assert drawn.complete("a").machine.ended


@pytest.mark.bpmn("laneSet")
def test_a_lane_is_the_role_of_the_work_items_in_it() -> None:
    (item,) = Running(TABLE["laneSet"].xml).machine.waiting()
    assert item.task.rule.role == "inspector"

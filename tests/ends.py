"""Which ends of the shipped processes are reached by cases that go through the door."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from engine.bpmn import read
from engine.lint.house import shipped
from yancha import iron_report

#: The processes of a season of visits, all of whose ends tests/yancha/test_rehearsal.py reaches.
SEASON: Final = (
    "school_inspection",
    "officer_assignment",
    "inspection_follow_up",
    "rectification",
    "result_publication",
)


def ends_of(process: str) -> list[str]:
    """The ids of the end events of a process."""
    return [end.id for end in read(shipped()[f"{process}.bpmn"]).of_kind("endEvent")]


def drawn() -> set[str]:
    """All ends of all shipped processes."""
    models = [read(xml) for xml in shipped().values()]
    return {f"{one.process}:{end.id}" for one in models for end in one.of_kind("endEvent")}


def reached() -> set[str]:
    """The ends that rehearsals reach, and those that tests name with the marker `ends`."""
    rehearsed = {
        f"{process}:{end}" for process, ends in iron_report.drawn().items() for end in ends
    }
    season = {f"{process}:{end}" for process in SEASON for end in ends_of(process)}
    return rehearsed | season | set(_marked())


def _marked() -> Iterator[str]:
    """What `pytest.mark.ends(…)` names; tests/conftest.py sees to it that it is true."""
    for file in Path(__file__).parent.rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.ends":
                yield from (ast.literal_eval(one) for one in node.args)

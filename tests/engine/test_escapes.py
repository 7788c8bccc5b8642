"""More than a hundred attempts to get out of an expression or a file: each is refused, quickly."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import process_time

import pytest

from engine.feel import FeelSyntaxError, compile_expression
from engine.lint import lint_all
from engine.lint.decisions import lint_decisions
from tests.engine.escapes import (
    BYTES,
    DECISIONS,
    DOCUMENTS,
    EXPRESSIONS,
    PROCESSES,
    decision,
    model,
)
from tests.engine.test_lint import KNOWN

SECONDS = 4
#: Of memory that the process never had before, in kilobytes.
MEMORY = 300_000

Reader = Callable[[bytes], list[str]]


@contextmanager
def bounded() -> Iterator[None]:
    """What is done inside takes bounded time and memory."""
    started, had = process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert process_time() - started < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - had < MEMORY


def as_process(xml: bytes) -> list[str]:
    """What the linter says of a file as a process."""
    return [str(problem) for problem in lint_all({"m.bpmn": xml}, KNOWN)]


def as_decision(xml: bytes) -> list[str]:
    """What the linter says of a file as a decision, beside that its picture is missing."""
    found = lint_decisions("fine.dmn", xml)
    return [str(problem) for problem in found if problem.code != "dmn.not_drawn"]


ENTITY = "<documentation>&x;</documentation>"
FILES: dict[str, tuple[Reader, bytes]] = {
    **{f"process, {name}": (as_process, one.encode()) for name, one in PROCESSES.items()},
    **{f"decision, {name}": (as_decision, one.encode()) for name, one in DECISIONS.items()},
    **{
        f"process, {name}": (as_process, model(ENTITY, head).encode())
        for name, head in DOCUMENTS.items()
    },
    **{
        f"decision, {name}": (as_decision, decision("", head).encode())
        for name, head in DOCUMENTS.items()
    },
    **{f"process of {name}": (as_process, one) for name, one in BYTES.items()},
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_tries_to_escape_is_refused(name: str) -> None:
    read, xml = FILES[name]
    with bounded():
        problems = read(xml)
    assert problems
    # What is said is short, whatever the file says.
    assert all(len(problem) < 1_000 for problem in problems)
    assert len(problems) <= 400


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_that_tries_to_escape_has_no_value(text: str) -> None:
    with bounded():
        try:
            value, diagnostics = compile_expression(text).explain({"x": {"a": 1}})
        except FeelSyntaxError:
            return
    # A pattern that is tried in bounded time may be answered.
    assert value in (None, []) or value is False
    assert diagnostics or value is False


def test_the_models_around_the_attempts_are_sound() -> None:
    assert as_process(model().encode()) == []
    logic = "<literalExpression><text>1</text></literalExpression>"
    assert as_decision(decision(logic).encode()) == []


def test_more_than_a_hundred_escapes_of_each_kind_are_tried() -> None:
    assert len(FILES) > 100
    assert len(EXPRESSIONS) > 100

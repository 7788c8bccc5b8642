"""FEEL: conditions of gateways, beside SpiffWorkflow's Python conditions."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine

from bench.row import Row, timed
from engine.feel import compile_expression
from engine.feel.expression import build_expression

# The guard of gate_outcome, and one with arithmetic and a path.
PLAIN = 'outcome = "RECTIFY_BY_DATE"'
PYTHON_PLAIN = 'outcome == "RECTIFY_BY_DATE"'
TWO = '(outcome = "STOP" or outcome = "INVESTIGATE_KEY") and amount > 500000'
PYTHON_TWO = '(outcome == "STOP" or outcome == "INVESTIGATE_KEY") and amount > 500000'
DATA: dict[str, Any] = {
    "outcome": "INVESTIGATE_KEY",
    "amount": 600_000,
    "findings": [{"item": n, "severity": "minor" if n % 7 else "grave"} for n in range(50)],
}


def rows() -> Iterator[Row]:
    engine = PythonScriptEngine()
    task: Any = SimpleNamespace(data=DATA)
    plain, two = compile_expression(PLAIN), compile_expression(TWO)
    yield timed("FEEL: a gateway's condition, one comparison", 5, lambda: plain.evaluate(DATA))
    yield timed("FEEL: a gateway's condition, three comparisons", 5, lambda: two.evaluate(DATA))
    looked_up = lambda: compile_expression(TWO).evaluate(DATA)  # noqa: E731 -- measured as a call
    yield timed("FEEL: the same, found in the cache by its text", 5, looked_up)
    yield timed("SpiffWorkflow: one comparison in Python", None,
                lambda: engine.evaluate(task, PYTHON_PLAIN))  # fmt: skip
    yield timed("SpiffWorkflow: three comparisons in Python", None,
                lambda: engine.evaluate(task, PYTHON_TWO))  # fmt: skip
    many = compile_expression('count(findings[severity = "grave"]) > 3')
    yield timed("FEEL: a filter over 50 findings", None, lambda: many.evaluate(DATA))
    yield timed("FEEL: compiling a condition", None,
                lambda: build_expression(TWO, frozenset(), {}))  # fmt: skip

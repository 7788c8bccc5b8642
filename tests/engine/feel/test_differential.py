"""On the subset that both know, a FEEL condition decides as SpiffWorkflow's Python condition."""

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine

from engine.feel import compile_expression

ENGINE = PythonScriptEngine()
NUMBERS = st.integers(min_value=-50, max_value=50)
DATA = st.fixed_dictionaries({
    "amount": NUMBERS,
    "limit": NUMBERS,
    "outcome": st.sampled_from(["passed", "failed", "refused"]),
    "urgent": st.booleans(),
    "items": st.lists(NUMBERS, min_size=1, max_size=4),
})  # fmt: skip
# A condition in FEEL beside the same in Python.
Pair = tuple[str, str]
AMOUNTS = st.one_of(
    NUMBERS.map(lambda n: (f"({n})", f"({n})")),
    st.sampled_from([("amount", "amount"), ("limit", "limit"), ("sum(items)", "sum(items)"),
                     ("max(items)", "max(items)"), ("count(items)", "len(items)")]),
)  # fmt: skip
SIGNS = st.sampled_from([("=", "=="), ("!=", "!="), ("<", "<"), ("<=", "<="), (">", ">")])


def joined(part: tuple[Pair, Pair, Pair]) -> Pair:
    left, sign, right = part
    return f"({left[0]} {sign[0]} {right[0]})", f"({left[1]} {sign[1]} {right[1]})"


SUMS = st.tuples(AMOUNTS, st.sampled_from([(s, s) for s in "+-*"]), AMOUNTS).map(joined)
SIMPLE = st.one_of(
    st.tuples(st.one_of(AMOUNTS, SUMS), SIGNS, st.one_of(AMOUNTS, SUMS)).map(joined),
    st.sampled_from([
        ('outcome = "passed"', 'outcome == "passed"'),
        ('outcome in ("failed", "refused")', 'outcome in ("failed", "refused")'),
        ("urgent", "urgent"),
        ("amount between -5 and 5", "-5 <= amount <= 5"),
        ("amount in items", "amount in items"),
        ("some i in items satisfies i > limit", "any(i > limit for i in items)"),
        ("every i in items satisfies i > limit", "all(i > limit for i in items)"),
        ("(if urgent then amount else limit) > 0", "(amount if urgent else limit) > 0"),
    ]),
)  # fmt: skip
CONDITIONS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([("and", "and"), ("or", "or")]), inner).map(joined),
        inner.map(lambda pair: (f"not({pair[0]})", f"(not ({pair[1]}))")),
    ),
    max_leaves=6,
)


@given(CONDITIONS, DATA)
def test_both_decide_alike(pair: Pair, data: dict[str, Any]) -> None:
    feel, python = pair
    functions = {"sum": sum, "max": max, "len": len, "any": any, "all": all}
    task: Any = SimpleNamespace(data=data)
    expected = ENGINE.evaluate(task, python, external_context={**functions, **data})
    assert compile_expression(feel).explain(data) == (expected, [])

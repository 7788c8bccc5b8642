"""Decision tables: every hit policy, aggregation, defaults, allowed values."""

from decimal import Decimal
from typing import Any

import pytest

from engine import dmn

RULES = ((("< 10",), ('"a"',)), (("[5..20]",), ('"b"',)), (("> 15",), ('"a"',)))


def decide(files: Any, policy: str, amount: object, **options: str) -> dmn.Outcome:
    columns = files.input("amount", "number", options.get("allowed", "")) + files.output(
        "", "string", options.get("values", ""), options.get("default", "")
    )
    rules = "".join(files.rule(inputs, outputs) for inputs, outputs in RULES)
    logic = files.table(policy, columns, rules, options.get("aggregation", ""))
    model = dmn.load(files.model(files.data("amount"), files.decision("d", logic, ("in_amount",))))
    assert model.problems == []
    return model.evaluate("d", {"amount": amount})


@pytest.mark.parametrize(
    ("policy", "amount", "value", "fired"),
    [
        ("UNIQUE", 1, "a", [1]),
        ("UNIQUE", 7, None, []),
        ("FIRST", 7, "a", [1]),
        ("ANY", 1, "a", [1]),
        ("ANY", 7, None, [1, 2]),
        ("RULE ORDER", 7, ["a", "b"], [1, 2]),
        ("COLLECT", 18, ["b", "a"], [2, 3]),
        ("UNIQUE", "x", None, []),
        ("UNIQUE", None, None, []),
    ],
)
def test_a_hit_policy_combines_the_rules_that_match(
    files: Any, policy: str, amount: object, value: object, fired: list[int]
) -> None:
    outcome = decide(files, policy, amount)
    assert outcome.value == value
    assert [rule.number for rule in outcome.fired_rules] == fired


@pytest.mark.parametrize(("policy", "value"), [("PRIORITY", "b"), ("OUTPUT ORDER", ["b", "a"])])
def test_output_values_are_given_in_the_order_of_their_priority(
    files: Any, policy: str, value: object
) -> None:
    assert decide(files, policy, 7, values='"b", "a"').value == value


def test_an_overlap_of_a_unique_table_is_told(files: Any) -> None:
    outcome = decide(files, "UNIQUE", 7)
    assert str(outcome.diagnostics[0].message) == "d: the rules 1, 2 match, only one may"


@pytest.mark.parametrize(
    ("aggregation", "value"), [("SUM", 6), ("MIN", 1), ("MAX", 5), ("COUNT", 2)]
)
def test_collected_outputs_are_aggregated(files: Any, aggregation: str, value: int) -> None:
    columns = files.input("amount") + files.output()
    rules = files.rule(("-",), ("1",)) + files.rule(("> 3",), ("5",)) + files.rule(("< 0",), ("9",))
    logic = files.table("COLLECT", columns, rules, aggregation)
    model = dmn.load(files.model(files.data("amount"), files.decision("d", logic, ("in_amount",))))
    assert model.evaluate("d", {"amount": 7}).value == Decimal(value)


def test_a_default_holds_when_no_rule_matches(files: Any) -> None:
    columns = files.input("x") + files.output(default='"none"')
    logic = files.table("UNIQUE", columns, files.rule(("1",), ('"one"',)))
    model = dmn.load(files.model(files.data("x"), files.decision("d", logic, ("in_x",))))
    assert model.evaluate("d", {"x": 1}).value == "one"
    assert model.evaluate("d", {"x": 2}).value == "none"


def test_an_input_outside_the_allowed_values_has_no_result(files: Any) -> None:
    assert decide(files, "FIRST", 7, allowed="[1..9]").value == "a"
    outcome = decide(files, "FIRST", 12, allowed="[1..9]")
    assert outcome.value is None
    assert outcome.diagnostics[0].code == "not_allowed"


def test_an_output_outside_the_allowed_values_has_no_result(files: Any) -> None:
    assert decide(files, "FIRST", 7, values='"b"').diagnostics[0].code == "not_allowed"


def test_several_outputs_make_a_context(files: Any) -> None:
    columns = files.input("x") + files.output("low", "number") + files.output("high", "number")
    logic = files.table("FIRST", columns, files.rule(("-",), ("x * 5", "x * 10"), "L1 art. 124"))
    model = dmn.load(files.model(files.data("x"), files.decision("d", logic, ("in_x",))))
    outcome = model.evaluate("d", {"x": 2})
    assert outcome.value == {"low": 10, "high": 20}
    assert outcome.fired_rules[0].annotations == ("L1 art. 124",)


def test_a_cell_may_speak_of_its_input_and_of_other_inputs(files: Any) -> None:
    columns = files.input("x") + files.output()
    rules = files.rule(("? > limit and odd(?)",), ('"yes"',)) + files.rule(("-",), ('"no"',))
    logic = files.table("FIRST", columns, rules)
    parts = files.data("x"), files.data("limit"), files.decision("d", logic, ("in_x", "in_limit"))
    model = dmn.load(files.model(*parts))
    assert model.evaluate("d", {"x": 5, "limit": 3}).value == "yes"
    assert model.evaluate("d", {"x": 4, "limit": 3}).value == "no"


def test_a_cell_that_is_no_expression_is_told_with_rule_and_place(files: Any) -> None:
    columns = files.input("x") + files.output()
    logic = files.table("FIRST", columns, files.rule(("> > 1",), ("1",)))
    model = dmn.load(files.model(files.data("x"), files.decision("d", logic, ("in_x",))))
    assert [str(problem) for problem in model.problems] == [
        "d, rule 1, input 1, line 1, column 3: '>' is not expected here"
    ]
    assert model.evaluate("d", {"x": 2}).value is None

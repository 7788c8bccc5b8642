"""Requirements, boxed expressions, functions, services, types and imports."""

from typing import Any

import pytest

from engine import dmn

RATE = (
    '<businessKnowledgeModel id="f_rate" name="rate"><variable name="rate" typeRef="number"/>'
    '<encapsulatedLogic><formalParameter name="amount" typeRef="number"/>'
    "<literalExpression><text>amount * 0.05</text></literalExpression></encapsulatedLogic>"
    "</businessKnowledgeModel>"
)


def box(files: Any, logic: str) -> object:
    model = dmn.load(files.model(files.data("x"), files.decision("d", logic, ("in_x",))))
    assert model.problems == []
    return model.evaluate("d", {"x": 3}).value


def test_a_decision_uses_the_decisions_it_requires(files: Any) -> None:
    model = dmn.load(files.model(
        files.data("amount", "number"),
        files.decision("double", files.literal("amount * 2"), ("in_amount",), "number"),
        files.decision("text", files.literal('string(double) + "!"'), ("double",), "string"),
    ))  # fmt: skip
    assert model.evaluate("text", {"amount": 4}).value == "8!"


def test_a_decision_that_requires_itself_has_no_value(files: Any) -> None:
    model = dmn.load(files.model(
        files.decision("a", files.literal("b + 1"), ("b",)),
        files.decision("b", files.literal("a + 1"), ("a",)),
    ))  # fmt: skip
    outcome = model.evaluate("a", {})
    assert outcome.value is None
    assert outcome.diagnostics[-1].code == "cycle"


def test_boxes_of_every_kind_have_a_value(files: Any) -> None:
    lit = files.literal
    entry = '<contextEntry><variable name="{}"/>{}</contextEntry>'
    result = f"<contextEntry>{lit('y + 1')}</contextEntry>"
    assert box(files, f"<context>{entry.format('y', lit('x * 2'))}{result}</context>") == 7
    assert box(files, f"<context>{entry.format('y', lit('x * 2'))}</context>") == {"y": 6}
    assert box(files, f"<list>{lit('x')}{lit('x + 1')}</list>") == [3, 4]
    columns = '<column name="a"/><column name="b c"/>'
    rows = f"<row>{lit('1')}{lit('x')}</row><row>{lit('2')}{lit('4')}</row>"
    assert box(files, f"<relation>{columns}{rows}</relation>") == [
        {"a": 1, "b c": 3},
        {"a": 2, "b c": 4},
    ]
    parts = f"<if>{lit('x > 2')}</if><then>{lit('1')}</then><else>{lit('2')}</else>"
    assert box(files, f"<conditional>{parts}</conditional>") == 1
    loop = f"<in>{lit('[1, x]')}</in>"
    assert box(files, f'<for iteratorVariable="i">{loop}<return>{lit("i * x")}</return></for>') == [
        3,
        9,
    ]
    test = f"<satisfies>{lit('i > 2')}</satisfies>"
    assert box(files, f'<some iteratorVariable="i">{loop}{test}</some>') is True
    assert box(files, f'<every iteratorVariable="i">{loop}{test}</every>') is False
    assert box(files, f"<filter>{loop}<match>{lit('item > 2')}</match></filter>") == [3]


def test_a_function_is_called_by_invocation_and_by_expression(files: Any) -> None:
    binding = f'<binding><parameter name="amount"/>{files.literal("amount + 100")}</binding>'
    invocation = f"<invocation>{files.literal('rate')}{binding}</invocation>"
    model = dmn.load(files.model(
        RATE,
        files.data("amount"),
        files.decision("boxed", invocation, ("in_amount", "f_rate")),
        files.decision("plain", files.literal("rate(amount)"), ("in_amount", "f_rate")),
    ))  # fmt: skip
    assert model.evaluate("boxed", {"amount": 100}).value == 10
    assert model.evaluate("plain", {"amount": 100}).value == 5
    assert model.evaluate("plain", {"amount": "x"}).value is None
    assert model.invoke("rate", {"amount": 20}).value == 1


def test_a_function_may_call_itself_in_bounds(files: Any) -> None:
    text = "if n < 2 then 1 else n * f(n - 1)"
    function = (
        '<businessKnowledgeModel id="f_f" name="f"><variable name="f"/><encapsulatedLogic>'
        f'<formalParameter name="n"/>{files.literal(text)}</encapsulatedLogic>'
        "</businessKnowledgeModel>"
    )
    model = dmn.load(
        files.model(
            function, files.data("n"), files.decision("d", files.literal("f(n)"), ("in_n", "f_f"))
        )
    )
    assert model.evaluate("d", {"n": 5}).value == 120
    outcome = model.evaluate("d", {"n": 1000})
    assert outcome.value is None
    assert outcome.diagnostics[-1].code == "call_depth"


def test_a_service_takes_decisions_as_parameters(files: Any) -> None:
    service = (
        '<decisionService id="f_s" name="s"><variable name="s"/><outputDecision href="#sum"/>'
        '<inputDecision href="#a"/><inputData href="#in_b"/></decisionService>'
    )
    model = dmn.load(files.model(
        service,
        files.data("b"),
        files.decision("a", files.literal("1"), (), "number"),
        files.decision("sum", files.literal("a + b"), ("a", "in_b")),
        files.decision("d", files.literal("s(10, 5)"), ("f_s",)),
    ))  # fmt: skip
    assert model.evaluate("sum", {"b": 2}).value == 3
    assert model.evaluate("d", {}).value == 15
    assert model.evaluate_service("s", {"a": 7, "b": 1}).value == 8
    assert model.evaluate_service("s", {"a": 7}).diagnostics[-1].code == "arguments"


TYPES = """
<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"school", "shop"</text>
</allowedValues></itemDefinition>
<itemDefinition name="tKinds" isCollection="true"><typeRef>tKind</typeRef></itemDefinition>
<itemDefinition name="tCase"><itemComponent name="kind"><typeRef>tKind</typeRef></itemComponent>
<itemComponent name="amount"><typeRef>number</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tPair" isCollection="true"><typeRef>number</typeRef><typeConstraint>
<text>count(?) = 2</text></typeConstraint></itemDefinition>
"""


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("tKind", "shop", "shop"),
        ("tKind", "ship", None),
        ("tKind", 5, None),
        ("tKind", ["shop"], "shop"),
        ("tKinds", "shop", ["shop"]),
        ("tKinds", ["shop", "school"], ["shop", "school"]),
        ("tKinds", ["shop", "ship"], None),
        ("tCase", {"kind": "shop", "amount": 5}, {"kind": "shop", "amount": 5}),
        ("tCase", {"kind": "shop"}, None),
        ("tCase", {"kind": "ship", "amount": 5}, None),
        ("tPair", [1, 2], [1, 2]),
        ("tPair", [1], None),
    ],
)
def test_values_are_checked_against_their_type(
    files: Any, kind: str, value: object, expected: object
) -> None:
    parts = TYPES, files.data("x", kind), files.decision("d", files.literal("x"), ("in_x",))
    model = dmn.load(files.model(*parts))
    assert model.problems == []
    outcome = model.evaluate("d", {"x": value})
    assert outcome.value == expected
    assert expected is not None or outcome.diagnostics[0].code == "type"
    typed = dmn.load(
        files.model(
            TYPES, files.data("x"), files.decision("d", files.literal("x"), ("in_x",), kind)
        )
    )
    assert typed.evaluate("d", {"x": value}).value == expected


def test_another_model_is_known_under_its_name(files: Any) -> None:
    first = dmn.load(files.model(
        TYPES, files.data("x"), files.decision("Twice", files.literal("x * 2"), ("in_x",)),
        namespace="urn:first",
    ))  # fmt: skip
    text = files.literal("The first.Twice + 1")
    target = '<requiredDecision href="urn:first#Twice"/>'
    needs = f"<informationRequirement>{target}</informationRequirement>"
    second = files.model(
        '<import name="The first" namespace="urn:first" importType="x"/>',
        f'<decision id="d" name="d"><variable name="d"/>{needs}{text}</decision>',
    )
    assert dmn.load(second, [first]).evaluate("d", {"x": 4}).value == 9
    assert [problem.code for problem in dmn.load(second).problems] == ["import", "reference"]


def test_what_is_wrong_in_a_model_is_told(files: Any) -> None:
    model = dmn.load(files.model(
        files.data("x", "tMissing"),
        files.decision("d", files.literal("1 +"), ("in_y",), "tOther"),
    ))  # fmt: skip
    assert {problem.code for problem in model.problems} == {"syntax", "reference", "unknown_type"}


def test_an_unknown_decision_is_an_error(files: Any) -> None:
    with pytest.raises(dmn.DmnError, match="there is no decision 'z'"):
        dmn.load(files.model(files.decision("d", files.literal("1")))).evaluate("z", {})


def test_java_functions_are_not_run(files: Any) -> None:
    function = (
        '<businessKnowledgeModel id="f_j" name="j"><variable name="j"/>'
        '<encapsulatedLogic kind="Java"><formalParameter name="n"/>'
        f"{files.literal('{class: 1}')}</encapsulatedLogic></businessKnowledgeModel>"
    )
    model = dmn.load(files.model(function, files.decision("d", files.literal("j(1)"), ("f_j",))))
    outcome = model.evaluate("d", {})
    assert outcome.value is None
    assert "Java functions are not run" in outcome.diagnostics[0].message

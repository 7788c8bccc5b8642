"""Files that attack the reader are refused, in bounded time."""

from time import process_time
from typing import Any

import pytest

from engine import dmn

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"
LAUGHS = '<!ENTITY l0 "ha">' + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 9}">' for n in range(1, 12)
)


def definitions(inner: str, head: str = "") -> bytes:
    opening = f'<definitions xmlns="{NAMESPACE}" name="x" namespace="n">'
    return f"{head}{opening}{inner}</definitions>".encode()


DECISION = (
    '<decision id="d" name="d"><variable name="d"/>'
    "<literalExpression><text>{}</text></literalExpression></decision>"
)
ATTACKS = [
    definitions(DECISION.format("&l11;"), f"<!DOCTYPE d [{LAUGHS}]>"),
    definitions(DECISION.format("&f;"), '<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
    definitions(DECISION.format("1"), '<!DOCTYPE d SYSTEM "http://127.0.0.1:1/x.dtd">'),
    definitions("", '<!DOCTYPE d [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>'),
    definitions("<decision>" * 5_000 + "</decision>" * 5_000),
    definitions("<list>" * 200 + "</list>" * 200),
    definitions("<x/>" * 150_000),
    definitions(DECISION.format("1" * 4_000_001)),
    definitions("<decision"),
    b"",
    b"\x00\x01\x02",
    b"\xff\xfe<\x00d\x00",
    b'<?xml version="1.0" encoding="utf-7"?><definitions/>',
    b"<definitions/>",
    b'<bpmn xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
    definitions('<decision id="d" name="d"><decisionTable hitPolicy="RANDOM"/></decision>'),
]


@pytest.mark.parametrize("xml", ATTACKS, ids=range(len(ATTACKS)))
def test_an_attack_is_refused(xml: bytes) -> None:
    started = process_time()
    with pytest.raises(dmn.DmnError):
        dmn.load(xml)
    assert process_time() - started < 3


def test_an_expression_that_is_too_large_is_a_problem_of_the_model(files: Any) -> None:
    for text in ("1 + " * 9_000 + "1", "(" * 3_000, "[" * 300 + "]" * 300):
        model = dmn.load(files.model(files.decision("d", files.literal(text))))
        assert len(model.problems) == 1
        assert model.evaluate("d", {}).value is None


def test_item_definitions_in_a_circle_do_no_harm(files: Any) -> None:
    circle = "".join(
        f'<itemDefinition name="t{n}"><typeRef>t{(n + 1) % 3}</typeRef></itemDefinition>'
        for n in range(3)
    )
    model = dmn.load(
        files.model(
            circle, files.data("x", "t0"), files.decision("d", files.literal("x"), ("in_x",))
        )
    )
    assert model.evaluate("d", {"x": 1}).value == 1


def test_comments_and_instructions_are_no_part_of_the_model(files: Any) -> None:
    logic = (
        "<!-- a --><?php b ?><literalExpression><text>1 <!-- 2 -->+ 1</text></literalExpression>"
    )
    assert dmn.load(files.model(files.decision("d", logic))).evaluate("d", {}).value == 2


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_every_version_of_the_format_is_read(namespace: str) -> None:
    xml = definitions(DECISION.format("1")).replace(NAMESPACE.encode(), namespace.encode())
    assert dmn.load(xml).evaluate("d", {}).value == 1

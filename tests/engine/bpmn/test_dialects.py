"""A file of another tool deploys or is refused with element and reason; so is any broken one."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine import definitions
from engine.bpmn import read
from engine.lint import lint, lint_all
from engine.lint.house import known, shipped
from engine.spiff.parsing import parse_sources
from tests.engine.bpmn.dialects import DIALECTS
from tests.engine.test_lint import KNOWN

SECONDS = 4
SHIPPED = shipped()
HOUSE = known()
NAMES = ("id", "name", "sourceRef", "targetRef", "default", "attachedToRef", "calledElement", "x")
VALUES = ("", "start", "no such thing", "p", "__class__", "../x", "'", "字" * 70, "9", "true")
TAGS = ("userTask", "task", "startEvent", "endEvent", "subProcess", "lane", "process", "text", "x")


@pytest.mark.parametrize("name", DIALECTS)
def test_a_file_of_another_tool_deploys_or_is_refused_with_element_and_reason(name: str) -> None:
    dialect = DIALECTS[name]
    problems = lint_all({"m.bpmn": dialect.xml.encode()}, KNOWN)
    said = {(one.element, one.reason) for one in problems}
    if not dialect.refused:
        assert said == set()
    for element, words in dialect.refused:
        assert any(place == element and words in reason for place, reason in said), said


def test_the_dialects_are_of_many_tools_and_some_deploy() -> None:
    deployed = [name for name, one in DIALECTS.items() if not one.refused]
    assert len(DIALECTS) >= 20
    assert len(deployed) >= 2


Change = tuple[int, int, int, int, int]
CHANGES = st.lists(st.tuples(*[st.integers(0, 10_000)] * 5), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(file=st.sampled_from(sorted(SHIPPED)), changes=CHANGES)
def test_a_broken_file_is_refused_and_never_fails(file: str, changes: list[Change]) -> None:
    root = etree.fromstring(SHIPPED[file])
    for change in changes:
        _spoil(root, change)
    started = process_time()
    problems = lint(file, etree.tostring(root), HOUSE)
    assert process_time() - started < SECONDS
    assert all(problem.code and problem.reason and str(problem) for problem in problems)
    if not problems:
        _expect_parsed(etree.tostring(root, encoding="unicode"))


def test_a_place_in_the_picture_that_is_no_number_stops_nothing() -> None:
    text = SHIPPED["accountability_interview.bpmn"].decode()
    _expect_parsed(text.replace('<dc:Bounds x="', '<dc:Bounds x="here', 1))


def _expect_parsed(text: str) -> None:
    """What the linter lets pass, the engine can read."""
    process = read(text.encode()).process
    sources = definitions.shipped() | {process: text}
    spec = parse_sources(process, definitions.closure(process, sources))
    assert spec.process == process


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    file=st.sampled_from(sorted(SHIPPED)),
    cuts=st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=6)), min_size=1, max_size=4),
)
def test_spoilt_bytes_are_refused_and_never_fail(file: str, cuts: list[tuple[int, bytes]]) -> None:
    text = bytearray(SHIPPED[file])
    for place, put in cuts:
        at = place % len(text)
        text[at : at + len(put)] = put
    started = process_time()
    problems = lint(file, bytes(text), HOUSE)
    assert process_time() - started < SECONDS
    assert all(problem.code and problem.reason and str(problem) for problem in problems)


def _spoil(root: etree._Element, change: Change) -> None:
    """One change somewhere: delete, double, rename or move an element or an attribute."""
    kind, place, other, name, value = change
    nodes = list(root.iter())
    node, target = nodes[place % len(nodes)], nodes[other % len(nodes)]
    parent = node.getparent()
    attribute, said = NAMES[name % len(NAMES)], VALUES[value % len(VALUES)]
    space = etree.QName(node).namespace
    match kind % 8:
        case 0 if parent is not None:
            parent.remove(node)
        case 1 if parent is not None:
            parent.append(etree.fromstring(etree.tostring(node)))
        case 2:
            node.tag = etree.QName(space, TAGS[name % len(TAGS)]).text
        case 3:
            node.tag = etree.QName("urn:else", etree.QName(node).localname).text
        case 4:
            node.set(attribute, said)
        case 5 if node.attrib:
            del node.attrib[sorted(map(str, node.attrib))[name % len(node.attrib)]]
        case 6:
            node.text = said
        case _ if target not in node.iter() and parent is not None:
            target.append(node)

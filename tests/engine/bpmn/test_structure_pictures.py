"""Sub-processes, repetitions and inclusive gateways have pictures that other tools can read."""

from importlib.resources import files

import pytest
from lxml import etree

from engine.bpmn import read, root_of
from engine.layout import arrange
from engine.layout.kept import arranged
from engine.layout.shapes import segments
from tests.engine.bpmn.models import END, a_process, gate, scope, timer, user
from tests.engine.bpmn.table import TABLE
from tests.engine.bpmn.test_inclusive_gateways import REVIEWS
from tests.engine.bpmn.test_sub_processes import NESTED

#: Two sub-processes beside each other, one of them with a longer way inside.
WIDE = a_process(
    "p",
    gate("f", kind="parallelGateway") + gate("j", kind="parallelGateway")
    + scope("subProcess", "one", '<startEvent id="i1"/>' + user("a", "b", "c")
            + '<endEvent id="o1"/>', "i1 a", "a b", "b c", "c o1")
    + scope("subProcess", "two", '<startEvent id="i2"/>' + user("d") + '<endEvent id="o2"/>',
            "i2 d", "d o2")
    + timer("t", 'attachedToRef="one"') + user("late") + END,
    "start f", "f one", "f two", "one j", "two j", "j end", "t late", "late end",
)  # fmt: skip
MODELS = [NESTED, WIDE, REVIEWS, TABLE["standardLoopCharacteristics/subProcess"].xml]


@pytest.mark.parametrize("source", MODELS)
def test_everything_is_drawn_inside_its_sub_process_and_over_nothing_else(source: str) -> None:
    xml = arrange(source.encode())
    model = read(xml)
    assert set(model.elements) | set(model.flows) <= model.drawn
    boxes, routes = arranged(root_of(xml))
    for one in model.elements.values():
        if one.scope in model.scopes:
            assert boxes[one.id].within(boxes[one.scope])
        beside = [
            boxes[other.id]
            for other in model.elements.values()
            if other.scope == one.scope and other is not one and not other.attached_to
        ]
        if not one.attached_to:
            assert not any(boxes[one.id].overlap(box) for box in beside)
    for flow in model.flows.values():
        if flow.scope in model.scopes:
            for start, end in segments(routes[flow.id]):
                for point in (start, end):
                    assert boxes[flow.scope].x <= point.x <= boxes[flow.scope].right
                    assert boxes[flow.scope].y <= point.y <= boxes[flow.scope].bottom


@pytest.mark.parametrize("source", MODELS)
def test_a_picture_that_is_complete_stays_as_it_is(source: str) -> None:
    xml = arrange(source.encode())
    assert arrange(xml) == xml
    assert arrange(arrange(xml, again=True), again=True) == xml


def test_what_is_new_in_a_sub_process_finds_room_and_the_rest_stays() -> None:
    xml = arrange(NESTED.encode())
    added = NESTED.replace('id="c_j" sourceRef="c"', 'id="x_j" sourceRef="x"').replace(
        '<endEvent id="e2"/>', f'{user("x")}<sequenceFlow id="c_x" sourceRef="c" targetRef="x"/>'
        '<endEvent id="e2"/>')  # fmt: skip
    plane = xml[xml.index(b"<bpmndi:BPMNDiagram") : xml.index(b"</definitions>")]
    plane = plane.replace(b'bpmnElement="c_j"', b'bpmnElement="x_j"')
    root = root_of(
        arrange(added.replace("</definitions>", plane.decode() + "</definitions>").encode())
    )
    before, after = arranged(root_of(xml))[0], arranged(root)[0]
    assert {key: after[key] for key in before} == before
    assert "x" in after


MINE = ("subProcess", "inclusive", "multiInstance", "standardLoop")
SUPPORTED = [name for name, row in TABLE.items() if name.startswith(MINE) and not row.problems()]


@pytest.mark.parametrize("name", SUPPORTED)
def test_what_is_supported_is_valid_by_the_schema_of_the_omg(name: str) -> None:
    path = files("SpiffWorkflow") / "bpmn" / "parser" / "schema" / "BPMN20.xsd"
    schema = etree.XMLSchema(etree.parse(str(path)))
    schema.assertValid(etree.fromstring(arrange(TABLE[name].xml.encode())).getroottree())

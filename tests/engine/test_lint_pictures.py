"""The picture of a model: what cannot be drawn is refused, next to its cause."""

import pytest
from lxml import etree

from engine import definitions
from engine.bpmn import DC, DD, DI, BpmnNotReadable
from engine.layout import arrange
from engine.lint import Problem, lint
from engine.lint.picture import FARTHEST
from tests.engine.test_lint import GOOD, KNOWN

#: The small model with a picture of its start and of the flow behind it.
DRAWN = GOOD.replace(
    "</definitions>",
    f"""<bpmndi:BPMNDiagram xmlns:bpmndi="{DI}" xmlns:dc="{DC}" xmlns:di="{DD}" id="dia">
<bpmndi:BPMNPlane id="plane" bpmnElement="p">
<bpmndi:BPMNShape id="shape_start" bpmnElement="start">
<dc:Bounds x="10" y="-20.5" width="36" height="36" />
<bpmndi:BPMNLabel>
<dc:Bounds x="1" y="2" width="3" height="4" />
</bpmndi:BPMNLabel>
</bpmndi:BPMNShape>
<bpmndi:BPMNEdge id="edge_f1" bpmnElement="f1">
<di:waypoint x="46" y="8" />
<di:waypoint x="90" y="8" />
</bpmndi:BPMNEdge>
</bpmndi:BPMNPlane>
</bpmndi:BPMNDiagram>
</definitions>""",
)
NOT_NUMBERS = (
    *("", " ", "wide", "NaN", "nan", "INF", "Infinity", "12px", "1,5", "1_000", "１２", "0x10"),
    *("1 2", "1e", ".", "--1", "true", "字", "x" * 1_000),
)
TOO_FAR = ("1e999", "-1e999", "9" * 400, str(FARTHEST + 1), str(-FARTHEST - 1))
BOUNDS = ("x", "y", "width", "height")


def spoilt(path: str, name: str, value: str | None) -> bytes:
    """The model when an attribute of the picture says this; None takes it away."""
    root = etree.fromstring(DRAWN.encode())
    (node, *_rest) = root.iterfind(f".//{path}", {"bpmndi": DI, "dc": DC, "di": DD})
    if value is None:
        del node.attrib[name]
    else:
        node.set(name, value)
    return etree.tostring(root)


def drawn(path: str, name: str, value: str | None) -> list[Problem]:
    """What is wrong when an attribute of the picture says this."""
    return lint("m.bpmn", spoilt(path, name, value), KNOWN)


def without(text: str) -> list[Problem]:
    assert text in DRAWN
    return lint("m.bpmn", DRAWN.replace(text, "", 1).encode(), KNOWN)


def test_a_model_with_a_sound_picture_has_no_problems() -> None:
    assert lint("m.bpmn", DRAWN.encode(), KNOWN) == []


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("value", NOT_NUMBERS)
def test_a_place_that_is_no_number_is_refused_with_the_element_and_its_line(
    name: str, value: str
) -> None:
    (problem,) = drawn("dc:Bounds", name, value)
    assert (problem.element, problem.code) == ("start", "picture.not_number")
    before, _bounds = spoilt("dc:Bounds", name, value).split(b"<dc:Bounds", 1)
    assert problem.line == before.count(b"\n") + 1
    assert problem.params["name"] == name
    assert problem.params["element"] == "Bounds"
    assert len(str(problem)) < 200


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("value", TOO_FAR)
def test_a_place_beyond_every_screen_is_refused(name: str, value: str) -> None:
    (problem,) = drawn("dc:Bounds", name, value)
    assert (problem.element, problem.code) == ("start", "picture.number_range")


@pytest.mark.parametrize("name", ["width", "height"])
@pytest.mark.parametrize("value", ["-1", "-0.5", "-1e-3"])
def test_nothing_is_smaller_than_nothing(name: str, value: str) -> None:
    (problem,) = drawn("dc:Bounds", name, value)
    assert problem.reason == (
        f"in the picture {name} of Bounds is {value}; it lies between 0 and 10000000"
    )


@pytest.mark.parametrize("name", BOUNDS)
def test_a_number_that_is_not_there_is_refused(name: str) -> None:
    (problem,) = drawn("dc:Bounds", name, None)
    assert problem.reason == f"in the picture Bounds has no {name}"


@pytest.mark.parametrize("name", ["x", "y"])
@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("NaN", "picture.not_number"),
        ("", "picture.not_number"),
        ("1e999", "picture.number_range"),
        (None, "picture.number_missing"),
    ],
)
def test_a_point_of_a_flow_is_a_place_too(name: str, value: str | None, code: str) -> None:
    (problem,) = drawn("di:waypoint", name, value)
    assert (problem.element, problem.code) == ("f1", code)
    assert problem.params["element"] == "waypoint"


def test_a_label_has_bounds_too() -> None:
    (problem,) = drawn("bpmndi:BPMNLabel/dc:Bounds", "x", "left")
    assert (problem.element, problem.code) == ("start", "picture.not_number")


@pytest.mark.parametrize("value", ["0", "-0", "+7", ".5", "5.", " 40 ", "1.25e2", "1e-999", "1e7"])
def test_every_way_to_write_a_number_is_read(value: str) -> None:
    assert [problem for name in BOUNDS for problem in drawn("dc:Bounds", name, value)] == []


@pytest.mark.parametrize("value", ["-1", "-3.25", "-1e7"])
def test_a_picture_may_lie_left_of_and_above_the_corner(value: str) -> None:
    assert [*drawn("dc:Bounds", "x", value), *drawn("di:waypoint", "y", value)] == []


def test_a_shape_without_bounds_is_refused() -> None:
    (problem,) = without('<dc:Bounds x="10" y="-20.5" width="36" height="36" />')
    assert (problem.element, problem.code) == ("start", "picture.no_bounds")


@pytest.mark.parametrize("plane", ["start", "f1", "shape_start"])
def test_a_plane_of_something_that_is_no_process_is_refused(plane: str) -> None:
    (problem,) = drawn("bpmndi:BPMNPlane", "bpmnElement", plane)
    assert (problem.element, problem.code) == (plane, "picture.no_plane")


def test_a_diagram_without_a_plane_is_refused() -> None:
    start, end = DRAWN.index("<bpmndi:BPMNPlane"), DRAWN.index("</bpmndi:BPMNDiagram>")
    (problem,) = without(DRAWN[start:end])
    assert (problem.element, problem.code) == ("dia", "picture.no_plane")


@pytest.mark.parametrize("value", ["", "1 2", "9", "字"])
def test_an_id_of_the_picture_is_plain_or_the_browser_would_leave_it_out(value: str) -> None:
    assert "id.invalid" in {one.code for one in drawn("bpmndi:BPMNPlane", "id", value)}


def test_a_shape_may_be_named_after_the_longest_id_there_is() -> None:
    assert drawn("bpmndi:BPMNShape", "id", "shape_" + "x" * 100) == []


@pytest.mark.parametrize("size", ["", "big", "-1"])
def test_the_size_of_letters_is_a_number_when_it_is_given(size: str) -> None:
    style = '<bpmndi:BPMNLabelStyle id="st"><dc:Font {} /></bpmndi:BPMNLabelStyle>'
    end = "</bpmndi:BPMNDiagram>"
    for given, count in ((f'size="{size}"', 1), ('size="11"', 0), ('name="Arial"', 0)):
        xml = DRAWN.replace(end, style.format(given) + end)
        assert len(lint("m.bpmn", xml.encode(), KNOWN)) == count


def test_what_was_not_checked_is_not_laid_out_either() -> None:
    bad = DRAWN.replace('width="36"', 'width="wide"')
    with pytest.raises(BpmnNotReadable) as caught:
        arrange(bad.encode())
    assert caught.value.code == "picture.not_number"
    # Who wants another picture is not kept by the one that is broken.
    assert b"wide" not in arrange(bad.encode(), again=True)


def test_every_shipped_picture_is_within_the_bounds() -> None:
    for name, text in definitions.shipped().items():
        found = lint(name, text.encode(), KNOWN)
        assert not [one for one in found if one.code.startswith("picture.")]

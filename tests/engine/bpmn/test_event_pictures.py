"""Events have pictures too: laid out with all that stands on edges and behind gateways."""

from importlib.resources import files

from lxml import etree

from engine.bpmn import read
from engine.layout import arrange
from engine.layout.grid import drawing_of
from engine.layout.search import picture
from tests.engine.bpmn.events import TIMER, a_model, call, catch, definition, edge, end, throw
from tests.engine.bpmn.models import END, gate, user

REPLY, NUDGE = definition("message", "m"), definition("message", "n")
EVERYTHING = a_model(
    "p",
    user("a", "also", "b", "c") + edge("e", "a", NUDGE, ends=False)
    + gate("g", kind="eventBasedGateway") + catch("came", REPLY)
    + '<receiveTask id="w" name="等待" messageRef="n"/>' + catch("gone", TIMER.format("due"))
    + call("k") + edge("bad", "k", definition("error", "r"))
    + edge("told", "k", definition("escalation", "told"), ends=False)
    + throw("t", definition("signal", "s")) + end("halt", definition("terminate")) + END,
    "start a", "e also", "also end", "a g", "g came", "g w", "g gone", "came k", "w b", "gone c",
    "b t", "t end", "c halt", "k end", "bad halt", "told end",
).replace('id="told"', 'id="escalated"', 1).replace('escalationRef="told"',
                                                    'escalationRef="escalated"')  # fmt: skip


def test_models_with_events_are_valid_by_the_schema_of_the_omg() -> None:
    folder = files("SpiffWorkflow") / "bpmn" / "parser" / "schema" / "BPMN20.xsd"
    schema = etree.XMLSchema(etree.parse(str(folder)))
    schema.assertValid(etree.fromstring(arrange(EVERYTHING.encode())).getroottree())


def test_every_event_is_drawn_and_nothing_is_drawn_over_anything() -> None:
    model = read(arrange(EVERYTHING.encode()))
    assert set(model.elements) | set(model.flows) <= model.drawn
    drawn = picture(drawing_of(read(EVERYTHING.encode())))
    boxes = [box for name, box in drawn.frame.boxes.items()
             if model.elements[name].kind != "boundaryEvent"]  # fmt: skip
    assert not [1 for one in boxes for other in boxes if one is not other and one.overlap(other)]
    for event in model.of_kind("boundaryEvent"):
        host = drawn.frame.boxes[event.attached_to]
        assert host.overlap(drawn.frame.boxes[event.id])

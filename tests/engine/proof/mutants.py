"""Spoils a model in every mechanical way: one small change a mutant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from engine.bpmn import bpmn, camunda, local
from models.accounts import ROLES

Node = etree._Element

_STEPS = frozenset(
    {"userTask", "serviceTask", "businessRuleTask", "callActivity", "intermediateCatchEvent"}
)
#: The roles that work in processes; nobody draws the administrator.
_WORKING = tuple(role for role in ROLES if role not in {"administrator", "committee_office"})


@dataclass(frozen=True)
class Mutant:
    """One model with one change."""

    process: str
    kind: str
    #: What was changed, in the ids of the diagram.
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.process} {self.kind} {self.place}"


def _part(node: Node, name: str) -> Node:
    """The one part of that kind."""
    found = node.find(bpmn(name))
    assert found is not None
    return found


class _Copy:
    """A copy of a model that may be spoilt."""

    def __init__(self, text: str) -> None:
        self.root = etree.fromstring(text.encode())
        self.process = next(self.root.iter(bpmn("process")))

    def get(self, identity: str) -> Node:
        """The element with this id."""
        return next(node for node in self.process.iter() if node.get("id") == identity)

    def flows(self) -> list[Node]:
        """The sequence flows."""
        return list(self.process.iter(bpmn("sequenceFlow")))

    def into(self, identity: str) -> list[Node]:
        """The flows that enter an element."""
        return [flow for flow in self.flows() if flow.get("targetRef") == identity]

    def out_of(self, identity: str) -> list[Node]:
        """The flows that leave an element."""
        return [flow for flow in self.flows() if flow.get("sourceRef") == identity]

    def edges(self, identity: str) -> list[Node]:
        """The boundary events of a task."""
        events = self.process.iter(bpmn("boundaryEvent"))
        return [node for node in events if node.get("attachedToRef") == identity]

    def lead(self, flow: Node, target: str) -> None:
        """Lead a flow to another element."""
        flow.set("targetRef", target)

    def remove_flow(self, flow: Node) -> None:
        """Take a flow out, with what is left alone without it."""
        target = flow.get("targetRef", "")
        self.process.remove(flow)
        if not self.into(target):
            self.remove_alone(target)

    def remove_alone(self, identity: str) -> None:
        """Take out what nothing leads to any more, and what only that leads to."""
        for edge in self.edges(identity):
            self.remove_edge(edge)
        self._remove(identity)
        for onward in self.out_of(identity):
            self.remove_flow(onward)

    def remove_edge(self, event: Node) -> None:
        """Take a boundary event out, with what only it leads to."""
        identity = event.get("id", "")
        self._remove(identity)
        for flow in self.out_of(identity):
            self.remove_flow(flow)

    def bridge(self, identity: str) -> None:
        """Take an element out and join the flows around it."""
        (onward,) = self.out_of(identity)
        for edge in self.edges(identity):
            self.remove_edge(edge)
        for flow in self.into(identity):
            self.lead(flow, onward.get("targetRef", ""))
        self.process.remove(onward)
        self._remove(identity)

    def _remove(self, identity: str) -> None:
        for node in list(self.process.iter()):
            parent = node.getparent()
            named = node.get("id") == identity
            if parent is not None and (named or (node.text or "").strip() == identity):
                parent.remove(node)

    def text(self) -> str:
        """The model as XML; flows that elements list are written again, the picture goes."""
        for listed in ("incoming", "outgoing"):
            for node in list(self.process.iter(bpmn(listed))):
                parent = node.getparent()
                if parent is not None:
                    parent.remove(node)
        for child in list(self.root):
            if local(child) == "BPMNDiagram":
                self.root.remove(child)
        return etree.tostring(self.root, encoding="unicode")


Change = Callable[[_Copy], None]


def mutants(process: str, text: str) -> Iterator[Mutant]:
    """Every mechanical change of one model."""
    original = _Copy(text)
    for kind, place, change in _changes(original):
        spoilt = _Copy(text)
        change(spoilt)
        yield Mutant(process, kind, place, spoilt.text())


def _changes(model: _Copy) -> Iterator[tuple[str, str, Change]]:
    yield from _nodes(model)
    yield from _flows(model)
    yield from _timers(model)
    yield from _lanes(model)
    yield from _properties(model)
    yield from _references(model)


def _nodes(model: _Copy) -> Iterator[tuple[str, str, Change]]:
    for node in model.process:
        identity = node.get("id", "")
        if local(node) in _STEPS and len(model.out_of(identity)) == 1:
            yield "drop node", identity, _bridged(identity)
        if local(node) == "parallelGateway":
            yield "make gateway exclusive", identity, _exclusive(identity)


def _bridged(identity: str) -> Change:
    return lambda model: model.bridge(identity)


def _exclusive(identity: str) -> Change:
    def change(model: _Copy) -> None:
        node = model.get(identity)
        node.tag = bpmn("exclusiveGateway")
        out = model.out_of(identity)
        if len(out) > 1:
            node.set("default", out[-1].get("id", ""))
            for flow in out[:-1]:
                condition = etree.SubElement(flow, bpmn("conditionExpression"))
                condition.text = "case_id = null"

    return change


def _flows(model: _Copy) -> Iterator[tuple[str, str, Change]]:
    ends = [node.get("id", "") for node in model.process.iter(bpmn("endEvent"))]
    steps = [n.get("id", "") for n in model.process if local(n) in _STEPS]
    for flow in model.flows():
        identity, target = flow.get("id", ""), flow.get("targetRef", "")
        place = f"{flow.get('sourceRef')} -> {target}"
        if flow.find(bpmn("conditionExpression")) is not None:
            yield "flip guard", place, _flipped(identity)
            yield "drop flow", place, _without(identity)
        for other in ends:
            if other != target:
                yield "rewire", f"{place} => {other}", _rewired(identity, other)
        # A few ways round and back: the step before and the step after in the file.
        for other in _neighbours(steps, target):
            yield "rewire", f"{place} => {other}", _rewired(identity, other)


def _neighbours(steps: list[str], target: str) -> list[str]:
    if target not in steps:
        return []
    at = steps.index(target)
    return [steps[i] for i in (at - 1, at + 1) if 0 <= i < len(steps)]


def _flipped(identity: str) -> Change:
    def change(model: _Copy) -> None:
        condition = model.get(identity).find(bpmn("conditionExpression"))
        assert condition is not None
        condition.text = f"not({condition.text})"

    return change


def _without(identity: str) -> Change:
    def change(model: _Copy) -> None:
        flow = model.get(identity)
        source = flow.get("sourceRef", "")
        model.remove_flow(flow)
        if len(model.out_of(source)) == 1:
            model.get(source).attrib.pop("default", "")

    return change


def _rewired(identity: str, target: str) -> Change:
    def change(model: _Copy) -> None:
        flow = model.get(identity)
        before = flow.get("targetRef", "")
        model.lead(flow, target)
        if not model.into(before):
            model.remove_alone(before)

    return change


def _timers(model: _Copy) -> Iterator[tuple[str, str, Change]]:
    variables = sorted({(n.text or "").strip() for n in model.process.iter(bpmn("timeDate"))})
    for event in model.process.iter(bpmn("boundaryEvent"), bpmn("intermediateCatchEvent")):
        identity = event.get("id", "")
        if local(event) == "boundaryEvent":
            yield "drop timer", identity, _untimed(identity)
            yield "turn interruption", identity, _interruption(identity)
        date = next(event.iter(bpmn("timeDate")), None)
        if date is not None:
            for other in variables:
                if other != (date.text or "").strip():
                    yield "swap date", f"{identity} => {other}", _dated(identity, other)


def _untimed(identity: str) -> Change:
    def change(model: _Copy) -> None:
        model.remove_edge(model.get(identity))

    return change


def _interruption(identity: str) -> Change:
    def change(model: _Copy) -> None:
        event = model.get(identity)
        interrupts = event.get("cancelActivity", "true") == "true"
        event.set("cancelActivity", "false" if interrupts else "true")

    return change


def _dated(identity: str, variable: str) -> Change:
    def change(model: _Copy) -> None:
        next(model.get(identity).iter(bpmn("timeDate"))).text = variable

    return change


def _lanes(model: _Copy) -> Iterator[tuple[str, str, Change]]:
    lanes = {lane.get("id", ""): lane for lane in model.process.iter(bpmn("lane"))}
    for role, lane in lanes.items():
        members = {(one.text or "").strip() for one in lane}
        for task in model.process.iter(bpmn("userTask")):
            if task.get("id", "") in members:
                for other in _WORKING:
                    if other != role:
                        identity = task.get("id", "")
                        yield "swap lane", f"{identity} => {other}", _in_lane(identity, other)


def _in_lane(identity: str, role: str) -> Change:
    def change(model: _Copy) -> None:
        lanes = model.process.find(bpmn("laneSet"))
        assert lanes is not None
        model_lane = None
        for lane in list(lanes):
            for member in list(lane):
                if (member.text or "").strip() == identity:
                    lane.remove(member)
            if lane.get("id") == role:
                model_lane = lane
        if model_lane is None:
            model_lane = etree.SubElement(lanes, bpmn("lane"), id=role, name=role)
        etree.SubElement(model_lane, bpmn("flowNodeRef")).text = identity

    return change


def _properties(model: _Copy) -> Iterator[tuple[str, str, Change]]:
    for node in model.process:
        identity = node.get("id", "")
        for one in node.iter(camunda("property")):
            name = one.get("name", "")
            yield "drop property", f"{identity} {name}", _without_property(identity, name)


def _without_property(identity: str, name: str) -> Change:
    def change(model: _Copy) -> None:
        for one in list(model.get(identity).iter(camunda("property"))):
            parent = one.getparent()
            if one.get("name") == name and parent is not None:
                parent.remove(one)

    return change


def _references(model: _Copy) -> Iterator[tuple[str, str, Change]]:
    for kind, attribute, said in (
        ("serviceTask", camunda("topic"), "swap topic"),
        ("callActivity", "calledElement", "swap call"),
        ("userTask", camunda("formRef"), "swap form"),
    ):
        nodes = list(model.process.iter(bpmn(kind)))
        values = sorted({node.get(attribute, "") for node in nodes})
        for node in nodes:
            value, identity = node.get(attribute, ""), node.get("id", "")
            if len(values) > 1:
                other = values[(values.index(value) + 1) % len(values)]
                yield said, f"{identity} => {other}", _referring(identity, attribute, other)


def _referring(identity: str, attribute: str, value: str) -> Change:
    def change(model: _Copy) -> None:
        model.get(identity).set(attribute, value)

    return change

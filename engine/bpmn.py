"""Reading a BPMN file into plain records: what is drawn, not what it does."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from lxml import etree

from engine.bpmn_records import NOTHING, Element, Event, Flow, Lane, Model, Repeat, Root
from engine.safe_xml import XmlRefused, line_of, parse

__all__ = [
    "Element",
    "Event",
    "Flow",
    "Lane",
    "Model",
    "Repeat",
    "Root",
    "read",
    "read_root",
    "repeat_of",
    "root_of",
]

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

TASKS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "businessRuleTask",
        "scriptTask",
        "sendTask",
        "receiveTask",
    }
)
ACTIVITIES = TASKS | {"callActivity", "subProcess", "transaction", "adHocSubProcess"}
GATEWAYS = frozenset(
    {
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "complexGateway",
    }
)
EVENTS = frozenset(
    {
        "startEvent",
        "endEvent",
        "boundaryEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
    }
)
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS
SCOPES = frozenset({"process", "subProcess", "transaction", "adHocSubProcess"})


class BpmnNotReadable(ValueError):
    """The file cannot be read as one process."""

    def __init__(self, code: str, *, line: int = 0, **params: object) -> None:
        super().__init__(f"{code} (line {line}) {params or ''}".strip())
        self.code = code
        self.line = line
        self.params: dict[str, object] = dict(params)


def bpmn(name: str) -> str:
    """Return the qualified name of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def camunda(name: str) -> str:
    """Return the qualified name of an element or attribute of the camunda extension."""
    return f"{{{CAMUNDA}}}{name}"


def local(node: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return etree.QName(node).localname


def root_of(xml: bytes) -> etree._Element:
    """Return the root of a BPMN file, or raise BpmnNotReadable."""
    try:
        root = parse(xml)
    except XmlRefused as refused:
        raise BpmnNotReadable(refused.code, line=refused.line, **refused.params) from None
    if root.tag != bpmn("definitions"):
        raise BpmnNotReadable("bpmn.wrong_root", line=line_of(root), found=root.tag)
    return root


def read(xml: bytes) -> Model:
    """Read a file that holds exactly one process."""
    return read_root(root_of(xml))


def read_root(root: etree._Element) -> Model:
    """Read what was parsed already."""
    processes = root.findall(bpmn("process"))
    if not processes:
        raise BpmnNotReadable("bpmn.no_process")
    if len(processes) > 1:
        raise BpmnNotReadable(
            "bpmn.several_processes", line=line_of(processes[1]), count=len(processes)
        )
    process = processes[0]
    lanes = {lane.id: lane for lane in _lanes(process)}
    lane_of = {member: lane.id for lane in lanes.values() for member in lane.members}
    elements: dict[str, Element] = {}
    flows: dict[str, Flow] = {}
    scopes: dict[str, str] = {}
    for scope, node in _walk(process):
        kind = local(node)
        if kind in SCOPES:
            scopes[node.get("id", "")] = scope
        # What stands in a sub-process is done in its lane, unless it has one of its own.
        if scope in lane_of and kind in FLOW_NODES:
            lane_of.setdefault(node.get("id", ""), lane_of[scope])
        if kind == "sequenceFlow":
            flow = _flow(node, scope)
            flows[flow.id] = flow
        else:
            element = _element(node, kind, scope, lane_of)
            elements[element.id] = element
    return Model(
        process=process.get("id", ""),
        name=process.get("name", ""),
        documentation=_text(process, "documentation"),
        executable=process.get("isExecutable") == "true",
        lanes=MappingProxyType(lanes),
        elements=MappingProxyType(elements),
        flows=MappingProxyType(flows),
        roots=MappingProxyType({one.id: one for one in _roots(root)}),
        scopes=MappingProxyType(scopes),
        drawn=frozenset(_drawn(root)),
    )


def _walk(scope: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield flow nodes and flows with the id of their scope; the depth is bounded by `parse`."""
    for node in scope:
        if etree.QName(node).namespace != BPMN:
            continue
        kind = local(node)
        if kind in FLOW_NODES or kind == "sequenceFlow":
            yield scope.get("id", ""), node
        if kind in SCOPES:
            yield from _walk(node)


def _lanes(process: etree._Element) -> Iterator[Lane]:
    for node in process.iterfind(f"{bpmn('laneSet')}/{bpmn('lane')}"):
        members = tuple((one.text or "").strip() for one in node.iterfind(bpmn("flowNodeRef")))
        yield Lane(id=node.get("id", ""), name=node.get("name", ""), members=members)


def _element(node: etree._Element, kind: str, scope: str, lane_of: Mapping[str, str]) -> Element:
    identity = node.get("id", "")
    return Element(
        id=identity,
        kind=kind,
        name=node.get("name", ""),
        scope=scope,
        lane=lane_of.get(identity, ""),
        documentation=_text(node, "documentation"),
        form=node.get(camunda("formRef"), ""),
        topic=_topic(node),
        decision=node.get(camunda("decisionRef"), ""),
        called=node.get("calledElement", ""),
        properties=_properties(node),
        attached_to=node.get("attachedToRef", ""),
        interrupting=node.get("cancelActivity", "true") != "false",
        event=_event(node),
        default_flow=node.get("default", ""),
        repeat=repeat_of(node),
        line=line_of(node),
    )


def repeat_of(node: etree._Element) -> Repeat | None:
    """Return how often an activity is done; None: once."""
    loop = node.find(bpmn("standardLoopCharacteristics"))
    if loop is not None:
        return Repeat(
            kind="loop",
            condition=_text(loop, "loopCondition"),
            maximum=loop.get("loopMaximum", ""),
            test_before=loop.get("testBefore") == "true",
        )
    many = node.find(bpmn("multiInstanceLoopCharacteristics"))
    if many is None:
        return None
    collects = _properties(node).get("collects", "")
    return Repeat(
        kind="sequential" if many.get("isSequential") == "true" else "parallel",
        collection=many.get(camunda("collection"), ""),
        variable=many.get(camunda("elementVariable"), ""),
        cardinality=_text(many, "loopCardinality"),
        condition=_text(many, "completionCondition"),
        collects=tuple(part.strip() for part in collects.split(",") if part.strip()),
    )


def _properties(node: etree._Element) -> Mapping[str, str]:
    path = f"{bpmn('extensionElements')}/{camunda('properties')}/{camunda('property')}"
    found = {one.get("name", ""): one.get("value", "") for one in node.iterfind(path)}
    return MappingProxyType(found) if found else NOTHING


def _topic(node: etree._Element) -> str:
    """The operation that a task calls, or the event by which something is sent."""
    sent = node.find(bpmn("messageEventDefinition"))
    return (node if sent is None else sent).get(camunda("topic"), "")


def _event(node: etree._Element) -> Event | None:
    if local(node) in {"receiveTask", "sendTask"}:
        return Event(kind="message", ref=node.get("messageRef", ""))
    definitions = [one for one in node if local(one).endswith("EventDefinition")]
    for child in definitions[:1]:
        kind = local(child).removesuffix("EventDefinition")
        for timer in ("timeDate", "timeDuration", "timeCycle"):
            inner = child.find(bpmn(timer))
            if inner is not None:
                text = (inner.text or "").strip()
                return Event(kind=kind, timer=timer, expression=text, count=len(definitions))
        return Event(kind=kind, ref=child.get(f"{kind}Ref", ""), count=len(definitions))
    return None


def _roots(root: etree._Element) -> Iterator[Root]:
    for kind in ("message", "signal", "error", "escalation"):
        for node in root.iterchildren(bpmn(kind)):
            yield Root(
                id=node.get("id", ""),
                kind=kind,
                name=node.get("name", ""),
                code=node.get(f"{kind}Code", ""),
                properties=_properties(node),
                line=line_of(node),
            )


def _flow(node: etree._Element, scope: str) -> Flow:
    return Flow(
        id=node.get("id", ""),
        source=node.get("sourceRef", ""),
        target=node.get("targetRef", ""),
        name=node.get("name", ""),
        condition=_text(node, "conditionExpression"),
        scope=scope,
        line=line_of(node),
    )


def _text(node: etree._Element, child: str) -> str:
    return (node.findtext(bpmn(child)) or "").strip()


def _drawn(root: etree._Element) -> Iterator[str]:
    for kind in ("BPMNShape", "BPMNEdge"):
        for node in root.iter(f"{{{DI}}}{kind}"):
            yield node.get("bpmnElement", "")

"""Writing the diagram part into a file whose other bytes stay as they are."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import count
from xml.sax.saxutils import quoteattr

from engine.bpmn import DC, DD, DI, BpmnNotReadable, Model
from engine.layout.grid import Drawing
from engine.layout.search import Picture
from engine.layout.shapes import Box, Route

_OLD = re.compile(rb"[ \t]*<(?:\w+:)?BPMNDiagram\b.*?</(?:\w+:)?BPMNDiagram\s*>\s*?\n?", re.DOTALL)
_SPACES = f'xmlns:bpmndi="{DI}" xmlns:dc="{DC}" xmlns:di="{DD}"'
_MARKERS = {"exclusiveGateway": ' isMarkerVisible="true"', "subProcess": ' isExpanded="true"'}
_OWN_ID = re.compile(r' id="([^"]+)"')
_PLANE_END = re.compile(rb"[ \t]*</(?:[\w.-]+:)?BPMNPlane\s*>")
_END = re.compile(rb"</(?:[\w.-]+:)?definitions\s*>\s*\Z")


def written(xml: bytes, drawing: Drawing, picture: Picture, *, pool: str, plane: str) -> bytes:
    """Return the file with its diagram part replaced."""
    bare = without_picture(xml)
    end = _END.search(bare)
    if end is None:
        # Of the ways to write characters only those are read here that know ASCII as it is.
        raise BpmnNotReadable("xml.not_utf8")
    lines = _lines(drawing, picture, pool, plane)
    text = "".join(f"  {line}\n" for line in lines)
    head = bare[: end.start()]
    if not head.endswith(b"\n"):
        head += b"\n"
    return head + text.encode() + bare[end.start() :].rstrip() + b"\n"


def completed_text(
    xml: bytes, drawing: Drawing, picture: Picture, taken: AbstractSet[str]
) -> bytes:
    """Return the file with shapes and edges for what was not drawn; the others are untouched.

    `taken` are the ids of the file: a shape whose element is gone may have the one that is next.
    """
    model = drawing.model
    lines: list[str] = []
    for element in _below_first(model):
        if element[0] not in model.drawn:
            lines += _element_shape(picture, *element)
    for flow in drawing.flows:
        if flow.id not in model.drawn:
            lines += _edge(flow.id, picture.routes[flow.id], picture.labels.get(flow.id))
    end = next(reversed([*_PLANE_END.finditer(xml)]), None)
    if end is None:
        raise BpmnNotReadable("picture.missing")
    text = "".join(f"    {_declared(_free(line, taken))}\n" for line in lines)
    return xml[: end.start()] + text.encode() + xml[end.start() :]


def _free(line: str, taken: AbstractSet[str]) -> str:
    """Return the line with another id when its own is taken."""
    found = _OWN_ID.search(line)
    if found is None:
        return line
    free = name = found[1]
    for number in count(2):
        if free not in taken:
            break
        free = f"{name}_{number}"
    return line.replace(found[0], f' id="{free}"', 1)


def _declared(line: str) -> str:
    """Say the namespaces again: the file may use other prefixes."""
    for kind in ("<bpmndi:BPMNShape", "<bpmndi:BPMNEdge"):
        line = line.replace(kind, f"{kind} {_SPACES}")
    return line


def without_picture(xml: bytes) -> bytes:
    """Return the file without its diagram part."""
    return _OLD.sub(b"", xml)


def _lines(drawing: Drawing, picture: Picture, pool: str, plane: str) -> Iterator[str]:
    model = drawing.model
    yield f"<bpmndi:BPMNDiagram {_SPACES} {_id('diagram_' + model.process)}>"
    yield f"  <bpmndi:BPMNPlane {_id('plane_' + model.process)} bpmnElement={quoteattr(plane)}>"
    for line in _shapes(drawing, picture, pool):
        yield f"    {line}"
    for flow in drawing.flows:
        label = picture.labels.get(flow.id)
        for line in _edge(flow.id, picture.routes[flow.id], label):
            yield f"    {line}"
    yield "  </bpmndi:BPMNPlane>"
    yield "</bpmndi:BPMNDiagram>"


def _shapes(drawing: Drawing, picture: Picture, pool: str) -> Iterator[str]:
    if pool:
        yield from _shape(pool, picture.frame.pool, ' isHorizontal="true"', None)
    for lane, box in picture.frame.lanes.items():
        yield from _shape(lane, box, ' isHorizontal="true"', None)
    for element in _below_first(drawing.model):
        yield from _element_shape(picture, *element)


def _element_shape(picture: Picture, element: str, kind: str) -> Iterator[str]:
    marker = _MARKERS.get(kind, "")
    yield from _shape(element, picture.frame.boxes[element], marker, picture.labels.get(element))


def _below_first(model: Model) -> list[tuple[str, str]]:
    """Boundary events come last, because they lie on top of their activity."""
    ordered = sorted(model.elements.values(), key=lambda one: bool(one.attached_to))
    return [(one.id, one.kind) for one in ordered]


def _shape(element: str, box: Box, marker: str, label: Box | None) -> Iterator[str]:
    name = quoteattr(element)
    yield f"<bpmndi:BPMNShape {_id('shape_' + element)} bpmnElement={name}{marker}>"
    yield f"  {_bounds(box)}"
    yield from _label(label)
    yield "</bpmndi:BPMNShape>"


def _edge(flow: str, route: Route, label: Box | None) -> Iterator[str]:
    yield f"<bpmndi:BPMNEdge {_id('edge_' + flow)} bpmnElement={quoteattr(flow)}>"
    for point in route:
        yield f'  <di:waypoint x="{point.x}" y="{point.y}" />'
    yield from _label(label)
    yield "</bpmndi:BPMNEdge>"


def _label(label: Box | None) -> Iterator[str]:
    if label is not None:
        yield "  <bpmndi:BPMNLabel>"
        yield f"    {_bounds(label)}"
        yield "  </bpmndi:BPMNLabel>"


def _bounds(box: Box) -> str:
    return f'<dc:Bounds x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" />'


def _id(name: str) -> str:
    return f"id={quoteattr(name)}"

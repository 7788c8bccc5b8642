"""Finding room for what is new in a picture that a person has arranged."""

from lxml import etree

from engine.bpmn import DC, DD, DI
from engine.layout.frame import Frame, on_edge
from engine.layout.grid import Drawing, columns, first_grid
from engine.layout.labels import place_labels
from engine.layout.routes import route
from engine.layout.search import Picture, picture
from engine.layout.shapes import Box, Point, Route
from engine.lint.picture import expect_drawable

_APART = 10
_STEP = 20
#: How far from a box a line may run along it.
_ASIDE = 25


def arranged(root: etree._Element) -> tuple[dict[str, Box], dict[str, Route]]:
    """Return the boxes and routes of the diagram part, by the element that they draw.

    Raises BpmnNotReadable when a place is no number.
    """
    expect_drawable(root)
    boxes: dict[str, Box] = {}
    for shape in root.iter(f"{{{DI}}}BPMNShape"):
        bounds = shape.find(f"{{{DC}}}Bounds")
        if bounds is not None:
            sizes = [round(float(bounds.get(key, "0"))) for key in ("x", "y", "width", "height")]
            boxes[shape.get("bpmnElement", "")] = Box(*sizes)
    routes: dict[str, Route] = {}
    for edge in root.iter(f"{{{DI}}}BPMNEdge"):
        points = [
            Point(round(float(one.get("x", "0"))), round(float(one.get("y", "0"))))
            for one in edge.iterfind(f"{{{DD}}}waypoint")
        ]
        # An edge without a way is drawn from middle to middle; nothing can be kept clear of it.
        if len(points) > 1:
            routes[edge.get("bpmnElement", "")] = tuple(points)
    return boxes, routes


def completed(drawing: Drawing, root: etree._Element) -> Picture:
    """Return the picture as it is, with places for the elements and flows that have none."""
    kept, routes = arranged(root)
    elements = drawing.model.elements
    boxes = {name: box for name, box in kept.items() if name in elements}
    wanted = picture(drawing, trials=0).frame.boxes
    column = columns(drawing)
    for node in sorted(drawing.nodes, key=lambda one: column[one.id]):
        if node.id not in boxes:
            boxes[node.id] = _room(drawing, boxes, wanted, node.id)
    grid = first_grid(drawing)
    for node in drawing.nodes:
        boxes = on_edge(drawing, grid, node.id, boxes[node.id]) | boxes
    lanes = {lane: kept[lane] for lane in drawing.lanes if lane in kept}
    whole = Frame(
        boxes=boxes,
        lanes=lanes,
        pool=_around([*boxes.values(), *lanes.values()]),
        upright=tuple(sorted({x for box in boxes.values() for x in _beside(box.x, box.right)})),
        level=tuple(sorted({y for box in boxes.values() for y in _beside(box.y, box.bottom)})),
    )
    known = {name: way for name, way in routes.items() if name in drawing.model.flows}
    for flow in drawing.flows:
        if flow.id not in known:
            known[flow.id] = route(drawing, whole, flow, known)
    labels, _ = place_labels(drawing, whole, known)
    return Picture(frame=whole, routes=known, labels=labels, cost=0)


def _room(drawing: Drawing, boxes: dict[str, Box], wanted: dict[str, Box], node: str) -> Box:
    """Return a free place that lies to a neighbour as it would in a picture of our own."""
    neighbours = [drawing.host(flow.source) for flow in drawing.model.incoming(node)]
    neighbours += [drawing.host(flow.target) for flow in drawing.model.outgoing(node)]
    anchor = next((one for one in neighbours if one in boxes and one != node), None)
    own = wanted[node]
    right = down = 0
    if anchor is not None:
        right = boxes[anchor].x - wanted[anchor].x
        down = boxes[anchor].y - wanted[anchor].y
    box = Box(own.x + right, own.y + down, *drawing.size(node))
    while below := [one.bottom for one in boxes.values() if box.grown(_APART).overlap(one)]:
        # In whole steps, but past a box at once, however high a stranger has drawn it.
        steps = -(-(max(below) + _APART - box.y) // _STEP)
        box = Box(box.x, box.y + steps * _STEP, box.width, box.height)
    return box


def _beside(low: int, high: int) -> tuple[int, int]:
    return low - _ASIDE, high + _ASIDE


def _around(boxes: list[Box]) -> Box:
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    return Box(left, top, right - left, bottom - top).grown(_ASIDE)

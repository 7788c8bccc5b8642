"""Pictures of models with sub-processes: each is laid out by itself and stands as one large box."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from lxml import etree

from engine.bpmn import Model
from engine.layout.frame import Frame
from engine.layout.grid import Drawing, drawing_of
from engine.layout.kept import arranged, completed
from engine.layout.search import Picture, picture
from engine.layout.shapes import Box, Point, Route

#: Room around what stands inside; its name stands above.
_ROOM = 24
_NAME = 20


@dataclass(frozen=True, slots=True)
class _Inside:
    """What stands in a sub-process, and the box around it."""

    picture: Picture
    box: Box


def whole_picture(model: Model) -> Picture:
    """Return a picture of the process with everything inside its sub-processes."""
    inner = _inner(model)
    return _filled(picture(_drawing(model, model.process, inner)), inner)


def completed_picture(model: Model, root: etree._Element) -> Picture:
    """Return the picture as it is, with places for what has none, in every sub-process."""
    inner = _inner(model)
    drawn, _ = arranged(root)
    found = completed(_drawing(model, model.process, inner), root)
    # Outer ones come first in the file, so that the box around is known.
    for scope in model.scopes:
        part = _drawing(model, scope, inner)
        if scope in drawn:
            found = _both(found, completed(part, root))
        else:
            found = _both(found, _moved(inner[scope], found.frame.boxes[scope]))
    return found


def _inner(model: Model) -> dict[str, _Inside]:
    found: dict[str, _Inside] = {}
    # Inner ones come last in the file.
    for scope in reversed(list(model.scopes)):
        drawn = picture(_drawing(model, scope, found))
        found[scope] = _Inside(drawn, _around(drawn))
    return found


def _drawing(model: Model, scope: str, inner: Mapping[str, _Inside]) -> Drawing:
    """What stands in a scope itself; a sub-process is as large as what is inside it."""
    elements = {key: one for key, one in model.elements.items() if one.scope == scope}
    flows = {key: one for key, one in model.flows.items() if one.scope == scope}
    part = replace(
        model,
        elements=MappingProxyType(elements),
        flows=MappingProxyType(flows),
        lanes=model.lanes if scope == model.process else MappingProxyType({}),
    )
    sizes = {key: (one.box.width, one.box.height) for key, one in inner.items()}
    return replace(drawing_of(part), sizes=sizes)


def _around(drawn: Picture) -> Box:
    boxes = [*drawn.frame.boxes.values(), *drawn.labels.values()]
    points = [point for route in drawn.routes.values() for point in route]
    left = min([box.x for box in boxes] + [point.x for point in points])
    top = min([box.y for box in boxes] + [point.y for point in points])
    right = max([box.right for box in boxes] + [point.x for point in points])
    bottom = max([box.bottom for box in boxes] + [point.y for point in points])
    return Box(
        left - _ROOM,
        top - _ROOM - _NAME,
        right - left + 2 * _ROOM,
        bottom - top + 2 * _ROOM + _NAME,
    )


def _filled(outer: Picture, inner: Mapping[str, _Inside]) -> Picture:
    """Put into each sub-process of a picture what stands inside it."""
    for scope in [one for one in outer.frame.boxes if one in inner]:
        own = _moved(inner[scope], outer.frame.boxes[scope])
        outer = _both(outer, _filled(own, inner))
    return outer


def _moved(inside: _Inside, box: Box) -> Picture:
    right, down = box.x - inside.box.x, box.y - inside.box.y
    drawn = inside.picture
    return Picture(
        frame=replace(drawn.frame, boxes=_shifted(drawn.frame.boxes, right, down), lanes={}),
        routes={key: _along(route, right, down) for key, route in drawn.routes.items()},
        labels=_shifted(drawn.labels, right, down),
        cost=drawn.cost,
    )


def _shifted(boxes: Mapping[str, Box], right: int, down: int) -> dict[str, Box]:
    return {
        key: Box(box.x + right, box.y + down, box.width, box.height) for key, box in boxes.items()
    }


def _along(route: Route, right: int, down: int) -> Route:
    return tuple(Point(point.x + right, point.y + down) for point in route)


def _both(outer: Picture, own: Picture) -> Picture:
    frame: Frame = replace(outer.frame, boxes=outer.frame.boxes | own.frame.boxes)
    return Picture(
        frame=frame,
        routes=outer.routes | own.routes,
        labels=outer.labels | own.labels,
        cost=outer.cost + own.cost,
    )

"""Places for the words beside events, gateways and flows, clear of lines and boxes."""

from collections.abc import Iterator

from engine.layout.frame import Frame
from engine.layout.grid import Drawing
from engine.layout.shapes import Box, Point, Route, label_size, segments

_LINE = 400
_AWAY = 6
#: A default flow carries a stroke near its start.
_STROKE = 16


def place_labels(
    drawing: Drawing, frame: Frame, routes: dict[str, Route]
) -> tuple[dict[str, Box], int]:
    """Return the box of every outside label and how much of them is still in the way."""
    placed: dict[str, Box] = {}
    total = 0
    wanted = [*_of_nodes(drawing, frame), *_of_flows(drawing, routes)]
    for name, choices in wanted:
        best, least = None, -1
        for rank, box in enumerate(choices):
            cost = rank + _in_the_way(box, frame, routes, placed)
            if least < 0 or cost < least:
                best, least = box, cost
        if best is not None:
            placed[name] = best
            total += least if least > len(choices) else 0
    return placed, total


def _in_the_way(box: Box, frame: Frame, routes: dict[str, Route], placed: dict[str, Box]) -> int:
    room = box.grown(2)
    cost = sum(_LINE for route in routes.values() for line in segments(route) if room.meets(*line))
    cost += 2 * sum(room.overlap(other) for other in frame.boxes.values())
    cost += 2 * sum(room.overlap(other) for other in placed.values())
    if not room.within(frame.pool):
        cost += _LINE
    lanes = frame.lanes.values()
    if lanes and not any(room.within(lane) for lane in lanes):
        cost += _LINE // 2
    return cost


def _of_nodes(drawing: Drawing, frame: Frame) -> Iterator[tuple[str, list[Box]]]:
    for element in drawing.model.elements.values():
        outside = element.kind.endswith(("Event", "Gateway"))
        if element.name and outside:
            size = label_size(element.name)
            yield element.id, list(_around(frame.boxes[element.id], size, element.kind))


def _around(box: Box, size: tuple[int, int], kind: str) -> Iterator[Box]:
    width, height = size
    middle = box.middle
    below = box.bottom + _AWAY
    above = box.y - _AWAY - height
    first, second = (above, below) if kind.endswith("Gateway") else (below, above)
    for y in (first, second):
        yield Box(middle.x - width // 2, y, width, height)
    for y in (first, second):
        # Beside the line that leaves upwards or downwards.
        yield Box(middle.x + _AWAY, y, width, height)
        yield Box(middle.x - _AWAY - width, y, width, height)
    for dy in (-height - 4, 4):
        yield Box(box.right + 2, middle.y + dy, width, height)
        yield Box(box.x - 2 - width, middle.y + dy, width, height)


def _of_flows(drawing: Drawing, routes: dict[str, Route]) -> Iterator[tuple[str, list[Box]]]:
    for flow in drawing.flows:
        if flow.name and flow.id in routes:
            default = drawing.model.elements[flow.source].default_flow == flow.id
            away = _STROKE if default else _AWAY
            yield flow.id, list(_beside(routes[flow.id], label_size(flow.name), away))


def _beside(route: Route, size: tuple[int, int], away: int) -> Iterator[Box]:
    for number, (start, end) in enumerate(segments(route)[:3]):
        if start.y == end.y:
            yield from _along_level(start, end, size, away if number == 0 else 0)
        else:
            yield from _along_upright(start, end, size, away)


def _along_level(start: Point, end: Point, size: tuple[int, int], away: int) -> Iterator[Box]:
    width, height = size
    reach = abs(end.x - start.x)
    half = (reach - width) // 2
    offsets = (away, max(away, half), away + 14) if away else (half, _AWAY, reach - width - _AWAY)
    for y in (start.y - height - 3, start.y + 3):
        for offset in offsets:
            x = start.x + offset if end.x > start.x else start.x - offset - width
            yield Box(x, y, width, height)


def _along_upright(start: Point, end: Point, size: tuple[int, int], away: int) -> Iterator[Box]:
    width, height = size
    for apart in (away, away + 14, abs(end.y - start.y) // 2 - height // 2):
        y = start.y + apart if end.y > start.y else start.y - apart - height
        yield Box(start.x + 5, y, width, height)
        yield Box(start.x - 5 - width, y, width, height)

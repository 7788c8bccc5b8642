"""Orthogonal flows: every flow tries a few simple ways and takes the one that disturbs least."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn import Flow
from engine.layout.frame import Frame
from engine.layout.grid import Drawing, Grid
from engine.layout.shapes import Box, Point, Route, length, segments, simplified

#: What a way costs besides its length. A line through a box is never worth it.
THROUGH_BOX = 4000
ON_LINE = 900
CROSSING = 160
BEND = 24
#: Entering or leaving a task from above or below, which reads less well.
SIDEWAYS = 30
GATE_SIDEWAYS = 4
CLEAR = 6
_NEAR = 8
_CHANNELS = 10


@dataclass(frozen=True, slots=True)
class _Port:
    side: str
    at: Point
    cost: int


@dataclass(frozen=True, kw_only=True)
class Routing:
    """The routes of all flows and what they cost together."""

    routes: dict[str, Route]
    cost: int


def route_all(drawing: Drawing, grid: Grid, frame: Frame) -> Routing:
    """Return a route for every flow; short ones choose first, backward ones last."""
    routes: dict[str, Route] = {}
    total = 0
    for flow in sorted(drawing.flows, key=lambda one: _order(drawing, grid, one)):
        best, cost = _best(drawing, frame, flow, routes)
        routes[flow.id] = best
        total += cost
    return Routing(routes=routes, cost=total)


def route(drawing: Drawing, frame: Frame, flow: Flow, routes: dict[str, Route]) -> Route:
    """Return the best route of one flow beside routes that stand."""
    return _best(drawing, frame, flow, routes)[0]


def _order(drawing: Drawing, grid: Grid, flow: Flow) -> tuple[bool, int, int, str]:
    source, target = grid[drawing.host(flow.source)], grid[drawing.host(flow.target)]
    across = drawing.lane(flow.source) != drawing.lane(flow.target)
    return (
        flow.id in drawing.backward,
        abs(source.row - target.row) + 2 * across,
        abs(source.column - target.column),
        flow.id,
    )


def _best(
    drawing: Drawing, frame: Frame, flow: Flow, routes: dict[str, Route]
) -> tuple[Route, int]:
    obstacles = {
        name: box.grown(CLEAR)
        for name, box in frame.boxes.items()
        if name not in {flow.source, flow.target}
    }
    own = (frame.boxes[flow.source], frame.boxes[flow.target])
    best: Route = ()
    least = -1
    for ports, way in _ways(drawing, frame, flow):
        cost = ports + length(way) // 4 + BEND * (len(way) - 2)
        if least >= 0 and cost >= least:
            continue
        cost += _blocked(way, obstacles, own)
        if least >= 0 and cost >= least:
            continue
        cost += sum(_clash(way, flow, other, drawing, name) for name, other in routes.items())
        if least < 0 or cost < least:
            best, least = way, cost
    return best, least


def _blocked(way: Route, obstacles: dict[str, Box], own: tuple[Box, Box]) -> int:
    lines = segments(way)
    cost = sum(THROUGH_BOX for line in lines for box in obstacles.values() if box.meets(*line))
    return cost + sum(THROUGH_BOX for line in lines for box in own if box.meets(*line))


def _clash(way: Route, flow: Flow, other: Route, drawing: Drawing, name: str) -> int:
    """Return what it costs that two routes cross or lie on each other."""
    theirs = drawing.model.flows[name]
    merges = theirs.target == flow.target
    leaves = theirs.source == flow.source
    cost = 0
    for start, end in segments(way):
        for first, last in segments(other):
            if (start.x == end.x) != (first.x == last.x):
                cost += CROSSING * _crosses(start, end, first, last)
            else:
                shared = _shared(start, end, first, last)
                if shared and merges:
                    cost += 12 + shared // 8
                elif shared:
                    cost += (ON_LINE // 3 if leaves else ON_LINE) + shared
    return cost


def _crosses(start: Point, end: Point, first: Point, last: Point) -> bool:
    upright, level = ((start, end), (first, last))
    if start.x != end.x:
        upright, level = level, upright
    x, y = upright[0].x, level[0].y
    return min(level[0].x, level[1].x) < x < max(level[0].x, level[1].x) and min(
        upright[0].y, upright[1].y
    ) < y < max(upright[0].y, upright[1].y)


def _shared(start: Point, end: Point, first: Point, last: Point) -> int:
    """Return how far two parallel lines run on or close beside each other."""
    if start.x == end.x:
        if abs(start.x - first.x) >= _NEAR:
            return 0
        return _common(start.y, end.y, first.y, last.y)
    if abs(start.y - first.y) >= _NEAR:
        return 0
    return _common(start.x, end.x, first.x, last.x)


def _common(a: int, b: int, c: int, d: int) -> int:
    return max(0, min(max(a, b), max(c, d)) - max(min(a, b), min(c, d)))


def _ports(drawing: Drawing, frame: Frame, element: str, *, leaving: bool) -> tuple[_Port, ...]:
    box = frame.boxes[element]
    kind = drawing.model.elements[element].kind
    upper = Point(box.middle.x, box.y)
    lower = Point(box.middle.x, box.bottom)
    if kind == "boundaryEvent":
        return (_Port("bottom", lower, 0),)
    aside = GATE_SIDEWAYS if kind.endswith("Gateway") else SIDEWAYS
    straight = Point(box.right, box.middle.y) if leaving else Point(box.x, box.middle.y)
    return (
        _Port("right" if leaving else "left", straight, 0),
        _Port("top", upper, aside),
        _Port("bottom", lower, aside),
    )


def _ways(drawing: Drawing, frame: Frame, flow: Flow) -> Iterator[tuple[int, Route]]:
    for leave in _ports(drawing, frame, flow.source, leaving=True):
        for enter in _ports(drawing, frame, flow.target, leaving=False):
            for way in _between(frame, leave, enter):
                if _outward(leave, way[0], way[1]) and _outward(enter, way[-1], way[-2]):
                    yield leave.cost + enter.cost, way


def _between(frame: Frame, leave: _Port, enter: _Port) -> Iterator[Route]:
    a, b = leave.at, enter.at
    if leave.side == "right" and enter.side == "left":
        if a.y == b.y:
            yield (a, b)
        yield from (
            simplified([a, Point(x, a.y), Point(x, b.y), b]) for x in frame.upright if a.x < x < b.x
        )
        yield from _detours(frame, a, b)
    elif leave.side == "right":
        yield simplified([a, Point(b.x, a.y), b])
    elif enter.side == "left":
        yield simplified([a, Point(a.x, b.y), b])
        back = next((x for x in reversed(frame.upright) if x < b.x), None)
        if back is not None:
            for y in _near(frame, a, b):
                yield simplified([a, Point(a.x, y), Point(back, y), Point(back, b.y), b])
    else:
        if a.x == b.x:
            yield (a, b)
        yield from (simplified([a, Point(a.x, y), Point(b.x, y), b]) for y in frame.level)


def _detours(frame: Frame, a: Point, b: Point) -> Iterator[Route]:
    """Yield ways that leave to the right, run along a channel and come back in."""
    out = next((x for x in frame.upright if x > a.x), None)
    back = next((x for x in reversed(frame.upright) if x < b.x), None)
    if out is not None and back is not None and out < back:
        for y in frame.level:
            yield simplified(
                [a, Point(out, a.y), Point(out, y), Point(back, y), Point(back, b.y), b]
            )


def _near(frame: Frame, a: Point, b: Point) -> list[int]:
    """Return the level channels that are worth a try: those nearest to either end."""
    return sorted(frame.level, key=lambda y: (min(abs(y - a.y), abs(y - b.y)), y))[:_CHANNELS]


def _outward(port: _Port, at: Point, towards: Point) -> bool:
    """Whether a line leaves the box on the side of its port."""
    match port.side:
        case "right":
            return towards.x > at.x
        case "left":
            return towards.x < at.x
        case "top":
            return towards.y < at.y
        case _:
            return towards.y > at.y

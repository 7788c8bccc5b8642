"""Which column and row an element stands in: columns by longest path, rows by lane."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.bpmn import Element, Flow, Model
from engine.layout.shapes import size_of

#: The lane of a model without lanes.
NO_LANE = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the grid; rows count within the lane."""

    column: int
    row: int


Grid = Mapping[str, Cell]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """The model as the layout sees it: nodes that need a place, and the arrows between them."""

    model: Model
    #: Nodes without boundary events, which stand on their activity.
    nodes: tuple[Element, ...]
    lanes: tuple[str, ...]
    flows: tuple[Flow, ...]
    #: Ids of flows that lead back to an earlier step.
    backward: frozenset[str]
    #: Width and height of what is larger than its kind: a sub-process with what is inside.
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def size(self, node: str) -> tuple[int, int]:
        """Return width and height of an element."""
        return self.sizes.get(node) or size_of(self.model.elements[node].kind)

    def host(self, element: str) -> str:
        """Return the activity of a boundary event, or the element itself."""
        return self.model.elements[element].attached_to or element

    def lane(self, element: str) -> str:
        """Return the lane of an element."""
        lane = self.model.elements[element].lane
        return lane if lane in self.lanes else self.lanes[0]


def drawing_of(model: Model) -> Drawing:
    """Return what is to be drawn of a model."""
    elements = model.elements
    nodes = tuple(one for one in elements.values() if one.attached_to not in elements)
    flows = tuple(
        flow for flow in model.flows.values() if flow.source in elements and flow.target in elements
    )
    return Drawing(
        model=model,
        nodes=nodes,
        lanes=tuple(model.lanes) or (NO_LANE,),
        flows=flows,
        backward=frozenset(_backward(model, nodes)),
    )


def _out(model: Model, node: str) -> Iterator[Flow]:
    """Yield the flows of a node, and after them those of the events on its edge."""
    yield from model.outgoing(node)
    for event in model.boundary_events(node):
        yield from model.outgoing(event.id)


def _backward(model: Model, nodes: tuple[Element, ...]) -> Iterator[str]:
    """Yield the flows that close a circle, seen from the start; without recursion."""
    done: set[str] = set()
    first = [one.id for one in nodes if one.kind == "startEvent"]
    for root in [*first, *(one.id for one in nodes)]:
        if root in done:
            continue
        path = {root}
        stack = [(root, _out(model, root))]
        while stack:
            node, rest = stack[-1]
            flow = next(rest, None)
            if flow is None:
                stack.pop()
                path.discard(node)
                done.add(node)
                continue
            target = model.elements[flow.target].attached_to or flow.target
            if target in path:
                yield flow.id
            elif target not in done:
                path.add(target)
                stack.append((target, _out(model, target)))


def columns(drawing: Drawing) -> dict[str, int]:
    """Return the length of the longest path that leads to each node."""
    incoming: dict[str, int] = {node.id: 0 for node in drawing.nodes}
    onward: dict[str, list[str]] = {node.id: [] for node in drawing.nodes}
    for flow in drawing.flows:
        if flow.id not in drawing.backward:
            onward[drawing.host(flow.source)].append(flow.target)
            incoming[flow.target] += 1
    found = dict.fromkeys(incoming, 0)
    waiting = [node for node, count in incoming.items() if not count]
    while waiting:
        node = waiting.pop(0)
        for target in onward[node]:
            found[target] = max(found[target], found[node] + 1)
            incoming[target] -= 1
            if not incoming[target]:
                waiting.append(target)
    return found


def first_grid(drawing: Drawing) -> dict[str, Cell]:
    """Return a grid in which every node stands as near to its way in as its lane has room."""
    column = columns(drawing)
    taken: set[tuple[str, int, int]] = set()
    grid: dict[str, Cell] = {}
    for node in sorted(drawing.nodes, key=lambda one: column[one.id]):
        lane = drawing.lane(node.id)
        row = _wanted_row(drawing, grid, node.id)
        while (lane, column[node.id], row) in taken:
            row += 1
        grid[node.id] = Cell(column[node.id], row)
        taken.add((lane, column[node.id], row))
    return grid


def _wanted_row(drawing: Drawing, grid: Grid, node: str) -> int:
    for flow in drawing.model.incoming(node):
        source = drawing.host(flow.source)
        if source in grid and drawing.lane(source) == drawing.lane(node):
            below = source != flow.source or drawing.model.outgoing(flow.source)[0] != flow
            return grid[source].row + (1 if below else 0)
    return 0

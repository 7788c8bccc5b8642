"""Trying other rows and columns until no single move makes the picture better."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.layout.frame import PITCH, Frame, frame
from engine.layout.grid import Cell, Drawing, columns, first_grid
from engine.layout.labels import place_labels
from engine.layout.routes import route_all
from engine.layout.shapes import Box, Route

#: Larger models keep their first grid: the search is quadratic.
MAX_NODES = 40
MAX_TRIALS = 1500
MAX_ROWS = 4
#: What the paper costs: a row more in a lane, a column more.
ROW = 60
COLUMN = 40


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A finished arrangement."""

    frame: Frame
    routes: dict[str, Route]
    labels: dict[str, Box]
    cost: int


def picture(drawing: Drawing, *, trials: int = MAX_TRIALS) -> Picture:
    """Return the best arrangement that was found; the same model gives the same picture."""
    grid = _dense(drawing, first_grid(drawing))
    best = _drawn(drawing, grid)
    if len(drawing.nodes) > MAX_NODES:
        return best
    improved = True
    while improved and trials > 0:
        improved = False
        for move in _moves(drawing, grid):
            trials -= 1
            moved = _dense(drawing, move)
            tried = _drawn(drawing, moved)
            if tried.cost < best.cost:
                grid, best, improved = moved, tried, True
                break
            if trials <= 0:
                break
    return best


def _dense(drawing: Drawing, grid: dict[str, Cell]) -> dict[str, Cell]:
    """Return the grid without rows of a lane in which nothing stands."""
    used: dict[str, set[int]] = {}
    for node, cell in grid.items():
        used.setdefault(drawing.lane(node), set()).add(cell.row)
    rank = {lane: {row: n for n, row in enumerate(sorted(rows))} for lane, rows in used.items()}
    return {
        node: Cell(cell.column, rank[drawing.lane(node)][cell.row]) for node, cell in grid.items()
    }


def _drawn(drawing: Drawing, grid: dict[str, Cell]) -> Picture:
    whole = frame(drawing, grid, pitch=PITCH)
    routing = route_all(drawing, grid, whole)
    labels, unclear = place_labels(drawing, whole, routing.routes)
    rows = dict.fromkeys(drawing.lanes, 1)
    for node in drawing.nodes:
        lane = drawing.lane(node.id)
        rows[lane] = max(rows[lane], grid[node.id].row + 1)
    paper = ROW * sum(rows.values()) + COLUMN * len({cell.column for cell in grid.values()})
    return Picture(
        frame=whole,
        routes=routing.routes,
        labels=labels,
        cost=routing.cost + unclear + paper,
    )


def _moves(drawing: Drawing, grid: dict[str, Cell]) -> Iterator[dict[str, Cell]]:
    """Yield the grid with one node, or a node and what follows it in its row, elsewhere."""
    slack = _slack(drawing, grid)
    for node in drawing.nodes:
        cell = grid[node.id]
        tail = _tail(drawing, grid, node.id)
        for row in range(MAX_ROWS):
            if row != cell.row:
                for group in {(node.id,), tail}:
                    yield from _placed(drawing, grid, group, row - cell.row, 0)
        for step in slack[node.id]:
            yield from _placed(drawing, grid, (node.id,), 0, step)
            for row in range(MAX_ROWS):
                if row != cell.row:
                    yield from _placed(drawing, grid, (node.id,), row - cell.row, step)
    yield from _swaps(drawing, grid)
    yield from _turned(drawing, grid)


def _placed(
    drawing: Drawing, grid: dict[str, Cell], group: tuple[str, ...], down: int, right: int
) -> Iterator[dict[str, Cell]]:
    moved = dict(grid)
    for node in group:
        cell = grid[node]
        if cell.row + down < 0:
            return
        moved[node] = Cell(cell.column + right, cell.row + down)
    places = {(drawing.lane(node), cell) for node, cell in moved.items()}
    if len(places) == len(moved):
        yield moved


def _swaps(drawing: Drawing, grid: dict[str, Cell]) -> Iterator[dict[str, Cell]]:
    names = [node.id for node in drawing.nodes]
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            same = grid[one].column == grid[other].column
            if same and drawing.lane(one) == drawing.lane(other):
                yield grid | {one: grid[other], other: grid[one]}


def _turned(drawing: Drawing, grid: dict[str, Cell]) -> Iterator[dict[str, Cell]]:
    """Yield the grid with two rows of a lane exchanged, from a column on or up to it."""
    for lane in drawing.lanes:
        members = [node.id for node in drawing.nodes if drawing.lane(node.id) == lane]
        rows = sorted({grid[node].row for node in members})
        for place, upper in enumerate(rows):
            for lower in rows[place + 1 :]:
                other = {upper: lower, lower: upper}
                for column in sorted({grid[node].column for node in members}):
                    for after in (True, False):
                        yield grid | {
                            node: Cell(grid[node].column, other[grid[node].row])
                            for node in members
                            if grid[node].row in other and (grid[node].column >= column) is after
                        }


def _tail(drawing: Drawing, grid: dict[str, Cell], node: str) -> tuple[str, ...]:
    """Return a node and the nodes that follow it in the same row of its lane."""
    group = [node]
    while True:
        after = [
            flow.target
            for flow in drawing.model.outgoing(group[-1])
            if flow.id not in drawing.backward
            and flow.target not in group
            and drawing.lane(flow.target) == drawing.lane(node)
            and grid[flow.target].row == grid[node].row
        ]
        if len(after) != 1:
            return tuple(group)
        group.append(after[0])


def _slack(drawing: Drawing, grid: dict[str, Cell]) -> dict[str, tuple[int, ...]]:
    """Return by how many columns each node may move without turning an arrow round."""
    earliest = columns(drawing)
    latest = {node.id: 10**6 for node in drawing.nodes}
    first = dict.fromkeys(latest, 0)
    for flow in drawing.flows:
        if flow.id not in drawing.backward:
            source = drawing.host(flow.source)
            latest[source] = min(latest[source], grid[flow.target].column - 1)
            first[flow.target] = max(first[flow.target], grid[source].column + 1)
    widest = max(earliest.values(), default=0)
    return {
        node: tuple(
            column - grid[node].column
            for column in range(first[node], min(latest[node], widest) + 1)
            if column != grid[node].column
        )
        for node in latest
    }

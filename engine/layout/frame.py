"""From grid to pixels: boxes of nodes, lanes and pool, and the channels between them."""

from dataclasses import dataclass

from engine.bpmn import Element
from engine.layout.grid import NO_LANE, Drawing, Grid
from engine.layout.shapes import LABEL_WIDTH, Box, Point, box_at, letters, size_of

ORIGIN = Point(160, 80)
HEADER = 30
MARGIN = 40
GAP = 50
PITCH = 120
#: Room above and below the rows of a lane, where lines run along its edge.
EDGE = 20


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Where everything stands."""

    boxes: dict[str, Box]
    lanes: dict[str, Box]
    pool: Box
    #: x of the lines between columns, y of the lines between rows and along lanes.
    upright: tuple[int, ...]
    level: tuple[int, ...]


def frame(drawing: Drawing, grid: Grid, *, pitch: int = PITCH) -> Frame:
    """Return the places of all elements of a grid."""
    left, upright, right = _columns(drawing, grid)
    tops, lanes, level = _lanes(drawing, grid, pitch, right)
    boxes: dict[str, Box] = {}
    for node in drawing.nodes:
        cell = grid[node.id]
        y = tops[drawing.lane(node.id)] + EDGE + cell.row * pitch + pitch // 2
        boxes[node.id] = box_at(Point(left[cell.column], y), size_of(node.kind))
    for node in drawing.nodes:
        boxes |= on_edge(drawing, grid, node.id, boxes[node.id])
    bottom = max(lane.bottom for lane in lanes.values())
    return Frame(
        boxes=boxes,
        lanes={} if NO_LANE in lanes else lanes,
        pool=Box(ORIGIN.x, ORIGIN.y, right - ORIGIN.x, bottom - ORIGIN.y),
        upright=upright,
        level=level,
    )


def _columns(drawing: Drawing, grid: Grid) -> tuple[dict[int, int], tuple[int, ...], int]:
    """Return the middle of each column, the channels between them, and the right edge."""
    width: dict[int, int] = {}
    for node in drawing.nodes:
        column = grid[node.id].column
        width[column] = max(width.get(column, 0), size_of(node.kind)[0])
    gap = dict.fromkeys(width, GAP)
    for flow in drawing.flows:
        column = grid[drawing.host(flow.source)].column
        if flow.name and flow.id not in drawing.backward:
            gap[column] = max(gap[column], min(letters(flow.name), LABEL_WIDTH) + 28)
    x = ORIGIN.x + 2 * HEADER + MARGIN
    middle: dict[int, int] = {}
    channels: list[int] = []
    for column in sorted(width):
        middle[column] = x + width[column] // 2
        x += width[column]
        channels.append(x + gap[column] // 2)
        x += gap[column]
    return middle, tuple(channels[:-1]), x - gap[max(width)] + MARGIN


def _lanes(
    drawing: Drawing, grid: Grid, pitch: int, right: int
) -> tuple[dict[str, int], dict[str, Box], tuple[int, ...]]:
    """Return the top of each lane, its box, and the level channels."""
    rows = dict.fromkeys(drawing.lanes, 1)
    for node in drawing.nodes:
        lane = drawing.lane(node.id)
        rows[lane] = max(rows[lane], grid[node.id].row + 1)
    y = ORIGIN.y
    tops: dict[str, int] = {}
    boxes: dict[str, Box] = {}
    level: set[int] = set()
    for lane in drawing.lanes:
        tops[lane] = y
        height = 2 * EDGE + rows[lane] * pitch
        left = ORIGIN.x + HEADER
        boxes[lane] = Box(left, y, right - left, height)
        level |= {y + 12, y + height - 12}
        level |= {y + EDGE + row * pitch + by for row in range(1, rows[lane]) for by in (-6, 6)}
        y += height
    return tops, boxes, tuple(sorted(level))


def on_edge(drawing: Drawing, grid: Grid, host: str, box: Box) -> dict[str, Box]:
    """Return the boxes of the events on the lower edge of an activity, from right to left.

    The event whose way stays highest stands outermost, so that the ways do not cross.
    """

    def depth(event: Element) -> tuple[int, int]:
        ways = drawing.model.outgoing(event.id)
        if not ways:
            return (0, 0)
        target = drawing.host(ways[0].target)
        return (drawing.lanes.index(drawing.lane(target)), grid[target].row)

    events = sorted(drawing.model.boundary_events(host), key=depth)
    size = size_of("boundaryEvent")
    step = box.width // max(2, len(events))
    return {
        event.id: box_at(Point(box.right - step * place - step // 2, box.bottom), size)
        for place, event in enumerate(events)
    }

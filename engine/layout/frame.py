"""From grid to pixels: boxes of nodes, lanes and pool, and the channels between them."""

from dataclasses import dataclass

from engine.bpmn import Element
from engine.layout.grid import NO_LANE, Drawing, Grid
from engine.layout.shapes import LABEL_WIDTH, TASK, Box, Point, box_at, letters, size_of

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
    middles, lanes, level = _lanes(drawing, grid, pitch, right)
    boxes: dict[str, Box] = {}
    for node in drawing.nodes:
        cell = grid[node.id]
        y = middles[drawing.lane(node.id), cell.row]
        boxes[node.id] = box_at(Point(left[cell.column], y), drawing.size(node.id))
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
        width[column] = max(width.get(column, 0), drawing.size(node.id)[0])
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
) -> tuple[dict[tuple[str, int], int], dict[str, Box], tuple[int, ...]]:
    """Return the middle of each row of a lane, the lane's box, and the level channels."""
    rows: dict[str, list[int]] = {lane: [pitch] for lane in drawing.lanes}
    for node in drawing.nodes:
        heights, row = rows[drawing.lane(node.id)], grid[node.id].row
        heights += [pitch] * (row + 1 - len(heights))
        heights[row] = max(heights[row], drawing.size(node.id)[1] + pitch - TASK[1])
    y = ORIGIN.y
    middles: dict[tuple[str, int], int] = {}
    boxes: dict[str, Box] = {}
    level: set[int] = set()
    for lane, heights in rows.items():
        left, height = ORIGIN.x + HEADER, 2 * EDGE + sum(heights)
        boxes[lane] = Box(left, y, right - left, height)
        level |= {y + 12, y + height - 12}
        top = y + EDGE
        for row, high in enumerate(heights):
            level |= {top - 6, top + 6} if row else set()
            middles[lane, row] = top + high // 2
            top += high
        y += height
    return middles, boxes, tuple(sorted(level))


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

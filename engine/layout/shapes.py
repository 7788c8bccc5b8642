"""Sizes of what is drawn, and plain geometry with whole pixels."""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from engine.bpmn import ACTIVITIES, EVENTS

TASK = (100, 80)
EVENT = (36, 36)
GATEWAY = (50, 50)
#: bpmn-js writes outside labels with 11 px letters and breaks them at 90 px.
LABEL_WIDTH = 90
LETTER = 11
#: From here on the letters of Unicode are as wide as high.
CJK = 0x2E80
LINE = 14


class Point(NamedTuple):
    """A point of the picture."""

    x: int
    y: int


Route = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The y of its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """Its centre."""
        return Point(self.x + self.width // 2, self.y + self.height // 2)

    def grown(self, by: int) -> "Box":
        """Return the box with a margin on every side."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def overlap(self, other: "Box") -> int:
        """Return the area that both cover."""
        width = min(self.right, other.right) - max(self.x, other.x)
        height = min(self.bottom, other.bottom) - max(self.y, other.y)
        return width * height if width > 0 and height > 0 else 0

    def within(self, other: "Box") -> bool:
        """Whether all of it lies inside the other."""
        return (
            self.x >= other.x
            and self.y >= other.y
            and self.right <= other.right
            and self.bottom <= other.bottom
        )

    def meets(self, start: Point, end: Point) -> bool:
        """Whether an upright or level line passes through the inside."""
        return (
            max(start.x, end.x) > self.x
            and min(start.x, end.x) < self.right
            and max(start.y, end.y) > self.y
            and min(start.y, end.y) < self.bottom
        )


def box_at(middle: Point, size: tuple[int, int]) -> Box:
    """Return a box around a point."""
    return Box(middle.x - size[0] // 2, middle.y - size[1] // 2, *size)


def size_of(kind: str) -> tuple[int, int]:
    """Return width and height of an element."""
    if kind in ACTIVITIES:
        return TASK
    return EVENT if kind in EVENTS else GATEWAY


def letters(text: str) -> int:
    """Return the width of a text in pixels: a Chinese character is as wide as it is high."""
    return sum(LETTER if ord(one) >= CJK else LETTER * 6 // 10 for one in text)


def label_size(text: str) -> tuple[int, int]:
    """Return the room that an outside label takes."""
    width = letters(text) + 2
    lines = -(-width // LABEL_WIDTH)
    # Broken lines are evened out by nobody: the first ones are full.
    return (min(width, LABEL_WIDTH), lines * LINE)


def segments(route: Route) -> tuple[tuple[Point, Point], ...]:
    """Return the lines of a route."""
    return tuple(pairwise(route))


def simplified(points: list[Point]) -> Route:
    """Drop points that stand on another one or in the middle of a line."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (
            kept[-2].x == kept[-1].x == point.x or kept[-2].y == kept[-1].y == point.y
        ):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def length(route: Route) -> int:
    """Return the length of a route."""
    return sum(abs(a.x - b.x) + abs(a.y - b.y) for a, b in segments(route))

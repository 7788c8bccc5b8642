"""Built-in functions that say how points and ranges lie to each other, and `range`."""

from collections.abc import Callable
from typing import Any

from engine.feel import syntax as s
from engine.feel.errors import Fault, FeelSyntaxError
from engine.feel.functions.signature import table
from engine.feel.parser import parse
from engine.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from engine.feel.values import Range, compare

PARSERS: dict[str, Callable[[str], object]] = {
    "date": parse_date, "time": parse_time,
    "date and time": parse_date_time, "duration": parse_duration,
}  # fmt: skip


def _order(left: Any, right: Any) -> int:
    """Compare two ends; an open end has no place of its own."""
    if left is None or right is None:
        raise Fault("a range without end has no place", "range")
    return compare(left, right)


def before(first: Any, second: Any) -> bool:
    if isinstance(first, Range):
        end, closed = first.high, first.high_included
    else:
        end, closed = first, True
    if isinstance(second, Range):
        start, open_start = second.low, not second.low_included
    else:
        start, open_start = second, False
    side = _order(end, start)
    return side < 0 or (side == 0 and (not closed or open_start))


def after(first: Any, second: Any) -> bool:
    return before(second, first)


def meets(first: Range, second: Range) -> bool:
    both = first.high_included and second.low_included
    return both and _order(first.high, second.low) == 0


def _starts_first(first: Range, second: Range) -> int:
    """The order of the starts: a closed start lies before an open one."""
    side = _order(first.low, second.low)
    return side or (second.low_included - first.low_included) * 1


def _ends_first(first: Range, second: Range) -> int:
    side = _order(first.high, second.high)
    return side or (first.high_included - second.high_included) * 1


def _touch(first: Range, second: Range) -> bool:
    """Does the second start before the first ends?"""
    side = _order(first.high, second.low)
    return side > 0 or (side == 0 and first.high_included and second.low_included)


def overlaps(first: Range, second: Range) -> bool:
    return _touch(first, second) and _touch(second, first)


def overlaps_before(first: Range, second: Range) -> bool:
    if _starts_first(first, second) >= 0 or _ends_first(first, second) > 0:
        return False
    return _touch(first, second)


def overlaps_after(first: Range, second: Range) -> bool:
    if _starts_first(first, second) <= 0 or _ends_first(first, second) < 0:
        return False
    return _touch(second, first)


def finishes(first: Any, second: Range) -> bool:
    if not isinstance(first, Range):
        return second.high_included and _order(first, second.high) == 0
    same_end = _ends_first(first, second) == 0
    return same_end and _starts_first(first, second) >= 0


def includes(first: Range, second: Any) -> bool:
    if not isinstance(second, Range):
        return first.contains(second)
    return _starts_first(first, second) <= 0 and _ends_first(first, second) >= 0


def starts(first: Any, second: Range) -> bool:
    if not isinstance(first, Range):
        return second.low_included and _order(first, second.low) == 0
    same_start = _starts_first(first, second) == 0
    return same_start and _ends_first(first, second) <= 0


def coincides(first: Any, second: Any) -> bool:
    if isinstance(first, Range):
        return _starts_first(first, second) == 0 and _ends_first(first, second) == 0
    return compare(first, second) == 0


def swapped(relation: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda first, second: relation(second, first)


def range_of(text: str) -> Range:
    """A range from its text; the ends are literals."""
    try:
        tree = parse(text)
    except FeelSyntaxError:
        raise Fault("the text is no range", "range") from None
    if not isinstance(tree, s.Interval):
        raise Fault("the text is no range", "range")
    low, high = _end(tree.low), _end(tree.high)
    if low is None or high is None or compare(low, high) > 0:
        raise Fault("the ends are no ends of a range", "range")
    return Range(low, high, tree.low_included, tree.high_included)


def _end(node: s.Node) -> Any:
    if isinstance(node, s.Literal):
        return node.value
    if isinstance(node, s.Negation) and isinstance(node.operand, s.Literal):
        return -node.operand.value  # type: ignore[operator]
    if isinstance(node, s.Call) and isinstance(node.function, s.Name) and len(node.arguments) == 1:
        argument, reader = node.arguments[0], PARSERS.get(node.function.name)
        if reader and isinstance(argument, s.Literal) and isinstance(argument.value, str):
            return reader(argument.value)
    raise Fault("an end of the range is no literal", "range")


POINT = "number|string|date|time|date and time|duration"
BOTH = (f"point1: {POINT}, point2: {POINT}", f"point: {POINT}, range: range",
        f"range: range, point: {POINT}", "range1: range, range2: range")  # fmt: skip
TWO = "range1: range, range2: range"


def over(relation: Callable[[Any, Any], bool], *texts: str) -> tuple[tuple[str, Any], ...]:
    return tuple((text, relation) for text in texts)


RANGES = table({
    "before": over(before, *BOTH),
    "after": over(after, *BOTH),
    "meets": over(meets, TWO),
    "met by": over(swapped(meets), TWO),
    "overlaps": over(overlaps, TWO),
    "overlaps before": over(overlaps_before, TWO),
    "overlaps after": over(overlaps_after, TWO),
    "finishes": over(finishes, BOTH[1], TWO),
    "finished by": over(swapped(finishes), BOTH[2], TWO),
    "includes": over(includes, BOTH[2], TWO),
    "during": over(swapped(includes), BOTH[1], TWO),
    "starts": over(starts, BOTH[1], TWO),
    "started by": over(swapped(starts), BOTH[2], TWO),
    "coincides": over(coincides, BOTH[0], TWO),
    "range": (("from: string", range_of),),
})  # fmt: skip

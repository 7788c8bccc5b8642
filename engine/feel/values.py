"""FEEL values: their kinds, what equals what, what is less than what, and how text shows them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import Any

from engine.feel.errors import Exhausted, Fault
from engine.feel.limits import current
from engine.feel.temporal import YearsMonths, clock_micros, instant, text_of

# 34 digits and this exponent are IEEE 754-2008 Decimal128, which the standard prescribes.
MATH = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)

NULL, NUMBER, STRING, BOOLEAN = "null", "number", "string", "boolean"
DATE, TIME, DATE_TIME = "date", "time", "date and time"
DAYS, MONTHS = "days and time duration", "years and months duration"
LIST, CONTEXT, RANGE, FUNCTION = "list", "context", "range", "function"


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an open side has None as its end."""

    low: object
    high: object
    low_included: bool
    high_included: bool

    def contains(self, value: object) -> bool:
        if self.low is not None:
            side = compare(value, self.low)
            if side < 0 or (side == 0 and not self.low_included):
                return False
        if self.high is not None:
            side = compare(value, self.high)
            if side > 0 or (side == 0 and not self.high_included):
                return False
        return True


class Function:
    """A value that can be called."""

    __slots__ = ()
    name = "function"

    def invoke(self, run: Any, arguments: list[object]) -> object:
        raise Fault("this function cannot be called", "not_callable")

    def invoke_named(self, run: Any, arguments: dict[str, object]) -> object:
        raise Fault("this function takes no named arguments", "arguments")


KINDS: dict[type, str] = {
    type(None): NULL, Decimal: NUMBER, str: STRING, bool: BOOLEAN,
    dt.date: DATE, dt.time: TIME, dt.datetime: DATE_TIME, dt.timedelta: DAYS, YearsMonths: MONTHS,
    list: LIST, dict: CONTEXT, Range: RANGE,
}  # fmt: skip
SCALARS = frozenset(KINDS) - {list, dict, Range}


def kind_of(value: object) -> str:
    kind = KINDS.get(value.__class__)
    if kind is None:
        if not isinstance(value, Function):
            raise Fault(f"{type(value).__name__} is no FEEL value", "not_a_value")
        return FUNCTION
    return kind


def normal(value: object) -> object:
    """A Python value as a FEEL value: integers and floats become decimals, mappings contexts."""
    if value.__class__ in SCALARS or isinstance(value, (Range, Function)):
        return value
    if isinstance(value, bool):
        return bool(value)
    if isinstance(value, (int, float, Decimal)):
        return _number(value)
    if isinstance(value, Mapping):
        return {str(key): normal(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [normal(item) for item in value]
    return _subclass(value)


def _number(value: float | Decimal) -> Decimal:
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise Fault("infinity and NaN are no FEEL numbers", "not_a_value")
    return MATH.plus(number)


def _subclass(value: object) -> object:
    """Enumerations of strings and the like: the value without its class."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (dt.datetime, dt.date, dt.time, dt.timedelta)):
        return value
    raise Fault(f"{type(value).__name__} is no FEEL value", "not_a_value")


def equal(left: object, right: object) -> bool:
    """Equality; values of different kinds cannot be compared, but null equals only null."""
    if left.__class__ in CONTAINERS:
        weigh(left)
        weigh(right)
    return _equal(left, right)


def _equal(left: object, right: object) -> bool:
    if left is right:
        return True
    if left is None or right is None:
        return False
    kind = left.__class__
    if kind is not right.__class__:
        if isinstance(left, Function) and isinstance(right, Function):
            return False
        raise Fault(f"{kind_of(left)} and {kind_of(right)} cannot be compared", "kinds")
    special = EQUALITIES.get(kind)
    return left == right if special is None else special(left, right)


def weigh(value: object) -> None:
    """Refuse what is nested too deeply or, by sharing of its parts, too large to walk through."""
    limits = current()
    level, depth, room = [value], 0, limits.steps
    while level:
        depth += 1
        below: list[object] = []
        for item in level:
            inner = list(item.values()) if isinstance(item, dict) else item
            if isinstance(inner, list):
                room -= len(inner)
                below.extend(part for part in inner if part.__class__ in CONTAINERS)
        if depth > limits.depth:
            raise Exhausted("depth")
        if room < 0:
            raise Exhausted("steps")
        level = below


def _equal_lists(left: Any, right: Any) -> bool:
    return len(left) == len(right) and all(map(_equal_items, left, right))


def _equal_items(left: object, right: object) -> bool:
    try:
        return _equal(left, right)
    except Fault:
        return False


def _equal_contexts(left: Any, right: Any) -> bool:
    return left.keys() == right.keys() and all(_equal_items(left[k], right[k]) for k in left)


def _equal_ranges(left: Any, right: Any) -> bool:
    ends = (left.low_included, left.high_included) == (right.low_included, right.high_included)
    return ends and _equal_items(left.low, right.low) and _equal_items(left.high, right.high)


def _equal_moments(left: dt.datetime, right: dt.datetime) -> bool:
    return _same_zone_kind(left, right) and instant(left) == instant(right)


def _equal_clocks(left: dt.time, right: dt.time) -> bool:
    return _same_zone_kind(left, right) and clock_micros(left) == clock_micros(right)


def _same_zone_kind(left: Any, right: Any) -> bool:
    return (left.tzinfo is None) == (right.tzinfo is None)


CONTAINERS: frozenset[type] = frozenset({list, dict})
EQUALITIES: dict[type, Callable[[Any, Any], bool]] = {
    list: _equal_lists,
    dict: _equal_contexts,
    Range: _equal_ranges,
    dt.datetime: _equal_moments,
    dt.time: _equal_clocks,
}


def compare(left: Any, right: Any) -> int:
    """-1, 0 or 1; a Fault when the two have no order."""
    kind = left.__class__
    if kind is not right.__class__:
        raise Fault(f"{kind_of(left)} and {kind_of(right)} have no order", "kinds")
    if kind is dt.datetime:
        if not _same_zone_kind(left, right):
            raise Fault("one has a time zone, the other none", "kinds")
        left, right = instant(left), instant(right)
    elif kind is dt.time:
        if not _same_zone_kind(left, right):
            raise Fault("one has a time zone, the other none", "kinds")
        left, right = clock_micros(left), clock_micros(right)
    elif kind not in ORDERED:
        raise Fault(f"{kind_of(left)} has no order", "kinds")
    return int(left > right) - int(left < right)


ORDERED = frozenset({Decimal, str, dt.date, dt.timedelta, YearsMonths})


def number_text(number: Decimal) -> str:
    """Plain digits, without an exponent and without zeros that say nothing."""
    if number == 0:
        return "0"
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def show(value: object) -> str:
    """The text of `string(value)`; strings inside lists and contexts are quoted."""
    if isinstance(value, str):
        return value
    pieces: list[str] = []
    _write(value, pieces, current().string_length)
    return "".join(pieces)


def _write(value: object, pieces: list[str], room: int) -> int:
    """Append the text of a value; returns the room that is left."""
    if isinstance(value, list):
        room = _write_items("[", [("", item) for item in value], "]", pieces, room)
    elif isinstance(value, dict):
        entries = [(f"{_key(key)}: ", item) for key, item in value.items()]
        room = _write_items("{", entries, "}", pieces, room)
    elif isinstance(value, Range):
        room = _write_range(value, pieces, room)
    else:
        text = _scalar(value)
        pieces.append(text)
        room -= len(text)
    if room < 0:
        raise Fault("the text is too long (string_length)", "string_length")
    return room


def _write_items(
    start: str, entries: list[tuple[str, object]], end: str, pieces: list[str], room: int
) -> int:
    pieces.append(start)
    for index, (key, item) in enumerate(entries):
        prefix = (", " if index else "") + key
        pieces.append(prefix)
        room = _write(item, pieces, room - len(prefix))
    pieces.append(end)
    return room - 2


def _write_range(value: Range, pieces: list[str], room: int) -> int:
    pieces.append("[" if value.low_included else "(")
    room = _write(value.low, pieces, room)
    pieces.append("..")
    room = _write(value.high, pieces, room)
    pieces.append("]" if value.high_included else ")")
    return room - 4


def _key(key: str) -> str:
    return key if key.replace("_", "a").replace(" ", "a").isalnum() else f'"{_escape(key)}"'


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        return f'"{_escape(value)}"'
    if isinstance(value, Function):
        return value.name
    return text_of(value) or str(value)

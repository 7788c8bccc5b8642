"""Closures for literals, names, lists, contexts and paths."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel import syntax as s
from engine.feel.errors import Fault
from engine.feel.frame import Building, Closure, Frame
from engine.feel.temporal import DAY_SECONDS, MICRO, YearsMonths, micros_of, offset_of
from engine.feel.values import kind_of


def literal(building: Building, node: s.Literal) -> Closure:
    value = node.value
    return lambda frame: value


def variable(building: Building, node: s.Name) -> Closure:
    """A variable of the nearest frame that has it."""
    name, position = node.name, node.position
    building.note(name)
    fallback = building.builtin(name)

    def looked_up(frame: Frame) -> object:
        place: Frame | None = frame
        while place is not None:
            values = place.values
            if name in values:
                return values[name]
            place = place.parent
        if fallback is None:
            frame.run.report(position, Fault(f"there is no variable {name!r}", "unknown_name"))
        return fallback

    return looked_up


def list_literal(building: Building, node: s.ListLiteral) -> Closure:
    items = tuple(building.compile(item) for item in node.items)
    return lambda frame: [item(frame) for item in items]


def context_literal(building: Building, node: s.ContextLiteral) -> Closure:
    position = node.position
    names: tuple[str, ...] = ()
    entries = []
    for key, value in node.entries:
        names = (*names, key)
        entries.append((key, building.within(names, value)))
    duplicate = len(set(names)) != len(names)

    def built(frame: Frame) -> object:
        if duplicate:
            frame.run.report(position, Fault("a key stands twice in the context", "duplicate_key"))
            return None
        values: dict[str, object] = {}
        inner = Frame(values, frame, frame.run)
        for key, entry in entries:
            values[key] = entry(inner)
        return values

    return built


def path(building: Building, node: s.Path) -> Closure:
    value, name, position = building.compile(node.value), node.name, node.position

    def reached(frame: Frame) -> object:
        found = value(frame)
        try:
            if found.__class__ is dict:
                return found[name]
            return property_of(found, name)
        except KeyError:
            frame.run.report(position, Fault(f"the context has no {name!r}", "unknown_key"))
            return None
        except Fault as fault:
            frame.run.report(position, fault)
            return None

    return reached


def property_of(value: Any, name: str) -> object:
    """`value.name`; for a list the property of each item."""
    if isinstance(value, list):
        return [_of_item(item, name) for item in value]
    if isinstance(value, dict):
        return value.get(name)
    reader = PROPERTIES.get(kind_of(value), {}).get(name)
    if reader is None:
        raise Fault(f"{kind_of(value)} has no property {name!r}", "unknown_property")
    return reader(value)


def _of_item(item: Any, name: str) -> object:
    try:
        return property_of(item, name)
    except Fault:
        return None


def _zone(value: Any) -> object:
    tz = value.tzinfo
    if isinstance(tz, ZoneInfo):
        return tz.key
    return None


def _seconds_part(value: dt.timedelta, unit: int, modulus: int) -> Decimal:
    seconds = (
        micros_of(value) // MICRO if value >= dt.timedelta() else -(-micros_of(value) // MICRO)
    )
    sign = -1 if seconds < 0 else 1
    return Decimal(sign * (abs(seconds) // unit % modulus))


def _months_part(value: YearsMonths) -> tuple[int, int]:
    years, months = divmod(abs(value.months), 12)
    return (-years, -months) if value.months < 0 else (years, months)


def second_of(value: dt.time | dt.datetime) -> Decimal:
    if not value.microsecond:
        return Decimal(value.second)
    return Decimal(value.second) + Decimal(value.microsecond) / MICRO


FOREVER = 10**12
DATE_PROPERTIES: dict[str, Callable[[Any], object]] = {
    "year": lambda v: Decimal(v.year),
    "month": lambda v: Decimal(v.month),
    "day": lambda v: Decimal(v.day),
    "weekday": lambda v: Decimal(v.isoweekday()),
}
TIME_PROPERTIES: dict[str, Callable[[Any], object]] = {
    "hour": lambda v: Decimal(v.hour),
    "minute": lambda v: Decimal(v.minute),
    "second": second_of,
    "time offset": offset_of,
    "timezone": _zone,
}
PROPERTIES: dict[str, dict[str, Callable[[Any], object]]] = {
    "date": DATE_PROPERTIES,
    "time": TIME_PROPERTIES,
    "date and time": DATE_PROPERTIES | TIME_PROPERTIES,
    "days and time duration": {
        "days": lambda v: _seconds_part(v, DAY_SECONDS, FOREVER),
        "hours": lambda v: _seconds_part(v, 3600, 24),
        "minutes": lambda v: _seconds_part(v, 60, 60),
        "seconds": lambda v: _seconds_part(v, 1, 60),
    },
    "years and months duration": {
        "years": lambda v: Decimal(_months_part(v)[0]),
        "months": lambda v: Decimal(_months_part(v)[1]),
    },
    "range": {
        "start": lambda v: v.low,
        "end": lambda v: v.high,
        "start included": lambda v: v.low_included,
        "end included": lambda v: v.high_included,
    },
}

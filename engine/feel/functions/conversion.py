"""Built-in functions that make values of one kind from another."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from engine.feel.errors import Fault
from engine.feel.functions.signature import table
from engine.feel.temporal import (
    YearsMonths,
    micros_of,
    offset_zone,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    zone,
)
from engine.feel.values import MATH, show

NUMERAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)


def whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise Fault("not a whole number", "kinds")
    return int(number)


def date_of(value: str | dt.date | dt.datetime) -> dt.date:
    if isinstance(value, str):
        return parse_date(value)
    return value.date() if isinstance(value, dt.datetime) else value


def date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> dt.date:
    try:
        return dt.date(whole(year), whole(month), whole(day))
    except (ValueError, OverflowError):
        raise Fault("there is no such day", "not_a_date") from None


def time_of(value: str | dt.time | dt.date) -> dt.time:
    if isinstance(value, str):
        return parse_time(value)
    if isinstance(value, dt.datetime):
        return value.timetz()
    return dt.time(tzinfo=dt.UTC) if isinstance(value, dt.date) else value


def time_of_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: Any = None) -> dt.time:
    tz = None
    if isinstance(offset, dt.timedelta):
        tz = offset_zone(micros_of(offset) // 1_000_000)
    return _clock(hour, minute, second, tz)


def _clock(hour: Decimal, minute: Decimal, second: Decimal, tz: dt.tzinfo | None) -> dt.time:
    seconds = int(second)
    micro = int((second - seconds) * 1_000_000)
    try:
        return dt.time(whole(hour), whole(minute), seconds, micro, tz)
    except (ValueError, OverflowError):
        raise Fault("there is no such time of day", "not_a_time") from None


def date_time_of(value: str | dt.date | dt.datetime) -> dt.datetime:
    if isinstance(value, str):
        return parse_date_time(value)
    if isinstance(value, dt.datetime):
        return value
    return dt.datetime.combine(value, dt.time())


def date_time_of_two(day: dt.date | dt.datetime, clock: dt.time) -> dt.datetime:
    return dt.datetime.combine(date_of(day), clock)


def date_time_of_parts(
    year: Decimal, month: Decimal, day: Decimal,
    hour: Decimal, minute: Decimal, second: Decimal, where: Any = None,
) -> dt.datetime:  # fmt: skip
    tz: dt.tzinfo | None = None
    if isinstance(where, Decimal):
        tz = offset_zone(int(where * 3600))
    elif isinstance(where, dt.timedelta):
        tz = offset_zone(micros_of(where) // 1_000_000)
    elif isinstance(where, str):
        tz = zone(where)
    return dt.datetime.combine(date_of_parts(year, month, day), _clock(hour, minute, second, tz))


def number_of(text: str, grouping: Any = None, point: Any = None) -> Decimal:
    if grouping is not None and grouping not in {" ", ",", "."}:
        raise Fault("the grouping separator is a space, a comma or a point", "arguments")
    if point is not None and point not in {",", "."}:
        raise Fault("the decimal separator is a comma or a point", "arguments")
    if grouping is not None and grouping == (point or "."):
        raise Fault("the separators are the same", "arguments")
    plain = text.replace(grouping, "") if grouping else text
    if point == ",":
        if "." in plain:
            raise Fault(f"{text[:40]!r} is no number", "not_a_number")
        plain = plain.replace(",", ".")
    if not NUMERAL.fullmatch(plain):
        raise Fault(f"{text[:40]!r} is no number", "not_a_number")
    return MATH.create_decimal(plain)


def text_of(value: object) -> str | None:
    return None if value is None else show(value)


def duration_of(value: str | dt.timedelta | YearsMonths) -> object:
    return parse_duration(value) if isinstance(value, str) else value


def months_between(first: dt.date | dt.datetime, last: dt.date | dt.datetime) -> YearsMonths:
    """Whole months from the first day to the last, negative when the last is earlier."""
    months = (last.year - first.year) * 12 + last.month - first.month
    ahead, behind = _within_month(first), _within_month(last)
    if months > 0 and behind < ahead:
        months -= 1
    elif months < 0 and behind > ahead:
        months += 1
    return YearsMonths(months)


def _within_month(value: dt.date | dt.datetime) -> tuple[int, dt.time]:
    clock = value.time() if isinstance(value, dt.datetime) else dt.time()
    return value.day, clock


DAY = "date|date and time"
PARTS = "year: number, month: number, day: number, hour: number, minute: number, second: number"
CONVERSIONS = table({
    "date": ((f"from: string|{DAY}", date_of),
             ("year: number, month: number, day: number", date_of_parts)),
    "time": ((f"from: string|time|{DAY}", time_of),
             ("hour: number, minute: number, second: number, offset: days and time duration|null?",
              time_of_parts)),
    "date and time": ((f"from: string|{DAY}", date_time_of),
                      (f"date: {DAY}, time: time", date_time_of_two),
                      (PARTS, date_time_of_parts),
                      (f"{PARTS}, offset: number|days and time duration|null", date_time_of_parts),
                      (f"{PARTS}, timezone: string", date_time_of_parts)),
    "number": (("from: string, grouping separator: string|null, decimal separator: string|null",
                number_of), ("from: string", number_of)),
    "string": (("from: any", text_of),),
    "duration": (("from: string|duration", duration_of),),
    "years and months duration": ((f"from: {DAY}, to: {DAY}", months_between),),
})  # fmt: skip

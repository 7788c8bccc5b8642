"""What + - * / ** and unary - mean for each pair of kinds."""

import datetime as dt
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from typing import Any

from engine.feel.errors import Fault
from engine.feel.limits import current
from engine.feel.temporal import (
    DAY_SECONDS,
    MICRO,
    YearsMonths,
    add_months,
    clock_micros,
    duration_of,
    instant,
    micros_of,
)
from engine.feel.values import (
    DATE,
    DATE_TIME,
    DAYS,
    MATH,
    MONTHS,
    NUMBER,
    STRING,
    TIME,
    kind_of,
)

Operation = Callable[[Any, Any], object]


def concatenate(left: str, right: str) -> str:
    if len(left) + len(right) > current().string_length:
        raise Fault("the text is too long (string_length)", "string_length")
    return left + right


def shift(value: Any, duration: dt.timedelta) -> object:
    """A point in time, so much later."""
    try:
        if not isinstance(value, dt.datetime):
            midnight = dt.datetime.combine(value, dt.time())
            return (midnight + duration).date()
        if value.tzinfo is None:
            return value + duration
        return (instant(value) + duration).astimezone(value.tzinfo)
    except OverflowError:
        raise Fault("the date is outside the years 1 to 9999", "out_of_range") from None


def shift_clock(value: dt.time, duration: dt.timedelta) -> dt.time:
    local = (value.hour * 3600 + value.minute * 60 + value.second) * MICRO + value.microsecond
    micros = (local + micros_of(duration)) % (DAY_SECONDS * MICRO)
    seconds, micro = divmod(micros, MICRO)
    return dt.time(seconds // 3600, seconds // 60 % 60, seconds % 60, micro, value.tzinfo)


def between(left: Any, right: Any) -> dt.timedelta:
    """Left - right for dates and datetimes; a date counts as its midnight."""
    zoned = [side.tzinfo for side in (left, right) if isinstance(side, dt.datetime)]
    if len(zoned) == 2 and (zoned[0] is None) != (zoned[1] is None):  # noqa: PLR2004 -- both sides
        raise Fault("one has a time zone, the other none", "kinds")
    tz = dt.UTC if zoned and zoned[0] is not None else None
    first, second = (
        instant(side) if isinstance(side, dt.datetime) else dt.datetime.combine(side, dt.time(), tz)
        for side in (left, right)
    )
    return first - second


def between_clocks(left: dt.time, right: dt.time) -> dt.timedelta:
    if (left.tzinfo is None) != (right.tzinfo is None):
        raise Fault("one has a time zone, the other none", "kinds")
    return duration_of(clock_micros(left) - clock_micros(right))


def _whole(number: Decimal, rounding: str) -> int:
    return int(number.to_integral_value(rounding=rounding))


def scale_days(duration: dt.timedelta, factor: Decimal) -> dt.timedelta:
    return duration_of(_whole(MATH.multiply(Decimal(micros_of(duration)), factor), ROUND_HALF_EVEN))


def scale_months(duration: YearsMonths, factor: Decimal) -> YearsMonths:
    return YearsMonths(_whole(MATH.multiply(Decimal(duration.months), factor), ROUND_DOWN))


def divide_days(duration: dt.timedelta, divisor: Decimal) -> dt.timedelta:
    return duration_of(_whole(divide(Decimal(micros_of(duration)), divisor), ROUND_HALF_EVEN))


def divide_months(duration: YearsMonths, divisor: Decimal) -> YearsMonths:
    return YearsMonths(_whole(divide(Decimal(duration.months), divisor), ROUND_DOWN))


def divide(left: Decimal, right: Decimal) -> Decimal:
    if not right:
        raise Fault("division by zero", "division_by_zero")
    return MATH.divide(left, right)


def power(base: Decimal, exponent: Decimal) -> Decimal:
    if not base and exponent < 0:
        # The decimal context would say infinity, which is no number of FEEL.
        raise Fault("division by zero", "division_by_zero")
    return MATH.power(base, exponent)


def _months(sign: int) -> Operation:
    return lambda day, duration: add_months(day, sign * duration.months)


ADD: dict[tuple[str, str], Operation] = {
    (NUMBER, NUMBER): MATH.add,
    (STRING, STRING): concatenate,
    (DATE, DAYS): shift,
    (DATE_TIME, DAYS): shift,
    (DAYS, DATE): lambda a, b: shift(b, a),
    (DAYS, DATE_TIME): lambda a, b: shift(b, a),
    (TIME, DAYS): shift_clock,
    (DAYS, TIME): lambda a, b: shift_clock(b, a),
    (DATE, MONTHS): _months(1),
    (DATE_TIME, MONTHS): _months(1),
    (MONTHS, DATE): lambda a, b: add_months(b, a.months),
    (MONTHS, DATE_TIME): lambda a, b: add_months(b, a.months),
    (DAYS, DAYS): lambda a, b: duration_of(micros_of(a) + micros_of(b)),
    (MONTHS, MONTHS): lambda a, b: YearsMonths(a.months + b.months),
}
SUBTRACT: dict[tuple[str, str], Operation] = {
    (NUMBER, NUMBER): MATH.subtract,
    (DATE, DATE): between,
    (DATE, DATE_TIME): between,
    (DATE_TIME, DATE): between,
    (DATE_TIME, DATE_TIME): between,
    (TIME, TIME): between_clocks,
    (DATE, DAYS): lambda a, b: shift(a, -b),
    (DATE_TIME, DAYS): lambda a, b: shift(a, -b),
    (TIME, DAYS): lambda a, b: shift_clock(a, -b),
    (DATE, MONTHS): _months(-1),
    (DATE_TIME, MONTHS): _months(-1),
    (DAYS, DAYS): lambda a, b: duration_of(micros_of(a) - micros_of(b)),
    (MONTHS, MONTHS): lambda a, b: YearsMonths(a.months - b.months),
}
MULTIPLY: dict[tuple[str, str], Operation] = {
    (NUMBER, NUMBER): MATH.multiply,
    (DAYS, NUMBER): scale_days,
    (NUMBER, DAYS): lambda a, b: scale_days(b, a),
    (MONTHS, NUMBER): scale_months,
    (NUMBER, MONTHS): lambda a, b: scale_months(b, a),
}
DIVIDE: dict[tuple[str, str], Operation] = {
    (NUMBER, NUMBER): divide,
    (DAYS, NUMBER): divide_days,
    (MONTHS, NUMBER): divide_months,
    (DAYS, DAYS): lambda a, b: divide(Decimal(micros_of(a)), Decimal(micros_of(b))),
    (MONTHS, MONTHS): lambda a, b: divide(Decimal(a.months), Decimal(b.months)),
}
POWER: dict[tuple[str, str], Operation] = {(NUMBER, NUMBER): power}
TABLES = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "**": POWER}


def calculate(sign: str, left: object, right: object) -> object:
    """The value, or a Fault that names the kinds."""
    kinds = (kind_of(left), kind_of(right))
    operation = TABLES[sign].get(kinds)
    if operation is None:
        raise Fault(f"{kinds[0]} {sign} {kinds[1]} has no value", "kinds")
    return operation(left, right)


def negate(value: object) -> object:
    if isinstance(value, Decimal):
        return MATH.minus(value)
    if isinstance(value, dt.timedelta):
        return duration_of(-micros_of(value))
    if isinstance(value, YearsMonths):
        return YearsMonths(-value.months)
    raise Fault(f"-{kind_of(value)} has no value", "kinds")

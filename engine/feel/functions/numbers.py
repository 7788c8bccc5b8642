"""Built-in functions on numbers."""

import datetime as dt
from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)

from engine.feel.arithmetic import negate
from engine.feel.errors import Fault
from engine.feel.functions.signature import table
from engine.feel.temporal import YearsMonths
from engine.feel.values import MATH

MIN_SCALE, MAX_SCALE = -6111, 6176
WIDE = Context(prec=13_000, Emin=-99_999, Emax=99_999)


def rounding(mode: str) -> Callable[..., Decimal]:
    """Round to a scale; a scale beyond the standard's bounds has no value."""

    def rounded(number: Decimal, scale: Decimal = Decimal()) -> Decimal:
        if scale != scale.to_integral_value() or not MIN_SCALE <= scale <= MAX_SCALE:
            raise Fault(f"the scale is not a whole number from {MIN_SCALE} to {MAX_SCALE}", "scale")
        places = int(scale)
        if -number.as_tuple().exponent <= places:  # type: ignore[operator]
            return number
        result = number.quantize(Decimal((0, (1,), -places)), rounding=mode, context=WIDE)
        return MATH.plus(result if places >= 0 else result.quantize(Decimal(1), context=WIDE))

    return rounded


def absolute(value: Decimal | dt.timedelta | YearsMonths) -> object:
    if isinstance(value, YearsMonths):
        return YearsMonths(abs(value.months))
    if isinstance(value, dt.timedelta):
        return negate(value) if value < dt.timedelta() else value
    return abs(value)


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """Dividend - divisor * floor(dividend / divisor)."""
    if not divisor:
        raise Fault("division by zero", "division_by_zero")
    rest = WIDE.remainder(dividend, divisor)
    if rest and (rest < 0) != (divisor < 0):
        rest = WIDE.add(rest, divisor)
    return MATH.plus(rest)


def square_root(number: Decimal) -> Decimal:
    if number < 0:
        raise Fault("a negative number has no square root", "out_of_range")
    return MATH.sqrt(number)


def logarithm(number: Decimal) -> Decimal:
    if number <= 0:
        raise Fault("only positive numbers have a logarithm", "out_of_range")
    return MATH.ln(number)


def odd(number: Decimal) -> bool:
    return WIDE.remainder(number, Decimal(2)).copy_abs() == 1


def even(number: Decimal) -> bool:
    return WIDE.remainder(number, Decimal(2)) == 0


N = "n: number, scale: number?"
NUMBERS = table({
    "decimal": (("n: number, scale: number", rounding(ROUND_HALF_EVEN)),),
    "floor": ((N, rounding(ROUND_FLOOR)),),
    "ceiling": ((N, rounding(ROUND_CEILING)),),
    "round up": (("n: number, scale: number?", rounding(ROUND_UP)),),
    "round down": (("n: number, scale: number?", rounding(ROUND_DOWN)),),
    "round half up": (("n: number, scale: number?", rounding(ROUND_HALF_UP)),),
    "round half down": (("n: number, scale: number?", rounding(ROUND_HALF_DOWN)),),
    "abs": (("n: number|duration", absolute),),
    "modulo": (("dividend: number, divisor: number", modulo),),
    "sqrt": (("number: number", square_root),),
    "log": (("number: number", logarithm),),
    "exp": (("number: number", MATH.exp),),
    "odd": (("number: number", odd),),
    "even": (("number: number", even),),
})  # fmt: skip

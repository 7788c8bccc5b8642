"""FEEL agrees with `decimal`, `datetime` and Python's logic, on invented values."""

import datetime as dt
from decimal import ROUND_FLOOR, Context, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelSyntaxError, YearsMonths, compile_expression, compile_unary_tests
from engine.feel.values import show

MATH = Context(prec=34)
NUMBERS = st.decimals(
    min_value=-(10**15), max_value=10**15, places=4, allow_nan=False, allow_infinity=False
)
DATES = st.dates(min_value=dt.date(1000, 1, 1), max_value=dt.date(8999, 12, 31))
START, END = (dt.datetime(year, 1, 1) for year in (1900, 2200))  # noqa: DTZ001 -- local times
MOMENTS = st.datetimes(min_value=START, max_value=END)
SPANS = st.timedeltas(min_value=dt.timedelta(days=-10_000), max_value=dt.timedelta(days=10_000))
SCALARS = st.one_of(
    NUMBERS, st.text(max_size=20), st.booleans(), st.none(), DATES, MOMENTS, SPANS,
)  # fmt: skip


def value(text: str, **context: object) -> object:
    return compile_expression(text).evaluate(context)


@given(NUMBERS, NUMBERS)
def test_numbers_calculate_as_decimals(a: Decimal, b: Decimal) -> None:
    assert value("a + b", a=a, b=b) == MATH.add(a, b)
    assert value("a - b", a=a, b=b) == MATH.subtract(a, b)
    assert value("a * b", a=a, b=b) == MATH.multiply(a, b)
    assert value("a / b", a=a, b=b) == (MATH.divide(a, b) if b else None)
    assert value("a < b", a=a, b=b) is (a < b)


@given(NUMBERS, NUMBERS.filter(bool))
def test_modulo_has_the_sign_of_the_divisor(a: Decimal, b: Decimal) -> None:
    x, y = Fraction(a), Fraction(b)
    assert value("modulo(a, b)", a=a, b=b) == MATH.divide(
        Decimal((x - y * (x // y)).numerator), Decimal((x - y * (x // y)).denominator)
    )


@given(NUMBERS, st.integers(min_value=-5, max_value=4))
def test_floor_rounds_down(a: Decimal, scale: int) -> None:
    step = Decimal((0, (1,), -scale))
    expected = a.quantize(step, rounding=ROUND_FLOOR, context=Context(prec=60))
    assert value("floor(a, s)", a=a, s=scale) == expected


@given(DATES, st.integers(min_value=-10_000, max_value=10_000))
def test_days_are_added_as_datetime_adds_them(day: dt.date, days: int) -> None:
    span = dt.timedelta(days=days)
    assert value("day + span", day=day, span=span) == day + span
    assert value("(day + span) - day", day=day, span=span) == span


@given(MOMENTS, SPANS)
def test_moments_and_spans_calculate(moment: dt.datetime, span: dt.timedelta) -> None:
    assert value("m + s", m=moment, s=span) == moment + span
    assert value("m - s", m=moment, s=span) == moment - span
    zoned = moment.replace(tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert value("(m + s) - m", m=zoned, s=span) == span


@given(DATES, st.integers(min_value=-1000, max_value=1000))
def test_months_keep_the_day_or_take_the_last(day: dt.date, months: int) -> None:
    found = value("day + span", day=day, span=YearsMonths(months))
    assert isinstance(found, dt.date)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + dt.timedelta(1)).day == 1)


@given(DATES, DATES)
def test_months_between_two_days_lead_back_to_the_second(first: dt.date, last: dt.date) -> None:
    text = "first + years and months duration(first, last)"
    found = value(text, first=first, last=last)
    assert isinstance(found, dt.date)
    assert abs(found - last) <= dt.timedelta(days=31)
    assert found <= last if first <= last else found >= last


@given(st.one_of(DATES, MOMENTS, SPANS, NUMBERS))
def test_a_value_survives_its_own_text(original: object) -> None:
    functions = {
        dt.date: "date", dt.datetime: "date and time", dt.timedelta: "duration", Decimal: "number",
    }  # fmt: skip
    reader = functions[type(original)]
    assert value(f"{reader}(string(x))", x=original) == original


@given(SCALARS, SCALARS)
def test_equality_is_symmetric_and_agrees_with_membership(a: object, b: object) -> None:
    assert value("a = b", a=a, b=b) is value("b = a", a=a, b=b)
    if value("a = b", a=a, b=b) is not None:
        assert value("a in [b]", a=a, b=b) is value("a = b", a=a, b=b)
        assert value("a != b", a=a, b=b) is (not value("a = b", a=a, b=b))


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_cell_with_a_range_agrees_with_between(x: Decimal, low: Decimal, high: Decimal) -> None:
    context = {"low": low, "high": high}
    found = compile_unary_tests("[low..high]").matches(x, context)
    assert found is value("x between low and high", x=x, **context)


@given(st.lists(NUMBERS, max_size=8))
def test_lists_are_summed_sorted_and_reversed_as_python_does(items: list[Decimal]) -> None:
    assert value("sort(items, function(a, b) a < b)", items=items) == sorted(items)
    assert value("reverse(items)", items=items) == items[::-1]
    assert value("count(items)", items=items) == len(items)
    assert value("max(items)", items=items) == (max(items) if items else None)
    assert value("sum(items)", items=items) == (sum(items) if items else None)


@given(st.text(max_size=60))
def test_any_text_is_compiled_or_refused(text: str) -> None:
    try:
        expression = compile_expression(text)
    except FeelSyntaxError:
        return
    expression.explain({})


@given(st.recursive(
    st.sampled_from(["1", "a", '"x"', "null", "true", "[]", "{}", '@"2026-01-01"']),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "=", "<", "and", "or", "in"]), inner)
        .map(lambda part: f"({part[0]} {part[1]} {part[2]})"),
        st.tuples(inner, inner).map(lambda part: f"[{part[0]}, {part[1]}][{part[1]}]"),
        inner.map(lambda part: f"(for i in {part} return i)"),
        inner.map(lambda part: f"string({part})"),
    ),
    max_leaves=12,
))  # fmt: skip
def test_any_expression_has_a_value_or_a_reason(text: str) -> None:
    found, diagnostics = compile_expression(text).explain({"a": Decimal(3)})
    assert found is not None or diagnostics or "null" in text
    show(found)

"""Each built-in function of chapter 10.3.4."""

import datetime as dt
from decimal import Decimal

import pytest

from engine.feel import YearsMonths, compile_expression
from engine.feel.functions import BUILTINS
from models import clock

# A date and time of FEEL may lack a zone.
LOCAL = dt.datetime(2026, 2, 17, 10)  # noqa: DTZ001
CASES: list[tuple[str, object]] = [
    # numbers
    ("decimal(1/3, 2)", Decimal("0.33")), ("decimal(2.5, 0)", 2),
    ("floor(-1.5)", -2), ("ceiling(1.51, 1)", Decimal("1.6")),
    ("round up(-5.5, 0)", -6), ("round down(5.56, 1)", Decimal("5.5")),
    ("round half up(5.5, 0)", 6), ("round half down(5.5, 0)", 5),
    ("abs(-1)", 1), ('abs(@"-P1D")', dt.timedelta(days=1)), ('abs(@"-P1Y")', YearsMonths(12)),
    ("modulo(-12, 5)", 3), ("sqrt(16)", 4), ("sqrt(-1)", None), ("log(1)", 0), ("exp(0)", 1),
    ("odd(5)", True), ("even(5)", False), ("decimal(1, 7000)", None), ("floor(123.456, -1)", 120),
    # strings
    ('substring("foobar", 3)', "obar"), ('substring("foobar", -2, 1)', "a"),
    ('substring("foobar", 0)', None), ('string length("\\U01F40Eab")', 3),
    ('upper case("ab")', "AB"), ('lower case("AB")', "ab"),
    ('substring before("foobar", "bar")', "foo"), ('substring after("foobar", "ob")', "ar"),
    ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
    ('replace("a", "b", "\\\\$")', "a"), ('contains("foobar", "ob")', True),
    ('starts with("foobar", "fo")', True), ('ends with("foobar", "r")', True),
    ('matches("foobar", "^fo*b")', True), ('matches("x", "[a-z-[x]]")', False),
    ('matches("a", "\\\\p{IsBasicLatin}")', True), ('matches("a", "(")', None),
    ('matches("a", "(?=a)")', None), ('matches("ab", "a b", "x")', True),
    ('split("a;b;;c", ";")', ["a", "b", "", "c"]), ('string join(["a", "b"], "-")', "a-b"),
    ('string join(["a", null, "b"])', "ab"),
    # lists
    ("list contains([1, null], null)", True), ("count([1, 2])", 2), ("count()", None),
    ("min(3, 1, 2)", 1), ("max([3, 1, 2])", 3), ('min("b", "a")', "a"), ("min([])", None),
    ("sum([1, 2.5])", Decimal("3.5")), ("sum([])", None), ("mean([1, 2, 3])", 2),
    ("all([true, false])", False), ("any([false, true])", True), ("all([true, null])", None),
    ("sublist([1, 2, 3], 2)", [2, 3]), ("sublist([1, 2, 3], -2, 1)", [2]),
    ("append([1], 2, 3)", [1, 2, 3]), ("concatenate([1], [2, 3])", [1, 2, 3]),
    ("insert before([1, 3], 2, 2)", [1, 2, 3]), ("remove([1, 2, 3], 2)", [1, 3]),
    ("reverse([1, 2])", [2, 1]), ("index of([1, 2, 1], 1)", [1, 3]),
    ("union([1, 2], [2, 3])", [1, 2, 3]), ("distinct values([1, 2, 1, [3], [3]])", [1, 2, [3]]),
    ("flatten([[1, [2]], 3])", [1, 2, 3]), ("product([2, 3])", 6), ("median([8, 2, 5, 3])", 4),
    ("stddev([2, 4, 7, 5])", Decimal("2.081665999466132735282297706979931")),
    ("mode([6, 3, 9, 6, 6])", [6]), ("mode([])", []),
    ("list replace([2, 4, 7], 3, 6)", [2, 4, 6]),
    ("list replace([2, 4, 7], function(item, newItem) item < newItem, 5)", [5, 5, 7]),
    ("sort([3, 1, 2], function(x, y) x < y)", [1, 2, 3]), ("sort([3, 1, 2])", [1, 2, 3]),
    # contexts and logic
    ('get value({a: 1}, "a")', 1), ('get value({a: {b: 2}}, ["a", "b"])', 2),
    ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ('context([{key: "a", value: 1}])', {"a": 1}),
    ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
    ('context put({a: {b: 1}}, ["a", "b"], 2)', {"a": {"b": 2}}),
    ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
    ("not(true)", False), ("not(null)", None),
    ('is(@"10:00:00Z", @"12:00:00+02:00")', False), ("is(1, 1.0)", True),
    # conversions
    ("date(2026, 2, 17)", dt.date(2026, 2, 17)), ("date(2026, 13, 1)", None),
    ('date(@"2026-02-17T10:00:00")', dt.date(2026, 2, 17)),
    ("time(10, 30, 0)", dt.time(10, 30)),
    ('time(10, 30, 0, @"PT8H")', dt.time(10, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))),
    ('date and time(@"2026-02-17", @"10:00:00")', LOCAL),
    ("date and time(2026, 2, 17, 10, 0, 0)", LOCAL),
    ('number("1,000.5", ",", ".")', Decimal("1000.5")), ('number("x")', None),
    ('number("1 000,5", " ", ",")', Decimal("1000.5")),
    ("string(1.10)", "1.1"), ("string(null)", None), ("string(true)", "true"),
    ('string(["a", {b c: null}])', '["a", {b c: null}]'), ("string((1..2])", "(1..2]"),
    ('duration("P1Y2M")', YearsMonths(14)), ('duration("P1M1D")', None),
    ('years and months duration(@"2024-12-24", @"2026-02-23")', YearsMonths(13)),
    ('years and months duration(@"2026-02-23", @"2024-12-24")', YearsMonths(-13)),
    # calendar
    ('day of year(@"2026-02-01")', 32), ('day of week(@"2026-02-17")', "Tuesday"),
    ('month of year(@"2026-02-17")', "February"), ('week of year(@"2026-01-01")', 1),
    # ranges
    ("before(1, 10)", True), ("before([1..5), 5)", True), ("after([6..9], [1..5])", True),
    ("meets([1..5], [5..9])", True), ("met by([5..9], [1..5])", True),
    ("overlaps([1..5], [3..8])", True), ("overlaps before([1..5], [3..8])", True),
    ("overlaps after([3..8], [1..5])", True), ("finishes(10, [1..10])", True),
    ("finished by([1..10], 10)", True), ("includes([1..10], 5)", True),
    ("during([4..6], [1..10])", True), ("starts(1, [1..10])", True),
    ("started by([1..10], [1..5])", True), ("coincides([1..5], [1..5])", True),
    ('range("[1..3]").end', 3), ('range("[3..1]")', None), ('range("1")', None),
    ('now() > @"2020-01-01T00:00:00Z"', True), ("today() instance of date", True),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_function_gives_the_value_of_the_standard(text: str, expected: object) -> None:
    assert compile_expression(text).evaluate({}) == expected


def test_every_built_in_function_is_tried() -> None:
    tried = " ".join(text for text, _ in CASES)
    assert [name for name in BUILTINS if f"{name}(" not in tried] == []


def test_now_is_the_time_of_the_one_clock() -> None:
    clock.travel(dt.datetime(2031, 5, 6, 20, tzinfo=dt.UTC))
    try:
        assert compile_expression("today()").evaluate({}) == dt.date(2031, 5, 7)
    finally:
        clock.set_offset(dt.timedelta())


def test_arguments_may_be_named() -> None:
    text = 'substring(length: 2, string: "foobar", start position: 3)'
    assert compile_expression(text).evaluate({}) == "ob"
    found, diagnostics = compile_expression('substring(text: "foobar")').explain({})
    assert found is None
    assert diagnostics[0].code == "arguments"


def test_a_list_of_one_counts_as_its_item_and_the_reverse() -> None:
    assert compile_expression('upper case(["a"])').evaluate({}) == "A"
    assert compile_expression("reverse(1)").evaluate({}) == [1]

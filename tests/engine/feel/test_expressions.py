"""What expressions mean: value by value, after chapter 10 of DMN 1.5."""

import datetime as dt
from decimal import Decimal

import pytest

from engine.feel import Range, YearsMonths, compile_expression

SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def value(text: str, **context: object) -> object:
    return compile_expression(text).evaluate(context)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 ** 3 ** 2", 64),
        ("-2 ** 2", 4),
        ("7 / 2", Decimal("3.5")),
        ("1 / 3", Decimal("0.3333333333333333333333333333333333")),
        ("0.1 + 0.2 = 0.3", True),
        (".5 + 1.5e2", Decimal("150.5")),
        ('"a" + "b"', "ab"),
        ("10 - -5", 15),
        ("1 < 2 and 2 >= 2", True),
        ('"a" != "b"', True),
        ("5 between 1 and 5", True),
        ("5 in [1..5)", False),
        ("5 in (1..5]", True),
        ("5 in ]1..5[", False),
        ("5 in (1, 3, > 4)", True),
        ("5 in > 5", False),
        ("5 in [1, 2, [4..6]]", True),
        ("[1, 2] = [1, 2]", True),
        ("[] = []", True),
        ('{a: 1} = {"a": 1}', True),
        ("[1, 2, 3][2]", 2),
        ("[1, 2, 3][-1]", 3),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("[{x: 1}, {x: 2}][x > 1].x", [2]),
        ("[{x: 1}, {x: 2}].x", [1, 2]),
        ("{a: 1, b: a + 1}.b", 2),
        ("if 1 > 2 then 3 else 4", 4),
        ("if null then 3 else 4", 4),
        ("for i in 1..3 return i * i", [1, 4, 9]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in [1..3) return i", [1, 2]),
        ("for i in [1, 2], j in [10, 20] return i + j", [11, 21, 12, 22]),
        ("for i in 1..4 return if i < 2 then i else partial[-1] * i", [1, 2, 6, 24]),
        ("some i in [1, 2] satisfies i > 1", True),
        ("every i in [1, 2] satisfies i > 1", False),
        ("some i in [] satisfies i", False),
        ("every i in [] satisfies i", True),
        ("1 instance of number", True),
        ('"x" instance of number', False),
        ("null instance of number", False),
        ("[1] instance of list<number>", True),
        ('["x"] instance of list<number>', False),
        ("{a: 1} instance of context<a: number>", True),
        ("[1..2] instance of range<number>", True),
        ("(function(a, b) a - b)(b: 1, a: 5)", 4),
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1)}.f(5)", 120),
        ("1 // a remark\n + 1", 2),
        ("1 /* another */ + 1", 2),
        ('"\\u4e25" + "\\U01F40E"', "严\U0001f40e"),
        ("[1..3].start", 1),
        ("true and some i in [1] satisfies i = 1 or false", True),
        ("false or every i in [1] satisfies i > 1", False),
        ("1 + if true then 2 else 3 + 4", 3),
        ("2 * if false then 2 else 3 + 4", 14),
        ("[2] = for i in [1] return i + 1", True),
        ("(< 5).end included", False),
        ('not("x")', None),
    ],
)
def test_an_expression_has_the_value_of_the_standard(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("left", "right", "conjunction", "disjunction"),
    [
        ("true", "true", True, True),
        ("true", "false", False, True),
        ("true", "null", None, True),
        ("false", "false", False, False),
        ("false", "null", False, None),
        ("null", "null", None, None),
        ("1", "true", None, True),
        ("1", "false", False, None),
    ],
)
def test_logic_has_three_values(
    left: str, right: str, conjunction: bool | None, disjunction: bool | None
) -> None:
    for first, second in ((left, right), (right, left)):
        assert value(f"{first} and {second}") is conjunction
        assert value(f"{first} or {second}") is disjunction


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('date("2026-02-28") + duration("P1D")', dt.date(2026, 3, 1)),
        ('date("2026-01-31") + duration("P1M")', dt.date(2026, 2, 28)),
        ('@"2026-03-01" - @"2026-02-01"', dt.timedelta(days=28)),
        ('@"P1Y2M" + @"P11M"', YearsMonths(25)),
        ('@"P1Y" * 1.5', YearsMonths(18)),
        ('@"P1D" / 2', dt.timedelta(hours=12)),
        ('@"P2D" / @"PT12H"', Decimal(4)),
        ('time("23:30:00") + duration("PT1H")', dt.time(0, 30)),
        ('time("10:00:00+08:00") - time("10:00:00Z")', dt.timedelta(hours=-8)),
        ('@"2026-01-01T00:00:00+08:00" = @"2025-12-31T16:00:00Z"', True),
        ('date and time("2026-01-01T08:00:00+08:00")',
         dt.datetime(2026, 1, 1, 8, tzinfo=SHANGHAI)),
        ('@"2026-01-01T00:00:00@Asia/Shanghai".time offset', dt.timedelta(hours=8)),
        ('date("2026-02-17").weekday', 2),
        ('duration("P1DT2H3M4S").hours', 2),
        ('duration("-P14M").months', -2),
        ('date("2026-02-30")', None),
        ('date("0000-01-01")', None),
        ('@"2026-01-01" < @"2026-01-02"', True),
        ('@"2026-01-01T00:00:00" < @"2026-01-01T00:00:00Z"', None),
        ('-@"P1D"', dt.timedelta(days=-1)),
        ('for d in @"2026-01-30"..@"2026-02-01" return d.day', [30, 31, 1]),
        ('string(duration("P400DT25H"))', "P401DT1H"),
        ('string(@"10:30:00.500@Asia/Shanghai")', "10:30:00.5@Asia/Shanghai"),
        ('string(@"10:30:00+00:00")', "10:30:00Z"),
        ('string(@"10:30:00-05:30")', "10:30:00-05:30"),
    ],
)  # fmt: skip
def test_dates_times_and_durations_calculate(text: str, expected: object) -> None:
    assert value(text) == expected


def test_a_name_may_have_spaces() -> None:
    assert value("Monthly Salary * 12", **{"Monthly Salary": 10}) == 120
    assert value("applicant.full name", applicant={"full name": "王伟"}) == "王伟"
    assert compile_expression("a b + c  d").names == {"a b", "c d"}


def test_a_name_may_hold_signs_and_keywords_when_it_is_known() -> None:
    names = frozenset({"fee-1", "values in a list", "a+b", "Step 2.1"})
    context = {"fee-1": 3, "values in a list": [1, 2], "a+b": 5, "Step 2.1": 7}
    for text, expected in (
        ("fee-1 + 1", 4),
        ("some v in values in a list satisfies v = 2", True),
        ("a+b*2", 10),
        ("Step 2.1 + 1", 8),
    ):
        assert compile_expression(text, names).evaluate(context) == expected
    assert compile_expression("fee-1").evaluate({"fee": 3}) == 2


def test_a_name_may_be_chinese() -> None:
    text = '违法所得 >= 50000 and 情节 = "严重"'
    assert value(text, 违法所得=60000, 情节="严重") is True


def test_python_values_come_in_as_feel_values() -> None:
    assert value("n + 1", n=2) == 3
    assert value("n = 0.1", n=0.1) is True
    assert value("rows[amount > 5].amount", rows=({"amount": 4}, {"amount": 6})) == [6]
    assert value("flag", flag=False) is False
    assert value("n", n=float("nan")) is None
    assert value("n", n=object()) is None


def test_the_free_names_are_told() -> None:
    text = "for x in items return x.price * rate + sum([y, z])"
    assert compile_expression(text).names == {"items", "rate", "y", "z"}


def test_the_reason_for_null_is_told_with_its_place() -> None:
    found, diagnostics = compile_expression("1 +\n missing").explain({})
    assert found is None
    assert [(d.code, d.position.line, d.position.column) for d in diagnostics] == [
        ("unknown_name", 2, 2),
        ("kinds", 1, 3),
    ]
    assert str(diagnostics[0]) == "line 2, column 2: there is no variable 'missing'"


def test_an_expression_without_faults_has_no_diagnostics() -> None:
    assert compile_expression('outcome = "passed"').explain({"outcome": "passed"}) == (True, [])


def test_the_same_text_is_compiled_once() -> None:
    assert compile_expression("a + b") is compile_expression("a + b")


def test_values_of_different_kinds_are_not_compared() -> None:
    found, diagnostics = compile_expression('1 = "1"').explain({})
    assert found is None
    assert diagnostics[0].message == "number and string cannot be compared"


def test_a_range_is_a_value() -> None:
    assert value("[1..5)") == Range(Decimal(1), Decimal(5), low_included=True, high_included=False)
    assert (
        value("r.end", r=Range(Decimal(1), Decimal(5), low_included=True, high_included=True)) == 5
    )
    assert value("[1..null]") is None


def test_an_external_function_is_never_run() -> None:
    text = 'function(a) external {java: {class: "java.lang.Math", method signature: "cos(double)"}}'
    found, diagnostics = compile_expression(f"({text})(1)").explain({})
    assert found is None
    assert diagnostics[0].code == "external_function"

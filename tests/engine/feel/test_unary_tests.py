"""Cells of decision tables and allowed values."""

import pytest

from engine.feel import compile_unary_tests


@pytest.mark.parametrize(
    ("tests", "value", "expected"),
    [
        ("-", 1, True),
        ("5", 5, True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "c", True),
        ('not("a", "b")', "a", False),
        ("< 5", 5, False),
        ("[1..5)", 1, True),
        ("> 1, < -1", 0, False),
        ("? > 1 and ? < 3", 2, True),
        ("even(?)", 2, True),
        ("list contains([1, 2], ?)", 3, False),
        ("[1, 2]", 2, True),
        ("true", False, False),
        ("null", None, True),
        ('"a"', None, False),
        ("< 5", None, None),
        ('date("2026-01-01")', "2026-01-01", None),
        ("-5", -5, True),
        ("limit", 7, True),
        ("< limit", 6, True),
        ("[0..limit]", 8, False),
    ],
)
def test_a_value_passes_a_cell(tests: str, value: object, expected: bool | None) -> None:
    assert compile_unary_tests(tests).matches(value, {"limit": 7}) is expected


def test_the_names_of_a_cell_leave_out_its_own_value() -> None:
    assert compile_unary_tests("? > limit").names == {"limit"}


def test_the_reason_why_a_cell_cannot_be_judged_is_told() -> None:
    found, diagnostics = compile_unary_tests("> 3").explain("x")
    assert found is None
    assert diagnostics[0].message == "string and number have no order"

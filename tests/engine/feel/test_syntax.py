"""What is no expression is refused, with its place."""

import pytest

from engine.feel import FeelSyntaxError, compile_expression, compile_unary_tests


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("1 +", 1, 4),
        ("1 + + 2", 1, 5),
        ("a = = b", 1, 5),
        ("if a then b", 1, 12),
        ("(1", 1, 3),
        ("1)", 1, 2),
        ("a\n  ; b", 2, 3),
        ('"abc', 1, 1),
        ("f(a: 1, a: 2)", 1, 2),
        ("x.1", 1, 2),
        ("for in xs return 1", 1, 5),
        ("a := 1", 1, 3),
        ("[1, 2", 1, 6),
        ("{a 1}", 1, 5),
        ("1e999999", 1, 1),
    ],
)
def test_a_fault_is_told_with_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(FeelSyntaxError) as refusal:
        compile_expression(text)
    assert (refusal.value.position.line, refusal.value.position.column) == (line, column)


def test_the_message_names_what_was_found() -> None:
    with pytest.raises(FeelSyntaxError, match=r"line 1, column 5: '=' is not expected here"):
        compile_expression("a = = b")


def test_an_empty_cell_is_no_test() -> None:
    with pytest.raises(FeelSyntaxError):
        compile_unary_tests("")

"""What can go wrong in FEEL: a text that is no expression, and an evaluation that yields null."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """Where in the expression's text; line and column start at 1, offset at 0."""

    line: int
    column: int
    offset: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


START = Position(1, 1, 0)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Why an expression (or a part of it) became null."""

    code: str
    message: str
    position: Position = START

    def __str__(self) -> str:
        return f"{self.position}: {self.message}"


class FeelSyntaxError(ValueError):
    """The text is not a FEEL expression."""

    def __init__(self, message: str, position: Position = START, code: str = "syntax") -> None:
        super().__init__(f"{position}: {message}")
        self.message = message
        self.position = position
        self.code = code


class Fault(Exception):
    """An operation has no value; the evaluator turns it into null and a diagnostic."""

    def __init__(self, message: str, code: str = "no_value") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Exhausted(Exception):
    """A limit was reached; the whole evaluation ends with null."""

    def __init__(self, setting: str) -> None:
        super().__init__(setting)
        self.setting = setting

"""Why a decision model is refused, and what is wrong inside one that was read."""

from dataclasses import dataclass

from engine.feel.errors import Position


class DmnError(ValueError):
    """The file is no decision model that can be read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of one element, found while the model was compiled."""

    element: str
    """Name or id of the decision, table cell or function."""
    message: str
    position: Position | None = None
    code: str = "syntax"

    def __str__(self) -> str:
        where = f", {self.position}" if self.position else ""
        return f"{self.element}{where}: {self.message}"

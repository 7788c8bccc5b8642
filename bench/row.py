"""A measured line of the table, and how to time a call.

A module of this folder with a function `rows() -> Iterator[Row]` is a measure; `python -m bench`
finds it by its name.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from statistics import median
from timeit import Timer
from typing import Any


@dataclass(frozen=True)
class Row:
    """What was measured, against what was promised; a row without a target is for comparison."""

    name: str
    unit: str
    target: float | None
    #: None when it could not be measured here; the note says why.
    measured: float | None
    raw: list[float] = field(default_factory=list)
    #: The target is the least that is promised (a speed), not the most (a time, a share, a size).
    at_least: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better than promised: 1 is just met, below 1 is missed."""
        if self.target is None or not self.measured:
            return None
        return self.measured / self.target if self.at_least else self.target / self.measured

    @property
    def met(self) -> bool | None:
        """Whether the promise is kept; None without a promise or a measurement."""
        if self.target is None or self.measured is None:
            return None
        return self.measured >= self.target if self.at_least else self.measured <= self.target

    def as_json(self) -> dict[str, Any]:
        """Everything, and the verdict."""
        return {**asdict(self), "ratio": self.ratio, "met": self.met}


def microseconds(call: Callable[[], object], *, repeat: int = 7) -> list[float]:
    """Time of one call in each of several rounds; a round lasts about a fifth of a second."""
    timer = Timer(call)
    number, seconds = timer.autorange()
    del seconds
    return [round(taken / number * 1e6, 3) for taken in timer.repeat(repeat, number)]


def timed(name: str, target: float | None, call: Callable[[], object]) -> Row:
    """The median of the rounds, so that a busy machine does not decide."""
    raw = microseconds(call)
    return Row(name, "us", target, median(raw), raw)

"""A measured line, and how to time a call."""

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
    measured: float
    raw: list[float] = field(default_factory=list)

    @property
    def met(self) -> bool | None:
        return None if self.target is None else self.measured <= self.target

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "met": self.met}


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

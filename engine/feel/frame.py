"""What a closure is given: the variables in reach, and the run with its bounds and diagnostics."""

from collections.abc import Callable
from time import monotonic
from typing import Any, Protocol

from engine.feel.errors import Diagnostic, Exhausted, Fault, Position
from engine.feel.limits import current
from engine.feel.syntax import Node, TypeName

MAX_DIAGNOSTICS = 50
CHECK_EVERY = 1_000


class Run:
    """One evaluation."""

    __slots__ = (
        "deadline", "depth", "diagnostics", "fired", "floor", "limits", "regex_seconds", "steps",
    )  # fmt: skip

    def __init__(self) -> None:
        self.limits = limits = current()
        self.steps = self.floor = limits.steps
        # Set by the first step, so that a simple condition does not pay for the clock.
        self.deadline = 0.0
        self.regex_seconds = limits.regex_seconds
        self.depth = 0
        self.diagnostics: list[Diagnostic] = []
        # What a decision model wants to remember of its evaluation: the rules that matched.
        self.fired: list[Any] = []

    def report(self, position: Position, error: Exception) -> None:
        """Note why a part has no value."""
        if len(self.diagnostics) < MAX_DIAGNOSTICS:
            code = error.code if isinstance(error, Fault) else "arithmetic"
            self.diagnostics.append(Diagnostic(code, str(error) or "no value", position))

    def report_in(self, element: str, fault: Fault) -> None:
        """The same for a part of a decision model, which has a name instead of a position."""
        if len(self.diagnostics) < MAX_DIAGNOSTICS:
            self.diagnostics.append(Diagnostic(fault.code, f"{element}: {fault.message}"))

    def tick(self, count: int = 1) -> None:
        """Pay for work done; now and then look at the clock too."""
        self.steps -= count
        if self.steps < self.floor:
            self._look()

    def _look(self) -> None:
        if self.steps < 0:
            raise Exhausted("steps")
        now = monotonic()
        if not self.deadline:
            self.deadline = now + self.limits.seconds
        elif now > self.deadline:
            raise Exhausted("seconds")
        self.floor = max(0, self.steps - CHECK_EVERY)

    def pay_for(self, value: object) -> None:
        """Pay for a text or list that was read or made, so that memory is bounded too."""
        if isinstance(value, str):
            self.tick(len(value) >> 7)
        elif isinstance(value, list):
            self.tick(len(value) >> 2)

    def check_size(self, size: int) -> None:
        if size > self.limits.list_size:
            raise Exhausted("list_size")


class Frame:
    """Variables of one scope; the parent has those around it."""

    __slots__ = ("parent", "run", "values")

    def __init__(self, values: dict[str, Any], parent: "Frame | None", run: Run) -> None:
        self.values = values
        self.parent = parent
        self.run = run


Closure = Callable[[Frame], object]


class Building(Protocol):
    """What the parts of the compiler ask of the whole."""

    def compile(self, node: Node) -> Closure: ...

    def within(self, names: tuple[str, ...], node: Node) -> Closure:
        """Compile a node that stands in a new frame with these names."""

    def builtin(self, name: str) -> Any:
        """The built-in function of that name, or None."""

    def resolve(self, type_name: TypeName) -> Any: ...

    def note(self, name: str) -> None:
        """Remember a free variable."""

    def bound(self, name: str) -> bool: ...

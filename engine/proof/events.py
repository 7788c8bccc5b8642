"""What happens along a path of a model, and the questions that rules ask of it."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

CALLED: Final = "called"
#: The end of the process itself, and the end of one that it calls.
ENDED: Final = "ended"
RETURNED: Final = "returned"


@dataclass(frozen=True)
class Event:
    """One thing that happened: a task was done, an operation called, a timer fired, an end met."""

    kind: str
    #: The id of the element, or the topic of the operation.
    name: str
    #: Outcomes of the form, or what the operation returned.
    facts: Mapping[str, Any] = field(default_factory=dict)
    #: The id of the element in the diagram; the same thing may happen at several.
    element: str = field(default="", compare=False)

    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value}" for key, value in sorted(self.facts.items()))
        return f"{self.kind} {self.name}" + (f" ({facts})" if facts else "")


Question = Callable[[Event], bool]


def done(*elements: str, **facts: Any) -> Question:
    """A user task was completed with these outcomes (a tuple means any of them)."""
    return _asks(("done",), elements, facts)


def called(*topics: str, **facts: Any) -> Question:
    """An operation was called and returned these values."""
    return _asks((CALLED,), topics, facts)


def fired(*elements: str) -> Question:
    """A timer fired."""
    return _asks(("fired",), elements, {})


def received(*messages: str, **facts: Any) -> Question:
    """A message came that carried these values."""
    return _asks(("received",), messages, facts)


def ended(*elements: str) -> Question:
    """The process, or one that it calls, reached this end."""
    return _asks((ENDED, RETURNED), elements, {})


def with_returns(
    events: Sequence[Event], passed: Iterable[str], ends: Collection[str]
) -> list[Event]:
    """The events of a step, and in their place among them the ends of called processes.

    `passed` and `ends` name elements as `process:element`.
    """
    left, found = deque(events), list[Event]()
    for place in passed:
        element = place.partition(":")[2]
        while left and left[0].kind != CALLED:
            found.append(left.popleft())
        if left and left[0].element == element:
            found.append(left.popleft())
        elif place in ends:
            found.append(Event(RETURNED, element, {}, element))
    return [*found, *left]


def _asks(kinds: tuple[str, ...], names: tuple[str, ...], facts: Mapping[str, Any]) -> Question:
    def asks(event: Event) -> bool:
        return (
            event.kind in kinds
            and event.name in names
            and all(_is(event.facts.get(key), wanted) for key, wanted in facts.items())
        )

    return asks


def _is(value: Any, wanted: Any) -> bool:
    return value in wanted if isinstance(wanted, tuple) else bool(value == wanted)

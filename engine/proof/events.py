"""What happens along a path of a model, and the questions that rules ask of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


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
    return _asks("done", elements, facts)


def called(*topics: str, **facts: Any) -> Question:
    """An operation was called and returned these values."""
    return _asks("called", topics, facts)


def fired(*elements: str) -> Question:
    """A timer fired."""
    return _asks("fired", elements, {})


def received(*messages: str, **facts: Any) -> Question:
    """A message came that carried these values."""
    return _asks("received", messages, facts)


def ended(*elements: str) -> Question:
    """The process reached this end."""
    return _asks("ended", elements, {})


def _asks(kind: str, names: tuple[str, ...], facts: Mapping[str, Any]) -> Question:
    def asks(event: Event) -> bool:
        return (
            event.kind == kind
            and event.name in names
            and all(_is(event.facts.get(key), wanted) for key, wanted in facts.items())
        )

    return asks


def _is(value: Any, wanted: Any) -> bool:
    return value in wanted if isinstance(wanted, tuple) else bool(value == wanted)

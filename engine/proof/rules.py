"""The kinds of temporal rule: what comes before, what follows before the end, what happens once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.proof.events import Event, Question

#: What a rule remembers of a path; it is part of a state, so it stays small.
Memory = frozenset[int]
NOTHING: Memory = frozenset()


class Rule(Protocol):
    """A rule that reads a path event by event."""

    @property
    def id(self) -> str:
        """The name of the rule in reports."""

    @property
    def article(self) -> str:
        """Where the law says so."""

    @property
    def words(self) -> str:
        """What it demands, in one sentence."""

    def reads(self, memory: Memory, event: Event) -> tuple[Memory, bool]:
        """The new memory, and whether the event breaks the rule."""

    def at_end(self, memory: Memory) -> bool:
        """Whether ending here breaks the rule."""

    def concerns(self, events: Sequence[Event]) -> bool:
        """Whether any of these events can trigger it; else the rule says nothing of the model."""


@dataclass(frozen=True)
class Before:
    """Whenever `trigger` happens, one of each group of `needs` happened since `since`."""

    id: str
    article: str
    words: str
    trigger: Question
    needs: tuple[tuple[Question, ...], ...]
    #: Forgets what happened before, for example a new investigation report.
    since: Question | None = None
    #: Each trigger uses up what it needs: the next one needs it anew.
    once: bool = False

    def reads(self, memory: Memory, event: Event) -> tuple[Memory, bool]:
        """Remember which needs are met."""
        if self.since is not None and self.since(event):
            memory = NOTHING
        met = {i for i, group in enumerate(self.needs) if any(one(event) for one in group)}
        memory |= met
        if not self.trigger(event):
            return memory, False
        breaks = len(memory) < len(self.needs)
        return (NOTHING if self.once else memory), breaks

    def at_end(self, memory: Memory) -> bool:
        """An end breaks no rule of this kind."""
        return False

    def concerns(self, events: Sequence[Event]) -> bool:
        """Whether the trigger occurs at all."""
        return any(self.trigger(event) for event in events)


@dataclass(frozen=True)
class Follows:
    """Whenever `trigger` happened, one of `answers` follows before the process ends."""

    id: str
    article: str
    words: str
    trigger: Question
    answers: tuple[Question, ...]
    #: What may not come earlier than the answer either, for example a new investigation report.
    before: Question | None = None

    def reads(self, memory: Memory, event: Event) -> tuple[Memory, bool]:
        """Remember what is still to come."""
        if any(answer(event) for answer in self.answers):
            memory = NOTHING
        breaks = bool(memory) and self.before is not None and self.before(event)
        if self.trigger(event):
            memory = frozenset({0})
        return memory, breaks

    def at_end(self, memory: Memory) -> bool:
        """The end comes before the answer."""
        return bool(memory)

    def concerns(self, events: Sequence[Event]) -> bool:
        """Whether the trigger occurs at all."""
        return any(self.trigger(event) for event in events)


@dataclass(frozen=True)
class AtMostOnce:
    """`trigger` happens once and no second time."""

    id: str
    article: str
    words: str
    trigger: Question

    def reads(self, memory: Memory, event: Event) -> tuple[Memory, bool]:
        """Remember that it happened."""
        if not self.trigger(event):
            return memory, False
        return frozenset({0}), bool(memory)

    def at_end(self, memory: Memory) -> bool:
        """It need not happen."""
        return False

    def concerns(self, events: Sequence[Event]) -> bool:
        """Whether it occurs at all."""
        return any(self.trigger(event) for event in events)


@dataclass(frozen=True)
class Barred:
    """Once `after` happened, `trigger` does not happen until `until` did."""

    id: str
    article: str
    words: str
    trigger: Question
    after: Question
    until: Question

    def reads(self, memory: Memory, event: Event) -> tuple[Memory, bool]:
        """Remember that it is barred."""
        if self.until(event):
            memory = NOTHING
        breaks = bool(memory) and self.trigger(event)
        if self.after(event):
            memory = frozenset({0})
        return memory, breaks

    def at_end(self, memory: Memory) -> bool:
        """An end breaks no rule of this kind."""
        return False

    def concerns(self, events: Sequence[Event]) -> bool:
        """Whether anything bars it, and whether it occurs at all."""
        return any(map(self.after, events)) and any(map(self.trigger, events))

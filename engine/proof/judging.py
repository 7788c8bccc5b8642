"""Judges one rule on all ways through a model, once the model has been explored.

The states of the model and what the rule remembers make a graph of their own; no step is repeated.
Each rule is judged by itself, since what all of them remember together would be far too much.
"""

from collections import deque
from dataclasses import dataclass

from engine.proof.events import Event
from engine.proof.explorer import Exploration, Key, Transition, Violation
from engine.proof.rules import NOTHING, Memory, Rule


@dataclass(frozen=True)
class _Node:
    """A state of the model with what the rule remembers there, and how it was first reached."""

    key: Key
    memory: Memory
    parent: "_Node | None"
    transition: Transition

    def events(self) -> list[Event]:
        """The way from the start to here."""
        way: list[Event] = []
        node: _Node | None = self
        while node is not None:
            way[:0] = node.transition.events
            node = node.parent
        return way

    def places(self) -> list[str]:
        """What was passed on that way."""
        way: list[str] = []
        node: _Node | None = self
        while node is not None:
            way[:0] = node.transition.passed
            node = node.parent
        return way


def judge(found: Exploration, rule: Rule) -> Violation | None:
    """The shortest way that breaks the rule; None when no way does."""
    if not rule.concerns(found.events):
        return None
    queue: deque[_Node] = deque()
    seen: set[tuple[Key, Memory]] = set()
    pending: list[tuple[_Node | None, Memory, Transition]] = [
        (None, NOTHING, transition) for transition in found.starts
    ]
    while pending:
        for parent, memory, transition in pending:
            broken, after = _read(found, rule, memory, transition)
            node = _Node(transition.target, after, parent, transition)
            if broken is not None:
                return _violation(rule, node, broken)
            if (node.key, after) not in seen:
                seen.add((node.key, after))
                queue.append(node)
        if not queue:
            break
        here = queue.popleft()
        pending = [(here, here.memory, one) for one in found.states[here.key].transitions]
        while not pending and queue:
            here = queue.popleft()
            pending = [(here, here.memory, one) for one in found.states[here.key].transitions]
    return None


def _read(
    found: Exploration, rule: Rule, memory: Memory, transition: Transition
) -> tuple[int | None, Memory]:
    """How many events it takes to break the rule, if they do, and what it remembers after."""
    for number, event in enumerate(transition.events, 1):
        memory, breaks = rule.reads(memory, event)
        if breaks:
            return number, memory
    if found.states[transition.target].ended and rule.at_end(memory):
        return len(transition.events), memory
    return None, memory


def _violation(rule: Rule, node: _Node, events: int) -> Violation:
    before = node.parent.events() if node.parent else []
    way = (*before, *node.transition.events[:events])
    said = tuple(str(event) for event in way)
    return Violation(rule.id, rule.words, said, way, tuple(dict.fromkeys(node.places())))

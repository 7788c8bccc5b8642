"""Watches real cases and asks whether the proof has explored what they do."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from engine import definitions, state
from engine.bpmn import read
from engine.operations import OPERATIONS
from engine.proof import contracts
from engine.proof.checks import explorer_of
from engine.proof.explorer import Exploration, Explorer, Key
from engine.proof.liveness import Liveness
from engine.spiff.machine import Machine
from engine.spiff.parsing import Spec, parse_sources
from engine.spiff.workflow import Operate
from engine.step import Step

SHIPPED = definitions.shipped()


@dataclass(frozen=True)
class Move:
    """A step that was stored: of which process, from what to what, and what it passed."""

    process: str
    before: bytes | None
    after: bytes
    passed: tuple[str, ...]
    #: The end of the process itself that was reached, which is not stored.
    end: str | None


@dataclass(frozen=True)
class Call:
    """An operation that ran: what the data were before, and what it returned."""

    topic: str
    data: Mapping[str, Any]
    result: Mapping[str, Any]


@dataclass
class Seen:
    """What happened while somebody watched."""

    moves: list[Move] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)


@contextmanager
def watched() -> Iterator[Seen]:
    """Note every step that is stored and every operation that runs; nothing is changed."""
    seen, before = Seen(), dict[int, tuple[Machine, bytes]]()
    encode, decode = state.encode, state.decode

    def decoded(spec: Spec, operate: Operate, stored: bytes) -> Machine:
        machine = decode(spec, operate, stored)
        before[id(machine)] = machine, stored
        return machine

    def encoded(machine: Machine) -> bytes:
        stored = encode(machine)
        _machine, had = before.pop(id(machine), (None, None))
        process = machine._spec.process
        seen.moves.append(Move(process, had, stored, tuple(machine.passed), machine.end))
        return stored

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(state, "encode", encoded)
        patch.setattr(state, "decode", decoded)
        for topic, operation in OPERATIONS.items():
            patch.setitem(OPERATIONS, topic, _noted(topic, operation, seen))
        yield seen


def _noted(
    topic: str, operation: Callable[[Step], Mapping[str, Any] | None], seen: Seen
) -> Callable[[Step], Mapping[str, Any] | None]:
    def noted(step: Step) -> Mapping[str, Any] | None:
        data = dict(step.data)
        result = operation(step)
        seen.calls.append(Call(topic, data, dict(result or {})))
        return result

    return noted


def fits(call: Call) -> bool:
    """Whether what an operation returned is one of the results that its contract names."""
    possible = contracts.results(call.topic, call.data, tuple(call.result))
    return any(_is(call.result, one) for one in possible)


def _is(result: Mapping[str, Any], contract: Mapping[str, Any]) -> bool:
    """A moment of the contract stands for any value or none: no guard asks which one."""
    facts = {name: one for name, one in contract.items() if one != contracts.SOMETIME}
    said = {name: one for name, one in result.items() if name in facts}
    return result.keys() <= contract.keys() and said == facts


@dataclass(frozen=True)
class Map:
    """What the proof knows of one process."""

    spec: Spec
    explorer: Explorer
    found: Exploration

    def place(self, stored: bytes, end: str | None = None) -> Key:
        """The state of the proof in which a stored instance is."""
        machine = state.decode(self.spec, _unasked, stored)
        machine.end = end
        return self.explorer.marking(machine)

    def knows(self, move: Move) -> bool:
        """Whether the proof has explored the step."""
        after = self.place(move.after, move.end)
        if not move.passed:
            # A date was moved, which no guard asks for: it waits where it waited.
            before = after if move.before is None else self.place(move.before)
            return before == after and after in self.found.states
        if move.before is None:
            return any(one.target == after for one in self.found.starts)
        here = self.found.states.get(self.place(move.before))
        if here is None:
            return False
        if any((one.target, one.passed) == (after, move.passed) for one in here.transitions):
            return True
        # Several terms may end in one step; the proof lets them end one after the other.
        return after in self._by_terms(here.key)

    def goes(self, way: Sequence[tuple[str, ...]]) -> bool:
        """Whether the proof has explored a way: what each of its steps passed, from the start."""
        reached = {one.target for one in self.found.starts if one.passed == way[0]}
        for passed in way[1:]:
            reached = {
                one.target
                for key in reached
                for one in self.found.states[key].transitions
                if one.passed == passed
            }
        return bool(reached)

    def _by_terms(self, start: Key) -> set[Key]:
        reached, todo = {start}, [start]
        while todo:
            for one in self.found.states[todo.pop()].transitions:
                if one.events[0].kind == "fired" and one.target not in reached:
                    reached.add(one.target)
                    todo.append(one.target)
        return reached - {start}


@cache
def map_of(process: str) -> Map:
    """Explore a shipped process."""
    return map_from(process, definitions.closure(process, SHIPPED))


def map_from(process: str, sources: Mapping[str, str]) -> Map:
    """Explore a process with what it calls."""
    spec = parse_sources(process, sources)
    models = {name: read(text.encode()) for name, text in sources.items()}
    explorer = explorer_of(spec, models, Liveness(process, models))
    return Map(spec, explorer, explorer.explore())


def _unasked(topic: str, element: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    raise AssertionError(f"{topic} was called at {element}, although nothing steps: {data}")

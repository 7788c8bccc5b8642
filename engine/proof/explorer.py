"""Explores a model with the real engine: every submission, every result, timers fire or not.

Messages come whenever something waits for them. What may happen again and again beside a task
leaves tokens without number: of three that are alike, the third makes no difference here.
"""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import Any, Final

import orjson

from engine.errors import YanchaError
from engine.proof import contracts, inputs
from engine.proof.events import ENDED, Event, with_returns
from engine.proof.liveness import Calls, Liveness
from engine.proof.rules import NOTHING, Memory, Rule
from engine.spiff.machine import Machine
from engine.spiff.parsing import Spec, UserTask

#: Shipped models have a few hundred states; a model beyond this is refused as too large to prove.
MAX_STATES: Final = 20_000

#: So many tokens that are alike in all that matters stand for any number of them.
MANY: Final = 2

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Transition:
    """One thing that may happen at a state, and where it leads."""

    events: tuple[Event, ...]
    #: `process:element` of what it passes.
    passed: tuple[str, ...]
    target: Key


@dataclass
class State:
    """A place where the instance waits, or its end."""

    key: Key
    #: The stored lists as JSON: a restored machine shares what it was restored from.
    stored: bytes
    ended: bool
    #: How it was first reached.
    parent: "State | None"
    events: tuple[Event, ...]
    #: `process:element` of what was passed since the parent.
    passed: tuple[str, ...]
    #: What the rules remember of the way on which it was first reached.
    memories: tuple[Memory, ...]
    #: What may happen next: (element, task) of the user tasks, (process, element) of the timers.
    tasks: tuple[tuple[UserTask, str], ...]
    timers: tuple[tuple[str, str], ...]
    #: Names of the messages that something waits for.
    messages: tuple[str, ...]
    transitions: list[Transition] = field(default_factory=list)

    def path(self) -> list[Event]:
        """The shortest way from the start to here."""
        way: list[Event] = []
        state: State | None = self
        while state is not None:
            way[:0] = state.events
            state = state.parent
        return way

    def places(self) -> list[str]:
        """What was passed on that way."""
        way: list[str] = []
        state: State | None = self
        while state is not None:
            way[:0] = state.passed
            state = state.parent
        return way


@dataclass(frozen=True)
class Violation:
    """A rule that a path breaks."""

    rule: str
    words: str
    path: tuple[str, ...]
    events: tuple[Event, ...] = ()
    #: `process:element` of what the path passes, for the picture.
    places: tuple[str, ...] = ()


@dataclass
class Exploration:
    """All states of a model and what was seen on the way."""

    states: dict[Key, State]
    #: How it may begin.
    starts: list[Transition]
    transitions: int
    passed: set[str]
    events: list[Event]
    violations: list[Violation]


class _Script:
    """Answers operations: the first time with the first result, then with each other one."""

    def __init__(
        self, sets: Mapping[str, tuple[str, ...]], choices: list[int], lists: frozenset[str]
    ) -> None:
        self._sets = sets
        self._choices = choices
        self._lists = lists
        #: How many results there were at each call.
        self.widths: list[int] = []
        self.events: list[Event] = []

    def __call__(self, topic: str, element: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        known = contracts.results(topic, data, self._sets.get(element, ()))
        possible = [each for one in known for each in contracts.with_lists(one, self._lists)]
        position = len(self.widths)
        choice = self._choices[position] if position < len(self._choices) else 0
        self.widths.append(len(possible))
        self.events.append(Event("called", topic, possible[choice], element))
        return possible[choice]

    def following(self) -> list[int] | None:
        """The next script in order, or None after the last."""
        taken = [*self._choices, *([0] * len(self.widths))][: len(self.widths)]
        while taken and taken[-1] + 1 == self.widths[len(taken) - 1]:
            taken.pop()
        if not taken:
            return None
        taken[-1] += 1
        return taken


class Explorer:
    """Breadth first, so that the first path that breaks a rule is a shortest one."""

    def __init__(
        self,
        spec: Spec,
        guards: Sequence[str],
        sets: Mapping[str, tuple[str, ...]],
        rules: tuple[Rule, ...],
        liveness: Liveness,
        ends: frozenset[str] = frozenset(),
    ) -> None:
        """`ends` are those of called processes, as `process:element`."""
        self._spec = spec
        #: What the guards compare variables with, by variable.
        self._thresholds = inputs.thresholds(guards)
        #: Which variables are still read where: all else makes no difference to the diagram.
        self._liveness = liveness
        self._sets = sets
        self._rules = rules
        self._ends = ends
        self._found = Exploration({}, [], 0, set(), [], [])
        self._broken: set[str] = set()

    def explore(self, *, first_only: bool = False, seconds: float = inf) -> Exploration:
        """Visit every state; with `first_only` stop at the first rule that is broken.

        What is not done after so many seconds is broken: nothing half proved counts.
        """
        until = time.monotonic() + seconds
        queue: deque[State] = deque()
        for machine, events in self._starts():
            self._arrive(machine, events, None, queue)
        while queue and len(self._found.states) <= MAX_STATES:
            if first_only and self._found.violations:
                return self._found
            if time.monotonic() > until:
                self._violate("size", f"not proved within {seconds:g} seconds", [], [])
                return self._found
            state = queue.popleft()
            if not state.ended:
                for machine, events in self._steps(state):
                    self._arrive(machine, events, state, queue)
        if len(self._found.states) > MAX_STATES:
            self._violate("size", f"more than {MAX_STATES} states", [], [])
        return self._found

    def _starts(self) -> Iterator[tuple[Machine, list[Event]]]:
        script: list[int] | None = []
        while script is not None:
            operate = _Script(self._sets, script, self._liveness.collections)
            try:
                machine = Machine.start(self._spec, operate, {"case_id": 1})
            except YanchaError as error:
                self._violate("step", f"the start fails: {error}", operate.events, [])
                return
            yield machine, operate.events
            script = operate.following()

    def _steps(self, state: State) -> Iterator[tuple[Machine, list[Event]]]:
        for task, task_id in state.tasks:
            for data in inputs.submissions(task, self._thresholds):
                event = Event("done", task.element, data, task.element)
                act = partial(_complete, task_id, data)
                yield from self._tries(state, event, act)
        for process, element in state.timers:
            event = Event("fired", element, {}, element)
            yield from self._tries(state, event, partial(_fire, process, element))
        for name in state.messages:
            for data in inputs.submissions(self._spec.messages[name], self._thresholds):
                event = Event("received", name, data)
                yield from self._tries(state, event, partial(_deliver, name, data))

    def _tries(
        self, state: State, event: Event, act: Callable[[Machine], object]
    ) -> Iterator[tuple[Machine, list[Event]]]:
        script: list[int] | None = []
        while script is not None:
            operate = _Script(self._sets, script, self._liveness.collections)
            machine = Machine.restore(self._spec, operate, orjson.loads(state.stored))
            try:
                act(machine)
            except YanchaError as error:
                path = [*state.path(), event, *operate.events]
                places = [*state.places(), *machine.passed]
                self._violate("step", f"the step fails: {error}", path, places)
                # Round an endless circle there is no end of results to try.
                return
            yield machine, [event, *operate.events]
            script = operate.following()

    def _arrive(
        self,
        machine: Machine,
        events: list[Event],
        parent: State | None,
        queue: deque[State],
    ) -> None:
        events = with_returns(events, machine.passed, self._ends)
        if machine.end is not None:
            events.append(Event(ENDED, machine.end, {}, machine.end))
        found, key = self._found, self.marking(machine)
        found.transitions += 1
        found.passed |= set(machine.passed)
        found.events += [event for event in events if event not in found.events]
        transition = Transition(tuple(events), tuple(machine.passed), key)
        (parent.transitions if parent else found.starts).append(transition)
        if key not in found.states:
            state = State(
                key,
                orjson.dumps(machine.dump()),
                machine.ended,
                parent,
                transition.events,
                transition.passed,
                self._judge(parent, events, machine),
                tuple((one.task, one.task_id) for one in machine.waiting()),
                tuple(machine.timers()),
                tuple(machine.messages()),
            )
            found.states[key] = state
            queue.append(state)

    def _judge(
        self, parent: State | None, events: list[Event], machine: Machine
    ) -> tuple[Memory, ...]:
        """What breaks a rule on the first way to a state is found at once."""
        before = parent.memories if parent else (NOTHING,) * len(self._rules)
        after = []
        for rule, remembered in zip(self._rules, before, strict=True):
            memory = remembered
            for number, event in enumerate(events, 1):
                memory, breaks = rule.reads(memory, event)
                if breaks:
                    self._break(rule, parent, events[:number], machine)
            if machine.ended and rule.at_end(memory):
                self._break(rule, parent, events, machine)
            after.append(memory)
        return tuple(after)

    def _break(
        self, rule: Rule, parent: State | None, events: list[Event], machine: Machine
    ) -> None:
        way, places = (parent.path(), parent.places()) if parent else ([], [])
        self._violate(rule.id, rule.words, [*way, *events], [*places, *machine.passed])

    def marking(self, machine: Machine) -> Key:
        """What tells this state from others: where it waits, with what can still be read."""
        if machine.ended:
            return (ENDED, machine.end)
        tokens = [
            (calls, element, state, self._facts(calls, element, data))
            for calls, element, state, data in machine.tokens()
        ]
        alike = Counter(tokens)
        if max(alike.values(), default=0) <= MANY:
            return tuple(tokens)
        return tuple(token for token in alike for _ in range(min(alike[token], MANY)))

    def _facts(
        self, calls: Calls, element: str, data: Mapping[str, Any]
    ) -> tuple[tuple[str, str], ...]:
        live = self._liveness.at(calls, element)
        names = data.keys() if live is None else live & data.keys()
        return tuple((name, str(data[name])) for name in sorted(names))

    def _violate(self, rule: str, words: str, path: list[Event], places: list[str]) -> None:
        # The first path is a shortest one; more of the same tell nothing new.
        if rule not in self._broken:
            self._broken.add(rule)
            said = tuple(str(event) for event in path)
            found = Violation(rule, words, said, tuple(path), tuple(dict.fromkeys(places)))
            self._found.violations.append(found)


def _complete(task_id: str, data: Mapping[str, Any], machine: Machine) -> None:
    machine.complete(task_id, data)


def _fire(process: str, element: str, machine: Machine) -> None:
    machine.fire(process, element)


def _deliver(name: str, data: Mapping[str, Any], machine: Machine) -> None:
    machine.deliver(name, data)

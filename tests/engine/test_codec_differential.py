"""Our stored state against the library's own: the same runs go the same ways with the same data.

Every model is run twice in step, with the same answers at the same moments. One run is pruned,
stored and restored by `engine.spiff.codec` at every wait, the other by the library's own
`BpmnWorkflowSerializer`, which keeps everything.
"""

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any, ClassVar

import pytest
import time_machine
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine import definitions, state
from engine.bpmn import read
from engine.proof import contracts
from engine.proof.inputs import submissions, thresholds
from engine.spiff.elements import FeelEngine
from engine.spiff.export import serializer
from engine.spiff.joins import InclusiveJoin
from engine.spiff.machine import Machine
from engine.spiff.parsing import Parser, Spec, UserTask, parse_sources
from engine.spiff.repeats import COUNTER, Repeated
from tests.engine.bpmn.generated import a_block, smallest, written
from tests.engine.test_bpmn_meaning import NOON

SHIPPED = definitions.shipped()
LONGEST = 30
Event = tuple[str, str, Any]


class Operations:
    """The same results for the same calls: chosen by a seed, dates from the clock."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.now = NOON
        #: When each date was computed.
        self.computed: dict[Any, dt.datetime] = {}

    def __call__(self, topic: str, _element: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        possible = contracts.results(topic, data, ("due",))
        chosen = self.random.choice(possible)
        return {
            key: self._moment() if value == contracts.SOMETIME else value
            for key, value in chosen.items()
        }

    def _moment(self) -> str:
        moment = (self.now + dt.timedelta(hours=self.random.randint(1, 200))).isoformat()
        self.computed[moment] = self.now
        return moment


class Ours:
    """The engine, stored as the database stores it."""

    def __init__(self, spec: Spec, seed: int) -> None:
        self.spec, self.operate, self.trace = spec, Operations(seed), list[str]()
        self._take(Machine.start(spec, self.operate, {"case_id": 1}))

    def _take(self, machine: Machine) -> None:
        self.trace += machine.passed
        self.data, self.ended = machine.data(), machine.ended
        self.due = machine.next_wake()
        self.stored = state.encode(machine)

    def _machine(self) -> Machine:
        return state.decode(self.spec, self.operate, self.stored)

    def waiting(self) -> list[tuple[str, str]]:
        return sorted((one.task.process, one.task.element) for one in self._machine().waiting())

    def complete(self, place: tuple[str, str], data: Mapping[str, Any]) -> None:
        machine = self._machine()
        # Instances wait in the same place: the one with the lowest number comes first.
        task = min(
            (one for one in machine.waiting() if (one.task.process, one.task.element) == place),
            key=lambda one: one.data.get(COUNTER, 0),
        )
        machine.complete(task.task_id, data)
        self._take(machine)

    def wake(self) -> None:
        machine = self._machine()
        machine.wake()
        self._take(machine)

    def messages(self) -> list[str]:
        return self._machine().messages()

    def deliver(self, name: str, data: Mapping[str, Any]) -> None:
        machine = self._machine()
        machine.deliver(name, data)
        self._take(machine)


class LibrarysJoins(Parser):
    """Ours, with the library's own inclusive gateways."""

    OVERRIDE_PARSER_CLASSES: ClassVar = {
        kind: classes
        for kind, classes in Parser.OVERRIDE_PARSER_CLASSES.items()
        if not kind.endswith("inclusiveGateway")
    }


class LibrarysWorkflow(BpmnWorkflow):  # type: ignore[misc]  # the library has no types
    """The library's own, but that a timer which is over is not asked whether it may go off.

    The library makes the list of those to ask before the first one goes off. Our interrupting
    events end their activity at once (its own do so later, when they are passed), and a timer that
    waited in there would, asked next, wait anew and go off inside what is over. BPMN 2.0.2, 13.3.2
    and 13.5.3: such an event terminates the activity, and everything in it with it.
    """

    def refresh_timers(self) -> None:
        for task in list(self.event_manager.tasks.values()):
            is_timer = isinstance(task.task_spec.event_definition, TimerEventDefinition)
            if is_timer and task.has_state(TaskState.WAITING):
                task.task_spec._update(task)


class Theirs:
    """The library with its own workflow class and its own serializer."""

    def __init__(self, spec: Spec, seed: int) -> None:
        self.spec, self.operate, self.trace = spec, Operations(seed), list[str]()
        self.serializer = serializer()
        BpmnWorkflowConverter(LibrarysWorkflow, self.serializer.registry)
        workflow = LibrarysWorkflow(spec.top, spec.called, script_engine=FeelEngine())
        workflow.operate = self.operate
        workflow.task_tree.data.update({"case_id": 1})
        self._run(workflow)

    def _restored(self) -> Any:
        workflow = self.serializer.deserialize_json(self.stored)
        workflow.script_engine, workflow.operate = FeelEngine(), self.operate
        return workflow

    def _run(self, workflow: Any) -> None:
        while True:
            workflow.do_engine_steps(did_complete_task=self._pass)
            ready = workflow.get_tasks(state=TaskState.READY)
            if all(task.task_spec.manual for task in ready):
                break
        self.ended = workflow.is_completed()
        left = workflow.get_tasks(state=TaskState.READY | TaskState.WAITING)
        last = left[-1] if left else workflow.last_task
        self.data = dict(last.data)
        self.stored = self.serializer.serialize_json(workflow)

    def _pass(self, task: Any) -> None:
        element = getattr(task.task_spec, "bpmn_id", None)
        if element and not isinstance(task.task_spec, Repeated):
            self.trace.append(":".join(self._place(task)))

    def _ready(self, workflow: Any) -> list[Any]:
        return list(workflow.get_tasks(state=TaskState.READY, manual=True))

    def waiting(self) -> list[tuple[str, str]]:
        ready = self._ready(self._restored())
        return sorted(self._place(one) for one in ready)

    def _place(self, task: Any) -> tuple[str, str]:
        name = task.workflow.spec.name
        return self.spec.within.get(name, name), task.task_spec.bpmn_id

    def complete(self, place: tuple[str, str], data: Mapping[str, Any]) -> None:
        workflow = self._restored()
        task = min(
            (one for one in self._ready(workflow) if self._place(one) == place),
            key=lambda one: one.data.get(COUNTER, 0),
        )
        task.data.update(data)
        task.run()
        self._pass(task)
        self._run(workflow)

    def wake(self) -> None:
        self._run(self._restored())

    def messages(self) -> list[str]:
        waiting = self._restored().waiting_events()
        return sorted({one.name for one in waiting if one.event_type == "MessageEventDefinition"})

    def deliver(self, name: str, data: Mapping[str, Any]) -> None:
        workflow = self._restored()
        workflow.send_event(BpmnEvent(MessageEventDefinition(name), payload=dict(data)))
        self._run(workflow)


def outcomes(task: UserTask, known: Mapping[str, frozenset[Any]]) -> list[dict[str, Any]]:
    if not task.form or task.form == "form":
        return [{"answer": answer} for answer in ("a", "b")]
    return list(submissions(task, known))


def compare(process: str, sources: Mapping[str, str], seed: int) -> None:
    """One random run on both sides; the message of a failure has the model's name and the run."""
    spec = parse_sources(process, sources)
    known = thresholds(
        flow.condition
        for text in sources.values()
        for flow in read(text.encode()).flows.values()
        if flow.condition
    )
    choose = random.Random(seed)  # noqa: S311 - no secret
    run: list[Event] = []
    with time_machine.travel(NOON, tick=False) as traveller:
        ours = Ours(spec, seed)
        theirs = Theirs(parse_sources(process, sources, LibrarysJoins), seed)
        for _ in range(LONGEST):
            agree(ours, theirs, f"{process}, seed {seed}, run {run}")
            if ours.ended:
                return
            waiting: list[Any] = [*ours.waiting(), *ours.messages()]
            if ours.due is not None and (not waiting or choose.random() < 0.3):
                moment = max(ours.due, ours.operate.now)
                traveller.move_to(moment)
                ours.operate.now = theirs.operate.now = moment
                run.append(("woke", moment.isoformat(), None))
                ours.wake()
                theirs.wake()
                continue
            # What two branches write at one moment has no order; here each act has its own.
            traveller.shift(dt.timedelta(seconds=1))
            run.append(act(ours, theirs, choose.choice(waiting), choose, known))


def agree(ours: Ours, theirs: Theirs, said: str) -> None:
    """Both wait for the same, went the same way, and end with the same data."""
    assert ours.waiting() == theirs.waiting(), said
    assert ours.messages() == theirs.messages(), said
    assert ours.ended == theirs.ended, said
    assert sorted(ours.trace) == sorted(theirs.trace), said
    if ours.ended and has_inclusive_joins(ours.spec):
        # Ours open when all else rests, so that other joins may take their tokens in another order.
        assert settled(ours) == settled(theirs), said
    elif ours.ended:
        assert ours.data == theirs.data, said


def has_inclusive_joins(spec: Spec) -> bool:
    """Whether the two sides differ in when a join opens."""
    workflows = (spec.top, *spec.called.values())
    return any(isinstance(one, InclusiveJoin) for w in workflows for one in w.task_specs.values())


def settled(side: Ours | Theirs) -> dict[str, Any]:
    """The data, where of dates that two branches computed at one moment either may have come out.

    What is told apart is when they were computed.
    """
    return {
        key: side.operate.computed.get(value, value) if isinstance(value, str) else value
        for key, value in side.data.items()
    }


def act(
    ours: Ours, theirs: Theirs, place: Any, choose: random.Random, known: Mapping[str, Any]
) -> Event:
    """Complete a task or hand over a message, with the same data on both sides."""
    if isinstance(place, str):
        # Only the outcomes that a message declares enter our data.
        told = {key: choose.choice("ab") for key in ours.spec.messages[place].outcomes}
        ours.deliver(place, told)
        theirs.deliver(place, told)
        return ("told", place, told)
    data = choose.choice(outcomes(ours.spec.user_tasks[place], known))
    ours.complete(place, data)
    theirs.complete(place, data)
    return ("done", place[1], data)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("process", sorted(definitions.roots(SHIPPED)))
def test_shipped_models_run_the_same_on_both(process: str, seed: int) -> None:
    compare(process, definitions.closure(process, SHIPPED), seed)


@pytest.mark.parametrize(
    ("block", "seed"),
    [
        (("loop", ("loop", ("limited_sub", ("pause",)))), 0),
        (("both", [("race",), ("limited_sub", ("limited_on",))]), 1723),
        (("loop", ("limited_sub", ("limited_sub", ("heard",)))), 2039),
    ],
)
def test_a_timer_ends_with_what_it_waits_in_on_both(block: Any, seed: int) -> None:
    assert divergence(block, seed) == ""


@pytest.mark.parametrize("number", range(320))
def test_generated_models_run_the_same_on_both(number: int) -> None:
    block = a_block(random.Random(number))  # noqa: S311
    if divergence(block, number):
        block = smallest(block, lambda one: bool(divergence(one, number)))
        pytest.fail(f"{block}, seed {number}: {divergence(block, number)}")


def divergence(block: Any, seed: int) -> str:
    """What one run of the model of a block did not do the same on both sides."""
    source, called = written(block)
    try:
        compare("made", {"made": source, **called}, seed)
    except AssertionError as failure:
        return str(failure)
    return ""

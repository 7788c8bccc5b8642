"""Our stored state against the library's own: the same runs go the same ways with the same data.

Every model is run twice in step, with the same answers at the same moments. One run is pruned,
stored and restored by `engine.spiff.codec` at every wait, the other by the library's own
`BpmnWorkflowSerializer`, which keeps everything.
"""

import datetime as dt
import random
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine import definitions, state
from engine.bpmn import read
from engine.proof import contracts
from engine.proof.inputs import submissions, thresholds
from engine.spiff.elements import FeelEngine
from engine.spiff.export import serializer
from engine.spiff.machine import Machine
from engine.spiff.parsing import Spec, UserTask, parse_sources
from tests.engine.bpmn.models import END, a_process, gate, timer, user
from tests.engine.test_bpmn_meaning import NOON

SHIPPED = definitions.shipped()
LONGEST = 30
Event = tuple[str, str, Any]


class Operations:
    """The same results for the same calls: chosen by a seed, dates from the clock."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.now = NOON

    def __call__(self, topic: str, _element: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        possible = contracts.results(topic, data, ("due",))
        chosen = self.random.choice(possible)
        return {
            key: self._moment() if value == contracts.SOMETIME else value
            for key, value in chosen.items()
        }

    def _moment(self) -> str:
        return (self.now + dt.timedelta(hours=self.random.randint(1, 200))).isoformat()


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
        task = next(
            one for one in machine.waiting() if (one.task.process, one.task.element) == place
        )
        machine.complete(task.task_id, data)
        self._take(machine)

    def wake(self) -> None:
        machine = self._machine()
        machine.wake()
        self._take(machine)


class Theirs:
    """The library with its own workflow class and its own serializer."""

    def __init__(self, spec: Spec, seed: int) -> None:
        self.operate, self.trace = Operations(seed), list[str]()
        self.serializer = serializer()
        workflow = BpmnWorkflow(spec.top, spec.called, script_engine=FeelEngine())
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
        if element:
            self.trace.append(f"{task.workflow.spec.name}:{element}")

    def _ready(self, workflow: Any) -> list[Any]:
        return list(workflow.get_tasks(state=TaskState.READY, manual=True))

    def waiting(self) -> list[tuple[str, str]]:
        ready = self._ready(self._restored())
        return sorted((one.workflow.spec.name, one.task_spec.bpmn_id) for one in ready)

    def complete(self, place: tuple[str, str], data: Mapping[str, Any]) -> None:
        workflow = self._restored()
        task = next(
            one
            for one in self._ready(workflow)
            if (one.workflow.spec.name, one.task_spec.bpmn_id) == place
        )
        task.data.update(data)
        task.run()
        self._pass(task)
        self._run(workflow)

    def wake(self) -> None:
        self._run(self._restored())


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
        ours, theirs = Ours(spec, seed), Theirs(spec, seed)
        for _ in range(LONGEST):
            said = f"{process}, seed {seed}, run {run}"
            assert ours.waiting() == theirs.waiting(), said
            assert ours.ended == theirs.ended, said
            assert sorted(ours.trace) == sorted(theirs.trace), said
            if ours.ended:
                assert ours.data == theirs.data, said
                return
            waiting = ours.waiting()
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
            place = choose.choice(waiting)
            data = choose.choice(outcomes(spec.user_tasks[place], known))
            run.append(("done", place[1], data))
            ours.complete(place, data)
            theirs.complete(place, data)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("process", sorted(definitions.roots(SHIPPED)))
def test_shipped_models_run_the_same_on_both(process: str, seed: int) -> None:
    compare(process, definitions.closure(process, SHIPPED), seed)


class Builder:
    """Writes the BPMN of a block structure."""

    def __init__(self) -> None:
        self.body, self.flows, self.count = "", list[str](), 0
        self.called: list[str] = []

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def flow(self, source: str, target: str, condition: str = "") -> None:
        self.flows.append(f"{source} {target} {condition}".strip())

    def write(self, block: Any) -> tuple[str, str]:
        """The first and the last element of a block."""
        kind, *parts = block
        return getattr(self, f"_{kind}")(*parts)  # type: ignore[no-any-return]

    def _task(self) -> tuple[str, str]:
        name = self.name("t")
        self.body += user(name)
        return name, name

    def _operation(self) -> tuple[str, str]:
        name = self.name("o")
        self.body += (
            f'<serviceTask id="{name}" name="o" camunda:type="external" camunda:topic="x"/>'
        )
        return name, name

    def _pause(self) -> tuple[str, str]:
        before, name = self._operation()[0], self.name("p")
        self.body += timer(name, "", "intermediateCatchEvent")
        self.flow(before, name)
        return before, name

    def _limited_over(self) -> tuple[str, str]:
        return self._limited(ends=True)

    def _limited_on(self) -> tuple[str, str]:
        return self._limited(ends=False)

    def _limited(self, *, ends: bool) -> tuple[str, str]:
        before, task, edge, join = (self.name(kind) for kind in "ouej")
        self.body += (
            f'<serviceTask id="{before}" name="o" camunda:type="external" camunda:topic="x"/>'
            + user(task)
            + timer(edge, f'attachedToRef="{task}" cancelActivity="{str(ends).lower()}"')
            + gate(join)
        )
        self.flow(before, task)
        self.flow(task, join)
        if ends:
            self.flow(edge, join)
        else:
            # Two tokens at a join behind it would be one too many.
            aside = self.name("aside")
            self.body += f'<endEvent id="{aside}"/>'
            self.flow(edge, aside)
        return before, join

    def _call(self) -> tuple[str, str]:
        name = self.name("c")
        self.body += f'<callActivity id="{name}" name="c" calledElement="called_{name}"/>'
        self.called.append(f"called_{name}")
        return name, name

    def _sequence(self, blocks: list[Any]) -> tuple[str, str]:
        ends = [self.write(one) for one in blocks]
        for (_first, last), (following, _last) in pairwise(ends):
            self.flow(last, following)
        return ends[0][0], ends[-1][1]

    def _split(self, kind: str, blocks: list[Any]) -> tuple[str, str]:
        fork, join = self.name("f"), self.name("j")
        ends = [self.write(one) for one in blocks]
        default = f"{fork}_{ends[-1][0]}" if kind == "exclusiveGateway" else ""
        self.body += gate(fork, default, kind) + gate(join, "", kind)
        for first, last in ends:
            guarded = default and first != ends[-1][0]
            self.flow(fork, first, 'answer = "a"' if guarded else "")
            self.flow(last, join)
        return fork, join

    def _choice(self, blocks: list[Any]) -> tuple[str, str]:
        return self._split("exclusiveGateway", blocks)

    def _both(self, blocks: list[Any]) -> tuple[str, str]:
        return self._split("parallelGateway", blocks)

    def _loop(self, block: Any) -> tuple[str, str]:
        back, out, task = self.name("b"), self.name("g"), self._task()[0]
        first, last = self.write(block)
        self.body += gate(back) + gate(out, f"{out}_{back}x")
        after = f"{back}x"
        self.body += user(after)
        self.flow(back, first)
        self.flow(last, task)
        self.flow(task, out)
        self.flow(out, back, 'answer = "b"')
        self.flow(out, after)
        return back, after


LEAVES = st.sampled_from(
    [("task",), ("operation",), ("pause",), ("call",), ("limited_over",), ("limited_on",)]
)
BLOCKS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda some: ("sequence", some)),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: ("choice", some)),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: ("both", some)),
        # A join in a circle is refused: tests/engine/bpmn/test_differences.py.
        inner.filter(lambda one: "both" not in str(one)).map(lambda one: ("loop", one)),
    ),
    max_leaves=6,
)
CALLED = a_process("@", user("inner", "second") + gate("g", "g_end") + END, "start inner",
                   "inner g", 'g second answer = "a"', "g end", "second end")  # fmt: skip


@given(block=BLOCKS, seed=st.integers(0, 10_000))
@settings(
    max_examples=150, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
def test_generated_models_run_the_same_on_both(block: Any, seed: int) -> None:
    builder = Builder()
    first, last = builder.write(block)
    builder.flow("start", first)
    builder.flow(last, "end")
    source = a_process("made", builder.body + END, *builder.flows)
    # Each call has a process of its own, so that what waits in two of them can be told apart.
    called = {name: CALLED.replace('id="@"', f'id="{name}"') for name in builder.called}
    compare("made", {"made": source, **called}, seed)

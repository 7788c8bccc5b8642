"""Long runs: no number of turns stops, ends or slows an instance, and what would is an incident."""

import datetime as dt
import zlib
from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from engine import state
from engine.errors import Broken
from engine.spiff.elements import FeelEngine
from engine.spiff.machine import Machine
from engine.spiff.parsing import Spec, parse_sources
from engine.spiff.workflow import DEEPEST, Workflow, is_too_deep
from engine.transaction import run
from models import clock
from models.processes import Incident, ProcessInstance
from scheduler import jobs, ticks
from tests.bureau import Bureau
from tests.engine.bpmn.models import END, a_process, gate, timer, user

PREPARED = (
    '<serviceTask id="prepare" name="p" camunda:type="external" camunda:topic="x"/>'
    + gate("back")
    + user("turn")
    + gate("again", "again_back")
    + END
)
LOOP = ("start prepare", "prepare back", "back turn", "again back")
OUT = 'answer = "b"'
SIDE = '<endEvent id="aside"/>'
BOTH = gate("fork", "", "parallelGateway") + user("other")
#: The same loop by itself, with each kind of timer at its task, and in a branch of two kinds.
LOOPS = {
    "plain": a_process("plain", PREPARED, *LOOP, "turn again", f"again end {OUT}"),
    "interrupted": a_process(
        "interrupted",
        PREPARED + timer("late", 'attachedToRef="turn" cancelActivity="true"') + gate("meet"),
        *LOOP, "turn meet", "late meet", "meet again", f"again end {OUT}",
    ),
    "reminded": a_process(
        "reminded",
        PREPARED + timer("late", 'attachedToRef="turn" cancelActivity="false"') + SIDE,
        *LOOP, "turn again", "late aside", f"again end {OUT}",
    ),
    "joined": a_process(
        "joined",
        PREPARED + BOTH + gate("join", "", "parallelGateway"),
        "start fork", "fork prepare", *LOOP[1:], "fork other", "other join",
        "turn again", f"again join {OUT}", "join end",
    ),
    "apart": a_process(
        "apart",
        PREPARED + BOTH + SIDE,
        "start fork", "fork prepare", *LOOP[1:], "fork other", "other aside",
        "turn again", f"again end {OUT}",
    ),
}  # fmt: skip
FAR = "2999-01-01T00:00:00+00:00"


def _operate(_topic: str, _element: str, _data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"due": FAR}


class Turns:
    """A loop under way, stored and restored between any two turns."""

    def __init__(self, name: str) -> None:
        self.spec: Spec = parse_sources(name, {name: LOOPS[name]})
        self.stored = state.encode(Machine.start(self.spec, _operate, {}))

    def machine(self) -> Machine:
        return state.decode(self.spec, _operate, self.stored)

    def complete(self, element: str, answer: str) -> Machine:
        machine = self.machine()
        (task,) = [one for one in machine.waiting() if one.task.element == element]
        machine.complete(task.task_id, {"answer": answer})
        self.stored = state.encode(machine)
        return machine

    def size(self) -> int:
        return len(state.plain(self.stored)[0][0])


def test_three_thousand_turns_neither_stop_nor_end_nor_grow() -> None:
    turns, sizes = Turns("plain"), []
    for _ in range(3_000):
        machine = turns.complete("turn", "a")
        assert [one.task.element for one in machine.waiting()] == ["turn"]
        assert not machine.ended
        sizes.append(turns.size())
    assert sizes[-1] == sizes[10]
    assert turns.complete("turn", "b").ended


@pytest.mark.parametrize("name", sorted(LOOPS))
def test_a_loop_does_not_grow_wherever_it_is_drawn(name: str) -> None:
    turns, sizes = Turns(name), []
    for _ in range(360):
        turns.complete("turn", "a")
        sizes.append(turns.size())
    assert sizes[-1] == sizes[10]


@pytest.mark.parametrize("name", ["joined", "apart"])
def test_a_long_loop_in_a_branch_does_not_end_without_its_last_turn(name: str) -> None:
    turns = Turns(name)
    for _ in range(360):
        turns.complete("turn", "a")
    assert not turns.complete("other", "a").ended
    assert [one.task.element for one in turns.machine().waiting()] == ["turn"]
    assert turns.complete("turn", "b").ended


def test_the_library_alone_calls_a_long_loop_complete_while_a_task_is_ready() -> None:
    """Why all this is here; when this fails, the library has been mended."""
    spec = parse_sources("plain", {"plain": LOOPS["plain"]})
    workflow: Any = BpmnWorkflow(spec.top, spec.called, script_engine=FeelEngine())
    workflow.operate = _operate
    turns = 0
    while not workflow.is_completed():
        workflow.do_engine_steps()
        for task in workflow.get_tasks(state=TaskState.READY, manual=True):
            task.data["answer"] = "a"
            task.run()
            turns += 1
    assert turns < DEEPEST
    assert [one for one in workflow.tasks.values() if one.has_state(TaskState.READY)] != []


def _said_to_be_over(stored: bytes) -> bytes:
    """The state with the library's word that it is complete, as a silent stop leaves it."""
    plain = state.plain(stored)
    plain[0][3] = True
    return stored[:1] + zlib.compress(orjson.dumps(plain))


def test_an_instance_that_ends_with_a_task_left_is_refused() -> None:
    turns = Turns("plain")
    turns.stored = _said_to_be_over(turns.stored)
    with pytest.raises(Broken) as broken:
        turns.machine().wake()
    assert broken.value.code == "process.ended_early"
    assert broken.value.params["element"] == "turn"


def test_an_instance_that_ends_with_a_task_left_becomes_an_incident(
    session_factory: sessionmaker[Session], session: Session
) -> None:
    case = Bureau(session).inspected("RECTIFY_BY_DATE")
    instance = session.scalars(
        select(ProcessInstance).where(ProcessInstance.case_id == case.id)
    ).one()
    instance.state = kept = _said_to_be_over(instance.state)
    instance.wake_at = clock.now() - dt.timedelta(seconds=1)
    session.commit()
    run(session_factory, lambda one: ticks.due_timers(one, clock.now()))
    jobs.drain(session_factory)
    incident = session.scalars(select(Incident)).one()
    assert (incident.error, incident.instance_id) == ("process.ended_early", instance.id)
    session.refresh(instance)
    assert (instance.state, instance.ended_at) == (kept, None)


def test_a_tree_that_the_library_cannot_walk_is_seen() -> None:
    spec = parse_sources("plain", {"plain": LOOPS["plain"]})
    workflow = Workflow(spec, _operate)
    workflow.begin()
    task: Any = workflow.task_tree
    for _ in range(DEEPEST - 1):
        task = task._add_child(spec.top.start)
    assert not is_too_deep(workflow)
    task._add_child(spec.top.start)
    assert is_too_deep(workflow)


def test_what_an_operation_does_to_its_data_changes_no_task_before_it() -> None:
    """The library copies data one level deep and shares what lies below."""
    seen: list[Any] = []

    def operate(_topic: str, _element: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        seen.append(data["paper"]["page"]["line"])
        data["paper"]["page"]["line"] = "changed"
        return {"due": FAR}

    spec = parse_sources("plain", {"plain": LOOPS["plain"]})
    paper = {"page": {"line": "first"}}
    machine = Machine.start(spec, operate, {"paper": paper})
    assert seen == ["first"]
    assert machine.data()["paper"] == {"page": {"line": "first"}}
    said = {"answer": "a", "note": {"deep": [1]}}
    machine = state.decode(spec, operate, state.encode(machine))
    machine.complete(machine.waiting()[0].task_id, said)
    said["note"]["deep"].append(2)  # type: ignore[index]
    data = [task[7] for task in machine.dump()[0][0] if task[7]]
    assert "changed" not in str(data)
    assert machine.data()["note"] == {"deep": [1]}
    assert paper == {"page": {"line": "first"}}

"""The machine: shipped processes step as drawn, are stored at every wait and go on the same."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
import time_machine

from engine import definitions, state
from engine.errors import Broken, Conflict
from engine.spiff.machine import MAX_ELEMENTS_A_STEP, Machine
from engine.spiff.parsing import Spec, parse_sources
from models import clock

NOON = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)
LOOP = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:test">
 <process id="loop" isExecutable="true">
  <startEvent id="start"/><exclusiveGateway id="join"/>{task}
  <exclusiveGateway id="gate" default="again"/><endEvent id="end"/>
  <sequenceFlow id="a" sourceRef="start" targetRef="join"/>
  <sequenceFlow id="b" sourceRef="join" targetRef="task"/>
  <sequenceFlow id="c" sourceRef="task" targetRef="gate"/>
  <sequenceFlow id="again" sourceRef="gate" targetRef="join"/>
  <sequenceFlow id="out" sourceRef="gate" targetRef="end">
   <conditionExpression xsi:type="tFormalExpression">done = true</conditionExpression>
  </sequenceFlow>
 </process>
</definitions>"""


def _spec(process: str) -> Spec:
    return parse_sources(process, definitions.closure(process, definitions.shipped()))


class Operations:
    """Answers with fixed dates and remembers what was called."""

    def __init__(self, **answers: Any) -> None:
        self.called: list[str] = []
        self._answers: dict[str, dict[str, Any]] = answers

    def __call__(self, topic: str, element: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        self.called.append(topic)
        answers: dict[str, dict[str, Any]] = {
            "inspection.record": {"outcome": "RECTIFY_BY_DATE"},
            "rectification.order": {"rectification_due": _in(10), "reminder_due": _in(7)},
            "rectification.close": {"rectified": data.get("reinspection") == "passed"},
            "publication.schedule": {"publication_due": _in(28)},
            "enforcement.open": {"enforcement_opened": True},
        }
        return answers.get(topic, {}) | self._answers.get(topic.replace(".", "_"), {})


def _in(days: int) -> str:
    return (NOON + dt.timedelta(days=days)).isoformat()


class Play:
    """Plays a process and stores and restores it at every wait."""

    def __init__(self, spec: Spec, operate: Operations) -> None:
        self.spec, self.operate = spec, operate
        self.machine = self._again(Machine.start(spec, operate, {"case_id": 1}))

    def waiting(self) -> list[str]:
        return sorted(one.task.element for one in self.machine.waiting())

    def complete(self, element: str, **outcomes: Any) -> None:
        (task,) = [one for one in self.machine.waiting() if one.task.element == element]
        self.machine.complete(task.task_id, outcomes)
        self.machine = self._again(self.machine)

    def wake(self) -> None:
        self.machine.wake()
        self.machine = self._again(self.machine)

    def _again(self, machine: Machine) -> Machine:
        self.end = machine.end
        restored = state.decode(self.spec, self.operate, state.encode(machine))
        assert restored.dump() == machine.dump()
        return restored


def _inspected() -> Play:
    play = Play(_spec("school_inspection"), Operations())
    play.complete("task_assign_officers")
    play.complete("task_accept_assignment", acceptance="accepted")
    play.complete("task_inspect_school", performed="yes", outcome="RECTIFY_BY_DATE")
    return play


@time_machine.travel(NOON, tick=False)
def test_a_returned_assignment_goes_back_to_the_supervisor() -> None:
    play = Play(_spec("school_inspection"), Operations())
    play.complete("task_assign_officers")
    play.complete("task_accept_assignment", acceptance="returned")

    assert play.waiting() == ["task_assign_officers"]


@time_machine.travel(NOON, tick=False)
def test_publication_and_correction_go_on_side_by_side() -> None:
    play = _inspected()

    assert play.waiting() == ["task_publish_result", "task_submit_correction"]
    assert play.machine.next_wake() == NOON + dt.timedelta(days=7)


def test_a_missed_deadline_reminds_first_and_then_sends_the_officers() -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        play = _inspected()
        play.complete("task_publish_result")
        traveller.move_to(NOON + dt.timedelta(days=7))
        play.wake()
        assert play.operate.called[-1] == "rectification.remind"
        assert play.waiting() == ["task_submit_correction"]
        traveller.move_to(NOON + dt.timedelta(days=10))
        play.wake()
        assert play.waiting() == ["task_reinspect"]
        play.complete("task_reinspect", reinspection="failed")

    assert play.operate.called[-1] == "enforcement.open"
    assert play.machine.ended
    assert play.end == "end_enforcement"


@time_machine.travel(NOON, tick=False)
def test_waking_too_early_changes_nothing() -> None:
    play = _inspected()
    before = play.machine.dump()
    play.wake()

    assert play.machine.dump() == before


def test_a_moved_deadline_fires_at_its_new_moment() -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        play = _inspected()
        play.machine.move_deadline("reminder_due", NOON + dt.timedelta(days=9))
        play.wake()
        assert play.machine.next_wake() == NOON + dt.timedelta(days=9)
        traveller.move_to(NOON + dt.timedelta(days=8))
        play.wake()
        assert "rectification.remind" not in play.operate.called
        traveller.move_to(NOON + dt.timedelta(days=9))
        play.wake()
        assert "rectification.remind" in play.operate.called


@time_machine.travel(NOON, tick=False)
def test_a_task_cannot_be_completed_twice() -> None:
    play = Play(_spec("school_inspection"), Operations())
    task_id = play.machine.waiting()[0].task_id
    play.complete("task_assign_officers")

    with pytest.raises(Conflict):
        play.machine.complete(task_id, {})


@time_machine.travel(NOON, tick=False)
def test_a_deadline_without_a_date_stops_the_step() -> None:
    play = Play(_spec("school_inspection"), Operations(rectification_order={"reminder_due": "3"}))
    play.complete("task_assign_officers")
    play.complete("task_accept_assignment", acceptance="accepted")

    with pytest.raises(Broken) as broken:
        play.complete("task_inspect_school", outcome="RECTIFY_BY_DATE")

    assert broken.value.code == "timer.no_instant"


def test_a_process_that_goes_round_in_circles_is_stopped() -> None:
    task = '<task id="task"/>'
    spec = parse_sources("loop", {"loop": LOOP.format(task=task)})

    with pytest.raises(Broken) as broken:
        Machine.start(spec, Operations(), {})

    assert broken.value.code == "process.endless"
    assert MAX_ELEMENTS_A_STEP


def test_an_unknown_format_of_a_stored_state_is_refused() -> None:
    with pytest.raises(Broken) as broken:
        state.decode(_spec("school_inspection"), Operations(), b"\xff1234")

    assert broken.value.code == "state.unknown_format"


def test_dates_are_read_with_their_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Chicago")
    with time_machine.travel(NOON, tick=False):
        assert _inspected().machine.next_wake() == clock.now() + dt.timedelta(days=7)

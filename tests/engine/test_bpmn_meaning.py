"""What each supported element of BPMN means when it runs: tokens, data and cancellation."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Self

import pytest
import time_machine

from engine import state
from engine.errors import Broken
from engine.lint import lint_all
from engine.spiff.machine import Machine
from engine.spiff.parsing import parse_sources
from tests.engine.bpmn.models import END, KNOWN, a_process, gate, timer, user

NOON = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)
DUE = (NOON + dt.timedelta(days=3)).isoformat()


class Running:
    """A process under way, stored and restored between any two acts."""

    def __init__(self, *sources: str, **data: Any) -> None:
        files = {source.split('process id="')[1].split('"')[0]: source for source in sources}
        assert [
            str(one) for one in lint_all({k: v.encode() for k, v in files.items()}, KNOWN)
        ] == []
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.spec = parse_sources(next(iter(files)), files)
        self.machine = Machine.start(self.spec, self.operate, data)

    def operate(self, topic: str, element: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        self.asked.append((topic, dict(data)))
        return {"total": 7, "fine": 500}

    def waiting(self) -> list[str]:
        return sorted(one.task.element for one in self.machine.waiting())

    def complete(self, element: str, **outcomes: Any) -> Self:
        self.stored()
        task = next(one for one in self.machine.waiting() if one.task.element == element)
        self.machine.complete(task.task_id, outcomes)
        return self

    def wake(self) -> Self:
        self.stored().machine.wake()
        return self

    def stored(self) -> Self:
        """The same run, stored and restored."""
        self.machine = state.decode(self.spec, self.operate, state.encode(self.machine))
        return self


@pytest.mark.parametrize(("answer", "after"), [("yes", "b"), ("maybe", "c"), ("no", "d")])
@pytest.mark.bpmn("exclusiveGateway", "sequenceFlow")
def test_an_exclusive_gateway_takes_the_first_true_flow_or_the_default(
    answer: str, after: str
) -> None:
    running = Running(
        a_process("p", user("a", "b", "c", "d") + gate("g", "g_d") + END, "start a", "a g",
                  'g b answer = "yes"', 'g c answer in ("yes", "maybe")', "g d",
                  "b end", "c end", "d end"),
    )  # fmt: skip
    assert running.complete("a", answer=answer).waiting() == [after]


def test_a_condition_on_something_unknown_takes_the_default() -> None:
    running = Running(
        a_process("p", user("a", "b") + gate("g", "g_b") + END, "start g", 'g a x = "y"', "g b",
                  "a end", "b end"),
    )  # fmt: skip
    assert running.waiting() == ["b"]


def test_a_condition_that_is_neither_true_nor_false_stops_the_step() -> None:
    source = a_process("p", user("a", "b") + gate("g", "g_b") + END, "start g", "g a 1 + x", "g b",
                       "a end", "b end")  # fmt: skip
    with pytest.raises(Broken, match=r"condition\.not_boolean"):
        Running(source)


def test_a_joining_exclusive_gateway_lets_every_token_through() -> None:
    body = user("a", "b") + gate("f", kind="parallelGateway") + gate("j") + user("c") + END
    running = Running(a_process("p", body, "start f", "f a", "f b", "a j", "b j", "j c", "c end"))
    running.complete("a").complete("b")
    assert running.waiting() == ["c", "c"]


@pytest.mark.bpmn("parallelGateway")
def test_a_parallel_gateway_starts_all_and_waits_for_all_and_joins_their_data() -> None:
    body = user("a", "b", "c") + gate("f", kind="parallelGateway")
    body += gate("j", kind="parallelGateway") + END
    running = Running(a_process("p", body, "start f", "f a", "f b", "a j", "b j", "j c", "c end"))
    assert running.waiting() == ["a", "b"]
    assert running.complete("b", right=2).waiting() == ["a"]
    assert running.complete("a", left=1).waiting() == ["c"]
    assert running.machine.data() == {"left": 1, "right": 2}
    assert running.complete("c").machine.ended


@pytest.mark.bpmn("serviceTask")
def test_a_service_task_calls_its_operation_with_the_data_and_takes_what_it_returns() -> None:
    body = '<serviceTask id="s" name="s" camunda:type="external" camunda:topic="sum.up"/>'
    running = Running(a_process("p", body + user("a") + END, "start s", "s a", "a end"), given=3)
    assert running.asked == [("sum.up", {"given": 3})]
    assert running.machine.data() == {"given": 3, "total": 7, "fine": 500}


@pytest.mark.bpmn("businessRuleTask")
def test_a_business_rule_task_asks_its_decision() -> None:
    body = '<businessRuleTask id="r" name="r" camunda:decisionRef="fine"/>'
    running = Running(a_process("p", body + user("a") + END, "start r", "r a", "a end"))
    assert running.asked == [("decision:fine", {})]
    assert running.machine.data()["fine"] == 500


@pytest.mark.bpmn("callActivity")
def test_a_called_process_gets_the_data_and_gives_its_own_back() -> None:
    calling = a_process("p", '<callActivity id="c" name="c" calledElement="q"/>' + user("b") + END,
                        "start c", "c b", "b end")  # fmt: skip
    called = a_process("q", user("a") + END, "start a", "a end")
    running = Running(calling, called, given=3)
    assert running.machine.waiting()[0].data == {"given": 3}
    assert running.complete("a", answer="yes").waiting() == ["b"]
    assert running.machine.data() == {"given": 3, "answer": "yes"}


@pytest.mark.bpmn("boundaryEvent/timer/interrupting", "userTask")
def test_an_interrupting_timer_takes_its_task_away() -> None:
    body = user("a", "late") + timer("t", 'attachedToRef="a"') + END
    source = a_process("p", body, "start a", "a end", "t late", "late end")
    with time_machine.travel(NOON, tick=False) as traveller:
        running = Running(source, due=DUE)
        assert running.machine.next_wake() == NOON + dt.timedelta(days=3)
        assert running.wake().waiting() == ["a"]
        traveller.shift(dt.timedelta(days=3))
        assert running.wake().waiting() == ["late"]


@pytest.mark.bpmn("boundaryEvent/timer/not interrupting")
def test_a_timer_that_does_not_interrupt_adds_a_token_and_fires_once() -> None:
    body = user("a", "also") + timer("t", 'attachedToRef="a" cancelActivity="false"') + END
    source = a_process("p", body, "start a", "a end", "t also", "also end")
    with time_machine.travel(NOON, tick=False) as traveller:
        running = Running(source, due=DUE)
        traveller.shift(dt.timedelta(days=4))
        assert running.wake().waiting() == ["a", "also"]
        assert running.wake().waiting() == ["a", "also"]
        assert not running.complete("a").machine.ended
        assert running.complete("also").machine.ended


def test_a_task_done_in_time_takes_its_timer_away() -> None:
    body = user("a", "b", "late") + timer("t", 'attachedToRef="a"') + END
    source = a_process("p", body, "start a", "a b", "b end", "t late", "late end")
    with time_machine.travel(NOON, tick=False) as traveller:
        running = Running(source, due=DUE).complete("a")
        assert running.machine.next_wake() is None
        traveller.shift(dt.timedelta(days=4))
        assert running.wake().waiting() == ["b"]


@pytest.mark.bpmn("intermediateCatchEvent/timer")
def test_a_timer_in_the_way_waits_for_its_moment() -> None:
    source = a_process("p", timer("t", "", "intermediateCatchEvent") + user("a") + END,
                       "start t", "t a", "a end")  # fmt: skip
    with time_machine.travel(NOON, tick=False) as traveller:
        running = Running(source, due=DUE)
        assert running.waiting() == []
        assert not running.machine.ended
        traveller.shift(dt.timedelta(days=3))
        assert running.wake().waiting() == ["a"]


def test_a_timer_without_an_instant_with_zone_stops_the_step() -> None:
    source = a_process("p", timer("t", "", "intermediateCatchEvent") + END, "start t", "t end")
    for due in (None, "2026-03-05T12:00:00", "P3D", 7):
        with pytest.raises(Broken, match=r"timer\.no_instant"):
            Running(source, due=due)


@pytest.mark.bpmn("endEvent/none", "startEvent/none")
def test_an_end_event_ends_its_own_token_only() -> None:
    body = user("a", "b") + gate("f", kind="parallelGateway") + END
    running = Running(a_process("p", body, "start f", "f a", "f b", "a end", "b end"))
    assert running.complete("a").waiting() == ["b"]
    assert running.complete("b").machine.ended


def test_a_task_that_two_flows_enter_is_done_once_for_each_token() -> None:
    body = user("a", "b", "c") + gate("f", kind="parallelGateway") + END
    running = Running(a_process("p", body, "start f", "f a", "f b", "a c", "b c", "c end"))
    assert running.complete("a").complete("b").waiting() == ["c", "c"]

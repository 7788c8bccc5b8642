"""Errors, escalations, signals and termination: who hears of them, and what they take away."""

import datetime as dt

import pytest
import time_machine

from engine.errors import Broken
from tests.engine.bpmn.events import (
    TIMER,
    Told,
    a_model,
    call,
    catch,
    definition,
    edge,
    end,
    throw,
)
from tests.engine.bpmn.models import END, gate, user
from tests.engine.test_bpmn_meaning import NOON

WRONG, LOST, ANY = definition("error", "r"), definition("error", "r2"), definition("error")
TELLS = definition("escalation", "told")
HALT = definition("signal", "s")
TERMINATE = definition("terminate")
FORK = gate("f", kind="parallelGateway")
#: A called process with an error behind one of two tasks.
FAILING = a_model("q", FORK + user("x", "y") + end("bad", WRONG) + END,
                  "start f", "f x", "f y", "x bad", "y end")  # fmt: skip


def sub_process(identity: str, body: str, *flows: str) -> str:
    """A process within the picture."""
    inside = a_model("inner", body, *flows).split("</laneSet>")[1].split("</process>")[0]
    inside = inside.replace('id="start"', 'id="begin"').replace('id="start_', 'id="begin_')
    inside = inside.replace('sourceRef="start"', 'sourceRef="begin"')
    return f'<subProcess id="{identity}" name="s">{inside}</subProcess>'


@pytest.mark.bpmn("boundaryEvent/error/interrupting", "endEvent/error")
@pytest.mark.parametrize("caught", [WRONG, ANY])
def test_an_error_ends_the_called_process_and_goes_on_at_its_edge_with_the_data(
    caught: str,
) -> None:
    body = call("a") + edge("e", "a", caught) + user("b", "c") + END
    running = Told(a_model("p", body, "start a", "a b", "e c", "b end", "c end"), FAILING, given=3)
    running.complete("x", answer="why")
    assert running.waiting() == ["c"]
    assert running.machine.data() == {"given": 3, "answer": "why"}
    assert "p:a" not in running.machine.passed
    assert running.complete("c").machine.ended


@pytest.mark.bpmn("boundaryEvent/error/interrupting", "subProcess")
def test_an_error_ends_a_sub_process_and_goes_on_at_its_edge() -> None:
    inside = sub_process("a", user("x") + end("bad", WRONG), "start x", "x bad")
    body = inside + edge("e", "a", WRONG) + user("b", "c") + END
    running = Told(a_model("p", body, "start a", "a b", "e c", "b end", "c end"))
    assert running.complete("x").waiting() == ["c"]
    assert running.complete("c").machine.ended


@pytest.mark.bpmn("boundaryEvent/error/interrupting")
def test_an_error_is_caught_where_it_happened_and_not_beside_it() -> None:
    edges = edge("e1", "a1", WRONG) + edge("e2", "a2", WRONG)
    body = FORK + call("a1", "a2") + edges + user("c1", "c2") + END
    running = Told(a_model("p", body, "start f", "f a1", "f a2", "a1 end", "a2 end", "e1 c1",
                           "e2 c2", "c1 end", "c2 end"), FAILING)  # fmt: skip
    assert running.waiting() == ["x", "x", "y", "y"]
    running.complete("x")
    assert running.waiting() in (["c1", "x", "y"], ["c2", "x", "y"])


@pytest.mark.bpmn("boundaryEvent/error/interrupting")
def test_the_edge_that_names_the_code_comes_first_and_another_code_passes_on() -> None:
    edges = edge("e1", "a", ANY) + edge("e2", "a", WRONG)
    body = call("a") + edges + user("b", "c") + END
    named = Told(a_model("p", body, "start a", "a end", "e1 b", "e2 c", "b end", "c end"), FAILING)
    assert named.complete("x").waiting() == ["c"]
    inside = '<callActivity id="mid" name="m" calledElement="failing"/>' + edge("o", "mid", LOST)
    middle = a_model("q", inside + user("z") + END, "start mid", "mid end", "o z", "z end")
    body = call("a") + edge("e", "a", WRONG) + user("c") + END
    outer = a_model("p", body, "start a", "a end", "e c", "c end")
    running = Told(outer, middle, FAILING.replace('id="q"', 'id="failing"'))
    assert running.complete("x").waiting() == ["c"]
    assert running.complete("c").machine.ended


@pytest.mark.bpmn("endEvent/error")
def test_an_error_that_nothing_catches_stops_the_step() -> None:
    running = Told(a_model("p", call("a") + END, "start a", "a end"), FAILING)
    with pytest.raises(Broken, match=r"event\.uncaught"):
        running.complete("x")


@pytest.mark.bpmn("endEvent/error")
def test_what_was_about_to_run_beside_an_error_does_not_run() -> None:
    service = '<serviceTask id="work" name="s" camunda:type="external" camunda:topic="sum.up"/>'
    called = a_model("q", FORK + end("bad", WRONG) + service + END, "start f", "f bad", "f work",
                     "work end")  # fmt: skip
    body = call("a") + edge("e", "a", WRONG) + user("c") + END
    running = Told(a_model("p", body, "start a", "a end", "e c", "c end"), called)
    assert (running.waiting(), running.asked) == (["c"], [])


@pytest.mark.bpmn(
    "boundaryEvent/escalation/interrupting",
    "boundaryEvent/escalation/not interrupting",
    "intermediateThrowEvent/escalation",
)
@pytest.mark.parametrize(("ends", "after"), [(True, ["c"]), (False, ["c", "y"])])
def test_an_escalation_tells_whoever_called(ends: bool, after: list[str]) -> None:
    called = a_model("q", user("x", "y") + throw("t", TELLS) + END, "start x", "x t", "t y",
                     "y end")  # fmt: skip
    body = call("a") + edge("e", "a", TELLS, ends=ends) + user("b", "c") + END
    running = Told(a_model("p", body, "start a", "a b", "e c", "b end", "c end"), called)
    running.complete("x", answer="look")
    assert running.waiting() == after
    assert running.data_of("c") == {"answer": "look"}
    if not ends:
        assert running.complete("y").waiting() == ["b", "c"]
        running.complete("b")
    assert running.complete("c").machine.ended


@pytest.mark.bpmn("endEvent/escalation", "boundaryEvent/escalation/not interrupting")
def test_an_escalation_at_the_end_tells_and_lets_the_process_end() -> None:
    called = a_model("q", FORK + user("x", "y") + end("t", TELLS) + end("t2", TELLS),
                     "start f", "f x", "f y", "x t", "y t2")  # fmt: skip
    body = call("a") + edge("e", "a", TELLS, ends=False) + user("b", "c") + END
    running = Told(a_model("p", body, "start a", "a b", "e c", "b end", "c end"), called)
    assert running.complete("x").waiting() == ["c", "y"]
    assert running.complete("y").waiting() == ["b", "c", "c"], "it is heard each time"


@pytest.mark.bpmn("intermediateThrowEvent/escalation")
def test_an_escalation_that_nobody_listens_to_goes_on() -> None:
    running = Told(a_model("p", throw("t", TELLS) + user("a") + END, "start t", "t a", "a end"))
    assert running.waiting() == ["a"]


@pytest.mark.bpmn("intermediateThrowEvent/signal", "intermediateCatchEvent/signal",
                  "boundaryEvent/signal/interrupting")  # fmt: skip
def test_a_signal_is_heard_everywhere_in_the_instance_and_carries_no_data() -> None:
    called = a_model("q", user("x") + edge("h", "x", HALT) + user("z") + END, "start x", "x end",
                     "h z", "z end")  # fmt: skip
    body = FORK + call("c") + catch("w", HALT) + user("a", "b") + throw("t", HALT) + END
    source = a_model("p", body, "start f", "f c", "f w", "f a", "a t", "t end", "w b", "b end",
                     "c end")  # fmt: skip
    running = Told(source, called, given=3)
    assert running.waiting() == ["a", "x"]
    running.complete("a", answer="mine")
    assert running.waiting() == ["b", "z"]
    assert [one.data for one in running.machine.waiting()] == [{"given": 3}, {"given": 3}]
    assert running.complete("b").complete("z").machine.ended


@pytest.mark.bpmn("boundaryEvent/signal/not interrupting", "endEvent/signal")
def test_a_signal_at_an_end_is_heard_too_and_not_by_what_comes_later() -> None:
    body = FORK + user("a", "b", "d", "c") + end("t", HALT) + END
    body += edge("e", "b", HALT, ends=False) + catch("w", HALT)
    running = Told(a_model("p", body, "start f", "f a", "f b", "f d", "a t", "b end", "d w",
                           "w end", "e c", "c end"))  # fmt: skip
    assert running.complete("a").waiting() == ["b", "c", "d"]
    running.complete("b").complete("c").complete("d")
    assert (running.waiting(), running.machine.expected()) == ([], [("p", "w")])


@pytest.mark.bpmn("endEvent/terminate")
def test_a_termination_takes_away_whatever_is_open_in_its_process_and_in_what_it_calls() -> None:
    called = a_model("q", user("x") + catch("w", HALT) + FORK + END, "start f", "f x", "f w",
                     "x end", "w end")  # fmt: skip
    body = FORK + call("c") + user("a", "b") + edge("e", "b", TIMER.format("due")) + END
    body += end("t", TERMINATE)
    source = a_model("p", body, "start f", "f c", "f a", "f b", "c end", "b end", "e end", "a t")
    with time_machine.travel(NOON, tick=False):
        running = Told(source, called, due=(NOON + dt.timedelta(days=3)).isoformat())
        assert running.waiting() == ["a", "b", "x"]
        running.complete("a")
        assert (running.machine.ended, running.machine.end) == (True, "t")
        assert (running.waiting(), running.machine.next_wake()) == ([], None)


@pytest.mark.bpmn("endEvent/terminate")
def test_a_termination_in_a_called_process_lets_the_caller_go_on() -> None:
    called = a_model("q", FORK + user("x", "y") + end("t", TERMINATE) + END, "start f", "f x",
                     "f y", "x t", "y end")  # fmt: skip
    running = Told(a_model("p", call("a") + user("b") + END, "start a", "a b", "b end"), called)
    assert running.complete("x", answer="done").waiting() == ["b"]
    assert running.machine.data() == {"answer": "done"}


@pytest.mark.bpmn("intermediateThrowEvent/none")
def test_an_event_without_a_kind_is_a_milestone() -> None:
    running = Told(a_model("p", throw("t", "") + user("a") + END, "start t", "t a", "a end"))
    assert running.waiting() == ["a"]
    assert "p:t" in running.machine.passed


@pytest.mark.bpmn("boundaryEvent/timer/interrupting")
def test_a_timer_ends_a_called_process_and_of_two_that_are_due_the_earlier_one_does() -> None:
    edges = edge("late", "a", TIMER.format("later")) + edge("soon", "a", TIMER.format("due"))
    body = call("a") + edges + user("b", "c") + END
    called = a_model("q", user("x") + END, "start x", "x end")
    source = a_model("p", body, "start a", "a end", "late b", "soon c", "b end", "c end")
    dates = {"due": (NOON + dt.timedelta(days=3)).isoformat(),
             "later": (NOON + dt.timedelta(days=9)).isoformat()}  # fmt: skip
    with time_machine.travel(NOON, tick=False) as traveller:
        running = Told(source, called, **dates)
        traveller.shift(dt.timedelta(days=30))
        assert running.wake().waiting() == ["c"]
        assert running.complete("c").machine.ended

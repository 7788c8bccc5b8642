"""Messages: who gets one, what of it enters the data, what it takes away."""

import datetime as dt

import pytest
import time_machine

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
from tests.engine.test_bpmn_meaning import DUE, NOON

REPLY = definition("message", "m")
NUDGE = definition("message", "n")
SENDING = definition("message", more=' camunda:type="external" camunda:topic="sum.up"')
RECEIVE = '<receiveTask id="w" name="w" messageRef="m"/>'
BOTH = (gate("f", kind="parallelGateway"), gate("j", kind="parallelGateway"))


@pytest.mark.bpmn("intermediateCatchEvent/message", "receiveTask")
@pytest.mark.parametrize("waiting", [catch("w", REPLY), RECEIVE])
def test_what_waits_for_a_message_goes_on_when_it_comes_with_its_outcomes(waiting: str) -> None:
    running = Told(a_model("p", waiting + user("a") + END, "start w", "w a", "a end"), given=3)
    assert (running.waiting(), running.machine.messages()) == ([], ["reply"])
    assert running.machine.expected() == [("p", "w")]
    assert not running.machine.ended
    assert running.deliver("reply", answer="yes", secret="no outcome")
    assert running.waiting() == ["a"]
    assert running.machine.data() == {"given": 3, "answer": "yes"}
    assert (running.machine.messages(), running.machine.expected()) == ([], [])


@pytest.mark.bpmn("intermediateCatchEvent/message")
def test_a_message_that_nothing_waits_for_is_not_taken() -> None:
    running = Told(a_model("p", user("a") + RECEIVE + END, "start a", "a w", "w end"))
    before = running.machine.dump()
    assert not running.deliver("reply", answer="yes")
    assert running.machine.dump() == before
    assert not running.complete("a").machine.ended
    assert not running.deliver("nudge")
    assert running.deliver("reply")
    assert running.machine.ended


@pytest.mark.bpmn("receiveTask")
def test_a_message_has_one_receiver_the_one_that_waited_longest() -> None:
    fork, join = BOTH
    waiting = catch("w1", REPLY) + catch("w2", REPLY)
    body = fork + user("a") + waiting + user("b1", "b2") + join + END
    source = a_model("p", body, "start f", "f a", "f w2", "a w1", "w1 b1", "w2 b2", "b1 j", "b2 j",
                     "j end")  # fmt: skip
    with time_machine.travel(NOON, tick=False) as traveller:
        running = Told(source)
        traveller.shift(dt.timedelta(minutes=1))
        running.complete("a")
        assert running.deliver("reply", answer="first")
        assert running.waiting() == ["b2"]
        assert running.deliver("reply", answer="second")
        assert running.waiting() == ["b1", "b2"]
    assert running.data_of("b2")["answer"] == "first"
    assert running.data_of("b1")["answer"] == "second"


@pytest.mark.bpmn("boundaryEvent/message/interrupting")
@pytest.mark.parametrize("host", [user("a"), '<receiveTask id="a" name="w" messageRef="n"/>'])
def test_an_interrupting_message_takes_the_activity_away(host: str) -> None:
    body = host + edge("e", "a", REPLY) + user("late") + END
    running = Told(a_model("p", body, "start a", "a end", "e late", "late end"), given=3)
    assert running.deliver("reply", answer="stop")
    assert running.waiting() == ["late"]
    assert running.machine.data() == {"given": 3, "answer": "stop"}
    assert running.machine.messages() == []
    assert running.complete("late").machine.ended


@pytest.mark.bpmn("boundaryEvent/message/interrupting")
def test_a_message_ends_a_called_process_with_all_that_waits_in_it() -> None:
    called = a_model("q", user("x") + catch("y", NUDGE) + gate("f", kind="parallelGateway") + END,
                     "start f", "f x", "f y", "x end", "y end")  # fmt: skip
    body = call("a") + edge("e", "a", REPLY) + user("late") + END
    running = Told(a_model("p", body, "start a", "a end", "e late", "late end"), called)
    assert running.waiting() == ["x"]
    assert running.machine.messages() == ["nudge", "reply"]
    assert running.deliver("reply")
    assert (running.waiting(), running.machine.messages()) == (["late"], [])
    assert running.complete("late").machine.ended
    assert "p:a" not in running.machine.passed


@pytest.mark.bpmn("boundaryEvent/message/not interrupting")
def test_a_message_that_does_not_interrupt_adds_a_token_each_time() -> None:
    body = user("a", "also") + edge("e", "a", REPLY, ends=False) + END
    running = Told(a_model("p", body, "start a", "a end", "e also", "also end"))
    for count in (1, 2, 3):
        assert running.deliver("reply", answer=count)
        assert running.waiting() == ["a", *["also"] * count]
    answers = [one.data.get("answer") for one in running.machine.waiting()]
    assert sorted(one for one in answers if one) == [1, 2, 3]
    running.complete("a")
    assert not running.deliver("reply"), "the activity is done, so nothing listens any more"
    for _ in range(3):
        running.complete("also")
    assert running.machine.ended


@pytest.mark.bpmn("boundaryEvent/message/interrupting")
def test_a_task_that_is_done_no_longer_listens() -> None:
    body = user("a", "b", "late") + edge("e", "a", REPLY) + END
    running = Told(a_model("p", body, "start a", "a b", "b end", "e late", "late end"))
    running.complete("a")
    assert not running.deliver("reply")
    assert running.waiting() == ["b"]


@pytest.mark.bpmn("sendTask", "intermediateThrowEvent/message", "endEvent/message")
@pytest.mark.parametrize(
    "sending",
    [
        '<sendTask id="t" name="t" camunda:type="external" camunda:topic="sum.up"/>',
        throw("t", SENDING),
    ],
)
def test_what_sends_a_message_calls_its_operation(sending: str) -> None:
    running = Told(a_model("p", sending + user("a") + END, "start t", "t a", "a end"), given=3)
    assert running.asked == [("sum.up", {"given": 3})]
    assert running.machine.data() == {"given": 3, "total": 7, "fine": 500}
    ending = Told(a_model("p", end("t", SENDING), "start t"), given=3)
    assert ending.asked == [("sum.up", {"given": 3})]
    assert (ending.machine.ended, ending.machine.end) == (True, "t")


@pytest.mark.bpmn("eventBasedGateway")
def test_behind_a_gateway_of_events_the_first_takes_the_others_away() -> None:
    waits = catch("m1", REPLY) + RECEIVE.replace('"m"', '"n"') + catch("t", TIMER.format("due"))
    body = gate("g", kind="eventBasedGateway") + waits + user("a", "b", "c") + END
    flows = ("start g", "g m1", "g w", "g t", "m1 a", "w b", "t c", "a end", "b end", "c end")
    with time_machine.travel(NOON, tick=False) as traveller:
        replied = Told(a_model("p", body, *flows), due=DUE)
        assert replied.machine.messages() == ["nudge", "reply"]
        assert replied.machine.next_wake() == NOON + dt.timedelta(days=3)
        assert replied.deliver("reply", answer="yes")
        assert (replied.waiting(), replied.machine.messages()) == (["a"], [])
        assert replied.machine.next_wake() is None
        assert replied.complete("a").machine.ended
        nudged = Told(a_model("p", body, *flows), due=DUE)
        assert nudged.deliver("nudge")
        assert nudged.waiting() == ["b"]
        late = Told(a_model("p", body, *flows), due=DUE)
        traveller.shift(dt.timedelta(days=3))
        assert late.wake().waiting() == ["c"]
        assert not late.deliver("reply")


@pytest.mark.bpmn("eventBasedGateway")
def test_of_two_timers_that_are_both_due_the_earlier_one_wins() -> None:
    waits = catch("late", TIMER.format("later")) + catch("soon", TIMER.format("due"))
    body = gate("g", kind="eventBasedGateway") + waits + user("a", "b") + END
    flows = ("start g", "g late", "g soon", "late a", "soon b", "a end", "b end")
    with time_machine.travel(NOON, tick=False) as traveller:
        later = (NOON + dt.timedelta(days=9)).isoformat()
        running = Told(a_model("p", body, *flows), due=DUE, later=later)
        traveller.shift(dt.timedelta(days=30))
        assert running.wake().waiting() == ["b"]
        assert running.machine.next_wake() is None

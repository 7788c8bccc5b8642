"""Events on the edge of what is done several times: the edge is around all instances."""

import datetime as dt

import pytest
import time_machine

from tests.engine.bpmn.events import TIMER, Told, a_model, catch, definition, edge, end
from tests.engine.bpmn.models import END, gate, user
from tests.engine.test_bpmn_meaning import NOON

WRONG, REPLY = definition("error", "r"), definition("message", "m")
NUDGE = definition("message", "n")
KINDS = ("", ' isSequential="true"')


def _many(kind: str) -> str:
    """Three calls of `q`, at once or one after the other."""
    return (
        '<callActivity id="a" name="a" calledElement="q">'
        f"<multiInstanceLoopCharacteristics{kind}><loopCardinality>3</loopCardinality>"
        "</multiInstanceLoopCharacteristics></callActivity>"
    )


@pytest.mark.bpmn("boundaryEvent/error/interrupting")
@pytest.mark.parametrize("kind", KINDS)
def test_an_error_in_one_instance_ends_all_of_them(kind: str) -> None:
    called = a_model("q", user("x") + gate("g", "g_end") + end("bad", WRONG) + END, "start x",
                     "x g", 'g bad answer = "bad"', "g end")  # fmt: skip
    body = _many(kind) + edge("e", "a", WRONG) + user("b", "c") + END
    running = Told(a_model("p", body, "start a", "a b", "e c", "b end", "c end"), called)
    running.complete("x", answer="good")
    assert running.complete("x", answer="bad").waiting() == ["c"]
    assert running.data_of("c")["answer"] == "bad"
    assert len(running.again().dump()[1]) == 0, "no called process is left"
    assert running.complete("c").machine.ended


@pytest.mark.bpmn("boundaryEvent/message/interrupting", "boundaryEvent/timer/interrupting")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("by", ["message", "timer"])
def test_what_waits_in_the_instances_is_taken_away_with_them(kind: str, by: str) -> None:
    fork = gate("f", kind="parallelGateway")
    waits = catch("w", NUDGE) + catch("t", TIMER.format("later"))
    called = a_model("q", fork + user("x") + waits + END, "start f", "f x", "f w", "f t", "x end",
                     "w end", "t end")  # fmt: skip
    event = REPLY if by == "message" else TIMER.format("due")
    body = _many(kind) + edge("e", "a", event) + user("b", "c") + END
    source = a_model("p", body, "start a", "a b", "e c", "b end", "c end")
    dates = {"due": (NOON + dt.timedelta(days=3)).isoformat(),
             "later": (NOON + dt.timedelta(days=9)).isoformat()}  # fmt: skip
    with time_machine.travel(NOON, tick=False) as traveller:
        running = Told(source, called, **dates)
        assert len(running.waiting()) == (1 if kind else 3)
        if by == "message":
            assert running.deliver("reply")
        else:
            traveller.shift(dt.timedelta(days=3))
            running.wake()
        assert running.waiting() == ["c"]
        assert (running.machine.messages(), running.machine.next_wake()) == ([], None)
        assert running.again().dump()[1] == []
        assert running.complete("c").machine.ended

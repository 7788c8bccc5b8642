"""What is wrong with an event is said when the model is deployed: by code and element."""

import time

import pytest

from engine.lint import MAX_PROBLEMS, lint, lint_all
from tests.engine.bpmn.events import (
    TIMER,
    a_model,
    call,
    catch,
    definition,
    edge,
    end,
    event,
    throw,
)
from tests.engine.bpmn.models import END, KNOWN, gate, user

REPLY, NUDGE = definition("message", "m"), definition("message", "n")
ONCE = ("start a", "a end")
#: What stands in the way, and after it.
WAY = ("start e", "e end")
RACE = gate("g", kind="eventBasedGateway")


def _found(source: str) -> set[tuple[str, str]]:
    return {(one.code, one.element) for one in lint("p.bpmn", source.encode(), KNOWN)}


def _edged(inside: str, *, ends: bool = True, host: str = user("a")) -> str:
    return a_model("p", host + edge("e", "a", inside, ends=ends) + END, *ONCE, "e end")


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (a_model("p", catch("e", "") + END, *WAY), "event.missing"),
        (a_model("p", catch("e", REPLY + NUDGE) + END, *WAY), "event.several"),
        (a_model("p", catch("e", definition("message")) + END, *WAY), "event.nameless"),
        (a_model("p", event("receiveTask", "e", "", ' name="w"') + END, *WAY), "event.nameless"),
        (a_model("p", catch("e", definition("signal")) + END, *WAY), "event.nameless"),
        (a_model("p", throw("e", definition("escalation")) + END, *WAY), "event.nameless"),
        (a_model("p", end("e", definition("error")), "start e"), "event.nameless"),
        (a_model("p", catch("e", definition("message", "s")) + END, *WAY), "reference.dangling"),
        (a_model("p", catch("e", definition("signal", "x")) + END, *WAY), "reference.dangling"),
        (a_model("p", catch("e", definition("message", "m", ' camunda:topic="sum.up"')) + END,
                 *WAY), "attribute.refused"),
        (a_model("p", throw("e", REPLY) + END, *WAY), "topic.missing"),
        (a_model("p", throw("e", definition("message", more=' camunda:topic="x"')) + END, *WAY),
         "topic.unknown"),
        (a_model("p", end("e", REPLY), "start e"), "topic.missing"),
        (_edged(definition("error", "r")), "event.attached"),
        (_edged(definition("escalation")), "event.attached"),
        (_edged(TIMER.format("due"),
                host='<serviceTask id="a" name="a" camunda:type="external" '
                'camunda:topic="sum.up"/>'), "event.attached"),
        (_edged(definition("error", "r"), ends=False, host=call("a")), "event.error_goes_on"),
        (_edged(REPLY, host=user("a") + edge("d", "a", REPLY, ends=False)), "event.doubled"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_event_is_said_at_the_event(source: str, code: str) -> None:
    assert (code, "e") in _found(source)


def test_behind_a_gateway_of_events_stand_two_events_at_least_and_nothing_else() -> None:
    one = a_model("p", RACE + catch("e", REPLY) + END, "start g", "g e", "e end")
    assert ("gateway.no_choice", "g") in _found(one)
    task = a_model("p", RACE + catch("e", REPLY) + user("a") + END, "start g", "g e", "g a",
                   "e end", "a end")  # fmt: skip
    assert ("gateway.not_event", "g") in _found(task)
    shared = a_model("p", user("a") + gate("x", "x_g") + RACE + catch("e", REPLY)
                     + catch("d", NUDGE) + END, "start a", "a x", 'x e answer = "a"', "x g",
                     "g e", "g d", "e end", "d end")  # fmt: skip
    assert ("gateway.not_event", "g") in _found(shared)
    same = a_model("p", RACE + catch("d", REPLY) + catch("e", REPLY) + END, "start g", "g d",
                   "g e", "d end", "e end")  # fmt: skip
    assert ("event.doubled", "e") in _found(same)
    right = a_model("p", RACE + catch("d", TIMER.format("due")) + catch("e", TIMER.format("later"))
                    + END, "start g", "g d", "g e", "d end", "e end")  # fmt: skip
    assert _found(right) == set()


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('value="form"', 'value="nowhere"', "form.unknown"),
        ('value="answer"', 'value="nothing"', "outcome.unknown"),
        ('name="nudge"', 'name="reply"', "name.twice"),
        ('name="nudge"', 'name=""', "name.missing"),
        ('name="nudge"', f'name="{"n" * 61}"', "name.too_long"),
        ('name="nudge"', 'name="event_fired"', "attribute.value"),
        (' errorCode="wrong"', "", "code.missing"),
        (' escalationCode="told"', "", "code.missing"),
        ('name="form" value', 'name="role" value', "lane.not_role"),
        ('name="form" value', 'name="sets" value', "property.unknown"),
    ],
)
def test_what_events_refer_to_is_looked_at_too(before: str, after: str, code: str) -> None:
    source = a_model("p", user("a") + END, *ONCE)
    assert _found(source) == set()
    assert code in {found for found, _element in _found(source.replace(before, after, 1))}


def test_two_files_that_call_each_other_declare_a_message_alike() -> None:
    calling = a_model("p", call("a") + END, *ONCE)
    called = a_model("q", user("x") + END, "start x", "x end")
    same = {"p.bpmn": calling.encode(), "q.bpmn": called.encode()}
    assert lint_all(same, KNOWN) == []
    other = called.replace('value="answer"', 'value="answer, answer"').replace(
        'value=""', 'value="answer, answer"'
    )
    found = lint_all(same | {"q.bpmn": other.encode()}, KNOWN)
    assert [(one.code, one.file) for one in found] == [("message.differs", "q.bpmn")]


def test_thousands_of_events_in_one_place_are_looked_at_in_bounded_time() -> None:
    edges = "".join(edge(f"e{number}", "a", REPLY, ends=False) for number in range(2500))
    waits = "".join(catch(f"w{number}", REPLY) for number in range(2500))
    flows = [f"g w{number}" for number in range(2500)]
    source = a_model("p", user("a") + RACE + edges + waits + END, "start a", "a g", *flows)
    before = time.process_time()
    assert len(lint("p.bpmn", source.encode(), KNOWN)) == MAX_PROBLEMS
    assert time.process_time() - before < 5

"""The proof explores events: messages at any moment, errors and escalations as they are thrown."""

import re
from random import Random

import pytest

from engine.proof.checks import Proof, prove
from engine.proof.events import Event, received
from tests.engine.bpmn.events import ROOTS, TIMER, call, catch, definition, edge, end
from tests.engine.bpmn.generated import a_block, written
from tests.engine.bpmn.models import END, a_process, gate, user

REPLY = definition("message", "m")
WRONG = definition("error", "r")
TELLS = definition("escalation", "told")
#: A message whose form has a choice of two, and a task with a choice of two.
CONTENT = ROOTS.replace('value="form"', 'value="record_reply"').replace(
    'value="answer"', 'value="referral_reply"'
)
ANSWERED = (
    '<extensionElements><camunda:properties><camunda:property name="outcomes" '
    'value="acceptance"/></camunda:properties></extensionElements>'
)


def _model(process: str, body: str, *flows: str) -> str:
    return _filled(a_process(process, body, *flows).replace("<process ", f"{CONTENT}<process ", 1))


def _filled(text: str) -> str:
    """User tasks with a form of the house."""
    asked = r'\1camunda:formRef="accept_assignment">' + ANSWERED + "</userTask>"
    return re.sub(r'(<userTask id="\w+" name="t" )camunda:formRef="form"/>', asked, text)


def _proof(*sources: str) -> Proof:
    files = {source.split('process id="')[1].split('"')[0]: source for source in sources}
    return prove(next(iter(files)), files)


def _broken(proof: Proof) -> dict[str, str]:
    """The rules of soundness that are broken; people and law are not asked here."""
    asked = ("soundness.can_finish", "soundness.no_dead_element", "waiting", "step", "size")
    return {one.rule: one.words for one in proof.violations if one.rule.startswith(asked)}


def test_a_message_comes_with_all_that_its_form_lets_pass_or_its_rival_is_first() -> None:
    body = gate("g", kind="eventBasedGateway") + catch("came", REPLY)
    body += catch("gone", TIMER.format("due")) + gate("x", "x_no") + end("yes") + end("no")
    body += end("late") + user("first")
    flows = ("start first", "first g", "g came", "g gone", "came x",
             'x yes referral_reply = "accepted"', "x no", "gone late")  # fmt: skip
    proof = _proof(_model("p", body, *flows).replace("<userTask", _due() + "<userTask", 1)
                   .replace('targetRef="first"', 'targetRef="dates"')
                   .replace("</process>", _flow("dates", "first") + "</process>"))  # fmt: skip
    assert _broken(proof) == {}
    assert proof.states == 5, "the task, the wait, three ends"


def _due() -> str:
    """An operation that computes the date."""
    return (
        '<serviceTask id="dates" name="d" camunda:type="external" camunda:topic="sum.up">'
        '<extensionElements><camunda:properties><camunda:property name="sets" value="due"/>'
        "</camunda:properties></extensionElements></serviceTask>"
    )


def _flow(source: str, target: str) -> str:
    return f'<sequenceFlow id="more" sourceRef="{source}" targetRef="{target}"/>'


def test_who_waits_for_a_message_alone_waits_without_end() -> None:
    proof = _proof(_model("p", catch("came", REPLY) + END, "start came", "came end"))
    assert list(_broken(proof)) == ["waiting.has_end"]


def test_what_may_come_again_and_again_is_explored_to_an_end() -> None:
    body = user("a", "also") + edge("e", "a", REPLY, ends=False) + END
    proof = _proof(_model("p", body, "start a", "a end", "e also", "also end"))
    assert _broken(proof) == {}
    assert proof.states < 20


def test_an_event_that_nothing_throws_is_a_dead_element() -> None:
    called = _model("q", user("x") + END, "start x", "x end")
    body = call("a") + edge("e", "a", WRONG) + user("c") + END
    proof = _proof(_model("p", body, "start a", "a end", "e c", "c end"), called)
    assert _broken(proof).keys() == {"soundness.no_dead_element"}


def test_an_error_that_nothing_catches_fails_the_step() -> None:
    called = _model("q", user("x") + end("bad", WRONG), "start x", "x bad")
    proof = _proof(_model("p", call("a") + END, "start a", "a end"), called)
    assert "event.uncaught" in _broken(proof)["step"]


def test_what_an_error_or_an_escalation_carries_is_told_apart_behind_its_edge() -> None:
    for thrown in (WRONG, TELLS):
        called = _model("q", user("x") + end("bad", thrown), "start x", "x bad")
        body = call("a") + edge("e", "a", thrown) + gate("g", "g_no") + end("yes") + end("no")
        flows = ("start a", "e g", 'g yes acceptance = "accepted"', "g no")
        proof = _proof(_model("p", body + END, *flows, "a end"), called)
        assert _broken(proof).get("soundness.no_dead_element", "p:end").startswith("p:end")
        assert not {"step", "soundness.can_finish"} & _broken(proof).keys()


@pytest.mark.parametrize("number", range(60))
def test_generated_models_with_events_are_explored_to_their_ends(number: int) -> None:
    block = a_block(Random(number))  # noqa: S311
    source, called = written(block)
    files = {name: _asked(text) for name, text in {"made": source, **called}.items()}
    proof = prove("made", files)
    found = {one.rule for one in proof.violations}
    assert not found & {"step", "size", "soundness.can_finish"}, block


def _asked(text: str) -> str:
    """The same model with forms of the house, and operations that say what they set."""
    sets = _due().split(">", 1)[1]
    form = '<camunda:property name="form" value="record_reply"/>'
    outcome = '<camunda:property name="outcomes" value="{}"/>'
    text = text.replace(outcome.format("answer"), form + outcome.format("referral_reply"))
    return _filled(text.replace('camunda:topic="x"/>', f'camunda:topic="x">{sets}'))


def test_a_law_may_ask_whether_a_message_came() -> None:
    asked = received("reply", referral_reply=("accepted", "refused"))
    assert asked(Event("received", "reply", {"referral_reply": "refused"}))
    assert not asked(Event("fired", "reply", {"referral_reply": "refused"}))

"""Tiny models with events: what messages, signals, errors and escalations look like in a file."""

from collections.abc import Mapping
from typing import Any

from engine.spiff.machine import Machine
from tests.engine.bpmn.models import a_process
from tests.engine.test_bpmn_meaning import Running

MESSAGE = (
    '<message id="m" name="reply"><extensionElements><camunda:properties>'
    '<camunda:property name="form" value="form"/>'
    '<camunda:property name="outcomes" value="answer"/>'
    "</camunda:properties></extensionElements></message>"
)
NUDGE = '<message id="n" name="nudge"/>'
SIGNAL = '<signal id="s" name="halt"/>'
ERROR = '<error id="r" name="wrong" errorCode="wrong"/>'
OTHER_ERROR = '<error id="r2" name="lost" errorCode="lost"/>'
ESCALATION = '<escalation id="told" name="told" escalationCode="told"/>'
ROOTS = MESSAGE + NUDGE + SIGNAL + ERROR + OTHER_ERROR + ESCALATION
TIMER = "<timerEventDefinition><timeDate>{}</timeDate></timerEventDefinition>"


def a_model(process: str, body: str, *flows: str) -> str:
    """A process in a file that declares all of the above."""
    return a_process(process, body, *flows).replace("<process ", f"{ROOTS}<process ", 1)


def definition(kind: str, ref: str = "", more: str = "") -> str:
    """What an event waits for or throws."""
    named = f' {kind}Ref="{ref}"' if ref else ""
    return f"<{kind}EventDefinition{named}{more}/>"


def event(element: str, identity: str, inside: str, more: str = "") -> str:
    """An event."""
    return f'<{element} id="{identity}"{more}>{inside}</{element}>'


def edge(identity: str, host: str, inside: str, *, ends: bool = True) -> str:
    """An event on the edge of an activity."""
    more = f' attachedToRef="{host}" cancelActivity="{str(ends).lower()}"'
    return event("boundaryEvent", identity, inside, more)


def catch(identity: str, inside: str, name: str = "") -> str:
    """An event in the way that waits."""
    more = f' name="{name}"' if name else ""
    return event("intermediateCatchEvent", identity, inside, more)


def throw(identity: str, inside: str) -> str:
    """An event in the way that throws."""
    return event("intermediateThrowEvent", identity, inside)


def end(identity: str, inside: str = "") -> str:
    """An end event."""
    return event("endEvent", identity, inside)


def call(*names: str) -> str:
    """Call activities of the process `q`."""
    return "".join(f'<callActivity id="{one}" name="c" calledElement="q"/>' for one in names)


class Told(Running):
    """A process under way that can be told something."""

    def deliver(self, name: str, **payload: Any) -> bool:
        """Hand over a message after storing and restoring."""
        self.again()
        return self.machine.deliver(name, payload)

    def again(self) -> Machine:
        """Store and restore."""
        self.machine = Machine.restore(self.spec, self.operate, self.machine.dump())
        return self.machine

    def data_of(self, element: str) -> Mapping[str, Any]:
        """The data that somebody sees who does the task."""
        return next(one.data for one in self.machine.waiting() if one.task.element == element)

"""Reads which event an element waits for or throws."""

from collections.abc import Mapping
from typing import Any, Final

from SpiffWorkflow.bpmn.parser.event_parsers import (
    BoundaryEventParser,
    EndEventParser,
    EventDefinitionParser,
    IntermediateCatchEventParser,
    IntermediateThrowEventParser,
    ReceiveTaskParser,
)
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition

from engine.spiff.elements import CAMUNDA, Deadline
from engine.spiff.events import Escalation, Failure, Sending, Signal, Termination

_BPMN: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


class _Reads(EventDefinitionParser):  # type: ignore[misc]  # the library has no types
    """Makes our events in place of the library's, and only of those that docs/bpmn.md allows.

    What an event refers to is looked for in its own file; the library mixes up equal ids of two.
    """

    def parse_timer_event(self, event: Any) -> Deadline:
        text = event.findtext(f"{_BPMN}timeDate") or ""
        return Deadline(self.node.get("name") or self.node.get("id"), text.strip())

    def parse_message_event(self, message_event: Any) -> EventDefinition:
        return MessageEventDefinition(self._referred(message_event, "message").get("name"))

    def parse_error_event(self, error_event: Any) -> Failure:
        found = self._referred(error_event, "error")
        return Failure(found.get("name", "error"), found.get("errorCode"))

    def parse_escalation_event(self, escalation_event: Any) -> Escalation:
        found = self._referred(escalation_event, "escalation")
        return Escalation(found.get("name", "escalation"), found.get("escalationCode"))

    def parse_signal_event(self, signal_event: Any) -> Signal:
        return Signal(self._referred(signal_event, "signal").get("name"))

    def parse_terminate_event(self, event: Any) -> Termination:
        return Termination()

    def _referred(self, event: Any, kind: str) -> Mapping[str, str]:
        """The attributes of what the event refers to; nothing when it catches whatever comes."""
        identity = event.get(f"{kind}Ref")
        roots = self.node.getroottree().getroot().iterchildren(f"{_BPMN}{kind}")
        return next((one.attrib for one in roots if one.get("id") == identity), {})


class EdgeParser(_Reads, BoundaryEventParser):  # type: ignore[misc]
    """bpmn:boundaryEvent."""


class CatchParser(_Reads, IntermediateCatchEventParser):  # type: ignore[misc]
    """bpmn:intermediateCatchEvent."""


class ReceivingParser(_Reads, ReceiveTaskParser):  # type: ignore[misc]
    """bpmn:receiveTask."""


class _Throws(_Reads):
    """What throws a message calls the operation that its topic names."""

    def parse_message_event(self, message_event: Any) -> Sending:
        return Sending(self.node.get("name"), message_event.get(f"{CAMUNDA}topic", ""))


class ThrowParser(_Throws, IntermediateThrowEventParser):  # type: ignore[misc]
    """bpmn:intermediateThrowEvent."""


class EndParser(_Throws, EndEventParser):  # type: ignore[misc]
    """bpmn:endEvent; the library does not read the signal of one."""

    def create_task(self) -> Any:
        task = super().create_task()
        signal = self.node.find(f"{_BPMN}signalEventDefinition")
        if signal is not None:
            task.event_definition = self.parse_signal_event(signal)
        return task

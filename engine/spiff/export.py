"""The library's own serializer for our elements: the export format, and the oracle of the tests."""

from typing import Any

from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default.event_definition import (
    ErrorEscalationEventDefinitionConverter,
    TimerConditionalEventDefinitionConverter,
)
from SpiffWorkflow.bpmn.serializer.default.task_spec import (
    BoundaryEventConverter,
    BpmnTaskSpecConverter,
    ConditionalGatewayConverter,
    EventConverter,
    SubWorkflowConverter,
)
from SpiffWorkflow.bpmn.serializer.helpers.spec import EventDefinitionConverter

from engine.spiff import events
from engine.spiff.elements import Deadline, DecisionTask, OperationTask, PlainTask
from engine.spiff.joins import InclusiveJoin
from engine.spiff.repeats import Repeated, RepeatedConverter


class _TaskConverter(BpmnTaskSpecConverter):  # type: ignore[misc]  # the library has no types
    """Our tasks are the library's plus what they refer to."""

    def to_dict(self, spec: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.get_default_attributes(spec)
        for name in ("topic", "decision"):
            if hasattr(spec, name):
                found[name] = getattr(spec, name)
        return found

    def from_dict(self, dct: dict[str, Any]) -> Any:
        return self.task_spec_from_dict(dct)


class _SendingConverter(EventDefinitionConverter):  # type: ignore[misc]
    """What is sent, and by which operation."""

    def to_dict(self, event_definition: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().to_dict(event_definition)
        return found | {"topic": event_definition.topic}


_EVENTS = {
    events.EdgeEvent: BoundaryEventConverter,
    events.CatchEvent: EventConverter,
    events.Receiving: EventConverter,
    events.EventGateway: _TaskConverter,
    events.Call: SubWorkflowConverter,
    events.Part: SubWorkflowConverter,
    events.Failure: ErrorEscalationEventDefinitionConverter,
    events.Escalation: ErrorEscalationEventDefinitionConverter,
    events.Signal: EventDefinitionConverter,
    events.Termination: EventDefinitionConverter,
    events.Sending: _SendingConverter,
    Deadline: TimerConditionalEventDefinitionConverter,
}


def serializer() -> BpmnWorkflowSerializer:
    """The standard serializer; what it stores embeds the specification."""
    tasks = dict.fromkeys((OperationTask, DecisionTask, PlainTask), _TaskConverter)
    joins = {InclusiveJoin: ConditionalGatewayConverter, Repeated: RepeatedConverter}
    registry = BpmnWorkflowSerializer.configure({**DEFAULT_CONFIG, **tasks, **joins, **_EVENTS})
    return BpmnWorkflowSerializer(registry)

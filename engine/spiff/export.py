"""The library's own serializer for our elements: the export format, and the oracle of the tests."""

from typing import Any

from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default.event_definition import (
    TimerConditionalEventDefinitionConverter,
)
from SpiffWorkflow.bpmn.serializer.default.task_spec import BpmnTaskSpecConverter

from engine.spiff.elements import Deadline, DecisionTask, OperationTask, PlainTask


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


def serializer() -> BpmnWorkflowSerializer:
    """The standard serializer; what it stores embeds the specification."""
    tasks = dict.fromkeys((OperationTask, DecisionTask, PlainTask), _TaskConverter)
    registry = BpmnWorkflowSerializer.configure(
        {**DEFAULT_CONFIG, **tasks, Deadline: TimerConditionalEventDefinitionConverter}
    )
    return BpmnWorkflowSerializer(registry)

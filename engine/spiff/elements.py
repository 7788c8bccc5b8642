"""Our own elements for SpiffWorkflow: operations, deadlines and FEEL in place of Python."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimeDateEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin

from engine.errors import Broken
from engine.feel import compile_expression
from models import clock

#: Before the id of a decision, where operations have their topic.
DECISION = "decision:"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"


class OperationTask(BpmnSpecMixin):  # type: ignore[misc]  # the library has no types
    """bpmn:serviceTask: calls the operation that its topic names."""

    def __init__(self, wf_spec: Any, name: str, topic: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.manual = False
        self.topic = topic

    def _run_hook(self, my_task: Any) -> bool:
        _call(my_task, self.topic, self.bpmn_id)
        return True


class DecisionTask(BpmnSpecMixin):  # type: ignore[misc]
    """bpmn:businessRuleTask: asks the decision that it refers to."""

    def __init__(self, wf_spec: Any, name: str, decision: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.manual = False
        self.decision = decision

    def _run_hook(self, my_task: Any) -> bool:
        _call(my_task, f"{DECISION}{self.decision}", self.bpmn_id)
        return True


def _call(my_task: Any, topic: str, element: str) -> None:
    """Call an operation or a decision and take what it returns into the task's data.

    Both ways are copies: the library shares nested values with tasks that are long complete.
    """
    operate = my_task.workflow.top_workflow.operate
    my_task.data.update(deepcopy(operate(topic, element, deepcopy(my_task.data))))


class PlainTask(BpmnSpecMixin):  # type: ignore[misc]
    """bpmn:task: nobody does it, so the token passes through."""

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.manual = False


class OperationParser(TaskParser):  # type: ignore[misc]
    """Reads the topic of a service task."""

    def create_task(self) -> OperationTask:
        topic = self.node.get(f"{CAMUNDA}topic")
        return OperationTask(self.spec, self.bpmn_id, topic=topic, **self.bpmn_attributes)


class DecisionParser(TaskParser):  # type: ignore[misc]
    """Reads which decision a business rule task refers to."""

    def create_task(self) -> DecisionTask:
        decision = self.node.get(f"{CAMUNDA}decisionRef")
        return DecisionTask(self.spec, self.bpmn_id, decision=decision, **self.bpmn_attributes)


class Deadline(TimeDateEventDefinition):  # type: ignore[misc]
    """bpmn:timeDate of one variable, an absolute instant with zone (ISO 8601)."""

    def has_fired(self, my_task: Any) -> bool:
        due = my_task.internal_data.get("event_value")
        if due is None:
            due = instant(self.expression, my_task.data).isoformat()
            my_task.internal_data["event_value"] = due
        if datetime.fromisoformat(due) <= clock.now():
            my_task.internal_data["event_fired"] = True
        return bool(my_task.internal_data.get("event_fired", False))


class FeelEngine:
    """What SpiffWorkflow asks to evaluate a condition; there is no way to execute anything."""

    def evaluate(
        self, task: Any, expression: str, external_context: Mapping[str, Any] | None = None
    ) -> bool:
        """The truth of a condition; what is neither true nor false stops the step."""
        return truth(expression, task.data, task.task_spec.bpmn_id)


def truth(expression: str, data: Mapping[str, Any], element: str) -> bool:
    """The truth of a condition; raises Broken for what is neither true nor false."""
    value, diagnostics = compile_expression(expression).explain(data)
    if not isinstance(value, bool):
        raise Broken(
            "condition.not_boolean",
            element=element,
            expression=expression,
            reasons=[str(one) for one in diagnostics],
        )
    return value


def instant(expression: str, data: Mapping[str, Any]) -> datetime:
    """The aware moment that a timer's expression names.

    Raises Broken when the variable is missing or its value is no instant with zone.
    """
    value = compile_expression(expression).evaluate(data)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Broken("timer.no_instant", expression=expression)
    return value

"""Events as BPMN means them, where the library does otherwise; docs/bpmn.md lists the differences.

What comes first wins at once: an interrupting event ends its activity, and the event behind a
gateway its rivals, when it becomes ready and not when it is passed.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    CallActivity,
    IntermediateCatchEvent,
    ReceiveTask,
    SubWorkflowTask,
)
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import (
    ErrorEventDefinition,
    EscalationEventDefinition,
    SignalEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.simple import TerminateEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from engine.errors import Broken
from engine.spiff.repeats import give_up_instances


class EdgeEvent(BoundaryEvent):  # type: ignore[misc]  # the library has no types
    """bpmn:boundaryEvent.

    The library lets two interrupting events that are due at once both go on, and a
    non-interrupting one happen once only.
    """

    def _on_ready_hook(self, my_task: Any) -> None:
        super()._on_ready_hook(my_task)
        if self.cancel_activity:
            for other in my_task.parent.children:
                is_host = not isinstance(other.task_spec, BoundaryEvent)
                if other is not my_task and (is_host or other.has_state(TaskState.WAITING)):
                    _give_up(other)

    def _on_complete_hook(self, my_task: Any) -> None:
        super()._on_complete_hook(my_task)
        once = isinstance(self.event_definition, TimerEventDefinition)
        if not self.cancel_activity and not once and _is_open(_host(my_task.parent)):
            again = my_task.parent._add_child(self)  # noqa: SLF001 - the library has no other way
            self._predict(again)
            again._set_state(TaskState.WAITING)  # noqa: SLF001
            self._update(again)


class _Rival:
    """Behind an event-based gateway the first event to happen takes the others away."""

    def _on_ready_hook(self, my_task: Any) -> None:
        super()._on_ready_hook(my_task)  # type: ignore[misc]
        if isinstance(my_task.parent.task_spec, EventGateway):
            for other in my_task.parent.children:
                if other is not my_task:
                    _give_up(other)


class CatchEvent(_Rival, IntermediateCatchEvent):  # type: ignore[misc]
    """bpmn:intermediateCatchEvent."""


class Receiving(_Rival, ReceiveTask):  # type: ignore[misc]
    """bpmn:receiveTask."""


class EventGateway(BpmnSpecMixin):  # type: ignore[misc]
    """bpmn:eventBasedGateway: what is behind it waits for itself.

    The library's own keeps one moment for all its timers, and objects that cannot be stored.
    """

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.manual = False


class Interruptible:
    """What runs a process inside: given up, it is not revived by the end of that process."""

    def _on_subworkflow_completed(self, subworkflow: Any, my_task: Any) -> None:
        if not my_task.has_state(TaskState.FINISHED_MASK):
            super()._on_subworkflow_completed(subworkflow, my_task)  # type: ignore[misc]


class Call(Interruptible, CallActivity):  # type: ignore[misc]
    """bpmn:callActivity."""


class Part(Interruptible, SubWorkflowTask):  # type: ignore[misc]
    """bpmn:subProcess."""


class Failure(ErrorEventDefinition):  # type: ignore[misc]
    """bpmn:errorEventDefinition.

    The library throws it at every activity of the calling process, not only at the one inside
    which it happened.
    """

    def throw(self, my_task: Any) -> None:
        if not _throw(self, my_task):
            raise Broken("event.uncaught", element=my_task.task_spec.bpmn_id, event=self.code)


class Escalation(EscalationEventDefinition):  # type: ignore[misc]
    """bpmn:escalationEventDefinition; nobody needs to listen."""

    def throw(self, my_task: Any) -> None:
        _throw(self, my_task)


class Signal(SignalEventDefinition):  # type: ignore[misc]
    """bpmn:signalEventDefinition: heard in the whole instance, in whatever it calls too.

    The library gives the data of the branch that throws to all that listen.
    """

    def throw(self, my_task: Any) -> None:
        event = BpmnEvent(self, payload={})
        waiting = list(my_task.workflow.top_workflow.event_manager.tasks.values())
        for task in [one for one in waiting if one.task_spec.catches(one, event)]:
            # Who heard it first may have taken the others away.
            if task.has_state(TaskState.WAITING):
                task.task_spec.catch(task, event)
                task.task_spec._update(task)  # noqa: SLF001


class Termination(TerminateEventDefinition):  # type: ignore[misc]
    """bpmn:terminateEventDefinition; the library also throws it at whoever called the process."""

    def throw(self, my_task: Any) -> None:
        """Nobody is told: the end event takes everything away itself."""


class Sending(EventDefinition):  # type: ignore[misc]
    """bpmn:messageEventDefinition of what throws it: an operation sends it."""

    def __init__(self, name: str | None = None, topic: str = "", **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.topic = topic

    def throw(self, my_task: Any) -> None:
        operate = my_task.workflow.top_workflow.operate
        element = my_task.task_spec.bpmn_id
        my_task.data.update(deepcopy(operate(self.topic, element, my_task.data)))


def _throw(definition: Any, my_task: Any) -> bool:
    """Hand something over to the nearest event around that catches it."""
    for edges in _around(my_task):
        catching = [one for one in edges if one.task_spec.event_definition == definition]
        # An event that names the code comes before one that catches everything.
        catching.sort(key=lambda one: one.task_spec.event_definition.code is None)
        for edge in catching[:1]:
            event = BpmnEvent(definition, payload=deepcopy(my_task.data))
            edge.task_spec.catch(edge, event)
            edge.task_spec._update(edge)  # noqa: SLF001
            return True
    return False


def _around(my_task: Any) -> Iterator[list[Any]]:
    """The events that wait on the edge of each activity around a task, the innermost first."""
    top = my_task.workflow.top_workflow
    workflow = my_task.workflow
    while workflow is not top:
        activity = top.get_task_from_id(workflow.parent_task_id)
        workflow = activity.workflow
        # One of many, or one turn: the edge is around all of them.
        while getattr(activity.parent.task_spec, "task_spec", None):
            activity = activity.parent
        split = activity.parent
        if isinstance(split.task_spec, BoundaryEventSplit):
            yield [
                one
                for one in split.children
                if isinstance(one.task_spec, BoundaryEvent) and one.has_state(TaskState.WAITING)
            ]


def _host(split: Any) -> Any:
    return next(one for one in split.children if not isinstance(one.task_spec, BoundaryEvent))


def _is_open(task: Any) -> bool:
    return bool(task.has_state(TaskState.NOT_FINISHED_MASK))


def _give_up(task: Any) -> None:
    # Of what is finished, the library would cancel whatever came after it.
    if _is_open(task):
        # The library would drop instances without cancelling what runs inside them.
        give_up_instances(task)
        task.cancel()

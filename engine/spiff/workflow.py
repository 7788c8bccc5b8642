"""SpiffWorkflow's workflow with its traps closed, each in one place.

The library's iterators stop at a depth of 1,000 without a word: a READY task below is never
reached and `is_completed` answers True. Here they have no limit, and completion is asked of all
tasks and not of those that an iterator happens to reach.
"""

import sys
from collections.abc import Callable, Mapping
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.spiff.elements import FeelEngine
from engine.spiff.parsing import Spec

#: (topic, element, process data) -> what enters process data.
Operate = Callable[[str, str, Mapping[str, Any]], Mapping[str, Any]]


class _Whole:
    """Walks and completion without a limit of depth."""

    completed: bool

    def get_tasks_iterator(self, first_task: Any = None, **kwargs: Any) -> BpmnTaskIterator:
        first = first_task or self.task_tree  # type: ignore[attr-defined]
        return BpmnTaskIterator(first, max_depth=sys.maxsize, **kwargs)

    def is_completed(self) -> bool:
        if not self.completed:
            tasks: Mapping[Any, Any] = self.tasks  # type: ignore[attr-defined]
            self.completed = not any(
                task.has_state(TaskState.NOT_FINISHED_MASK) for task in tasks.values()
            )
        return self.completed


class SubWorkflow(_Whole, BpmnSubWorkflow):  # type: ignore[misc]  # the library has no types
    """A called process inside an instance."""


class Workflow(_Whole, BpmnWorkflow):  # type: ignore[misc]
    """A running instance."""

    def __init__(self, spec: Spec, operate: Operate, **kwargs: Any) -> None:
        #: What service tasks call; the door sets it for each step.
        self.operate = operate
        super().__init__(spec.top, spec.called, script_engine=FeelEngine(), **kwargs)

    def create_subprocess(self, my_task: Any, spec_name: str) -> SubWorkflow:
        sub = SubWorkflow(self.subprocess_specs[spec_name], my_task.id, self)
        self.subprocesses[my_task.id] = sub
        return sub

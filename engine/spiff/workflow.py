"""SpiffWorkflow's workflow with its traps closed, each in one place.

The library's iterators stop at a depth of 1,000 without a word: a READY task below is never
reached and `is_completed` answers True. Here they have no limit, and completion is asked of all
tasks and not of those that an iterator happens to reach. Some joins of the library make iterators
of their own: pruning keeps trees shallow, and the machine refuses one that is deep all the same.
"""

import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.spiff.elements import Deadline, FeelEngine
from engine.spiff.parsing import Spec

#: (topic, element, process data) -> what enters process data.
Operate = Callable[[str, str, Mapping[str, Any]], Mapping[str, Any]]
#: Below this the library's own iterators see nothing.
DEEPEST: Final = 1_000


class _Whole:
    """Walks and completion without a limit of depth; what waits is asked in the order of time."""

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

    def update_waiting_tasks(self) -> None:
        tasks: Mapping[Any, Any] = self.tasks  # type: ignore[attr-defined]
        _ask([task for task in tasks.values() if task.has_state(TaskState.WAITING)])


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

    def refresh_timers(self) -> None:
        tasks = self.event_manager.tasks.values()
        _ask([one for one in tasks if isinstance(one.task_spec.event_definition, Deadline)])

    def _do_engine_steps(
        self, will_complete_task: Any = None, did_complete_task: Any = None
    ) -> bool:
        """The library's, but for one thing: what a task before it took away is not run."""
        active = sorted(self.get_active_subprocesses(), key=lambda one: -one.depth)
        for sub in active:
            while _run_ready(sub, did_complete_task):
                pass
            task = self.get_task_from_id(sub.parent_task_id)
            if task is not None:
                task.task_spec._update(task)  # noqa: SLF001 - the library does so
        count = _run_ready(self, did_complete_task)
        return count > 0 or len(self.get_active_subprocesses()) > len(active)


def _run_ready(workflow: Any, passed: Callable[[Any], None]) -> int:
    count = 0
    for task in workflow.get_tasks(state=TaskState.READY, manual=False):
        if task.has_state(TaskState.READY):
            task.run()
            count += 1
            passed(task)
    return count


def _ask(waiting: list[Any]) -> None:
    """Ask what waits whether it may go on; of two moments that have come, the earlier first."""
    for task in sorted(waiting, key=lambda one: one.internal_data.get("event_value") or ""):
        # An event before it may have taken it away.
        if task.has_state(TaskState.WAITING):
            task.task_spec._update(task)  # noqa: SLF001 - the library does so


def is_too_deep(workflow: Workflow) -> bool:
    """Whether a task lies where the library would not find it."""
    return any(
        len(one.tasks) > DEEPEST and _depth(one) >= DEEPEST
        for one in (workflow, *workflow.subprocesses.values())
    )


def _depth(workflow: Any) -> int:
    depth, level = 0, workflow.task_tree.children
    while level:
        depth, level = depth + 1, [child for task in level for child in task.children]
    return depth

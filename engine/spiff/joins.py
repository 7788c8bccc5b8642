"""Inclusive gateways that join as BPMN says; docs/bpmn.md lists where the library does otherwise.

The library asks a join only when a token arrives, looks back along one way in only, and takes away
what an earlier opening has begun. Here a join is asked whenever everything else rests.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway
from SpiffWorkflow.util.task import TaskState

from engine.spiff.events import EventGateway

_TOKEN = TaskState.READY | TaskState.WAITING | TaskState.STARTED
#: What begins several things of which one only goes on.
_TOGETHER = (BoundaryEventSplit, EventGateway)


class InclusiveJoin(InclusiveGateway):  # type: ignore[misc]  # the library has no types
    """bpmn:inclusiveGateway: starts every flow whose condition is true, or waits for all to come.

    It opens when a token has come and no other one can come by a flow that has none; one that can
    as well come by a flow that has a token is not waited for (BPMN 2.0.2, table 13.3).
    """

    def _update_hook(self, my_task: Any) -> bool:
        if len(self.inputs) == 1:
            my_task._inherit_data()  # noqa: SLF001 - the library has no other way
            return True
        my_task._set_state(TaskState.WAITING)  # noqa: SLF001
        return False

    def _run_hook(self, my_task: Any) -> bool:
        matches, defaults = self._get_matching_outputs(my_task)
        my_task._sync_children(matches or defaults, TaskState.FUTURE)  # noqa: SLF001
        for child in my_task.children:
            mask = TaskState.FUTURE | TaskState.PREDICTED_MASK
            child.task_spec._predict(child, mask=mask)  # noqa: SLF001
        return True


def open_joins(workflows: Iterable[Any]) -> bool:
    """Open one inclusive join that need not wait any longer; False when there is none.

    One at a time: what it sets free may be what another one waits for.
    """
    for workflow in workflows:
        waiting: dict[Any, list[Any]] = {}
        for task in workflow.tasks.values():
            if task.state == TaskState.WAITING and isinstance(task.task_spec, InclusiveJoin):
                waiting.setdefault(task.task_spec, []).append(task)
        for spec, tasks in waiting.items():
            if not _is_awaited(workflow, spec, tasks):
                _open(tasks)
                return True
    return False


def _is_awaited(workflow: Any, join: Any, waiting: list[Any]) -> bool:
    """Whether another token can still come by a flow that has none."""
    come = {task.parent.task_spec for task in waiting}
    empty = set(join.inputs) - come
    if not empty:
        return False
    for token in _tokens(workflow, waiting):
        reached = _reached(token, join)
        if reached & empty and not reached & come:
            return True
    return False


def _tokens(workflow: Any, waiting: list[Any]) -> Iterator[set[Any]]:
    """Where each other token is; an activity and the events on its edge have one together."""
    places: dict[Any, set[Any]] = {}
    for task in workflow.tasks.values():
        if task.has_state(_TOKEN) and task not in waiting:
            parent = task.parent
            together = parent is not None and isinstance(parent.task_spec, _TOGETHER)
            owner = parent.id if together else task.id
            places.setdefault(owner, set()).add(task.task_spec)
    yield from places.values()


def _reached(first: set[Any], join: Any) -> set[Any]:
    """Everything that a token can come to without passing the join."""
    reached = set(first)
    todo = list(first)
    while todo:
        for spec in todo.pop().outputs:
            if spec is not join and spec not in reached:
                reached.add(spec)
                todo.append(spec)
    return reached


def _open(waiting: list[Any]) -> None:
    """Take one token from each flow; the one that came last goes on with the data of all."""
    first: dict[Any, Any] = {}
    for task in sorted(waiting, key=lambda one: one.last_state_change):
        first.setdefault(task.parent.task_spec, task)
    tokens = list(first.values())
    last = tokens[-1]
    for task in tokens:
        last.data.update(task.parent.data)
        if task is not last:
            task.cancel()
    last._ready()  # noqa: SLF001

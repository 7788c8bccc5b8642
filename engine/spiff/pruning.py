"""Forgets finished tasks that nothing can ask for any more, so that history costs nothing.

The library keeps every task of an instance for ever and walks them all. What lies above the
deepest common ancestor of everything unfinished is history: only the root is kept of it. An open
boundary event (its join has not completed) and a fork whose branches still run stay whole, since
their joins look for them.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.util.task import TaskState

from engine.spiff.workflow import Workflow


def prune(workflow: Workflow) -> None:
    """Prune the instance and every called process that runs in it."""
    _drop_finished_calls(workflow)
    for one in [workflow, *workflow.subprocesses.values()]:
        _prune(workflow, one)


def _drop_finished_calls(workflow: Workflow) -> None:
    for task_id in list(workflow.subprocesses):
        # Dropping one may have dropped those inside it.
        if task_id in workflow.subprocesses:
            task = workflow.get_task_from_id(task_id)
            if task is None or task.has_state(TaskState.FINISHED_MASK):
                _drop_call(workflow, task_id)


def _drop_call(workflow: Workflow, task_id: UUID) -> None:
    called = workflow.subprocesses.pop(task_id, None)
    if called is not None:
        for inner in called.tasks:
            _drop_call(workflow, inner)


def _prune(top: Workflow, workflow: Any) -> None:
    active = [task for task in workflow.tasks.values() if not _finished(task)]
    if not active:
        return
    path = _path(active[0])
    common = path.index(_deepest_common(path, active[1:]))
    keep = path[_above_open_boundary(path, common)]
    root = workflow.task_tree
    if keep is root or keep.parent is root:
        return
    kept = _subtree(workflow, keep) | {root.id}
    for task_id in [one for one in workflow.tasks if one not in kept]:
        del workflow.tasks[task_id]
        _drop_call(top, task_id)
    # The data of a task is its own copy, so its parent can be any.
    root._children = [keep.id]  # noqa: SLF001 - the library has no other way
    keep._parent = root.id  # noqa: SLF001


def _finished(task: Any) -> bool:
    return bool(task.has_state(TaskState.FINISHED_MASK))


def _path(task: Any) -> list[Any]:
    """From the root to the task."""
    path = [task]
    while path[-1].parent is not None:
        path.append(path[-1].parent)
    return path[::-1]


def _deepest_common(path: list[Any], others: Iterable[Any]) -> Any:
    """The deepest task of the path that all others descend from, or are."""
    places = {task.id: place for place, task in enumerate(path)}
    common = len(path) - 1
    for task in others:
        while task.id not in places:
            task = task.parent  # noqa: PLW2901 - climbing
        common = min(common, places[task.id])
    return path[common]


def _above_open_boundary(path: list[Any], place: int) -> int:
    """The place of the topmost boundary split above whose join has not completed."""
    open_splits: list[tuple[str, int]] = []
    for number, task in enumerate(path[: place + 1]):
        spec = task.task_spec
        if isinstance(spec, BoundaryEventSplit):
            open_splits.append((spec.name, number))
        elif isinstance(spec, BoundaryEventJoin) and _finished(task):
            open_splits = [one for one in open_splits if one[0] != spec.split_task]
    return min([place, *(number for _name, number in open_splits)])


def _subtree(workflow: Any, task: Any) -> set[UUID]:
    found: set[UUID] = set()
    todo = [task.id]
    while todo:
        task_id = todo.pop()
        found.add(task_id)
        todo.extend(workflow.tasks[task_id]._children)  # noqa: SLF001
    return found

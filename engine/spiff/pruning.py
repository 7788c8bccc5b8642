"""Forgets finished tasks that nothing can ask for any more, so that history costs nothing.

The library keeps every task of an instance for ever and walks them all, some walks no deeper than
1,000. Two things are history here. What lies above the deepest common ancestor of everything
unfinished: only the root is kept of it; a fork whose branches still run and the split of an open
boundary event stay, since their joins look for them. And the earlier turns of a loop inside such a
branch: what is left is the tree of a run that went round less often.
"""

from collections.abc import Iterable
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.util.task import TaskState

from engine.spiff.repeats import Repeated, instances
from engine.spiff.task import Task
from engine.spiff.workflow import Workflow

#: So few finished tasks hold no turn of a loop: a gateway, a task and a gateway, twice.
_SHORTEST_TURN = 6


def prune(workflow: Workflow) -> None:
    """Prune the instance and every called process that runs in it."""
    _drop_finished_calls(workflow)
    for one in [workflow, *workflow.subprocesses.values()]:
        _drop_instances(workflow, one)
    # What was inside a finished instance has gone with it.
    for one in [workflow, *workflow.subprocesses.values()]:
        _prune(workflow, one)


def _drop_finished_calls(workflow: Workflow) -> None:
    for called in list(workflow.subprocesses.values()):
        # An instance that was given up is gone already.
        if called.caller.id not in called.parent_workflow.tasks or _finished(called.caller):
            _drop_call(workflow, called.caller.id)


def _drop_instances(top: Workflow, workflow: Any) -> None:
    """Drop the finished instances and turns of what is done several times: they were taken."""
    for task in list(workflow.tasks.values()):
        if not isinstance(task.task_spec, Repeated) or _finished(task):
            continue
        for done in instances(task, TaskState.FINISHED_MASK):
            task.drop(done)
            _forget(top, workflow, _subtree(done))


def _drop_call(workflow: Workflow, task_id: str) -> None:
    called = workflow.subprocesses.pop(task_id, None)
    if called is not None:
        for inner in called.tasks:
            _drop_call(workflow, inner)


def _prune(top: Workflow, workflow: Any) -> None:
    active = [one for one in workflow.tasks.values() if one.state & TaskState.NOT_FINISHED_MASK]
    if not active:
        return
    path = _path(active[0])
    common = path.index(_deepest_common(path, active[1:]))
    keep = path[_above_open_splits(path, common, active)]
    root = workflow.task_tree
    if keep is not root and keep.parent is not root:
        kept = _subtree(keep) | {root.id}
        # What waits inherits its data again whenever it is asked whether it may go on.
        root.data = keep.parent.data
        _hang(keep, root, root.children[0])
        _forget(top, workflow, workflow.tasks.keys() - kept)
    _cut_turns(top, workflow, len(active))


def _cut_turns(top: Workflow, workflow: Any, active: int) -> None:
    """Cut the turns of loops that are over: between two tasks of one element, all is finished."""
    if len(workflow.tasks) - active < _SHORTEST_TURN:
        return
    below = _open_below(workflow)
    todo = [workflow.task_tree]
    while todo:
        task = todo.pop()
        again = _same_again(task, below)
        if again is not None:
            gone = _subtree(task) - _subtree(again)
            if _joins_are_whole(workflow, gone, _path(again)):
                _hang(again, task.parent, task)
                _forget(top, workflow, gone)
                task = again
        todo.extend(task.children)


def _open_below(workflow: Any) -> dict[str, int]:
    """How many tasks are unfinished at each task and below it."""
    order = [workflow.task_tree]
    for task in order:  # it grows: parents come before their children
        order.extend(task.children)
    below = {task.id: int(not _finished(task)) for task in order}
    for task in reversed(order[1:]):
        below[task.parent.id] += below[task.id]
    return below


def _same_again(first: Any, below: dict[str, int]) -> Any:
    """The last finished task of the same element with all that is unfinished below the first."""
    found, task, left = None, first, below[first.id]
    if left == 0 or first.parent is None or isinstance(first.task_spec, Join):
        return None
    while task is not None and _finished(task):
        if task is not first and task.task_spec is first.task_spec:
            found = task
        task = next((one for one in task.children if below[one.id] == left), None)
    return found


def _joins_are_whole(workflow: Any, gone: set[str], path: list[Any]) -> bool:
    """Whether no join that a token left at its side still waits for another one."""
    joins = {one.task_spec for one in map(workflow.tasks.get, gone) if _is_join(one)}
    return joins <= {one.task_spec for one in path if one.id in gone}


def _is_join(task: Any) -> bool:
    return isinstance(task.task_spec, UnstructuredJoin) and task.task_spec.name != "End"


def _forget(top: Workflow, workflow: Any, gone: Iterable[str]) -> None:
    for task_id in gone:
        del workflow.tasks[task_id]
        _drop_call(top, task_id)


def _hang(task: Task, parent: Task, instead: Task) -> None:
    """Put a task in another one's place."""
    parent.children = [task if one is instead else one for one in parent.children]
    task.parent = parent


def _finished(task: Task) -> bool:
    return bool(task.state & TaskState.FINISHED_MASK)


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


def _above_open_splits(path: list[Any], place: int, active: Iterable[Any]) -> int:
    """The place of the topmost boundary split above whose join has not completed."""
    places = {task.id: number for number, task in enumerate(path[: place + 1])}
    splits = [
        task.find_ancestor(task.task_spec.split_task)
        for task in active
        if isinstance(task.task_spec, BoundaryEventJoin)
    ]
    return min([place, *(places[one.id] for one in splits if one and one.id in places)])


def _subtree(task: Task) -> set[str]:
    order = [task]
    for one in order:  # it grows
        order.extend(one.children)
    return {one.id for one in order}

"""Forgets finished tasks that nothing can ask for any more, so that history costs nothing.

The library keeps every task of an instance for ever and walks them all, some walks no deeper than
1,000. Two things are history here. What lies above the deepest common ancestor of everything
unfinished: only the root is kept of it; a fork whose branches still run and the split of an open
boundary event stay, since their joins look for them. And the earlier turns of a loop inside such a
branch: what is left is the tree of a run that went round less often.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.util.task import TaskState

from engine.spiff.repeats import instances
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
    every = [workflow, *workflow.subprocesses.values()]
    calling = {task_id: task for one in every for task_id, task in one.tasks.items()}
    for task_id in list(workflow.subprocesses):
        # An instance that was given up is gone already.
        if task_id not in calling or _finished(calling[task_id]):
            _drop_call(workflow, task_id)


def _drop_instances(top: Workflow, workflow: Any) -> None:
    """Drop the finished instances and turns of what is done several times: they were taken."""
    for task in [one for one in workflow.tasks.values() if not _finished(one)]:
        for done in instances(task, TaskState.FINISHED_MASK):
            task._children.remove(done.id)  # noqa: SLF001 - the library has no other way
            _forget(top, workflow, _subtree(workflow, done))


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
    keep = path[_above_open_splits(path, common, active)]
    root = workflow.task_tree
    if keep is not root and keep.parent is not root:
        kept = _subtree(workflow, keep) | {root.id}
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
            gone = _subtree(workflow, task) - _subtree(workflow, again)
            if _joins_are_whole(workflow, gone, _path(again)):
                _hang(again, task.parent, task)
                _forget(top, workflow, gone)
                task = again
        todo.extend(task.children)


def _open_below(workflow: Any) -> dict[UUID, int]:
    """How many tasks are unfinished at each task and below it."""
    order = [workflow.task_tree]
    for task in order:  # it grows: parents come before their children
        order.extend(task.children)
    below = {task.id: int(not _finished(task)) for task in order}
    for task in reversed(order[1:]):
        below[task.parent.id] += below[task.id]
    return below


def _same_again(first: Any, below: dict[UUID, int]) -> Any:
    """The last finished task of the same element with all that is unfinished below the first."""
    found, task, left = None, first, below[first.id]
    if left == 0 or first.parent is None or isinstance(first.task_spec, Join):
        return None
    while task is not None and _finished(task):
        if task is not first and task.task_spec is first.task_spec:
            found = task
        task = next((one for one in task.children if below[one.id] == left), None)
    return found


def _joins_are_whole(workflow: Any, gone: set[UUID], path: list[Any]) -> bool:
    """Whether no join that a token left at its side still waits for another one."""
    joins = {one.task_spec for one in map(workflow.tasks.get, gone) if _is_join(one)}
    return joins <= {one.task_spec for one in path if one.id in gone}


def _is_join(task: Any) -> bool:
    return isinstance(task.task_spec, UnstructuredJoin) and task.task_spec.name != "End"


def _forget(top: Workflow, workflow: Any, gone: Iterable[UUID]) -> None:
    for task_id in gone:
        del workflow.tasks[task_id]
        _drop_call(top, task_id)


def _hang(task: Any, parent: Any, instead: Any) -> None:
    """Put a task in another one's place."""
    place = parent._children.index(instead.id)  # noqa: SLF001 - the library has no other way
    parent._children[place] = task.id  # noqa: SLF001
    task._parent = parent.id  # noqa: SLF001


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


def _above_open_splits(path: list[Any], place: int, active: Iterable[Any]) -> int:
    """The place of the topmost boundary split above whose join has not completed."""
    places = {task.id: number for number, task in enumerate(path[: place + 1])}
    splits = [
        task.find_ancestor(task.task_spec.split_task)
        for task in active
        if isinstance(task.task_spec, BoundaryEventJoin)
    ]
    return min([place, *(places[one.id] for one in splits if one and one.id in places)])


def _subtree(workflow: Any, task: Any) -> set[UUID]:
    found: set[UUID] = set()
    todo = [task.id]
    while todo:
        task_id = todo.pop()
        found.add(task_id)
        todo.extend(workflow.tasks[task_id]._children)  # noqa: SLF001
    return found

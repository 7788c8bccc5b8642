"""A running workflow as plain lists and back: without its specification and without repetition.

A task is `[id, parent, element, state, changed, triggered, internal, updates, deletions]`: `parent`
is the position of the parent in the list, data is the difference from the parent's. The library's
own serializer stays the export format and the oracle of the tests.
"""

from copy import deepcopy
from typing import Any, Final

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.util.task import TaskState

from engine.spiff.task import Task
from engine.spiff.workflow import SubWorkflow, Workflow

Plain = list[Any]
_NESTED: Final = (dict, list)


def dump(workflow: Workflow) -> Plain:
    """The whole workflow as JSON-able lists."""
    subs = sorted(workflow.subprocesses.values(), key=lambda one: one.depth)
    return [_dump(workflow), [[sub.parent_task_id, _dump(sub)] for sub in subs]]


def load(workflow: Workflow, plain: Plain) -> None:
    """Fill an empty workflow from what `dump` made of one with the same specification."""
    top, subs = plain
    _load(workflow, top)
    for parent_id, stored in subs:
        task = workflow.get_task_from_id(parent_id)
        spec = workflow.subprocess_specs[task.task_spec.spec]
        sub = SubWorkflow(spec, task)
        workflow.subprocesses[task.id] = sub
        _load(sub, stored)
        if isinstance(task.task_spec, SubWorkflowTask):
            sub.completed_event.connect(task.task_spec._on_subworkflow_completed, task)  # noqa: SLF001


def _dump(workflow: Any) -> Plain:
    rows: list[Plain] = []
    last = -1
    # Parents before children, and children in their order: an explicit stack has no depth limit.
    stack: list[tuple[Task, int, dict[str, Any]]] = [(workflow.task_tree, -1, {})]
    while stack:
        task, parent, before = stack.pop()
        place = len(rows)
        if task is workflow.last_task:
            last = place
        rows.append(_row(task, parent, before))
        stack += [(child, place, task.data) for child in reversed(task.children)]
    return [rows, last, workflow.success, workflow.completed, workflow.data, workflow.correlations]


def _row(task: Task, parent: int, before: dict[str, Any]) -> Plain:
    data = task.data
    same = data == before
    return [
        task.id,
        parent,
        task.task_spec.name,
        task.state,
        round(task.last_state_change, 3),
        task.triggered,
        task.internal_data or 0,
        0 if same else _updates(before, data) or 0,
        0 if same else [key for key in before if key not in data] or 0,
    ]


def _updates(before: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in before or before[key] != value}


def _load(workflow: Any, stored: Plain) -> None:
    rows, last, success, completed, data, correlations = stored
    tasks: list[Task] = []
    for row in rows:
        tasks.append(_load_task(workflow, row, tasks))
    workflow.task_tree = tasks[0]
    workflow.last_task = tasks[last] if last >= 0 else None
    workflow.success = success
    workflow.completed = completed
    workflow.data = data
    workflow.correlations = correlations


def _load_task(workflow: Any, row: Plain, tasks: list[Task]) -> Task:
    identity, position, name, state, changed, triggered, internal, updates, deletions = row
    spec = workflow.spec.task_specs[name]
    parent = tasks[position] if position >= 0 else None
    task = Task(workflow, spec, parent, state, identity)
    task.last_state_change = changed
    task.triggered = triggered
    if internal:
        task.internal_data = internal
    if parent is not None and parent.data:
        task.data = _copied(parent.data)
    if updates:
        task.data.update(updates)
    for key in deletions or ():
        del task.data[key]
    if state == TaskState.WAITING and isinstance(spec, CatchingEvent):
        workflow.top_workflow.event_manager.add_task(task)
    return task


def _copied(data: dict[str, Any]) -> dict[str, Any]:
    """Data of its own: what is nested in it must not be another task's as well."""
    return {
        key: deepcopy(value) if isinstance(value, _NESTED) else value for key, value in data.items()
    }

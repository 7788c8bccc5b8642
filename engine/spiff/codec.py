"""A running workflow as plain lists and back: without its specification and without repetition.

A task is `[id, parent, element, state, changed, triggered, internal, updates, deletions]`: `parent`
is the position of the parent in the list, data is the difference from the parent's. The library's
own serializer stays the export format and the oracle of the tests.
"""

from copy import deepcopy
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.workflow import SubWorkflow, Workflow

Plain = list[Any]


def dump(workflow: Workflow) -> Plain:
    """The whole workflow as JSON-able lists."""
    subs = sorted(workflow.subprocesses.values(), key=lambda one: one.depth)
    return [_dump(workflow), [[sub.parent_task_id.hex, _dump(sub)] for sub in subs]]


def load(workflow: Workflow, plain: Plain) -> None:
    """Fill an empty workflow from what `dump` made of one with the same specification."""
    top, subs = plain
    _load(workflow, top)
    for parent_hex, stored in subs:
        task = workflow.get_task_from_id(UUID(hex=parent_hex))
        spec = workflow.subprocess_specs[task.task_spec.spec]
        sub = SubWorkflow(spec, task.id, workflow, deserializing=True)
        workflow.subprocesses[task.id] = sub
        _load(sub, stored)
        if isinstance(task.task_spec, SubWorkflowTask):
            sub.completed_event.connect(task.task_spec._on_subworkflow_completed, task)  # noqa: SLF001


def _dump(workflow: Any) -> Plain:
    tasks: list[Plain] = []
    positions: dict[UUID, int] = {}
    # Parents before children, and children in their order: an explicit stack has no depth limit.
    stack = [workflow.task_tree]
    while stack:
        task = stack.pop()
        positions[task.id] = len(tasks)
        tasks.append(_dump_task(task, positions))
        stack.extend(reversed(task.children))
    last = workflow.last_task
    return [
        tasks,
        positions.get(last.id, -1) if last is not None else -1,
        workflow.success,
        workflow.completed,
        workflow.data,
        workflow.correlations,
    ]


def _dump_task(task: Task, positions: dict[UUID, int]) -> Plain:
    parent = task.parent
    before: dict[str, Any] = parent.data if parent is not None else {}
    missing = object()
    updates = {key: value for key, value in task.data.items() if before.get(key, missing) != value}
    return [
        task.id.hex,
        positions[parent.id] if parent is not None else -1,
        task.task_spec.name,
        task.state,
        round(task.last_state_change, 3),
        task.triggered,
        task.internal_data or 0,
        updates or 0,
        [key for key in before if key not in task.data] or 0,
    ]


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
    # Not given to the constructor, which would write to the log of a state change.
    task = Task(workflow, spec, state=state, id=UUID(hex=identity))
    task.last_state_change = changed
    task.triggered = triggered
    task.internal_data = internal or {}
    if parent is not None:
        task._parent = parent.id  # noqa: SLF001 - the library has no other way
        parent._children.append(task.id)  # noqa: SLF001
        task.data = _copied(parent.data)
    task.data.update(updates or {})
    for key in deletions or ():
        del task.data[key]
    if isinstance(spec, CatchingEvent) and task.has_state(TaskState.WAITING):
        workflow.top_workflow.event_manager.add_task(task)
    return task


def _copied(data: dict[str, Any]) -> dict[str, Any]:
    """Data of its own: what is nested in it must not be another task's as well."""
    return {
        key: deepcopy(value) if isinstance(value, dict | list) else value
        for key, value in data.items()
    }

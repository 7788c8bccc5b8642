"""One step as the library's documentation shows it: read all, run, write all, row by row."""

import datetime as dt
from typing import Any

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import definitions, forms
from engine.authority import CLOCK, Actor
from engine.runtime import start as start_through_the_door
from engine.spiff.elements import FeelEngine
from engine.spiff.export import serializer
from engine.spiff.parsing import Spec
from engine.step import Step
from engine.stepping import Operations
from models import clock
from models.cases import Case, CaseState
from models.processes import InstanceStatus, ProcessInstance, WorkItem, WorkItemState


def start(session: Session, case: Case, process: str) -> None:
    """Begin the newest version of a process."""
    definition = definitions.newest(session, process)
    spec = definitions.spec_of(definition)
    now = clock.now()
    instance = ProcessInstance(
        case=case, definition=definition, state=b"", started_at=now, visited={}
    )
    session.add(instance)
    session.flush()
    workflow = BpmnWorkflow(spec.top, spec.called, script_engine=FeelEngine())
    workflow.operate = _operations(session, CLOCK, instance)
    _go_on(session, instance, spec, workflow)


def complete(session: Session, actor: Actor, item: WorkItem, outcomes: dict[str, Any]) -> None:
    """Complete the task behind an item and run to the next tasks of people."""
    instance = item.instance
    spec = definitions.spec_of(instance.definition)
    workflow = serializer().deserialize_json(instance.state.decode())
    workflow.script_engine = FeelEngine()
    workflow.operate = _operations(session, actor, instance)
    (task,) = [one for one in _ready(workflow) if one.id.hex == item.task_id]
    task.data.update(outcomes)
    task.run()
    item.state, item.closed_at = WorkItemState.DONE, clock.now()
    item.closed_by = actor.user_id
    _go_on(session, instance, spec, workflow)


def _operations(session: Session, actor: Actor, instance: ProcessInstance) -> Operations:
    now = clock.now()
    return Operations(
        lambda: Step(session, actor, instance.case, instance, now, start_through_the_door)
    )


def _ready(workflow: Any) -> list[Any]:
    return [one for one in workflow.get_tasks(state=TaskState.READY) if one.task_spec.manual]


def _go_on(session: Session, instance: ProcessInstance, spec: Spec, workflow: Any) -> None:
    workflow.do_engine_steps()
    workflow.refresh_waiting_tasks()
    workflow.do_engine_steps()
    instance.state = serializer().serialize_json(workflow).encode()
    instance.revision += 1
    waiting = workflow.get_tasks(state=TaskState.WAITING)
    moments = [one.internal_data["event_value"] for one in waiting if one.internal_data]
    instance.wake_at = min(map(dt.datetime.fromisoformat, moments), default=None)
    _bring_items_up_to_date(session, instance, spec, workflow)
    if workflow.is_completed():
        instance.status, instance.ended_at = InstanceStatus.ENDED, clock.now()
        instance.case.state, instance.case.closed_at = CaseState.CLOSED, clock.now()


def _bring_items_up_to_date(
    session: Session, instance: ProcessInstance, spec: Spec, workflow: Any
) -> None:
    waiting = {one.id.hex: one for one in _ready(workflow)}
    known = session.scalars(
        select(WorkItem).where(
            WorkItem.instance_id == instance.id, WorkItem.state == WorkItemState.OPEN
        )
    )
    for item in known:
        if waiting.pop(item.task_id, None) is None:
            item.state, item.closed_at = WorkItemState.WITHDRAWN, clock.now()
    for task_id, task in waiting.items():
        session.add(_item(instance, spec, task_id, task))


def _item(instance: ProcessInstance, spec: Spec, task_id: str, task: Any) -> WorkItem:
    process = task.workflow.spec.name
    user_task = spec.user_tasks[process, task.task_spec.bpmn_id]
    return WorkItem(
        instance=instance,
        case=instance.case,
        office_id=instance.case.office_id,
        task_id=task_id,
        process=process,
        element=user_task.element,
        name=user_task.name,
        role=user_task.rule.role,
        form=forms.for_case(user_task.form, task.data),
        assigned_only=user_task.rule.assigned_only,
        excludes_handlers=user_task.rule.excludes_handlers,
        created_at=clock.now(),
    )

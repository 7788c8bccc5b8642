"""Brings the date of a clock to the diagram that waits for it, after a rest or an extension."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import specs, state
from engine.errors import Broken
from engine.projection import project
from models import clock
from models.clocks import Clock
from models.processes import InstanceStatus, ProcessInstance


def carry(
    session: Session, running: Clock, inside: ProcessInstance | None = None
) -> dict[str, object]:
    """Move the timers and due dates that wait for a clock; nothing fires while it rests.

    `inside` is the instance that takes a step just now: of its own variables it learns by what is
    returned, which its operation gives back as process data.
    """
    instance = _owner(session, running)
    if instance is None:
        return {}
    if inside is not None and instance.id == inside.id:
        return {running.variable: running.fires_at.astimezone(clock.ZONE).isoformat()}
    spec = specs.spec_of(instance.definition)
    machine = state.decode(spec, _nothing, instance.state)
    if machine.move_deadline(running.variable, running.fires_at):
        project(session, instance, machine, clock.now())
    return {}


def _owner(session: Session, running: Clock) -> ProcessInstance | None:
    """The running instance whose variable the clock is: the main one unless it names another."""
    mine = (
        ProcessInstance.main
        if running.instance_id is None
        else ProcessInstance.id == running.instance_id
    )
    return session.scalar(
        select(ProcessInstance)
        .where(
            ProcessInstance.case_id == running.case_id,
            ProcessInstance.status == InstanceStatus.RUNNING,
            mine,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _nothing(topic: str, element: str, _data: Mapping[str, Any]) -> Mapping[str, Any]:
    raise Broken("step.unexpected", topic=topic, element=element)

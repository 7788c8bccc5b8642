"""What a running process waits for beside people: terms and messages in its way."""

from collections.abc import Mapping
from typing import Any

from engine import specs, state
from engine.errors import Broken
from models.processes import InstanceStatus, ProcessInstance


def awaited(instance: ProcessInstance) -> list[tuple[str, str]]:
    """(process, element) of the events and tasks that go on when something happens."""
    if instance.status is not InstanceStatus.RUNNING:
        return []
    spec = specs.spec_of(instance.definition)
    return state.decode(spec, _nothing, instance.state).expected()


def _nothing(topic: str, element: str, _data: Mapping[str, Any]) -> Mapping[str, Any]:
    raise Broken("step.unexpected", topic=topic, element=element)

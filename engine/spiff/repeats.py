"""Activities that are done several times: at once, one after the other, or in turns.

The library leaves the item of each instance in the data, which then cannot be repeated; it keeps
old items of a list instead of new ones, and orders what comes back by who was first. Here an
instance has the data from before and its item; what comes back is named, as one list each, in the
order of the items.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict
from typing import Any, Final

from SpiffWorkflow.bpmn.parser.task_parsers import CallActivityParser, SubWorkflowParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.serializer.default.task_spec import BpmnTaskSpecConverter
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.util.task import TaskState

from engine.bpmn import Repeat, repeat_of
from engine.errors import Broken
from engine.feel import compile_expression
from engine.spiff.elements import truth

#: More instances than this are cases of their own; the engine walks all of them at each step.
MAX_INSTANCES: Final = 100
#: The number of an instance or turn, from 1, in its own data.
COUNTER: Final = "loopCounter"


class Repeated(LoopTask, BpmnSpecMixin):  # type: ignore[misc]  # the library has no types
    """Stands in front of an activity and has it done once for each instance or turn."""

    def __init__(
        self, wf_spec: Any, name: str, repeat: Repeat, task_spec: str = "", **kwargs: Any
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.manual = False
        self.repeat = repeat
        #: The name of the activity itself, which the library gives it.
        self.task_spec = task_spec

    def _update_hook(self, my_task: Any) -> bool:
        super()._update_hook(my_task)
        collected: dict[str, Any] = {name: {} for name in self.repeat.collects}
        my_task.internal_data.update(
            count=self._count(my_task), begun=0, done=0, collected=collected
        )
        my_task._set_state(TaskState.STARTED)  # noqa: SLF001 - the library has no other way
        if self._is_over(my_task):
            self._gather(my_task)
            return True
        for _ in range(my_task.internal_data["count"] if self.repeat.kind == "parallel" else 1):
            self._begin(my_task)
        return False

    def merge_child(self, _workflow: Any, child: Any) -> None:
        """One instance or turn is done; the library calls this."""
        my_task = child.parent
        my_task.internal_data["done"] += 1
        self._take(my_task, child)
        if self._is_over(my_task):
            give_up_instances(my_task)
            self._gather(my_task)
            my_task._set_state(TaskState.READY)  # noqa: SLF001
        elif self.repeat.kind != "parallel":
            self._begin(my_task)

    def _begin(self, my_task: Any) -> None:
        number = my_task.internal_data["begun"]
        my_task.internal_data["begun"] = number + 1
        own: dict[str, Any] = {COUNTER: number + 1}
        if self.repeat.variable:
            own[self.repeat.variable] = my_task.data[self.repeat.collection][number]
        spec = my_task.workflow.spec.task_specs[self.task_spec]
        child = my_task._add_child(spec, TaskState.WAITING)  # noqa: SLF001
        child.triggered = True
        child.internal_data["number"] = number
        # An instance inherits its data from here; its own are nobody else's.
        before = my_task.data
        my_task.data = deepcopy(before | own)
        spec._update(child)  # noqa: SLF001
        my_task.data = before

    def _take(self, my_task: Any, child: Any) -> None:
        if self.repeat.kind == "loop":
            outer = {key: my_task.data[key] for key in (COUNTER,) if key in my_task.data}
            inner = {key: value for key, value in child.data.items() if key != COUNTER}
            my_task.data = deepcopy(inner | outer)
        for name, values in my_task.internal_data["collected"].items():
            values[str(child.internal_data["number"])] = deepcopy(child.data.get(name))

    def _gather(self, my_task: Any) -> None:
        my_task.data.update(self.lists(my_task))

    def known(self, my_task: Any) -> dict[str, Any]:
        """What a completion condition may read besides the data."""
        internal = my_task.internal_data
        return {
            **self.lists(my_task),
            "numberOfInstances": internal["count"],
            "numberOfActiveInstances": internal["begun"] - internal["done"],
            "numberOfCompletedInstances": internal["done"],
        }

    def lists(self, my_task: Any) -> dict[str, list[Any]]:
        """What has come back so far, in the order of the instances."""
        collected = my_task.internal_data.get("collected", {})
        return {
            name: [values[number] for number in sorted(values, key=int)]
            for name, values in collected.items()
        }

    def _is_over(self, my_task: Any) -> bool:
        repeat, internal = self.repeat, my_task.internal_data
        done, count = internal["done"], internal["count"]
        if count is not None and done >= count:
            return True
        if not repeat.condition:
            return False
        if repeat.kind == "loop":
            asked = done > 0 or repeat.test_before
            return asked and not truth(repeat.condition, my_task.data, self.bpmn_id)
        data = my_task.data | self.known(my_task)
        return done > 0 and truth(repeat.condition, data, self.bpmn_id)

    def _count(self, my_task: Any) -> int | None:
        """How many instances there are; None when only the condition ends a loop."""
        repeat = self.repeat
        if repeat.kind == "loop":
            return int(repeat.maximum) if repeat.maximum else None
        if repeat.collection:
            items = my_task.data.get(repeat.collection)
            if not isinstance(items, list):
                raise Broken("repeat.no_list", element=self.bpmn_id, variable=repeat.collection)
            count = len(items)
        else:
            value = compile_expression(repeat.cardinality).evaluate(my_task.data)
            count = whole(value, self.bpmn_id)
        if count > MAX_INSTANCES:
            raise Broken("repeat.too_many", element=self.bpmn_id, count=count, limit=MAX_INSTANCES)
        return count


def whole(value: Any, element: str) -> int:
    """A number of instances; raises Broken for anything else."""
    if isinstance(value, bool) or not hasattr(value, "__int__") or value != int(value) or value < 0:
        raise Broken("repeat.no_number", element=element)
    return int(value)


def give_up_instances(task: Any) -> None:
    """Take away the instances that are open, with whatever runs inside them."""
    for instance in instances(task, TaskState.NOT_FINISHED_MASK):
        instance.cancel()


def instances(task: Any, state: int) -> list[Any]:
    """The instances of a repeated activity that are in a state; none of anything else."""
    name = task.task_spec.task_spec if isinstance(task.task_spec, LoopTask) else None
    return [one for one in task.children if one.task_spec.name == name and one.has_state(state)]


def place_of(task: Any) -> str:
    """The name of a task's place, with the number of its instance or turn."""
    name: str = task.task_spec.name
    number = task.internal_data.get("number")
    return name if number is None else f"{name} {number}"


def tokens_data(task: Any) -> Mapping[str, Any]:
    """The data of a task, with what has come back from its instances so far."""
    # What waits at a join has its parent's data until it is ready.
    data: dict[str, Any] = task.data or task.parent.data
    if isinstance(task.task_spec, Repeated) and "count" in task.internal_data:
        return data | task.task_spec.known(task)
    return data


class _Repeatable:
    """Reads how often an activity is done, in place of the library's reading."""

    def _add_loop_task(self, _characteristics: Any) -> None:
        self._add_repeated()

    def _add_multiinstance_task(self, _characteristics: Any) -> None:
        self._add_repeated()

    def _add_repeated(self) -> None:
        parser: Any = self
        repeat: Any = repeat_of(parser.node)  # the library has seen its characteristics
        original = parser.spec.task_specs.pop(parser.task.name)
        parser.task = Repeated(parser.spec, original.name, repeat)
        parser._copy_task_attrs(original)  # noqa: SLF001
        original.completed_event.connect(parser.task.merge_child)


class UserTaskParser(_Repeatable, TaskParser):  # type: ignore[misc]
    """bpmn:userTask."""


class CallParser(_Repeatable, CallActivityParser):  # type: ignore[misc]
    """bpmn:callActivity."""


class SubProcessParser(_Repeatable, SubWorkflowParser):  # type: ignore[misc]
    """bpmn:subProcess."""


class RepeatedConverter(BpmnTaskSpecConverter):  # type: ignore[misc]
    """How often an activity is done, for the export."""

    def to_dict(self, spec: Any) -> dict[str, Any]:
        """Plain data of a specification."""
        found: dict[str, Any] = self.get_default_attributes(spec)
        return found | {"task_spec": spec.task_spec, "repeat": asdict(spec.repeat)}

    def from_dict(self, dct: dict[str, Any]) -> Any:
        """The specification from its plain data."""
        repeat = dct.pop("repeat")
        dct["repeat"] = Repeat(**repeat | {"collects": tuple(repeat["collects"])})
        return self.task_spec_from_dict(dct)

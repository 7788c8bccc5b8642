"""One process instance in memory: what waits, how it goes on and when it wants to be woken."""

import logging
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from SpiffWorkflow.bpmn.specs.defaults import EndEvent
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.exceptions import TaskNotFoundException
from SpiffWorkflow.util.task import TaskState

from engine.errors import Broken, Conflict
from engine.spiff import codec
from engine.spiff.elements import Deadline
from engine.spiff.events import EdgeEvent
from engine.spiff.joins import open_joins
from engine.spiff.parsing import Spec, UserTask
from engine.spiff.pruning import prune
from engine.spiff.repeats import Repeated, place_of, tokens_data
from engine.spiff.workflow import Operate, Workflow, is_too_deep
from models import clock

#: A step that passes more elements than this goes round in circles.
MAX_ELEMENTS_A_STEP: Final = 500

# The library prepares a record of every change of state although nobody reads it.
for _name in ("spiff", "spiff.task", "spiff.workflow"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True)
class Waiting:
    """A user task that waits for somebody."""

    task_id: str
    task: UserTask
    data: Mapping[str, Any]


class Machine:
    """Steps one instance; knows nothing of people, tables or law."""

    def __init__(self, spec: Spec, workflow: Workflow) -> None:
        self._spec = spec
        self._workflow = workflow
        #: `process:element` of what was passed in this step, in order.
        self.passed: list[str] = []
        #: How many had been passed when the library began to run on by itself.
        self._before = 0
        #: The end event of the process itself that was reached last.
        self.end: str | None = None

    @classmethod
    def start(cls, spec: Spec, operate: Operate, data: Mapping[str, Any]) -> "Machine":
        """A new instance, run to the first things it waits for."""
        workflow = Workflow(spec, operate)
        workflow.begin()
        workflow.task_tree.data.update(data)
        machine = cls(spec, workflow)
        machine._settle()
        return machine

    @classmethod
    def restore(cls, spec: Spec, operate: Operate, plain: codec.Plain) -> "Machine":
        """The instance that `dump` stored."""
        workflow = Workflow(spec, operate)
        codec.load(workflow, plain)
        return cls(spec, workflow)

    def dump(self) -> codec.Plain:
        """Everything that `restore` needs, as JSON-able lists."""
        return codec.dump(self._workflow)

    @property
    def ended(self) -> bool:
        """Whether nothing is left to do."""
        return bool(self._workflow.is_completed())

    def waiting(self) -> list[Waiting]:
        """The user tasks that are ready now."""
        return [
            Waiting(task.id, self._user_task(task), task.data)
            for task in self._tasks(TaskState.READY)
            if task.task_spec.manual
        ]

    def complete(self, task_id: str, outcomes: Mapping[str, Any]) -> None:
        """Complete a user task with the outcomes of its form and go on.

        Raises Conflict when the task does not wait.
        """
        try:
            task = self._workflow.get_task_from_id(task_id)
        except TaskNotFoundException:  # it was completed so long ago that it is pruned
            task = None
        if task is None or not task.has_state(TaskState.READY):
            raise Conflict("work_item.not_waiting")
        task.data.update(deepcopy(dict(outcomes)))
        task.run()
        self._pass(task)
        self._settle()

    def wake(self) -> None:
        """Let every timer whose moment has come fire, and go on."""
        self._settle()

    def messages(self) -> list[str]:
        """The names of the messages that something waits for."""
        return sorted({task.task_spec.event_definition.name for task in self._receivers()})

    def deliver(self, name: str, payload: Mapping[str, Any]) -> bool:
        """Hand a message to whatever has waited longest for it; False when nothing does.

        Of what it carries, its outcomes enter process data.
        """
        waiting = [one for one in self._receivers() if one.task_spec.event_definition.name == name]
        if not waiting:
            return False
        task = min(waiting, key=lambda one: one.last_state_change)
        outcomes = {key: payload.get(key) for key in self._spec.messages[name].outcomes}
        task.task_spec.catch(task, BpmnEvent(MessageEventDefinition(name), payload=outcomes))
        task.task_spec._update(task)  # noqa: SLF001 - the library does so, for all that wait
        self._settle()
        return True

    def expected(self) -> list[tuple[str, str]]:
        """(process, element) of what waits in the way for anything but a person."""
        return [
            (self._process(task), task.task_spec.bpmn_id)
            for task in self._workflow.event_manager.tasks.values()
            if task.has_state(TaskState.WAITING) and not isinstance(task.task_spec, EdgeEvent)
        ]

    def cancel(self) -> None:
        """Give up everything that is not finished."""
        self._workflow.cancel()

    def next_wake(self) -> datetime | None:
        """The earliest moment at which a timer of the instance fires."""
        moments = [
            datetime.fromisoformat(task.internal_data["event_value"])
            for task in self._timers()
            if task.internal_data.get("event_value")
        ]
        # What rests has no moment.
        return min((moment for moment in moments if moment != clock.NEVER), default=None)

    def move_deadline(self, variable: str, moment: datetime) -> bool:
        """Give a date another value, in process data and in the timers that wait for it.

        False when the instance knows no such date.
        """
        value, known = moment.isoformat(), False
        for task in self._tasks(TaskState.ANY_MASK):
            # What is finished too: what waits inherits from it, and joins look back at it.
            if variable in task.data:
                task.data[variable] = value
                known = known or task.has_state(TaskState.NOT_FINISHED_MASK)
        for task in self._timers():
            if task.task_spec.event_definition.expression == variable:
                task.internal_data["event_value"] = value
        return known

    def timers(self) -> list[tuple[str, str]]:
        """(process, element) of the timers that wait, for whoever explores the instance."""
        return [
            (self._process(task), task.task_spec.bpmn_id)
            for task in self._timers()
            if task.has_state(TaskState.WAITING)
        ]

    def fire(self, process: str, element: str) -> None:
        """Let one timer fire whatever its moment, and go on; for whoever explores the instance."""
        past = datetime.fromtimestamp(0, UTC).isoformat()
        for task in self._timers():
            if (self._process(task), task.task_spec.bpmn_id) == (process, element):
                task.internal_data["event_value"] = past
        self._settle()

    def tokens(self) -> list[tuple[tuple[str, ...], str, str, Mapping[str, Any]]]:
        """(calls, element, state, data) of everything that is not finished, in a fixed order.

        `calls` are the call activities that led there, the outermost first.
        """
        active = self._tasks(TaskState.READY | TaskState.WAITING | TaskState.STARTED)
        found = [
            (
                self._calls(task.workflow),
                place_of(task),
                TaskState.get_name(task.state),
                tokens_data(task),
            )
            for task in active
        ]
        return sorted(found, key=lambda token: (token[:3], sorted(map(str, token[3].items()))))

    def data(self) -> dict[str, Any]:
        """Process data where the instance is now; of the last task when it has ended."""
        ready = self._tasks(TaskState.READY | TaskState.WAITING)
        last = ready[-1] if ready else self._workflow.last_task
        return dict(last.data) if last is not None else {}

    def _settle(self) -> None:
        workflow, self._before = self._workflow, len(self.passed)
        while True:
            try:
                workflow.do_engine_steps(did_complete_task=self._pass)
            except RecursionError:
                # The library predicts what follows by calling itself, round a circle for ever.
                raise Broken("process.endless", process=self._spec.process) from None
            joins = workflow, *workflow.subprocesses.values()
            if not workflow.automatic() and not open_joins(joins):
                break
        prune(workflow)
        self._check_end()

    def _check_end(self) -> None:
        """Refuse an end that leaves something behind, and a stop that nothing can follow."""
        left = self._tasks(TaskState.READY | TaskState.WAITING)
        if self.ended and left:
            element = left[0].task_spec.bpmn_id
            raise Broken("process.ended_early", process=self._spec.process, element=element)
        if not self.ended and not left:
            raise Broken("process.stuck", process=self._spec.process)
        if is_too_deep(self._workflow):
            raise Broken("process.too_deep", process=self._spec.process)

    def _pass(self, task: Any) -> None:
        element = getattr(task.task_spec, "bpmn_id", None)
        # What is done several times was passed as often already.
        if element and not isinstance(task.task_spec, Repeated):
            self.passed.append(f"{self._process(task)}:{element}")
            if isinstance(task.task_spec, EndEvent) and task.workflow is self._workflow:
                self.end = element
        if len(self.passed) - self._before > MAX_ELEMENTS_A_STEP:
            raise Broken("process.endless", process=self._spec.process, element=element)

    def _calls(self, workflow: Any) -> tuple[str, ...]:
        calls: list[str] = []
        while workflow is not self._workflow:
            caller = self._workflow.get_task_from_id(workflow.parent_task_id)
            calls.insert(0, place_of(caller))
            workflow = caller.workflow
        return tuple(calls)

    def _user_task(self, task: Any) -> UserTask:
        return self._spec.user_tasks[self._process(task), task.task_spec.bpmn_id]

    def _process(self, task: Any) -> str:
        """The process in whose picture a task stands."""
        name: str = task.workflow.spec.name
        return self._spec.within.get(name, name)

    def _tasks(self, state: int) -> list[Any]:
        workflows = [self._workflow, *self._workflow.subprocesses.values()]
        return [
            task for workflow in workflows for task in workflow.tasks.values() if task.state & state
        ]

    def _receivers(self) -> list[Any]:
        return [
            task
            for task in self._workflow.event_manager.tasks.values()
            if isinstance(task.task_spec.event_definition, MessageEventDefinition)
        ]

    def _timers(self) -> list[Any]:
        return [
            task
            for task in self._workflow.event_manager.tasks.values()
            if isinstance(task.task_spec.event_definition, Deadline)
        ]

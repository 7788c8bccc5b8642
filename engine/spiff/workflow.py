"""SpiffWorkflow's workflow with its traps closed, each in one place.

The library's iterators stop at a depth of 1,000 without a word: a READY task below is never
reached and `is_completed` answers True. Here they have no limit, and completion is asked of all
tasks and not of those that an iterator happens to reach. Some joins of the library make iterators
of their own: pruning keeps trees shallow, and the machine refuses one that is deep all the same.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.util.task import BpmnTaskFilter
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.spiff.elements import Deadline, FeelEngine
from engine.spiff.parsing import Spec
from engine.spiff.task import Task

#: (topic, element, process data) -> what enters process data.
Operate = Callable[[str, str, Mapping[str, Any]], Mapping[str, Any]]
#: Below this the library's own iterators see nothing.
DEEPEST: Final = 1_000


class _Whole:
    """Walks and completion without a limit of depth; what waits is asked in the order of time."""

    spec: Any
    completed: bool
    tasks: dict[str, Task]
    task_tree: Task
    #: What the engine may run now in the whole instance; tasks enter and leave it by themselves.
    runnable: dict[str, Task]

    def automatic(self) -> list[Task]:
        """What the engine may run now in here, in the order of the tree.

        Mostly that is nothing or one task, for which the tree need not be walked.
        """
        found = [task for task in self.runnable.values() if _lies_in(task, self)]
        if len(found) > 1:
            found = list(_walk(self.task_tree, state=TaskState.READY, manual=False))
        return found

    def begin(self) -> None:
        """What the library does when it makes a workflow, with a task of its own."""
        self.task_tree = root = Task(self, self.spec.start, state=TaskState.FUTURE)
        self.spec.start._predict(root, mask=TaskState.NOT_FINISHED_MASK)  # noqa: SLF001
        root._ready()  # noqa: SLF001 - the library does so

    def _remove_task(self, task_id: str) -> None:
        task = self.tasks.pop(task_id)
        for child in task.children:
            self._remove_task(child.id)
        task.parent.drop(task)

    def get_tasks_iterator(self, first_task: Any = None, **kwargs: Any) -> Iterator[Task]:
        return _walk(first_task or self.task_tree, **kwargs)

    def is_completed(self) -> bool:
        if not self.completed:
            self.completed = not any(
                task.state & TaskState.NOT_FINISHED_MASK for task in self.tasks.values()
            )
        return self.completed

    def update_waiting_tasks(self) -> None:
        _ask([task for task in self.tasks.values() if task.state == TaskState.WAITING])


class SubWorkflow(_Whole, BpmnSubWorkflow):  # type: ignore[misc]  # the library has no types
    """A called process inside an instance."""

    def __init__(self, spec: Any, caller: Task) -> None:
        #: The library would look for it in all that runs.
        self.caller = caller
        self.runnable = caller.workflow.runnable
        super().__init__(spec, caller.id, caller.workflow.top_workflow, deserializing=True)

    @property
    def parent_workflow(self) -> Any:
        return self.caller.workflow

    def _calculate_depth(self) -> int:
        return 1 + int(self.caller.workflow.depth)


class Workflow(_Whole, BpmnWorkflow):  # type: ignore[misc]
    """A running instance."""

    def __init__(self, spec: Spec, operate: Operate) -> None:
        #: What service tasks call; the door sets it for each step.
        self.operate = operate
        self.runnable = {}
        super().__init__(spec.top, spec.called, script_engine=FeelEngine(), deserializing=True)

    def create_subprocess(self, my_task: Any, spec_name: str) -> SubWorkflow:
        sub = SubWorkflow(self.subprocess_specs[spec_name], my_task)
        self.subprocesses[my_task.id] = sub
        sub.begin()
        return sub

    def refresh_timers(self) -> None:
        tasks = self.event_manager.tasks.values()
        _ask([one for one in tasks if isinstance(one.task_spec.event_definition, Deadline)])

    def _do_engine_steps(
        self, will_complete_task: Any = None, did_complete_task: Any = None
    ) -> bool:
        """The library's, but for one thing: what a task before it took away is not run."""
        active = sorted(self.get_active_subprocesses(), key=lambda one: -one.depth)
        for sub in active:
            while _run_ready(sub, did_complete_task):
                pass
            sub.caller.task_spec._update(sub.caller)  # noqa: SLF001 - the library does so
        count = _run_ready(self, did_complete_task)
        return count > 0 or len(self.get_active_subprocesses()) > len(active)


def _run_ready(workflow: Any, passed: Callable[[Any], None]) -> int:
    count = 0
    for task in workflow.automatic():
        if task.has_state(TaskState.READY):
            task.run()
            count += 1
            passed(task)
    return count


def _lies_in(task: Task, workflow: Any) -> bool:
    """Whether a task lies in a workflow or in what it calls, and no call around it is over."""
    while task.id in task.workflow.tasks:
        if task.workflow is workflow:
            return True
        if not task.workflow.depth:
            return False
        task = task.workflow.caller
        if task.has_state(TaskState.FINISHED_MASK):
            return False
    return False


def _walk(
    first: Task,
    *,
    end_at_spec: str = "",
    skip_subprocesses: bool = False,
    task_filter: Any = None,
    **kwargs: Any,
) -> Iterator[Task]:
    """What matches, in the library's order: below a call first what it runs, then what follows."""
    asked = task_filter or BpmnTaskFilter(**kwargs)
    calls = {} if skip_subprocesses else first.workflow.top_workflow.subprocesses
    unfinished = asked.state <= TaskState.NOT_FINISHED_MASK
    todo = [first]
    while todo:
        task = todo.pop()
        if task.task_spec.name != end_at_spec:
            todo += task.children[::-1]
            # As the library's remark has it, but not what it does.
            if task.id in calls and not (unfinished and task.has_state(TaskState.FINISHED_MASK)):
                todo.append(calls[task.id].task_tree)
        # The two that are asked most first: the rest of the filter costs more than the walk.
        named = asked.spec_name is None or task.task_spec.name == asked.spec_name
        if named and task.state & asked.state and asked.matches(task):
            yield task


def _ask(waiting: list[Any]) -> None:
    """Ask what waits whether it may go on; of two moments that have come, the earlier first."""
    waiting.sort(key=lambda one: one.internal_data.get("event_value") or "")
    for task in waiting:
        # An event before it may have taken it away.
        if task.has_state(TaskState.WAITING):
            task.task_spec._update(task)  # noqa: SLF001 - the library does so


def is_too_deep(workflow: Workflow) -> bool:
    """Whether a task lies where the library would not find it."""
    return any(
        len(one.tasks) > DEEPEST and _depth(one) >= DEEPEST
        for one in (workflow, *workflow.subprocesses.values())
    )


def _depth(workflow: Any) -> int:
    depth, level = 0, workflow.task_tree.children
    while level:
        depth, level = depth + 1, [child for task in level for child in task.children]
    return depth

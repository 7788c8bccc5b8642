"""SpiffWorkflow's task without what nobody asks for: it is what a step spends its time on.

The library's task looks its parent and children up by their ids, which hash in Python, and writes a
record of every change of state. Here it has links, ids that hash in C, and no log.
"""

import time
from os import urandom
from typing import Any

import SpiffWorkflow.task
from SpiffWorkflow.util.task import TaskState


class Task(SpiffWorkflow.task.Task):  # type: ignore[misc]  # the library has no types
    """A task in the tree of a workflow."""

    # In place of the library's properties. A list of children is replaced and never changed, so
    # that whoever goes through it need not mind what becomes of them meanwhile.
    parent: Any = None
    children: Any = None
    state: int = TaskState.MAYBE

    def __init__(  # the library's, but for the links; it is not called
        self,
        workflow: Any,
        task_spec: Any,
        parent: "Task | None" = None,
        state: int = TaskState.MAYBE,
        id: str = "",  # noqa: A002 - the library names it so
    ) -> None:
        self.id = id or urandom(16).hex()
        workflow.tasks[self.id] = self
        self.workflow = workflow
        self.task_spec = task_spec
        self.parent = parent
        self.children = []
        self.state = state
        self.triggered = False
        self.thread_id = 0
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self.last_state_change = time.time()
        if parent is not None:
            parent.children = [*parent.children, self]
        if state == TaskState.READY:
            self._enlist()

    @property
    def _children(self) -> Any:
        """What the library's iterators look at."""
        return self.children

    def _add_child(self, task_spec: Any, state: int = TaskState.MAYBE) -> "Task":
        child = Task(self.workflow, task_spec, self, state)
        if state == TaskState.READY:
            child._ready()
        return child

    def has_state(self, state: int) -> bool:
        return self.state & state != 0

    def _set_state(self, value: int) -> None:
        if value != self.state:
            self.state = value
            self.last_state_change = time.time()
            self._enlist()

    def _enlist(self) -> None:
        """Say whether the engine may run this now."""
        if self.state == TaskState.READY and not self.task_spec.manual:
            self.workflow.runnable[self.id] = self
        else:
            self.workflow.runnable.pop(self.id, None)

    def drop(self, child: "Task") -> None:
        """Let go of a child."""
        self.children = [one for one in self.children if one is not child]

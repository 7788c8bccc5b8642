"""Eight human tasks one after the other, each of one person with one permission."""

from typing import Any

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.flow.views import UpdateProcessView

from approvals.models import Matter

PEOPLE = ("inspector", "supervisor", "legal_reviewer", "leader")


def person(number: int) -> str:
    """The person of a task."""
    return f"bench_{PEOPLE[number % len(PEOPLE)]}"


def task(number: int, following: Any) -> Any:
    """A task that fills in its text."""
    view = UpdateProcessView.as_view(fields=[f"text_{number}"])
    # Who may see any process of this kind may be given one of its tasks.
    permitted = flow.View(view).Permission("approvals.view_matter")
    return permitted.Assign(username=person(number)).Next(following)


class Approval(flow.Flow):
    """The flow; the lock is the one of its documentation for PostgreSQL."""

    process_class = Matter
    lock_impl = lock.select_for_update_lock

    start = flow.StartHandle(this.begin).Next(this.task_1)
    task_1 = task(1, this.task_2)
    task_2 = task(2, this.task_3)
    task_3 = task(3, this.task_4)
    task_4 = task(4, this.task_5)
    task_5 = task(5, this.task_6)
    task_6 = task(6, this.task_7)
    task_7 = task(7, this.task_8)
    task_8 = task(8, this.end)
    end = flow.End()

    def begin(self, activation: Any) -> Any:
        """Begin a matter by program."""
        return activation.process

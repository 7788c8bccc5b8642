"""What an operation is given: the case, process data, the forms that were submitted, the time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import queue
from engine.authority import Actor
from models.cases import Case
from models.processes import ProcessInstance, Submission, WorkItem

Start = Callable[..., ProcessInstance]


@dataclass
class Step:
    """One step of one instance, in one transaction."""

    session: Session
    actor: Actor
    case: Case
    instance: ProcessInstance
    now: datetime
    #: Starts the process of another case through the door.
    start: Start
    #: Process data at the operation that runs now: ids, outcomes and dates.
    data: Mapping[str, Any] = field(default_factory=dict)

    def submission(self, *elements: str) -> Submission | None:
        """The newest submission of any of these user tasks in this case."""
        return self.session.scalar(
            select(Submission)
            .join(WorkItem, WorkItem.id == Submission.work_item_id)
            .where(Submission.case_id == self.case.id, WorkItem.element.in_(elements))
            .order_by(Submission.id.desc())
            .limit(1)
        )

    def here(self, *elements: str) -> Submission | None:
        """The newest submission of any of these user tasks in this instance alone."""
        return self.session.scalar(
            select(Submission)
            .join(WorkItem, WorkItem.id == Submission.work_item_id)
            .where(WorkItem.instance_id == self.instance.id, WorkItem.element.in_(elements))
            .order_by(Submission.id.desc())
            .limit(1)
        )

    @property
    def beside(self) -> ProcessInstance | None:
        """The owner of this instance's clocks, when it runs beside the main one."""
        return None if self.instance.main else self.instance

    def later(self, name: str, **arguments: Any) -> None:
        """Enqueue a job that runs after this transaction has committed."""
        queue.enqueue(self.session, name, **arguments)

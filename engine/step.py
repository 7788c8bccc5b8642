"""What an operation is given: the case, process data, the forms that were submitted, the time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from engine import queue
from engine.authority import Actor
from models.cases import Case
from models.fixed import Rows
from models.processes import ProcessInstance, Submission

Start = Callable[..., ProcessInstance]

#: With whoever submitted it, whom papers name.
_NEWEST: Final = """JOIN work_item ON work_item.id = submission.work_item_id
  LEFT JOIN "user" ON "user".id = submission.submitted_by
  WHERE {} AND work_item.element = ANY(%(elements)s::varchar[])
  ORDER BY submission.id DESC LIMIT 1"""
_OF_CASE: Final = Rows(
    Submission, _NEWEST.format("submission.case_id = %(case)s"), Submission.submitter
)
_HERE: Final = Rows(
    Submission, _NEWEST.format("work_item.instance_id = %(instance)s"), Submission.submitter
)


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
        return _OF_CASE.first(self.session, case=self.case.id, elements=list(elements))

    def here(self, *elements: str) -> Submission | None:
        """The newest submission of any of these user tasks in this instance alone."""
        return _HERE.first(self.session, instance=self.instance.id, elements=list(elements))

    @property
    def beside(self) -> ProcessInstance | None:
        """The owner of this instance's clocks, when it runs beside the main one."""
        return None if self.instance.main else self.instance

    def later(self, name: str, **arguments: Any) -> None:
        """Enqueue a job that runs after this transaction has committed."""
        queue.enqueue(self.session, name, **arguments)

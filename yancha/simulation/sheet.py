"""What a simulated person has before him when he fills in a form."""

import datetime as dt
import random
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import forms
from engine.outcomes import Outcome
from models import clock, fixed
from models.cases import Case
from models.clocks import Clock
from models.documents import Document
from models.penalties import Penalty
from models.processes import WorkItem, WorkItemState
from yancha.simulation.intent import Intent, Shares

#: Papers that the party is served with.
SERVED: Final = (
    "penalty_notice",
    "hearing_notice",
    "penalty_decision",
    "no_penalty_decision",
    "demand_notice",
)

_TIMES: Final = """
SELECT count(*) FROM work_item
WHERE case_id = %(case)s AND element = %(element)s AND state = 'done'
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One open item, its case, and the chances of this season."""

    session: Session
    item: WorkItem
    case: Case
    intent: Intent

    @property
    def licence(self) -> str:
        """The number that names the premises, whatever the run."""
        return self.case.subject.licence

    @property
    def shares(self) -> Shares:
        """How often things go otherwise."""
        return self.intent.shares

    @property
    def outcome(self) -> Outcome:
        """What the visit is to find."""
        return self.intent.outcome(self.licence)

    @property
    def dice(self) -> random.Random:
        """Chance of this paper."""
        return self.intent.dice(self.licence, self.item.element)

    @property
    def today(self) -> str:
        """The bureau's calendar day, as forms write it."""
        return clock.today().isoformat()

    def moment(self, minutes_ago: int) -> str:
        """A moment before now, as forms write it."""
        moment = clock.now().astimezone(clock.ZONE) - dt.timedelta(minutes=minutes_ago)
        return moment.isoformat(timespec="minutes")

    def happens(self, what: str, share: float) -> bool:
        """Whether the less common thing happens in this case."""
        return self.intent.happens(self.licence, what, share)

    def returned(self, what: str) -> bool:
        """Whether the paper goes back, which it does once at most."""
        return not self.times_done() and self.happens(what, self.shares.returned)

    def done_before(self, element: str) -> bool:
        """Whether another task was done in this case already."""
        return bool(
            self.session.scalar(
                select(WorkItem.id)
                .where(
                    WorkItem.case_id == self.case.id,
                    WorkItem.element == element,
                    WorkItem.state == WorkItemState.DONE,
                )
                .limit(1)
            )
        )

    def times_done(self) -> int:
        """How often this task was done in this case already."""
        asked = {"case": self.case.id, "element": self.item.element}
        ((count,),) = fixed.ask(self.session, _TIMES, asked)
        return int(count)

    @property
    def stage(self) -> str:
        """The form; of a service also what is to be served."""
        form = forms.base(self.item.form)
        return f"serve_{self.served()}" if form == "serve_document" else form

    def served(self) -> str:
        """The paper that was issued last to be served."""
        return self.session.scalars(
            select(Document.form)
            .where(Document.case_id == self.case.id, Document.form.in_(SERVED))
            .order_by(Document.id.desc())
            .limit(1)
        ).one()

    def penalty(self) -> Penalty:
        """The newest proposal of the case."""
        return self.session.scalars(
            select(Penalty)
            .where(Penalty.case_id == self.case.id)
            .order_by(Penalty.version.desc())
            .limit(1)
        ).one()

    def due_on(self, variable: str) -> dt.date:
        """The last day of a clock of the case."""
        return self.session.scalars(
            select(Clock.due_on)
            .where(Clock.case_id == self.case.id, Clock.variable == variable)
            .order_by(Clock.id.desc())
            .limit(1)
        ).one()

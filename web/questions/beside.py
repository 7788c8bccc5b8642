"""What runs beside a case, with its measure, its clocks and its deferral."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.cases import Case
from models.clocks import Clock
from models.measures import CaseMeasure
from models.penalties import Deferral, Penalty
from models.processes import ProcessInstance, WorkItem, WorkItemState


@dataclass(frozen=True)
class Beside:
    """One process that runs, or ran, beside the one that carries the case."""

    instance: ProcessInstance
    measure: CaseMeasure | None
    clocks: Sequence[Clock]
    waiting: Sequence[WorkItem]

    @property
    def end(self) -> str:
        """The name of the end that was reached, as the diagram words it."""
        return self.instance.end or ""


def of(
    session: Session,
    case: Case,
    instances: Sequence[ProcessInstance],
    clocks: Sequence[Clock],
) -> list[Beside]:
    """Return them in the order in which they were begun."""
    others = [one for one in instances if not one.main]
    if not others:
        return []
    measures = {
        one.instance_id: one
        for one in session.scalars(select(CaseMeasure).where(CaseMeasure.case_id == case.id))
    }
    waiting = session.scalars(
        select(WorkItem)
        .where(WorkItem.case_id == case.id, WorkItem.state == WorkItemState.OPEN)
        .order_by(WorkItem.id)
    ).all()
    return [
        Beside(
            instance=one,
            measure=measures.get(one.id),
            clocks=[clock for clock in clocks if clock.instance_id == one.id],
            waiting=[item for item in waiting if item.instance_id == one.id],
        )
        for one in others
    ]


def deferrals(session: Session, case: Case) -> Sequence[Deferral]:
    """Return what was granted of deferrals and instalments."""
    return session.scalars(
        select(Deferral)
        .join(Penalty, Penalty.id == Deferral.penalty_id)
        .where(Penalty.case_id == case.id)
        .order_by(Deferral.id)
    ).all()

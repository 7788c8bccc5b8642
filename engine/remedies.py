"""Reviews and litigations (复议、诉讼) as payment asks of them: do they run, on which days."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.cases import Case
from models.remedies import Remedy, RemedyResult


def of_case(session: Session, case: Case) -> list[Remedy]:
    """All remedies of a case in their order."""
    query = select(Remedy).where(Remedy.case_id == case.id).order_by(Remedy.applied_on, Remedy.id)
    return list(session.scalars(query))


def pending(session: Session, case: Case) -> Remedy | None:
    """One that has not ended."""
    return next((one for one in of_case(session, case) if one.ended_on is None), None)


def annulled(session: Session, case: Case) -> bool:
    """Whether the decision was annulled, so that nothing is owed any more."""
    return any(one.result is RemedyResult.ANNULLED for one in of_case(session, case))


def changed(session: Session, case: Case) -> bool:
    """Whether the decision was changed."""
    return any(one.result is RemedyResult.CHANGED for one in of_case(session, case))


def days_between(session: Session, case: Case, after: dt.date, until: dt.date) -> int:
    """Days after the one and up to the other on which a remedy ran: no surcharge (L1 art 73)."""
    days: set[int] = set()
    for one in of_case(session, case):
        first = max(one.applied_on, after + dt.timedelta(days=1))
        last = min(one.ended_on or until, until)
        days.update(range(first.toordinal(), last.toordinal() + 1))
    return len(days)

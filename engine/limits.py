"""Limits on bureau and police (办案期限): near, passed, or passed before they were kept."""

import enum
from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, joinedload

from engine import clocks, visibility
from engine.authority import Actor
from models import calendar, clock, settings
from models.cases import Case, CaseOfficer
from models.clocks import Clock, ClockState
from models.statutes import STATUTES

#: Who looks after the limits of others: supervisors of their office, leaders of the bureau.
MAY_SEE: Final = ("leader", "supervisor")
#: Rows that one page shows.
MOST: Final = 200
_WATCHED: Final = tuple(row.id for row in STATUTES.values() if row.binds in clocks.WATCHED)


class View(enum.StrEnum):
    """Which limits are looked at."""

    #: Passed, and what they wait for is still not done.
    PASSED = "passed"
    NEAR = "near"
    #: Passed and ended since: they stay in the record.
    LATE = "late"


def of(session: Session, actor: Actor, view: View) -> Sequence[Clock]:
    """The limits of the actor's offices in this view, the most urgent first."""
    order = Clock.due_at.desc() if view is View.LATE else Clock.due_at
    query = (
        select(Clock)
        .join(Clock.case)
        .where(_condition(session, actor, view))
        .order_by(order, Clock.id)
        .limit(MOST)
        .options(
            joinedload(Clock.case, innerjoin=True)
            .selectinload(Case.officers)
            .joinedload(CaseOfficer.user),
            joinedload(Clock.case, innerjoin=True).joinedload(Case.office),
        )
    )
    return session.scalars(query).unique().all()


def count(session: Session, actor: Actor, view: View) -> int:
    """How many limits there are in this view."""
    query = select(func.count(Clock.id)).join(Clock.case)
    return session.scalar(query.where(_condition(session, actor, view))) or 0


def _condition(session: Session, actor: Actor, view: View) -> ColumnElement[bool]:
    mine = and_(visibility.of_cases(actor), Clock.statute.in_(_WATCHED))
    running = and_(Clock.state == ClockState.RUNNING, Clock.rests_since.is_(None))
    now = clock.now()
    if view is View.PASSED:
        return and_(mine, running, Clock.due_at <= now)
    if view is View.NEAR:
        ahead = settings.value_of(session, clocks.WARN_SETTING, clocks.WARN_DEFAULT)
        horizon = calendar.load(session).add_working_days(clock.today(), ahead)
        return and_(mine, running, Clock.due_at > now, Clock.due_on <= horizon)
    return and_(mine, Clock.state != ClockState.RUNNING, Clock.passed_at.is_not(None))

"""What a holiday notice or another reading of the law changes: running dates are recomputed."""

from datetime import date
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import clock_events, clocks, holidays, moving, notices, publicity, queue
from engine.authority import Actor
from engine.holidays import Imported, Notice
from models import calendar, clock
from models.calendar import Calendar
from models.clocks import Clock, ClockState
from models.credit import Listing
from models.documents import Publication, PublicationState
from models.processes import ProcessInstance
from models.statute_book import Unit
from models.statutes import STATUTES, local_day

#: Clocks that one job looks at in one transaction.
BATCH: Final = 100
#: A date that an order states does not follow from the calendar.
_STATED: Final = tuple(
    row.id for row in STATUTES.values() if row.unit in {Unit.SET_BY_BUREAU, Unit.HOUR}
)


def import_holiday_notice(session: Session, actor: Actor, notice: Notice) -> Imported:
    """Put a notice in force and have the running deadlines recomputed."""
    done = holidays.import_notice(session, actor, notice)
    if done.changed:
        queue.enqueue(session, queue.RECOMPUTE_DEADLINES, year=notice.year, after=0)
    return done


def read_anew(session: Session) -> None:
    """Have every running deadline recomputed: the bureau reads a rule of the law otherwise."""
    queue.enqueue(session, queue.RECOMPUTE_DEADLINES, year=None, after=0)


def recompute(session: Session, actor: Actor, year: int | None, after: int = 0) -> int:
    """Recompute the next running clocks that touch the year; returns how many it moved.

    Without a year all of them are looked at.

    The job that goes on after them is enqueued in the same transaction, so that a worker killed
    in the middle loses nothing. A clock that is right already is left alone: idempotent.
    """
    query = select(Clock.id).where(
        Clock.id > after, Clock.state == ClockState.RUNNING, Clock.statute.not_in(_STATED)
    )
    if year is not None:
        # A notice also speaks of the last days of the year before.
        query = query.where(
            Clock.started_on <= date(year, 12, 31), Clock.due_on >= date(year - 1, 12, 1)
        )
    found = session.scalars(query.order_by(Clock.id).limit(BATCH)).all()
    working_days = calendar.load(session)
    moved = sum(_recompute(session, actor, clock_id, working_days) for clock_id in found)
    if len(found) == BATCH:
        queue.enqueue(session, queue.RECOMPUTE_DEADLINES, year=year, after=found[-1])
    return moved


def _recompute(session: Session, actor: Actor, clock_id: int, working_days: Calendar) -> bool:
    running = session.get_one(Clock, clock_id)
    # The instance first, as at the door: whoever completes an item holds it too.
    session.execute(
        select(ProcessInstance.id)
        .where(ProcessInstance.case_id == running.case_id)
        .order_by(ProcessInstance.id)
        .with_for_update()
    )
    session.refresh(running, with_for_update=True)
    if running.state is not ClockState.RUNNING:
        return False
    before = running.due_on
    if not clock_events.recount(session, actor, running, working_days):
        return False
    _move(session, running, before)
    return True


def _move(session: Session, running: Clock, before: date) -> None:
    """Bring the new date to everything that shows or waits for the old one."""
    case, after = running.case, running.due_on
    if running.due_at > clock.now():
        running.passed_at = None
    if running.variable == "publication_due":
        session.execute(
            update(Publication)
            .where(Publication.case_id == case.id, Publication.state == PublicationState.DUE)
            .values(due_at=running.due_at)
        )
    if running.variable == "listing_ends":
        session.execute(
            update(Listing)
            .where(Listing.case_id == case.id, Listing.removed_on.is_(None))
            .values(until_on=after)
        )
        # The public reads the new day, with how it was computed.
        session.execute(
            update(Publication)
            .where(Publication.case_id == case.id, Publication.what == publicity.LISTING)
            .values(public_until=after, period=running.explanation)
        )
    change = {"statute": running.statute, "before": str(before), "after": str(after)}
    moving.carry(session, running)
    row = STATUTES[running.statute]
    words = {"title_zh": row.zh, "title_en": row.en, "number": case.number, "subject": case.title}
    notices.notify(
        session,
        clocks.people_of(session, [case])[case.id],
        "clock.moved",
        change | words,
        case_id=case.id,
        key=f"clock:{running.id}:moved:{after}:{local_day(clock.now())}",
    )

"""Another reading of the law moves the terms that run, with a trace, and leaves what is done."""

from datetime import date, datetime

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engine import clocks, holidays
from engine.authority import CLOCK, actor_of
from engine.commands import deadlines, settings
from models.audit import AuditEntry
from models.cases import Case
from models.clock import ZONE
from models.clocks import Clock, ClockEvent, ClockEventKind
from tests import builders

#: A Friday; 15 days on is a Saturday, 30 days on a Sunday.
BEGAN = date(2026, 2, 27)


@pytest.fixture
def case(session: Session) -> Case:
    """A case of a pair in a year whose holidays are known."""
    holidays.import_shipped(session)
    return builders.a_case(session, officers=builders.a_pair(session))


def change(session: Session, **wanted: object) -> None:
    """The administrator sets values on 2 March, and the workers do what follows."""
    keeper = actor_of(session, builders.an_administrator(session), "web")
    with time_machine.travel(datetime(2026, 3, 2, 10, tzinfo=ZONE), tick=False):
        settings.change(
            session, keeper, {key.replace("__", "."): one for key, one in wanted.items()}
        )
        session.flush()
        queued = session.scalars(
            text("SELECT args FROM procrastinate_jobs WHERE task_name = 'recompute_deadlines'")
        ).all()
        for job in queued:
            deadlines.recompute(session, CLOCK, job["year"], job["after"])
        session.execute(text("DELETE FROM procrastinate_jobs"))


def started(session: Session, case: Case, statute: str) -> Clock:
    with time_machine.travel(datetime(2026, 2, 27, 10, tzinfo=ZONE), tick=False):
        running = clocks.start(session, case, statute, BEGAN, variable=f"due_{statute}")
        session.flush()
    return running


@pytest.mark.law("K11")
def test_the_reading_of_weekends_moves_a_term_that_runs(session: Session, case: Case) -> None:
    payment = started(session, case, "T34")
    assert payment.due_on == date(2026, 3, 16)
    change(session, law__roll_ordinary_weekends=False)
    assert payment.due_on == date(2026, 3, 14)
    assert payment.explanation["earlier"][0]["due_on"] == "2026-03-16"
    (event,) = session.scalars(select(ClockEvent).where(ClockEvent.clock_id == payment.id))
    assert (event.kind, event.due_after) == (ClockEventKind.RECOUNT, date(2026, 3, 14))
    actions = session.scalars(select(AuditEntry.action)).all()
    assert "web:setting:change" in actions
    assert "clock:clock:recompute" in actions
    change(session, law__roll_ordinary_weekends=True)
    assert payment.due_on == date(2026, 3, 16)


@pytest.mark.law("K07", "K11", "T17")
def test_no_reading_prolongs_a_seizure(session: Session, case: Case) -> None:
    seizure = started(session, case, "T17")
    assert seizure.due_on == date(2026, 3, 29)  # a Sunday
    for reading in (False, True):
        change(session, law__roll_ordinary_weekends=reading)
        assert seizure.due_on == date(2026, 3, 29)


@pytest.mark.law("T22")
def test_a_number_that_nobody_read_moves_the_terms_that_it_set(
    session: Session, case: Case
) -> None:
    chair = started(session, case, "T22")
    assert chair.due_on == date(2026, 3, 3)  # Saturday 28 February is worked
    change(session, law__numbers__T22=5)
    assert chair.due_on == date(2026, 3, 5)


def test_what_is_done_stays_as_it_was(session: Session, case: Case) -> None:
    payment = started(session, case, "T34")
    with time_machine.travel(datetime(2026, 3, 1, 10, tzinfo=ZONE), tick=False):
        clocks.met(session, case, "due_T34")
    change(session, law__roll_ordinary_weekends=False)
    assert payment.due_on == date(2026, 3, 16)


def test_a_habit_of_the_bureau_moves_no_term(session: Session, case: Case) -> None:
    payment = started(session, case, "T34")
    change(session, clocks__warn_working_days=5, bureau__court="天津市河北区人民法院")
    assert payment.due_on == date(2026, 3, 16)
    assert session.scalars(select(ClockEvent)).all() == []

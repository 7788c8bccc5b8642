"""A holiday notice comes in at the console; the workers bring every running deadline along."""

import json
from datetime import date, datetime

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from engine import clocks, transaction
from engine.authority import CONSOLE
from engine.commands import deadlines
from engine.holidays import read_notice
from models.cases import Case
from models.clock import ZONE
from models.clocks import Clock
from scheduler import jobs
from tests import builders

CASES = deadlines.BATCH + 5


def with_clocks(session: Session) -> None:
    subject = builders.a_subject(session)
    for _ in range(CASES):
        case: Case = builders.a_case(session, subject=subject)
        clocks.start(session, case, "T12", date(2027, 9, 24), variable="filing_due")


def test_every_clock_is_brought_along_batch_by_batch(
    session_factory: sessionmaker[Session],
) -> None:
    days = [{"name": "国庆节", "date": f"2027-10-0{day}", "isOffDay": True} for day in (1, 4, 5)]
    content = json.dumps({"year": 2027, "papers": [], "days": days}).encode()
    with time_machine.travel(datetime(2027, 9, 24, 10, tzinfo=ZONE), tick=False):
        transaction.run(session_factory, with_clocks)
        notice = read_notice(content, "2027.json")
        transaction.run(session_factory, deadlines.import_holiday_notice, CONSOLE, notice)
        assert jobs.drain(session_factory) == 2
    with session_factory() as session:
        last_days = session.scalars(select(Clock.due_on)).all()
    assert last_days == [date(2027, 10, 20)] * CASES

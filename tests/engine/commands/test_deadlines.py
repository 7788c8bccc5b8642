"""A holiday notice comes in: what hung on provisional dates moves with it."""

import json
from datetime import date, datetime

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engine import clocks, definitions, holidays, runtime
from engine.authority import CLOCK, CONSOLE
from engine.commands import deadlines
from engine.holidays import Notice, read_notice
from models.audit import AuditEntry
from models.cases import Case, CaseKind
from models.clock import ZONE
from models.clocks import Clock, ClockState
from models.notices import Notice as Message
from models.processes import WorkItem
from tests import builders

SEPTEMBER = datetime(2027, 9, 24, 10, 0, tzinfo=ZONE)


def the_notice_of_2027() -> Notice:
    """A National Day as it might be: off from 1 to 7 October, Saturday 9 October is worked."""
    days = [
        {"name": "国庆节", "date": f"2027-10-{day:02}", "isOffDay": day < 8}
        for day in (1, 2, 3, 4, 5, 6, 7, 9)
    ]
    content = json.dumps({"year": 2027, "papers": [], "days": days}).encode()
    return read_notice(content, "2027.json")


@pytest.fixture
def case(session: Session) -> Case:
    """An enforcement case whose officers found the clue a week before National Day."""
    holidays.import_shipped(session)
    definitions.deploy_shipped(session, CONSOLE)
    office = builders.an_office(session)
    pair = builders.a_pair(session, office)
    with time_machine.travel(SEPTEMBER, tick=False):
        case = builders.a_case(
            session, officers=pair, office_id=office.id, kind=CaseKind.ENFORCEMENT
        )
        runtime.start(session, CLOCK, case, "iron_fist_case")
    return case


def import_it(session: Session) -> None:
    with time_machine.travel(SEPTEMBER, tick=False):
        deadlines.import_holiday_notice(session, CONSOLE, the_notice_of_2027())
        deadlines.recompute(session, CLOCK, 2027)


def test_provisional_dates_move_and_are_certain_then(session: Session, case: Case) -> None:
    running = session.scalars(select(Clock)).one()
    assert (running.due_on, running.provisional) == (date(2027, 10, 15), True)
    import_it(session)
    # Five weekdays of the holiday do not count, one Saturday does.
    assert (running.due_on, running.provisional) == (date(2027, 10, 21), False)
    assert running.explanation["earlier"][0]["due_on"] == "2027-10-15"


def test_the_work_item_and_the_people_learn_of_it(session: Session, case: Case) -> None:
    import_it(session)
    item = session.scalars(select(WorkItem).where(WorkItem.case_id == case.id)).one()
    assert item.due_at == datetime(2027, 10, 22, tzinfo=ZONE)
    told = session.scalars(select(Message).where(Message.code == "clock.moved")).all()
    assert {each.user_id for each in told} == {one.user_id for one in case.officers}
    actions = session.scalars(select(AuditEntry.action)).all()
    assert "clock:clock:recompute" in actions


def test_the_same_again_moves_nothing(session: Session, case: Case) -> None:
    import_it(session)
    assert deadlines.recompute(session, CLOCK, 2027) == 0


def test_the_import_enqueues_the_work_once(session: Session, case: Case) -> None:
    for _ in range(2):
        deadlines.import_holiday_notice(session, CONSOLE, the_notice_of_2027())
    jobs = session.execute(
        text("SELECT args FROM procrastinate_jobs WHERE task_name = 'recompute_deadlines'")
    )
    assert jobs.scalars().all() == [{"year": 2027, "after": 0}]


def test_what_is_done_or_stated_in_an_order_stays(session: Session, case: Case) -> None:
    clocks.met(session, case, "filing_due")
    ordered = clocks.start_fixed(
        session, case, "T05", date(2027, 9, 24), date(2027, 10, 4), variable="rectification_due"
    )
    import_it(session)
    assert ordered.due_on == date(2027, 10, 4)
    done = session.scalars(select(Clock).where(Clock.state == ClockState.MET)).one()
    assert done.due_on == date(2027, 10, 15)

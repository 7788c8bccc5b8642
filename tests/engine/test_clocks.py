"""Legal clocks: started with their law, warned of in time, and passed for good."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clocks, holidays, notices
from engine.authority import actor_of
from models import clock
from models.audit import AuditEntry
from models.cases import Case
from models.clock import ZONE
from models.clocks import Clock, ClockState
from models.notices import Notice
from models.settings import Setting
from tests import builders

CLUE = date(2023, 4, 17)
MORNING = datetime(2023, 4, 17, 9, 0, tzinfo=ZONE)


@pytest.fixture
def case(session: Session) -> Case:
    """A case of two officers in an office with a supervisor, and a stranger elsewhere."""
    holidays.import_shipped(session)
    office = builders.an_office(session)
    builders.a_supervisor(session, office)
    builders.a_supervisor(session, builders.an_office(session))
    return builders.a_case(session, officers=builders.a_pair(session, office), office_id=office.id)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[misc,arg-type]


def a_setting(session: Session, key: str, value: object) -> None:
    session.add(Setting(key=key, value=value, changed_at=clock.now()))
    session.flush()


def told(session: Session) -> list[tuple[str, int]]:
    rows = session.execute(select(Notice.code, Notice.user_id).order_by(Notice.id)).tuples()
    return list(rows)


def test_a_clock_carries_its_last_day_and_how_it_was_computed(session: Session, case: Case) -> None:
    running = clocks.start(session, case, "T12", CLUE, variable="filing_due")
    assert (running.started_on, running.due_on) == (CLUE, date(2023, 5, 9))
    assert running.due_at == at(2023, 5, 10)
    assert running.explanation["article"] == "18"
    assert not running.provisional


def test_the_bureaus_reading_of_weekends_is_a_setting(session: Session, case: Case) -> None:
    a_setting(session, clocks.ROLL_WEEKENDS, False)
    running = clocks.start(session, case, "T34", date(2023, 3, 10), variable="payment_due")
    assert running.due_on == date(2023, 3, 25)


def test_a_rehearsal_applies_the_law_of_its_day(session: Session, case: Case) -> None:
    a_setting(session, clocks.LAW_AS_OF, "2023-06-08")
    running = clocks.start(session, case, "T12", date(2012, 3, 1), variable="filing_due")
    assert running.due_on == date(2012, 3, 22)
    assert running.provisional
    assert running.explanation["as_of"] == "2023-06-08"


def test_a_clock_started_again_stops_the_one_before(session: Session, case: Case) -> None:
    first = clocks.start(session, case, "T20", CLUE, variable="review_due")
    clocks.start(session, case, "T20", date(2023, 4, 18), variable="review_due")
    assert first.state is ClockState.STOPPED


def test_what_is_done_in_time_leaves_no_mark(session: Session, case: Case) -> None:
    running = clocks.start(session, case, "T12", CLUE, variable="filing_due")
    with time_machine.travel(at(2023, 5, 9, 17), tick=False):
        clocks.met(session, case, "filing_due")
    assert running.state is ClockState.MET
    assert running.passed_at is None


def test_what_is_done_late_stays_in_the_record(session: Session, case: Case) -> None:
    running = clocks.start(session, case, "T12", CLUE, variable="filing_due")
    with time_machine.travel(at(2023, 5, 11), tick=False):
        clocks.met(session, case, "filing_due")
    assert running.state is ClockState.MET
    assert running.passed_at == running.due_at


@pytest.mark.law("T20")
def test_what_was_done_before_it_is_told_counts_from_then(session: Session, case: Case) -> None:
    running = clocks.start(session, case, "T20", CLUE, variable="review_due")
    with time_machine.travel(at(2023, 5, 11), tick=False):
        clocks.met(session, case, "review_due", done_at=at(2023, 4, 20))
    assert (running.ended_at, running.passed_at) == (at(2023, 4, 20), None)


def test_handlers_and_their_supervisor_are_warned_three_working_days_before(
    session: Session, case: Case
) -> None:
    clocks.start(session, case, "T12", CLUE, variable="filing_due")
    # The limit ends on Tuesday 9 May; Saturday 6 May is a make-up working day.
    assert clocks.pass_overdue(session, at(2023, 5, 4, 23)) == 0
    assert clocks.pass_overdue(session, at(2023, 5, 5, 0, 1)) == 1
    people = {officer.user_id for officer in case.officers}
    assert len(told(session)) == 3
    assert people < {user for _, user in told(session)}
    assert {code for code, _ in told(session)} == {"clock.near"}


def test_there_is_one_warning_a_day_until_it_is_done(session: Session, case: Case) -> None:
    clocks.start(session, case, "T12", CLUE, variable="filing_due")
    for day in (5, 5, 8, 9, 10, 11):
        clocks.pass_overdue(session, at(2023, 5, day, 8))
        clocks.pass_overdue(session, at(2023, 5, day, 9))
    codes = [code for code, _ in told(session)]
    assert codes == ["clock.near"] * 9 + ["clock.passed"] * 6
    clocks.met(session, case, "filing_due")
    clocks.pass_overdue(session, at(2023, 5, 12, 8))
    assert len(told(session)) == 15


def test_a_passed_limit_is_on_record_once(session: Session, case: Case) -> None:
    running = clocks.start(session, case, "T12", CLUE, variable="filing_due")
    for hour in (0, 1, 2):
        clocks.pass_overdue(session, at(2023, 5, 10, hour))
    assert running.passed_at == running.due_at
    actions = session.scalars(select(AuditEntry.action)).all()
    assert actions.count("clock:clock:passed") == 1


def test_the_leader_learns_once_that_a_limit_has_passed(session: Session, case: Case) -> None:
    leader = builders.a_leader(session)
    clocks.start(session, case, "T12", CLUE, variable="filing_due")
    for day in (8, 10, 11, 12):
        clocks.pass_overdue(session, at(2023, 5, day, 8))
    assert [code for code, user in told(session) if user == leader.id] == ["clock.passed"]


def test_a_time_to_wait_for_ends_without_blame(session: Session, case: Case) -> None:
    running = clocks.start(session, case, "T21", date(2023, 9, 27), variable="defence_due")
    clocks.pass_overdue(session, at(2023, 10, 11))
    assert (running.state, running.passed_at) == (ClockState.MET, None)
    assert running.ended_at == datetime(2023, 10, 10, 16, tzinfo=UTC)
    assert told(session) == []


def test_what_a_party_missed_is_noted_and_warns_nobody_here(session: Session, case: Case) -> None:
    running = clocks.start(session, case, "T34", date(2023, 9, 20), variable="payment_due")
    clocks.pass_overdue(session, at(2023, 10, 9))
    assert running.passed_at == running.due_at
    assert told(session) == []


def test_no_clock_of_a_cancelled_case_warns(session: Session, case: Case) -> None:
    clocks.start(session, case, "T12", CLUE, variable="filing_due")
    clocks.stop_all(session, case.id)
    assert clocks.pass_overdue(session, at(2023, 5, 20)) == 0
    assert session.scalars(select(Clock.state)).all() == [ClockState.STOPPED]


def test_the_same_thing_is_told_once_and_can_be_read(session: Session) -> None:
    user = builders.an_inspector(session)
    for _ in range(2):
        notices.notify(session, [user.id, user.id], "case.closed", {"number": "1"}, key="closed:1")
    actor = actor_of(session, user, "web")
    assert notices.unread_count(session, actor) == 1
    [notice] = notices.page_of(session, actor)
    assert notice.params == {"number": "1"}
    assert notices.mark_read(session, actor, [notice.id]) == 1
    assert notices.unread_count(session, actor) == 0
    assert notices.page_of(session, actor, before=notice.id) == []

"""A running clock rests, goes on and is extended as its article says, and in no other way."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, clock_events, clocks, holidays
from engine.authority import Actor, actor_of
from engine.clock_events import Approval
from engine.errors import Conflict, Forbidden
from models.audit import AuditEntry
from models.clock import NEVER, ZONE
from models.clocks import Clock, ClockEvent, ClockEventKind, ClockState
from models.statutes import STATUTES, Exclusion
from tests import builders

FILED = date(2026, 3, 2)


class Desk:
    """A case with people of the three roles and one clock."""

    def __init__(self, session: Session, statute: str = "T28", start: date = FILED) -> None:
        self.session = session
        self.office = builders.an_office(session)
        self.officer = actor_of(session, builders.an_inspector(session, self.office), "web")
        self.leader = actor_of(session, builders.a_leader(session, self.office), "web")
        self.case = builders.a_case(session, office_id=self.office.id)
        self.clock = self.started(statute, start)

    def started(self, statute: str, start: date = FILED) -> Clock:
        self.clock = clocks.start(
            self.session, self.case, statute, start, variable=f"due_{statute}"
        )
        self.session.flush()
        return self.clock

    def rest(self, reason: str, since: date, until: date | None = None) -> ClockEvent:
        return clock_events.rest(self.session, self.officer, self.clock, reason, since, until=until)

    def resume(self, reason: str, on: date) -> ClockEvent:
        return clock_events.resume(self.session, self.officer, self.clock, reason, on)

    def extend(self, days: int, by: Actor | None = None, *, discussed: bool = False) -> ClockEvent:
        approval = Approval(by or self.leader, "案情复杂", discussed)
        return clock_events.extend(self.session, self.officer, self.clock, days, approval)


@pytest.fixture
def desk(session: Session) -> Desk:
    """The ninety days of a case that was filed on 2 March 2026: 31 May is a Sunday."""
    holidays.import_shipped(session)
    with on(FILED):
        return Desk(session)


def on(day: date) -> time_machine.travel:
    return time_machine.travel(datetime(day.year, day.month, day.day, 10, tzinfo=ZONE), tick=False)


def march(day: int) -> date:
    return date(2026, 3, day)


def test_days_of_a_suspension_do_not_count(desk: Desk) -> None:
    assert desk.clock.due_on == date(2026, 6, 1)
    with on(march(10)):
        desk.rest("suspension", march(10))
        assert (desk.clock.rests_since, desk.clock.fires_at) == (march(10), NEVER)
    with on(march(20)):
        event = desk.resume("suspension", march(20))
    # The 10th to the 19th are ten days; 10 June is a Wednesday.
    assert (event.days, desk.clock.due_on) == (10, date(2026, 6, 10))
    assert desk.clock.rests_since is None
    assert desk.clock.explanation["excluded"] == [
        {"first": "2026-03-10", "last": "2026-03-19", "reason": "suspension"}
    ]


def test_a_resting_clock_neither_passes_nor_warns(session: Session, desk: Desk) -> None:
    with on(march(10)):
        desk.rest("suspension", march(10))
    assert clocks.pass_overdue(session, datetime(2026, 9, 1, tzinfo=ZONE)) == 0
    assert desk.clock.passed_at is None
    with on(date(2026, 9, 1)):
        clocks.met(session, desk.case, desk.clock.variable)
    assert (desk.clock.state, desk.clock.passed_at) == (ClockState.MET, None)


def test_a_day_that_rests_for_two_reasons_is_left_out_once(desk: Desk) -> None:
    with on(march(30)):
        desk.rest("suspension", march(10))
        desk.rest("hearing", march(15))
        assert desk.resume("suspension", march(20)).days == 10
        assert desk.clock.rests_since == march(20)
        assert desk.resume("hearing", march(25)).days == 5
    assert desk.clock.due_on == date(2026, 6, 15)  # fifteen days; 15 June is a Monday
    assert [one["reason"] for one in desk.clock.explanation["excluded"]] == [
        "suspension",
        "hearing",
    ]


def test_a_testing_period_is_fixed_and_may_end_early(desk: Desk) -> None:
    with on(march(5)):
        desk.rest("testing", march(5), until=march(24))
        assert desk.clock.due_on == date(2026, 6, 22)  # twenty days to Saturday 20 June
        assert desk.clock.rests_since is None
    with on(march(15)):
        assert desk.resume("testing", march(15)).days == 10
    assert desk.clock.due_on == date(2026, 6, 10)


def test_a_clock_rests_only_for_the_reasons_of_its_article(desk: Desk) -> None:
    desk.started("T20")
    with on(march(3)), pytest.raises(Conflict, match=r"clock\.may_not_rest.*T20"):
        desk.rest("suspension", march(3))


def test_it_does_not_rest_twice_for_the_same_nor_in_the_future(desk: Desk) -> None:
    with on(march(10)):
        with pytest.raises(Conflict, match=r"clock\.rest_in_future"):
            desk.rest("suspension", march(11))
        desk.rest("suspension", march(10))
        with pytest.raises(Conflict, match=r"clock\.rests_already"):
            desk.rest("suspension", march(10))


def test_what_has_passed_can_neither_rest_nor_be_extended(desk: Desk) -> None:
    with on(date(2026, 6, 2)):
        with pytest.raises(Conflict, match=r"clock\.has_passed"):
            desk.rest("suspension", date(2026, 5, 1))
        with pytest.raises(Conflict, match=r"clock\.has_passed"):
            desk.extend(30)


def test_what_does_not_rest_is_not_resumed(desk: Desk) -> None:
    with on(march(10)), pytest.raises(Conflict, match=r"clock\.not_resting"):
        desk.resume("suspension", march(10))


@pytest.mark.law("T28", "P17")
def test_thirty_days_by_the_leader_then_only_what_the_leaders_discussed(desk: Desk) -> None:
    with on(march(30)):
        with pytest.raises(Conflict, match=r"clock\.extension_too_long.*most=30"):
            desk.extend(31)
        desk.extend(30)
        assert desk.clock.due_on == date(2026, 6, 30)
        with pytest.raises(Forbidden, match=r"clock\.needs_discussion"):
            desk.extend(10)
        desk.extend(40, discussed=True)
        assert desk.clock.due_on == date(2026, 8, 10)  # seventy days to Sunday 9 August
        with pytest.raises(Conflict, match=r"clock\.no_extension"):
            desk.extend(1, discussed=True)
    said = desk.clock.explanation["extensions"]
    assert [(one["days"], one["approver"], one["by"]) for one in said] == [
        (30, "leader", desk.leader.name),
        (40, "collective_discussion", desk.leader.name),
    ]


def test_nobody_but_the_named_approver_extends(desk: Desk) -> None:
    with on(march(10)), pytest.raises(Forbidden, match=r"clock\.needs_approver.*leader"):
        desk.extend(10, desk.officer)
    assert desk.clock.due_on == date(2026, 6, 1)


@pytest.mark.parametrize("statute", ["T21", "T15", "T03", "T46"])
def test_what_the_law_does_not_extend_stays(desk: Desk, statute: str) -> None:
    desk.started(statute)
    with on(march(3)), pytest.raises(Conflict, match=r"clock\.no_extension"):
        desk.extend(1)


@pytest.mark.law("T17", "K07", "K11")
def test_a_seizure_never_rolls_forward_however_it_is_extended(desk: Desk) -> None:
    desk.started("T17", date(2026, 2, 27))
    assert desk.clock.due_on == date(2026, 3, 29)  # a Sunday
    with on(march(2)):
        desk.extend(45)
    assert desk.clock.due_on == date(2026, 5, 13)


def test_what_is_left_of_an_extension_is_taken_back(desk: Desk) -> None:
    desk.started("T34")
    with on(march(3)):
        desk.extend(60)
        clock_events.shorten(desk.session, desk.leader, desk.clock, date(2026, 4, 10), "未按期缴纳")
        assert desk.clock.due_on == date(2026, 4, 10)
        with pytest.raises(Conflict, match=r"clock\.not_extended_so_far"):
            clock_events.shorten(desk.session, desk.leader, desk.clock, march(10), "更早")


def test_each_event_is_a_row_and_an_entry_of_the_record(session: Session, desk: Desk) -> None:
    with on(march(10)):
        desk.rest("suspension", march(9))
        desk.resume("suspension", march(10))
        desk.extend(20)
    rows = session.scalars(select(ClockEvent).order_by(ClockEvent.id)).all()
    assert [(one.kind, one.days, one.due_before, one.due_after) for one in rows] == [
        (ClockEventKind.REST, None, date(2026, 6, 1), date(2026, 6, 1)),
        (ClockEventKind.RESUME, 1, date(2026, 6, 1), date(2026, 6, 1)),
        (ClockEventKind.EXTEND, 20, date(2026, 6, 1), date(2026, 6, 22)),
    ]
    assert rows[-1].approved_by == desk.leader.user_id
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [one.split(":", 1)[1] for one in actions[-3:]] == [
        "clock:rest",
        "clock:resume",
        "clock:extend",
    ]
    assert audit.verify(session, f"case:{desk.case.id}") == []


REASONS = ("suspension", "hearing", "testing", "public_notice")
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("rest"), st.sampled_from(REASONS), st.integers(0, 6)),
        st.tuples(st.just("fixed"), st.sampled_from(REASONS), st.integers(0, 25)),
        st.tuples(st.just("resume"), st.sampled_from(REASONS), st.integers(0, 6)),
        st.tuples(st.just("extend"), st.sampled_from(("leader", "officer")), st.integers(0, 60)),
        st.tuples(st.just("discuss"), st.sampled_from(("leader", "officer")), st.integers(0, 60)),
        st.tuples(st.just("wait"), st.just(""), st.integers(0, 20)),
    ),
    max_size=14,
)


@pytest.mark.law("T29", "T19")
@given(deeds=DEEDS, statute=st.sampled_from(["T28", "T17", "T12", "T20", "T34"]))
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_happens_in_whatever_order_the_law_keeps_its_measure(
    session: Session, statute: str, deeds: list[tuple[str, str, int]]
) -> None:
    holidays.import_shipped(session)
    with on(FILED) as traveller:
        desk = Desk(session, statute)
        day, plain = FILED, desk.clock.due_on
        for what, who, number in deeds:
            if what == "wait":
                day += timedelta(days=number)
                traveller.move_to(datetime(day.year, day.month, day.day, 10, tzinfo=ZONE))
                continue
            before = len(desk.clock.events)
            try:
                _do(desk, what, who, number, day)
            except (Conflict, Forbidden):
                assert len(desk.clock.events) == before
            _keeps_its_measure(desk, plain)
    session.rollback()


def _do(desk: Desk, what: str, who: str, number: int, day: date) -> None:
    if what == "rest":
        desk.rest(who, day - timedelta(days=number))
    elif what == "fixed":
        desk.rest(who, day, until=day + timedelta(days=number))
    elif what == "resume":
        desk.resume(who, day - timedelta(days=number))
    else:
        by = desk.leader if who == "leader" else desk.officer
        desk.extend(number, by, discussed=what == "discuss")


def _keeps_its_measure(desk: Desk, plain: date) -> None:
    clock, row = desk.clock, STATUTES[desk.clock.statute]
    rests = clock_events.exclusions(clock)
    days = [one.first + timedelta(days=n) for one in rests for n in range(_length(one))]
    # No day is left out twice, none before the clock began, none for a reason of another article.
    assert len(days) == len(set(days))
    assert all(day >= clock.started_on for day in days)
    assert {one.reason for one in rests} <= row.excluded
    # The date never comes before the plain one, so no clock is negative.
    assert clock.due_on >= plain >= clock.started_on
    # Every day of an extension has its lawful approver, and never more than the article allows.
    made = [one for one in clock.events if one.kind is ClockEventKind.EXTEND]
    assert clock.explanation["extension"] == sum(one.days or 0 for one in made)
    assert all(one.approved_by == desk.leader.user_id for one in made)
    assert len(made) <= len(row.extensions)
    for event, step in zip(made, row.extensions, strict=False):
        assert step.number is None or (event.days or 0) <= step.number


def _length(rested: Exclusion) -> int:
    return (rested.last - rested.first).days + 1

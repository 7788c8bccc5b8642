"""What does not count in the ninety days (L5 art 64; T29): each event, and all in any order."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock_events, clocks
from engine.authority import CLOCK
from engine.errors import Conflict
from models import clock
from models.cases import Case
from models.clocks import Clock
from tests import beside, builders
from tests.bureau import Bureau
from tests.dockets import filed, propose, review

START = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)
REASONS = ("suspension", "hearing", "public_notice", "testing")
#: Rests whose last day is fixed when they begin.
FIXED = frozenset({"public_notice", "testing"})


def due_of(session: Session, case: Case, variable: str = "case_due") -> Clock:
    return session.scalars(
        select(Clock)
        .where(Clock.case_id == case.id, Clock.variable == variable)
        .order_by(Clock.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one()


def left_out(running: Clock, reason: str) -> int:
    rests = [one for one in clock_events.exclusions(running) if one.reason == reason]
    return sum((one.last - one.first).days + 1 for one in rests)


def act(bureau: Bureau, case: Case, step: str, **more: Any) -> None:
    bureau.do(case, "task_propose_seizure_step", bureau.pair[0], **({"seizure_step": step} | more))
    bureau.do(case, "task_decide_seizure_step", bureau.leader, seizure_decision="approved")


@pytest.mark.law("T19", "T28", "T29")
def test_a_test_of_seized_things_does_not_count_in_the_days_to_decide(
    bureau: Bureau, session: Session
) -> None:
    case = filed(bureau)
    beside.taken(bureau, "seizure", case)
    until = clock.today() + 9 * DAY
    act(bureau, case, "test", test_body="天津市食品检验所", test_until=until.isoformat())
    for variable in ("case_due", "seizure_due"):
        assert left_out(due_of(session, case, variable), "testing") == 10
    clock.travel(clock.now() + 4 * DAY)
    act(bureau, case, "test_done", tested_on=clock.today().isoformat())
    for variable in ("case_due", "seizure_due"):
        assert left_out(due_of(session, case, variable), "testing") == 4


@pytest.mark.law("T12", "T19")
def test_a_test_before_the_filing_does_not_count_in_the_days_to_file(
    bureau: Bureau, session: Session
) -> None:
    case = bureau.enforced()
    beside.taken(bureau, "seizure", case)
    until = clock.today() + 9 * DAY
    act(bureau, case, "test", test_body="天津市食品检验所", test_until=until.isoformat())
    assert left_out(due_of(session, case, "filing_due"), "testing") == 10


@pytest.mark.law("T28", "T29")
def test_a_public_notice_does_not_count_in_the_days_to_decide(
    bureau: Bureau, session: Session
) -> None:
    case = filed(bureau)
    propose(bureau, case)
    review(bureau, case)
    bureau.do(
        case,
        "task_serve_document",
        bureau.pair[0],
        way="public_notice",
        notice_published_on=clock.today().isoformat(),
        notice_reason="当事人下落不明。",
    )
    assert left_out(due_of(session, case), "public_notice") >= 30


DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("rest"), st.sampled_from(REASONS), st.integers(0, 12)),
        st.tuples(st.just("resume"), st.sampled_from(REASONS), st.just(0)),
        st.tuples(st.just("wait"), st.just(""), st.integers(1, 9)),
    ),
    max_size=14,
)


class Ledger:
    """A plain list of days that rest, kept beside the clock by the words of the law."""

    def __init__(self) -> None:
        self.fixed: dict[str, set[dt.date]] = {reason: set() for reason in REASONS}
        self.open_since: dict[str, dt.date] = {}
        self.closed: set[dt.date] = set()

    def rested(self, reason: str, today: dt.date, until: dt.date | None) -> None:
        if until is None:
            self.open_since[reason] = today
        else:
            self.fixed[reason] |= days_of(today, until)

    def resumed(self, reason: str, today: dt.date) -> None:
        if reason in self.open_since:
            self.closed |= days_of(self.open_since.pop(reason), today - DAY)
        else:
            self.fixed[reason] = {day for day in self.fixed[reason] if day < today}


def days_of(first: dt.date, last: dt.date) -> set[dt.date]:
    return {first + n * DAY for n in range((last - first).days + 1)}


def happened(session: Session, running: Clock, deeds: list[tuple[str, str, int]]) -> Ledger:
    """Let everything happen that the clock allows, and note it in the ledger."""
    ledger, today = Ledger(), START
    for what, reason, number in deeds:
        if what == "wait":
            today += number * DAY
            clock.travel(dt.datetime.combine(today, dt.time(10), clock.ZONE))
            continue
        until = today + number * DAY if reason in FIXED else None
        try:
            if what == "rest":
                clock_events.rest(session, CLOCK, running, reason, today, until=until)
                ledger.rested(reason, today, until)
            else:
                clock_events.resume(session, CLOCK, running, reason, today)
                ledger.resumed(reason, today)
        except Conflict:
            continue
    return ledger


@pytest.mark.law("T28", "T29")
@given(deeds=DEEDS)
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_in_whatever_order_things_rest_no_day_counts_twice_and_none_is_lost(
    session: Session, deeds: list[tuple[str, str, int]]
) -> None:
    nested = session.begin_nested()
    clock.travel(dt.datetime.combine(START, dt.time(10), clock.ZONE))
    running = clocks.start(session, builders.a_case(session), "T28", START, variable="case_due")
    plain = dt.date.fromisoformat(running.explanation["raw"])
    session.flush()
    ledger = happened(session, running, deeds)
    spans = [days_of(one.first, one.last) for one in clock_events.exclusions(running)]
    known = set[dt.date]().union(*spans)
    assert len(known) == sum(map(len, spans))
    # The first day is not counted anyway (K01).
    lost = len(known - {START})
    assert dt.date.fromisoformat(running.explanation["raw"]) == plain + lost * DAY
    if not ledger.open_since:
        # What rested for two reasons stays out until neither lasts.
        assert ledger.closed <= known <= ledger.closed.union(*ledger.fixed.values())
    assert running.due_on >= plain
    nested.rollback()

"""The terms of the police (L8 arts 8-9; L9 art 180): they run, pass, are told of and answered."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clocks, limits
from engine.errors import Invalid
from engine.limits import View
from models import clock
from models.clocks import Clock, ClockState
from models.notices import Notice
from models.statutes import STATUTES
from tests import police
from tests.bureau import Bureau
from tests.dockets import clock_of


def at_due(running: Clock) -> None:
    """The term is over, and the scheduler looks."""
    clock.travel(running.due_at + dt.timedelta(minutes=1))


def told_of(session: Session, user_id: int) -> list[str]:
    query = select(Notice.params["statute"].astext).where(
        Notice.user_id == user_id, Notice.code == "clock.passed"
    )
    return list(session.scalars(query))


@pytest.mark.law("T49", "T50")
def test_the_terms_of_the_police_begin_when_the_file_is_with_them(
    session: Session, bureau: Bureau
) -> None:
    case = police.sent(bureau)
    running = clock_of(session, case, "police_due")
    assert (running.statute, running.state) == ("T50", ClockState.RUNNING)
    # Plain days of L8 run over weekends (K07).
    assert running.due_on == clock.today() + dt.timedelta(days=3)
    assert running.explanation["article"]
    assert bureau.item(case, "task_record_answer").due_at == running.due_at
    missing = clock_of(session, case, "missing_due")
    assert missing.statute == "T49"
    assert missing.due_at - clock.now() <= dt.timedelta(hours=25)


@pytest.mark.law("T50")
def test_a_silence_beyond_three_days_is_told_and_stays_on_the_list(
    session: Session, bureau: Bureau
) -> None:
    case = police.sent(bureau)
    running = clock_of(session, case, "police_due")
    at_due(running)
    clocks.pass_overdue(session, clock.now())
    assert running.passed_at == running.due_at
    for user in (bureau.pair[0], bureau.supervisor, bureau.leader):
        assert "T50" in told_of(session, user.id)
    actor = bureau.actor(bureau.leader)
    assert running in limits.of(session, actor, View.PASSED)
    # That nothing was asked for within a day is no fault of anybody.
    assert clock_of(session, case, "missing_due").state is ClockState.MET
    assert clock_of(session, case, "missing_due").passed_at is None
    police.reply(bureau, case, "filed")
    assert running.state is ClockState.MET
    assert running in limits.of(session, actor, View.LATE)


@pytest.mark.law("T50")
def test_an_answer_of_the_last_day_is_in_time_whenever_it_is_written_down(
    session: Session, bureau: Bureau
) -> None:
    case = police.sent(bureau)
    running = clock_of(session, case, "police_due")
    at_due(running)
    clocks.pass_overdue(session, clock.now())
    form = {
        "police_answer": "filed",
        "answered_on": running.due_on.isoformat(),
        "answer_reason": "立案通知书。",
    }
    bureau.do(case, "task_record_answer", bureau.pair[0], **form)
    assert (running.state, running.passed_at) == (ClockState.MET, None)


@pytest.mark.law("T50", "T51")
def test_the_head_writes_to_the_procuratorate_when_the_police_are_silent(
    session: Session, bureau: Bureau
) -> None:
    case = police.sent(bureau)
    with pytest.raises(Invalid) as early, session.begin_nested():
        police.silent(bureau, case)
    assert early.value.errors["police_answer"][0]["code"] == "transfer.not_overdue"
    running = clock_of(session, case, "police_due")
    at_due(running)
    police.silent(bureau, case)
    assert bureau.open_elements(case) == {"task_urge_police"}
    police.urge(bureau, case)
    # The police still owe their answer, and the term has passed for good.
    assert bureau.open_elements(case) == {"task_record_answer"}
    assert running.state is ClockState.RUNNING
    police.reply(bureau, case, "not_filed")
    assert running.passed_at == running.due_at
    assert bureau.open_elements(case) == {"task_choose_step"}


@pytest.mark.law("T49", "T50")
def test_three_days_begin_again_with_what_was_missing(session: Session, bureau: Bureau) -> None:
    case = police.sent(bureau)
    first = clock_of(session, case, "police_due")
    police.reply(bureau, case, "supplement")
    assert first.state is ClockState.MET
    assert clock_of(session, case, "missing_due").state is ClockState.MET
    clock.travel(clock.now() + dt.timedelta(days=2))
    police.supplement(bureau, case)
    second = clock_of(session, case, "police_due")
    assert second.id != first.id
    assert second.due_on == clock.today() + dt.timedelta(days=3)
    assert bureau.item(case, "task_record_answer").due_at == second.due_at


@pytest.mark.law("T51")
def test_a_request_for_reconsideration_has_its_own_three_days(
    session: Session, bureau: Bureau
) -> None:
    case = police.sent(bureau)
    police.reply(bureau, case, "not_filed")
    police.take_step(bureau, case, "reconsider")
    running = clock_of(session, case, "police_due")
    assert (running.statute, STATUTES[running.statute].binds) == ("T51.answer", "police")
    assert running.due_on == clock.today() + dt.timedelta(days=3)
    police.reply(bureau, case, "not_filed")
    assert running.state is ClockState.MET
    police.take_step(bureau, case, "supervision")
    # Of the procuratorate's supervision the rules name no term that could pass.
    with pytest.raises(Invalid) as refused, session.begin_nested():
        police.silent(bureau, case)
    assert refused.value.errors["police_answer"][0]["code"] == "transfer.no_police_term"

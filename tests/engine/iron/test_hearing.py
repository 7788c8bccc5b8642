"""The hearing: chair, seven working days' notice, its hour, its record, its report (P21)."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents
from engine.errors import Forbidden, Invalid
from models import clock
from models.clocks import ClockState
from models.documents import Document
from models.hearings import Hearing
from tests import builders
from tests.bureau import Bureau
from tests.dockets import (
    HEAVY,
    answer,
    arrive,
    clock_of,
    discuss,
    heard,
    hearing_form,
    hold,
    impose,
    reconsider,
    serve,
    told,
)


@pytest.mark.law("P21")
def test_a_hearing_is_held_recorded_and_reported(session: Session, bureau: Bureau) -> None:
    case = heard(bureau)
    hearing = session.scalars(select(Hearing)).one()
    assert (hearing.result, hearing.chair_id) == ("held", bureau.reviewer.id)
    for form in ("hearing_notice", "hearing_record", "hearing_report"):
        assert documents.newest(session, case, form) is not None, form
    assert bureau.open_elements(case) == {"task_reconsider_defence"}


@pytest.mark.law("P21")
def test_an_investigator_may_not_chair(session: Session, bureau: Bureau) -> None:
    case = told(bureau, **HEAVY)
    answer(bureau, case, "hearing")
    bureau.pair[0].roles.append(builders.a_role(session, "legal_reviewer"))
    form = hearing_form(bureau, chair=bureau.pair[0].id)
    with pytest.raises(Invalid, match=r"hearing\.chair_handled"):
        bureau.do(case, "task_appoint_chair", bureau.leader, **form)


@pytest.mark.law("P21")
def test_nobody_but_the_appointed_chair_holds_the_hearing(session: Session, bureau: Bureau) -> None:
    case = told(bureau, **HEAVY)
    answer(bureau, case, "hearing")
    bureau.do(case, "task_appoint_chair", bureau.leader, **hearing_form(bureau))
    serve(bureau, case)
    arrive(bureau, case)
    other = builders.a_legal_reviewer(session, bureau.office, legal_qualification=True)
    with pytest.raises(Forbidden, match=r"work_item\.assigned_to_another"):
        bureau.do(case, "task_hold_hearing", other, hearing_result="absent", absence_note="缺席。")


@pytest.mark.law("T25")
def test_a_hearing_sooner_than_its_notice_allows_is_refused(bureau: Bureau) -> None:
    case = told(bureau, **HEAVY)
    answer(bureau, case, "hearing")
    with pytest.raises(Invalid) as refused:
        bureau.do(case, "task_appoint_chair", bureau.leader, **hearing_form(bureau, days=5))
    assert refused.value.code == "hearing.too_soon"
    assert refused.value.params["statute"] == "T25"


@pytest.mark.law("T25")
def test_a_hearing_cannot_be_held_before_its_hour(bureau: Bureau) -> None:
    case = told(bureau, **HEAVY)
    answer(bureau, case, "hearing")
    bureau.do(case, "task_appoint_chair", bureau.leader, **hearing_form(bureau))
    serve(bureau, case)
    assert bureau.open_elements(case) == set()
    arrive(bureau, case)
    assert bureau.open_elements(case) == {"task_hold_hearing"}


@pytest.mark.law("T25")
def test_a_notice_that_came_too_late_needs_another_day(session: Session, bureau: Bureau) -> None:
    case = told(bureau, **HEAVY)
    answer(bureau, case, "hearing")
    bureau.do(case, "task_appoint_chair", bureau.leader, **hearing_form(bureau))
    clock.travel(clock.now() + dt.timedelta(days=16))
    serve(bureau, case)
    assert bureau.open_elements(case) == {"task_appoint_chair"}
    bureau.do(case, "task_appoint_chair", bureau.leader, **hearing_form(bureau))
    serve(bureau, case)
    arrive(bureau, case)
    assert bureau.open_elements(case) == {"task_hold_hearing"}
    notices = select(Document.serial).where(Document.form == "hearing_notice")
    numbers = set(session.scalars(notices))
    assert numbers == {1, 2}


@pytest.mark.law("P21")
@pytest.mark.parametrize("result", ["absent", "withdrawn"])
def test_absence_waives_the_hearing_and_no_report_follows(
    session: Session, bureau: Bureau, result: str
) -> None:
    case = heard(bureau, result)
    assert session.scalars(select(Hearing.result)).one() == result
    assert documents.newest(session, case, "hearing_report") is None
    assert bureau.open_elements(case) == {"task_reconsider_defence"}
    reconsider(bureau, case)
    assert bureau.open_elements(case) == {"task_approve_penalty"}


@pytest.mark.law("T29")
def test_the_days_of_the_hearing_do_not_count(session: Session, bureau: Bureau) -> None:
    case = told(bureau, **HEAVY)
    running = clock_of(session, case, "case_due")
    before = dt.date.fromisoformat(running.explanation["raw"])
    answer(bureau, case, "hearing")
    assert clock_of(session, case, "case_due").rests_since == clock.today()
    bureau.do(case, "task_appoint_chair", bureau.leader, **hearing_form(bureau))
    serve(bureau, case)
    arrive(bureau, case)
    hold(bureau, case, "absent")
    session.refresh(running)
    assert not running.rests_since
    # Counted on the day before it moves for a day off: the two may move differently.
    raw = dt.date.fromisoformat(running.explanation["raw"])
    assert raw >= before + dt.timedelta(days=19)
    assert bureau.item(case, "task_reconsider_defence").due_at == running.due_at


@pytest.mark.law("T27")
def test_the_report_follows_in_five_working_days(session: Session, bureau: Bureau) -> None:
    case = heard(bureau)
    running = clock_of(session, case, "hearing_report_due")
    assert (running.statute, running.state) == ("T27", ClockState.MET)


@pytest.mark.law("P14", "P17")
def test_after_a_hearing_a_legal_review_and_a_discussion_follow(
    session: Session, bureau: Bureau
) -> None:
    case = heard(bureau)
    reconsider(bureau, case)
    assert bureau.open_elements(case) == {"task_review_hearing"}
    form = {"final_review": "agreed", "review_opinion": "同意。"}
    points = ["jurisdiction", "party", "facts", "nature", "basis", "procedure", "proper"]
    bureau.do(case, "task_review_hearing", bureau.reviewer, points=points, **form)
    bureau.do(case, "task_approve_penalty", bureau.supervisor, penalty_approval="approved")
    assert bureau.open_elements(case) == {"task_discuss_case"}
    discuss(bureau, case)
    bureau.do(case, "task_decide_penalty", bureau.leader, penalty_decision="penalise")
    paper = documents.newest(session, case, "penalty_decision")
    assert paper is not None
    assert paper.content["penalty"]["fine_fen"] == 10_000_000


@pytest.mark.law("P14")
def test_a_review_that_does_not_agree_after_a_hearing_reopens_the_case(bureau: Bureau) -> None:
    case = heard(bureau)
    reconsider(bureau, case)
    form = {"final_review": "returned", "review_opinion": "证据未核实。"}
    bureau.do(case, "task_review_hearing", bureau.reviewer, **form)
    assert bureau.open_elements(case) == {"task_report_investigation"}


def test_a_hearing_that_was_waived_needs_no_second_review(bureau: Bureau) -> None:
    case = heard(bureau, "absent")
    reconsider(bureau, case)
    impose(bureau, case)
    assert bureau.open_elements(case) == {"task_serve_document"}

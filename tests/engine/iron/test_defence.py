"""What the party says to the notice: in time, reconsidered, never to its harm (P18, T21)."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from engine import documents, runtime
from engine.errors import Conflict, Invalid
from models import clock
from tests.bureau import REPORT, Bureau
from tests.dockets import (
    HEAVY,
    answer,
    clock_of,
    elapse,
    impose,
    propose,
    reconsider,
    review,
    told,
)


@pytest.mark.law("T21")
def test_silence_for_five_working_days_is_a_waiver(session: Session, bureau: Bureau) -> None:
    case = told(bureau)
    running = clock_of(session, case, "defence_due")
    assert (running.statute, running.explanation["number"]) == ("T21", 5)
    elapse(bureau, case, "defence_due")
    assert bureau.open_elements(case) == {"task_approve_penalty"}


@pytest.mark.law("T21")
def test_a_hearing_asked_for_on_day_six_is_refused_naming_the_rule(
    session: Session, bureau: Bureau
) -> None:
    case = told(bureau, **HEAVY)
    running = clock_of(session, case, "defence_due")
    # The day after, before the clock of the process was woken.
    clock.travel(dt.datetime.combine(running.due_on, dt.time(9), clock.ZONE) + dt.timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        answer(bureau, case, "hearing")
    assert refused.value.code == "defence.too_late"
    assert "made_on" in refused.value.errors
    assert refused.value.params["statute"] == "T21"
    assert refused.value.params["due_on"] == running.due_on.isoformat()


@pytest.mark.law("T21")
def test_after_the_days_have_passed_nothing_can_be_recorded(bureau: Bureau) -> None:
    case = told(bureau, **HEAVY)
    item = bureau.item(case, "task_record_defence")
    elapse(bureau, case, "defence_due")
    form = {"defence": "hearing", "made_on": clock.today().isoformat(), "content": "要求听证。"}
    with pytest.raises(Conflict, match=r"work_item\.withdrawn"):
        runtime.complete(bureau.session, bureau.actor(bureau.pair[0]), item.id, form)


@pytest.mark.law("P19")
def test_a_hearing_is_refused_where_the_law_gives_no_right_to_one(bureau: Bureau) -> None:
    case = told(bureau)
    with pytest.raises(Invalid) as refused:
        answer(bureau, case, "hearing")
    (problem,) = refused.value.errors["defence"]
    assert problem == {
        "code": "hearing.not_due",
        "params": {"rule": "P19", "article": "L1 63"},
    }


@pytest.mark.law("P18")
def test_a_defence_is_reconsidered_and_stands_in_the_decision(
    session: Session, bureau: Bureau
) -> None:
    case = told(bureau)
    answer(bureau, case, "made")
    record = documents.newest(session, case, "defence_record")
    assert record is not None
    assert record.content["content"] == "当事人对处罚数额有异议。"
    reconsider(bureau, case)
    impose(bureau, case)
    paper = documents.newest(session, case, "penalty_decision")
    assert paper is not None
    assert paper.content["defence"]["made"] is True
    assert paper.content["defence"]["adopted"]["words"] == "已核实，理由如下。"


@pytest.mark.law("P18")
def test_a_changed_proposal_is_reported_reviewed_and_told_anew(
    session: Session, bureau: Bureau
) -> None:
    case = told(bureau)
    answer(bureau, case, "made")
    reconsider(bureau, case, "change")
    assert bureau.open_elements(case) == {"task_report_investigation"}
    charge = REPORT["charges"][0] | {"fine_fen": 500_000}
    propose(bureau, case, charges=[charge])
    review(bureau, case)
    notice = documents.newest(session, case, "penalty_notice")
    assert notice is not None
    assert (notice.serial, notice.content["penalty"]["fine_fen"]) == (2, 500_000)


@pytest.mark.law("P18")
def test_a_defence_may_not_make_the_penalty_heavier(bureau: Bureau) -> None:
    case = told(bureau)
    answer(bureau, case, "made")
    reconsider(bureau, case, "change")
    heavier = [REPORT["charges"][0] | {"fine_fen": 2_000_000}]
    with pytest.raises(Invalid) as refused, bureau.session.begin_nested():
        propose(bureau, case, charges=heavier)
    assert refused.value.code == "penalty.heavier_after_notice"
    assert refused.value.params["rule"] == "P18"
    propose(bureau, case, charges=heavier, new_facts="告知后查明另一批次，有检验报告为证。")
    assert bureau.open_elements(case) == {"task_audit_case"}


def test_nothing_is_said_before_the_notice_was_served(bureau: Bureau) -> None:
    case = told(bureau)
    yesterday = (clock.today() - dt.timedelta(days=1)).isoformat()
    with pytest.raises(Invalid, match=r"defence\.before_service"):
        answer(bureau, case, "made", made_on=yesterday)

"""Transfer to the police: group, report, head, 24 hours, and whatever the police answer (L8)."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import crimes, documents
from engine.commands import papers
from engine.errors import Forbidden, Invalid
from models import clock
from models.cases import CaseState
from models.clocks import Clock, ClockState
from models.penalties import Penalty, PenaltyState
from tests import police
from tests.bureau import REPORT, Bureau
from tests.dockets import (
    clock_of,
    close,
    decide_outcome,
    elapse,
    filed,
    propose,
    refer,
    reported,
    review,
    without_penalty,
)


def raw(running: Clock) -> dt.date:
    """The last day before days off move it."""
    return dt.date.fromisoformat(running.explanation["raw"])


@pytest.mark.law("P32")
@pytest.mark.ends("criminal_transfer:end_transfer_refused")
def test_the_head_refuses_on_the_report_of_the_group(session: Session, bureau: Bureau) -> None:
    case = police.suspected(bureau)
    assert bureau.open_elements(case) == {"task_form_group"}
    with pytest.raises(Invalid) as alone:
        bureau.do(case, "task_form_group", bureau.supervisor, officers=[bureau.pair[0].id])
    assert alone.value.errors["officers"]
    police.report_crime(bureau, case)
    form = {"head": "head", "transfer_decision": "refused"}
    with pytest.raises(Invalid):
        bureau.do(case, "task_decide_transfer", bureau.leader, **form)
    police.decide(bureau, case, "refused")
    assert (case.state, case.outcome) == (CaseState.OPEN, None)
    assert bureau.open_elements(case) == {"task_report_investigation"}
    assert documents.newest(session, case, "crime_transfer") is None
    assert clock_of(session, case, "case_due").statute == "T28"


@pytest.mark.law("P32", "T47")
def test_only_the_head_decides_and_within_three_days(session: Session, bureau: Bureau) -> None:
    case = police.suspected(bureau)
    police.report_crime(bureau, case)
    running = clock_of(session, case, "transfer_due")
    assert running.statute == "T47"
    assert raw(running) == clock.today() + dt.timedelta(days=3)
    assert bureau.item(case, "task_decide_transfer").due_at == running.due_at
    form = {"head": "head", "transfer_decision": "approved"}
    for user in (bureau.supervisor, bureau.pair[0]):
        with pytest.raises(Forbidden):
            bureau.do(case, "task_decide_transfer", user, **form)
    police.decide(bureau, case)
    assert clock_of(session, case, "transfer_due").state is ClockState.MET


@pytest.mark.law("T48")
def test_what_the_head_approved_goes_within_twenty_four_hours(
    session: Session, bureau: Bureau
) -> None:
    case = police.suspected(bureau)
    police.report_crime(bureau, case)
    police.decide(bureau, case)
    running = clock_of(session, case, "send_due")
    assert running.statute == "T48"
    # The hour in which it begins does not count (K01).
    hour = running.started_at.replace(minute=0, second=0, microsecond=0)
    assert running.due_at == hour + dt.timedelta(hours=25)
    paper = documents.newest(session, case, "crime_transfer")
    assert paper is not None
    assert paper.number
    assert paper.content["receiver"] == police.POLICE
    police.send(bureau, case)
    assert clock_of(session, case, "send_due").state is ClockState.MET
    assert bureau.open_elements(case) == {"task_record_answer"}


@pytest.mark.law("T49")
def test_what_the_police_miss_is_added_within_three_days(session: Session, bureau: Bureau) -> None:
    case = police.sent(bureau)
    police.reply(bureau, case, "supplement")
    running = clock_of(session, case, "supplement_due")
    assert raw(running) == clock.today() + dt.timedelta(days=3)
    assert bureau.open_elements(case) == {"task_supplement"}
    form = {"supplemented_on": clock.today().isoformat(), "material": "检验机构资质证明。"}
    bureau.do(case, "task_supplement", bureau.pair[0], **form)
    assert clock_of(session, case, "supplement_due").state is ClockState.MET
    assert bureau.open_elements(case) == {"task_record_answer"}


@pytest.mark.law("T50", "T52")
@pytest.mark.ends("criminal_transfer:end_transfer_answered", "police_answer:end_police_filed")
def test_what_the_police_file_is_handed_over_within_three_days(
    session: Session, bureau: Bureau
) -> None:
    case = police.sent(bureau)
    police.reply(bureau, case, "filed")
    running = clock_of(session, case, "handover_due")
    assert running.statute == "T52"
    assert raw(running) == clock.today() + dt.timedelta(days=3)
    police.hand_over(bureau, case)
    assert clock_of(session, case, "handover_due").state is ClockState.MET
    assert clock_of(session, case, "closure_due").statute == "T46"
    close(bureau, case, "other_decision")
    assert (case.state, case.end, case.outcome) == (CaseState.CLOSED, "end_referred", "transferred")


@pytest.mark.law("T50")
def test_an_answer_of_the_police_has_its_reasons(bureau: Bureau) -> None:
    case = police.sent(bureau)
    form = {"police_answer": "not_filed", "answered_on": clock.today().isoformat()}
    with pytest.raises(Invalid) as refused:
        bureau.do(case, "task_record_answer", bureau.pair[0], **form)
    assert set(refused.value.errors) == {"answer_reason"}


@pytest.mark.law("T51")
@pytest.mark.ends(
    "police_answer:end_police_declined",
    "police_refusal:end_taken_back",
    "police_refusal:end_police_appealed",
)
def test_reconsideration_and_supervision_are_asked_for_once_each(
    session: Session, bureau: Bureau
) -> None:
    case = police.sent(bureau)
    police.reply(bureau, case, "not_filed")
    running = clock_of(session, case, "reconsider_due")
    assert raw(running) == clock.today() + dt.timedelta(days=3)
    police.take_step(bureau, case, "reconsider")
    police.reply(bureau, case, "not_filed")
    with pytest.raises(Invalid) as again, session.begin_nested():
        police.take_step(bureau, case, "reconsider")
    assert again.value.errors["police_step"][0]["code"] == "transfer.step_taken_already"
    police.take_step(bureau, case, "supervision")
    police.reply(bureau, case, "not_filed")
    with pytest.raises(Invalid), session.begin_nested():
        police.take_step(bureau, case, "supervision")
    police.take_step(bureau, case, "accept")
    assert bureau.open_elements(case) == {"task_report_investigation"}


@pytest.mark.law("T51")
def test_three_days_of_silence_bring_the_case_back(session: Session, bureau: Bureau) -> None:
    case = police.sent(bureau)
    police.reply(bureau, case, "not_filed")
    elapse(bureau, case, "reconsider_due")
    assert bureau.open_elements(case) == {"task_report_investigation"}
    assert clock_of(session, case, "case_due").statute == "T28"


@pytest.mark.law("T51")
def test_what_is_filed_after_all_is_handed_over(bureau: Bureau) -> None:
    case = police.sent(bureau)
    police.reply(bureau, case, "not_filed")
    police.take_step(bureau, case, "supervision")
    police.reply(bureau, case, "filed")
    assert bureau.open_elements(case) == {"task_hand_over"}
    assert not crimes.sent_back(bureau.session, case)


@pytest.mark.law("P33")
def test_nothing_is_imposed_while_the_police_have_the_case(
    session: Session, bureau: Bureau
) -> None:
    case = police.suspected(bureau)
    police.report_crime(bureau, case)
    waits = [bureau.open_elements(case)]
    police.decide(bureau, case)
    waits.append(bureau.open_elements(case))
    police.send(bureau, case)
    waits.append(bureau.open_elements(case))
    assert waits == [{"task_decide_transfer"}, {"task_send_transfer"}, {"task_record_answer"}]
    states = set(session.scalars(select(Penalty.state).where(Penalty.case_id == case.id)))
    assert states == {PenaltyState.REFERRED}


@pytest.mark.law("P35")
def test_a_case_goes_to_the_police_once(session: Session, bureau: Bureau) -> None:
    case = police.declined(bureau)
    again = without_penalty("transfer_judicial")
    bureau.do(case, "task_report_investigation", bureau.pair[0], **again)
    review(bureau, case)
    bureau.do(case, "task_approve_outcome", bureau.supervisor, outcome_approval="approved")
    form = {
        "outcome_decision": "transfer_judicial",
        "receiver": police.POLICE,
        "transfer_reason": "依法移送。",
        "crime": police.CRIME,
    }
    with pytest.raises(Invalid) as refused, session.begin_nested():
        bureau.do(case, "task_decide_outcome", bureau.leader, **form)
    assert refused.value.errors["outcome_decision"][0]["code"] == "transfer.sent_already"
    assert bureau.open_elements(case) == {"task_decide_outcome"}


@pytest.mark.law("P35")
def test_what_the_police_do_not_file_is_punished_here(session: Session, bureau: Bureau) -> None:
    case = police.declined(bureau)
    assert crimes.sent_back(session, case)
    toxic: dict[str, Any] = {
        "provision": "F124.1",
        "item": "4",
        "goods_value_fen": 10_000_000,
        "fine_fen": 9_000_000,
        "discretion": "mitigated",
        "grounds": ["recalled"],
        "circumstances": ["toxic"],
    }
    report = REPORT | {"penalty_kinds": ["fine"], "charges": [toxic]}
    propose(bureau, case, **report, crime_note="公安机关不予立案并退回。")
    review(bureau, case)
    assert bureau.open_elements(case) == {"task_serve_document"}


@pytest.mark.law("P34")
def test_a_file_that_went_for_detention_may_come_back(session: Session, bureau: Bureau) -> None:
    case = reported(bureau, without_penalty("transfer_agency"))
    reason = "违反《食品安全法》第一百二十三条，情节严重，可能需要行政拘留。"
    decide_outcome(bureau, case, "transfer_agency", receiver=police.POLICE, transfer_reason=reason)
    paper = documents.newest(session, case, "case_transfer")
    assert paper is not None
    assert (paper.content["receiver"], paper.content["reason"]) == (police.POLICE, reason)
    refer(bureau, case, "refused")
    assert bureau.open_elements(case) == {"task_report_investigation"}
    propose(bureau, case)
    review(bureau, case)
    assert bureau.open_elements(case) == {"task_serve_document"}


#: Meat that was not inspected, and facts hidden from the officers (L3 art 123; L4 art 67).
GRAVE: dict[str, Any] = {
    "penalty_kinds": ["fine", "revoke"],
    "charges": [
        {
            "provision": "F123.1",
            "item": "4",
            "goods_value_fen": 500_000,
            "circumstances": ["false_facts"],
            "fine_fen": 12_000_000,
        }
    ],
}
CONSIDERED = {"detention": "sent", "detention_note": "已移送案卷，理由：采购记录系伪造。"}


@pytest.mark.law("P34")
def test_a_grave_case_of_article_123_says_whether_detention_is_likely(bureau: Bureau) -> None:
    case = filed(bureau)
    with pytest.raises(Invalid) as refused:
        bureau.do(case, "task_report_investigation", bureau.pair[0], **(REPORT | GRAVE))
    said = {field: found[0]["code"] for field, found in refused.value.errors.items()}
    assert said == dict.fromkeys(("detention", "detention_note"), "charge.detention_open")
    slight = [GRAVE["charges"][0] | {"circumstances": []}]
    bureau.do(
        case,
        "task_report_investigation",
        bureau.pair[0],
        **(REPORT | {"penalty_kinds": ["fine"], "charges": slight}),
    )


@pytest.mark.law("P34")
def test_the_file_goes_to_the_police_while_the_penalty_goes_on(
    session: Session, bureau: Bureau
) -> None:
    case = filed(bureau)
    proposed = papers.beginning(session, bureau.actor(bureau.leader), case, "case_transfer")
    assert "第七十七条" in proposed["basis"]
    reason = "情节严重，对直接负责的主管人员可能需要行政拘留。"
    sent = proposed | {"receiver": police.POLICE, "facts": "经营未经检疫的肉类。", "reason": reason}
    for user in (bureau.pair[0], bureau.supervisor):
        with pytest.raises(Forbidden):
            papers.issue(session, bureau.actor(user), case.id, "case_transfer", sent)
    paper = papers.issue(session, bureau.actor(bureau.leader), case.id, "case_transfer", sent)
    assert (paper.content["receiver"], bool(paper.number)) == (police.POLICE, True)
    propose(bureau, case, **GRAVE, **CONSIDERED)
    assert case.outcome is None
    review(bureau, case)
    assert bureau.open_elements(case) == {"task_serve_document"}

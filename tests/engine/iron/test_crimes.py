"""Signs of a crime: collected from charges, register and records, before anything is punished."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import crimes
from engine.errors import Invalid
from models import clock
from models.cases import Case
from models.penalties import Penalty, PenaltyState
from models.subjects import SubjectKind
from tests import police
from tests.bureau import REPORT, Bureau
from tests.dockets import (
    answer,
    decide_outcome,
    filed,
    impose,
    propose,
    review,
    serve,
    without_penalty,
)

UNSAFE: dict[str, Any] = {"provision": "F124.1", "item": "4"}


def worth(yuan: int, **more: Any) -> dict[str, Any]:
    return UNSAFE | {"goods_value_fen": yuan * 100, "fine_fen": yuan * 1000} | more


def rules(session: Session, case: Case, *rows: dict[str, Any]) -> set[tuple[str, str]]:
    found = crimes.grounds_of(crimes.facts_of(session, case, rows))
    return {(one["crime"], one["grade"]) for one in found}


def _mitigated(yuan: int, *marks: str) -> dict[str, Any]:
    """Unsafe food whose fine is mitigated below what a higher bureau decides."""
    lenient = {"discretion": "mitigated", "grounds": ["recalled"], "circumstances": list(marks)}
    return worth(yuan) | {"fine_fen": 9_000_000} | lenient


@pytest.fixture
def case(bureau: Bureau) -> Case:
    made = filed(bureau)
    made.subject.kind = SubjectKind.SELLER
    return made


@pytest.mark.law("P33")
def test_amounts_of_all_charges_count_together_and_one_act_once(
    session: Session, case: Case
) -> None:
    assert rules(session, case, worth(120_000, act=1)) == set()
    twice = [worth(120_000, act=1), worth(80_000, act=2)]
    assert rules(session, case, *twice) == {("143", "serious")}
    same = [worth(120_000, act=1), worth(80_000, act=1)]
    assert rules(session, case, *same) == set()
    duty = {"provision": "F126.1", "item": "12", "goods_value_fen": 90_000_00}
    assert rules(session, case, worth(120_000), duty) == set()


@pytest.mark.law("P33")
def test_the_register_says_whether_it_was_sold_at_a_school(session: Session, case: Case) -> None:
    assert rules(session, case, worth(100_000)) == set()
    case.subject.kind = SubjectKind.SCHOOL
    assert rules(session, case, worth(100_000)) == {("143", "serious")}


@pytest.mark.law("P33")
@pytest.mark.parametrize(("days", "counts"), [(10, True), (700, True), (740, False)])
def test_the_records_say_whether_there_was_a_penalty_within_two_years(
    session: Session, case: Case, days: int, *, counts: bool
) -> None:
    before = Case(
        number=f"旧案{days}",
        kind=case.kind,
        title=case.title,
        subject_id=case.subject_id,
        opened_at=case.opened_at,
    )
    session.add(before)
    session.flush()
    session.add(
        Penalty(
            case_id=before.id,
            version=1,
            state=PenaltyState.DECIDED,
            kinds=["fine"],
            article="L3 125",
            proposed_at=clock.now(),
            decided_at=case.opened_at - dt.timedelta(days=days),
        )
    )
    session.flush()
    assert (rules(session, case, worth(100_000)) == {("143", "serious")}) is counts


@pytest.mark.law("P33")
def test_expired_food_worth_fifty_thousand_is_a_matter_of_its_own(
    session: Session, case: Case
) -> None:
    assert rules(session, case, worth(49_999, item="5")) == set()
    assert rules(session, case, worth(50_000, item="5")) == {("140", "base")}


@pytest.mark.law("P33")
def test_a_case_with_signs_of_a_crime_cannot_be_fined(bureau: Bureau, case: Case) -> None:
    report = REPORT | {"penalty_kinds": ["fine"], "charges": [worth(200_000)]}
    with pytest.raises(Invalid) as refused:
        bureau.do(case, "task_report_investigation", bureau.pair[0], **report)
    assert refused.value.errors["proposal"][0]["code"] == "charge.transfer_due"


@pytest.mark.law("P33", "P22")
def test_what_turns_out_later_leads_away_from_the_penalty(bureau: Bureau, session: Session) -> None:
    case = filed(bureau)
    case.subject.kind = SubjectKind.SELLER
    # Below what a higher bureau decides, and a crime only at a school.
    propose(bureau, case, penalty_kinds=["fine"], charges=[_mitigated(100_000)])
    case.subject.kind = SubjectKind.SCHOOL
    session.flush()
    review(bureau, case)
    assert bureau.open_elements(case) == {"task_approve_outcome"}
    bureau.do(case, "task_approve_outcome", bureau.supervisor, outcome_approval="approved")
    penniless = {"outcome_decision": "no_penalty_may", "no_penalty_reason": "初次违法。"}
    with pytest.raises(Invalid) as refused:
        bureau.do(case, "task_decide_outcome", bureau.leader, **penniless)
    assert refused.value.code == "outcome.transfer_due"


@pytest.mark.law("P33")
def test_a_crime_that_shows_after_the_notice_stops_the_decision(
    bureau: Bureau, session: Session, case: Case
) -> None:
    propose(bureau, case, penalty_kinds=["fine"], charges=[_mitigated(100_000)])
    review(bureau, case)
    serve(bureau, case)
    answer(bureau, case, "waived")
    bureau.do(case, "task_approve_penalty", bureau.supervisor, penalty_approval="approved")
    case.subject.kind = SubjectKind.SCHOOL
    session.flush()
    with pytest.raises(Invalid) as refused:
        bureau.do(case, "task_decide_penalty", bureau.leader, penalty_decision="penalise")
    assert refused.value.code == "outcome.transfer_due"


@pytest.mark.law("P35")
def test_what_the_police_sent_back_is_punished_after_all(
    bureau: Bureau, session: Session, case: Case
) -> None:
    report_without = without_penalty("transfer_judicial")
    bureau.do(case, "task_report_investigation", bureau.pair[0], **report_without)
    review(bureau, case)
    decide_outcome(bureau, case, "transfer_judicial")
    police.go(bureau, case)
    police.reply(bureau, case, "not_filed")
    police.take_step(bureau, case, "accept")
    report = REPORT | {"penalty_kinds": ["fine"], "charges": [_mitigated(100_000, "toxic")]}
    with pytest.raises(Invalid) as refused:
        bureau.do(case, "task_report_investigation", bureau.pair[0], **report)
    assert set(refused.value.errors) == {"crime_note"}
    propose(bureau, case, **report | {"crime_note": "公安机关不予立案并退回。"})
    review(bureau, case)
    assert bureau.open_elements(case) == {"task_serve_document"}
    penalty = session.scalars(
        select(Penalty).where(Penalty.case_id == case.id, Penalty.fine_fen > 0)
    ).one()
    assert penalty.fine_fen == 9_000_000


def _declined(bureau: Bureau, case: Case, **stated: Any) -> None:
    """Reported to the head with these facts; the head decides not to transfer, with reasons."""
    _to_the_head(bureau, case)
    police.report_crime(bureau, case, **stated)
    police.decide(bureau, case, "refused")


def _to_the_head(bureau: Bureau, case: Case) -> None:
    proposed = without_penalty("transfer_judicial")
    bureau.do(case, "task_report_investigation", bureau.pair[0], **proposed)
    review(bureau, case)
    decide_outcome(bureau, case, "transfer_judicial")


def _refused(bureau: Bureau, case: Case, *charges: dict[str, Any], **more: Any) -> dict[str, Any]:
    report = REPORT | {"penalty_kinds": ["fine"], "charges": list(charges)} | more
    with pytest.raises(Invalid) as refused:
        bureau.do(case, "task_report_investigation", bureau.pair[0], **report)
    return {field: said[0]["code"] for field, said in refused.value.errors.items()}


DUE = {"proposal": "charge.transfer_due"}
NOTE = "本机关负责人决定不予移送，理由记录在案。"


@pytest.mark.law("P33", "T48")
def test_what_the_head_does_not_transfer_is_punished_here(bureau: Bureau, case: Case) -> None:
    fined = worth(200_000) | {"discretion": "mitigated", "grounds": ["recalled"]}
    fined |= {"fine_fen": 9_000_000}
    assert _refused(bureau, case, fined, crime_note=NOTE) == DUE
    _declined(bureau, case, signs=["unsafe"], amount_fen=20_000_000)
    assert _refused(bureau, case, fined) == {"crime_note": "charge.police_answer_missing"}
    propose(bureau, case, penalty_kinds=["fine"], charges=[fined], crime_note=NOTE)
    review(bureau, case)
    assert bureau.open_elements(case) == {"task_serve_document"}
    serve(bureau, case)
    answer(bureau, case, "waived")
    impose(bureau, case)
    assert case.outcome == "penalised"


@pytest.mark.law("P33")
@pytest.mark.parametrize(
    ("charge", "changed"),
    [
        (_mitigated(200_000), False),
        (_mitigated(150_000), False),
        (_mitigated(200_001), True),
        (_mitigated(200_000, "toxic"), True),
        (_mitigated(200_000, "infant"), True),
    ],
)
def test_the_decision_of_the_head_covers_what_was_reported_and_no_more(
    bureau: Bureau, session: Session, case: Case, charge: dict[str, Any], *, changed: bool
) -> None:
    _declined(bureau, case, signs=["unsafe"], amount_fen=20_000_000)
    due = crimes.is_due(crimes.facts_of(session, case, [charge]))
    assert due is changed
    if changed:
        assert _refused(bureau, case, charge, crime_note=NOTE) == DUE


@pytest.mark.law("P33", "P32")
def test_changed_facts_go_to_the_head_again_and_wait_for_the_new_decision(
    bureau: Bureau, session: Session, case: Case
) -> None:
    _declined(bureau, case, signs=["unsafe"], amount_fen=20_000_000)
    graver = _mitigated(200_000, "toxic")
    _to_the_head(bureau, case)
    police.report_crime(bureau, case, signs=["unsafe", "toxic"], amount_fen=20_000_000)
    assert crimes.is_due(crimes.facts_of(session, case, [graver]))
    police.decide(bureau, case, "refused")
    assert not crimes.is_due(crimes.facts_of(session, case, [graver]))


@pytest.mark.law("P33")
def test_a_register_that_changes_changes_the_facts(
    bureau: Bureau, session: Session, case: Case
) -> None:
    _declined(bureau, case, signs=["unsafe"], amount_fen=20_000_000)
    assert not crimes.is_due(crimes.facts_of(session, case, [worth(200_000)]))
    case.subject.kind = SubjectKind.SCHOOL
    assert crimes.is_due(crimes.facts_of(session, case, [worth(200_000)]))


@pytest.mark.law("P32")
def test_the_report_to_the_head_leaves_out_nothing_that_the_records_know(
    bureau: Bureau, session: Session, case: Case
) -> None:
    _to_the_head(bureau, case)
    case.subject.kind = SubjectKind.SCHOOL
    with pytest.raises(Invalid) as refused, session.begin_nested():
        police.report_crime(bureau, case, signs=["unsafe"])
    assert refused.value.errors["signs"][0]["code"] == "transfer.sign_left_out"
    assert crimes.is_due(crimes.facts_of(session, case, [worth(200_000)]))
    session.expire_all()
    police.report_crime(bureau, case, signs=["unsafe", "near_school"])
    assert bureau.open_elements(case) == {"task_decide_transfer"}

"""The decision: discussed where it must be, penal or not, here or elsewhere (L5 art 60)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents
from engine.errors import Forbidden, Invalid
from models import clock, settings
from models.cases import CaseState
from models.penalties import Penalty, PenaltyState
from models.settings import Setting
from tests import builders
from tests.bureau import Bureau
from tests.dockets import (
    TOO_HEAVY,
    answer,
    clock_of,
    close,
    decide_outcome,
    decided,
    defended,
    discuss,
    impose,
    propose,
    refer,
    reported,
    review,
    reviewed,
    serve,
    without_penalty,
)

GRAVE = {"review_grounds": ["complex"]}
SPARED = without_penalty("no_penalty", no_penalty_ground="minor")


@pytest.mark.law("P17")
def test_a_grave_case_is_discussed_before_it_is_decided(session: Session, bureau: Bureau) -> None:
    case = defended(bureau, **GRAVE)
    bureau.do(case, "task_approve_penalty", bureau.supervisor, penalty_approval="approved")
    assert bureau.open_elements(case) == {"task_discuss_case"}
    discuss(bureau, case)
    record = documents.newest(session, case, "discussion_record")
    assert record is not None
    assert record.content["discussed"]["chaired_by"] == bureau.leader.name
    bureau.do(case, "task_decide_penalty", bureau.leader, penalty_decision="penalise")
    approval = documents.newest(session, case, "decision_approval")
    assert approval is not None
    assert approval.content["discussed"] == "同意处罚建议。"


@pytest.mark.law("P17")
def test_no_handler_chairs_the_discussion(session: Session, bureau: Bureau) -> None:
    case = defended(bureau, **GRAVE)
    bureau.do(case, "task_approve_penalty", bureau.supervisor, penalty_approval="approved")
    bureau.pair[0].roles.append(builders.a_role(session, "leader"))
    with pytest.raises(Invalid, match=r"discussion\.chair_handled"), session.begin_nested():
        discuss(bureau, case, chaired_by=bureau.pair[0].id)
    with pytest.raises(Forbidden, match=r"case\.handled_by_you"):
        bureau.do(case, "task_discuss_case", bureau.pair[0])


@pytest.mark.law("P17")
@pytest.mark.parametrize("result", ["changed", "supplement"])
def test_what_the_leaders_did_not_agree_to_is_not_imposed(bureau: Bureau, result: str) -> None:
    case = defended(bureau, **GRAVE)
    bureau.do(case, "task_approve_penalty", bureau.supervisor, penalty_approval="approved")
    discuss(bureau, case, discussion_result=result)
    with pytest.raises(Invalid, match=r"penalty\.not_agreed"), bureau.session.begin_nested():
        bureau.do(case, "task_decide_penalty", bureau.leader, penalty_decision="penalise")
    returned = {"penalty_decision": "returned", "return_reason": "按集体讨论意见补充调查。"}
    bureau.do(case, "task_decide_penalty", bureau.leader, **returned)
    assert bureau.open_elements(case) == {"task_report_investigation"}
    # A new proposal that the audit passes needs no discussion; the old one binds it no more.
    propose(bureau, case)
    review(bureau, case)
    serve(bureau, case)
    answer(bureau, case, "waived")
    impose(bureau, case)
    assert case.outcome == "penalised"


@pytest.mark.law("P22", "P27")
@pytest.mark.parametrize("kind", ["no_penalty_must", "no_penalty_may", "no_penalty_unproven"])
def test_no_penalty_is_decided_without_a_notice_served_and_closed(
    session: Session, bureau: Bureau, kind: str
) -> None:
    case = reported(bureau, SPARED)
    assert documents.newest(session, case, "penalty_notice") is None
    decide_outcome(bureau, case, kind)
    assert documents.newest(session, case, "no_penalty_decision") is not None
    serve(bureau, case)
    close(bureau, case, "other_decision")
    assert (case.state, case.end, case.outcome) == (CaseState.CLOSED, "end_closed", "no_penalty")


@pytest.mark.law("P27")
def test_the_leader_may_spare_a_party_after_its_defence(session: Session, bureau: Bureau) -> None:
    case = defended(bureau)
    bureau.do(case, "task_approve_penalty", bureau.supervisor, penalty_approval="approved")
    form = {"penalty_decision": "no_penalty_may", "no_penalty_reason": "初次违法并已改正。"}
    bureau.do(case, "task_decide_penalty", bureau.leader, **form)
    paper = documents.newest(session, case, "no_penalty_decision")
    assert paper is not None
    assert paper.content["ground"] == "初次违法且危害后果轻微并及时改正"
    assert session.scalars(select(Penalty.state)).one() is PenaltyState.NO_PENALTY


@pytest.mark.law("P22")
def test_a_case_of_others_is_transferred_with_its_letter(session: Session, bureau: Bureau) -> None:
    case = reported(bureau, without_penalty("transfer_agency"))
    decide_outcome(bureau, case, "transfer_agency")
    paper = documents.newest(session, case, "case_transfer")
    assert paper is not None
    assert paper.number
    refer(bureau, case)
    assert clock_of(session, case, "closure_due").statute == "T46"
    close(bureau, case, "other_decision")
    assert (case.state, case.end, case.outcome) == (CaseState.CLOSED, "end_referred", "transferred")


@pytest.mark.law("R81")
def test_a_fine_of_three_hundred_thousand_goes_up_without_a_notice(
    session: Session, bureau: Bureau
) -> None:
    case = reviewed(bureau, **TOO_HEAVY)
    assert bureau.open_elements(case) == {"task_approve_outcome"}
    assert documents.newest(session, case, "penalty_notice") is None
    decide_outcome(bureau, case, "refer_up")
    letter = documents.newest(session, case, "case_transfer")
    assert letter is not None
    assert "第八十一条" in letter.content["basis"]
    refer(bureau, case)
    close(bureau, case, "other_decision")
    assert (case.end, case.outcome) == ("end_referred", "referred_up")


@pytest.mark.law("R81")
def test_the_setting_lets_the_bureau_decide_itself(session: Session, bureau: Bureau) -> None:
    session.add(Setting(key="penalty.limit_fen", value=0, changed_at=clock.now()))
    session.flush()
    assert settings.value_of(session, "penalty.limit_fen", 1) == 0
    reviewed_case = reviewed(bureau, **TOO_HEAVY)
    assert bureau.open_elements(reviewed_case) == {"task_serve_document"}


@pytest.mark.law("P35")
def test_a_case_that_nobody_takes_is_taken_up_again(session: Session, bureau: Bureau) -> None:
    case = reported(bureau, without_penalty("transfer_agency"))
    decide_outcome(bureau, case, "transfer_agency")
    refer(bureau, case, "refused")
    assert bureau.open_elements(case) == {"task_report_investigation"}
    assert clock_of(session, case, "case_due").statute == "T28"
    propose(bureau, case)
    review(bureau, case)
    assert bureau.open_elements(case) == {"task_serve_document"}


@pytest.mark.law("R81")
def test_what_the_higher_bureau_gives_back_is_decided_here(bureau: Bureau) -> None:
    case = reviewed(bureau, **TOO_HEAVY)
    decide_outcome(bureau, case, "refer_up")
    refer(bureau, case, "refused")
    propose(bureau, case, **TOO_HEAVY)
    review(bureau, case)
    assert bureau.open_elements(case) == {"task_serve_document"}


@pytest.mark.law("P12")
def test_nothing_is_decided_while_the_investigation_is_suspended(bureau: Bureau) -> None:
    case = defended(bureau)
    case.resting_since = clock.today()
    with pytest.raises(Forbidden, match=r"case\.resting"):
        bureau.do(case, "task_approve_penalty", bureau.supervisor, penalty_approval="approved")


def test_the_approver_of_an_outcome_does_not_decide_it(session: Session, bureau: Bureau) -> None:
    case = reported(bureau, SPARED)
    bureau.do(case, "task_approve_outcome", bureau.supervisor, outcome_approval="approved")
    bureau.supervisor.roles.append(builders.a_role(session, "leader"))
    form = {"outcome_decision": "no_penalty_must", "no_penalty_reason": "轻微。"}
    with pytest.raises(Forbidden, match=r"case\.approved_by_you"):
        bureau.do(case, "task_decide_outcome", bureau.supervisor, **form)


@pytest.mark.parametrize("who", ["supervisor", "leader"])
def test_an_outcome_may_be_returned(bureau: Bureau, who: str) -> None:
    case = reported(bureau, SPARED)
    back = {"return_reason": "请补充。"}
    if who == "supervisor":
        form = {"outcome_approval": "returned"} | back
        bureau.do(case, "task_approve_outcome", bureau.supervisor, **form)
    else:
        bureau.do(case, "task_approve_outcome", bureau.supervisor, outcome_approval="approved")
        bureau.do(case, "task_decide_outcome", bureau.leader, outcome_decision="returned", **back)
    assert bureau.open_elements(case) == {"task_report_investigation"}


@pytest.mark.law("T28")
def test_the_decision_meets_its_ninety_days(session: Session, bureau: Bureau) -> None:
    case = decided(bureau)
    running = clock_of(session, case, "case_due")
    assert (running.statute, running.state.value) == ("T28", "met")

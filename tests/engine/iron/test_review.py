"""Audit or legal review by the facts, and who may do either (L5 arts 49-55)."""

import pytest
from sqlalchemy.orm import Session

from engine import documents
from engine.errors import Forbidden
from models.clocks import ClockState
from tests import builders
from tests.bureau import Bureau
from tests.dockets import REVIEW, clock_of, filed, propose, review

GRAVE = {"review_grounds": ["complex"]}


@pytest.mark.law("P13")
def test_an_ordinary_case_is_audited(session: Session, bureau: Bureau) -> None:
    case = filed(bureau)
    propose(bureau, case)
    assert bureau.open_elements(case) == {"task_audit_case"}
    review(bureau, case)
    paper = documents.newest(session, case, "review_form")
    assert paper is not None
    assert paper.content["track"] == "audit"
    assert len(paper.content["points"]) == 7


@pytest.mark.law("P14")
def test_a_grave_case_needs_a_legal_review(session: Session, bureau: Bureau) -> None:
    case = filed(bureau)
    propose(bureau, case, **GRAVE)
    assert bureau.open_elements(case) == {"task_review_legality"}
    review(bureau, case)
    paper = documents.newest(session, case, "review_form")
    assert paper is not None
    assert paper.content["track"] == "legal"


@pytest.mark.law("P15")
def test_a_legal_reviewer_holds_the_qualification(session: Session, bureau: Bureau) -> None:
    case = filed(bureau)
    propose(bureau, case, **GRAVE)
    novice = builders.a_legal_reviewer(session, bureau.office)
    with pytest.raises(Forbidden, match=r"legal\.not_qualified"):
        bureau.do(case, "task_review_legality", novice, **REVIEW)


@pytest.mark.law("P13")
def test_a_handler_may_not_audit(session: Session, bureau: Bureau) -> None:
    case = filed(bureau)
    propose(bureau, case)
    bureau.pair[0].roles.append(builders.a_role(session, "legal_reviewer"))
    with pytest.raises(Forbidden, match=r"case\.handled_by_you"):
        bureau.do(case, "task_audit_case", bureau.pair[0], **REVIEW)


@pytest.mark.law("P16")
@pytest.mark.parametrize("opinion", ["correct", "supplement", "other"])
def test_any_opinion_but_agreement_goes_back(bureau: Bureau, opinion: str) -> None:
    case = filed(bureau)
    propose(bureau, case)
    form = {"review": opinion, "review_opinion": "请补充。"}
    bureau.do(case, "task_audit_case", bureau.reviewer, **form)
    assert bureau.open_elements(case) == {"task_report_investigation"}


@pytest.mark.law("T20")
def test_a_review_has_ten_working_days(session: Session, bureau: Bureau) -> None:
    case = filed(bureau)
    propose(bureau, case)
    running = clock_of(session, case, "review_due")
    assert (running.statute, running.explanation["number"]) == ("T20", 10)
    assert bureau.item(case, "task_audit_case").due_at == running.due_at
    review(bureau, case)
    session.refresh(running)
    assert running.state is ClockState.MET

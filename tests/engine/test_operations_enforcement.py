"""The enforcement case from the filing to the closure, each deed through the door."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents
from engine.errors import Forbidden, Invalid
from models import clock
from models.cases import Case, CaseState
from models.clocks import Clock
from models.documents import Publication, PublicationState
from models.penalties import Delivery, Payment, Penalty, PenaltyState
from tests import builders, dockets
from tests.bureau import CLOSURE, FILING, REPORT, Bureau


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


def filed(bureau: Bureau) -> Case:
    """A case whose filing was decided."""
    case = bureau.enforced()
    propose_filing(bureau, case)
    bureau.do(case, "task_approve_filing", bureau.supervisor, filing_approval="approved")
    bureau.do(case, "task_decide_filing", bureau.leader, filing_decision="filed")
    return case


def propose_filing(bureau: Bureau, case: Case, **more: Any) -> None:
    form = FILING | {"found_on": clock.today().isoformat()} | more
    bureau.do(case, "task_propose_filing", bureau.pair[0], **form)


def reviewed(bureau: Bureau, **report: Any) -> Case:
    """A case whose penalty was proposed and passed the review."""
    case = filed(bureau)
    propose(bureau, case, **report)
    review(bureau, case)
    return case


def propose(bureau: Bureau, case: Case, **more: Any) -> None:
    bureau.do(case, "task_report_investigation", bureau.pair[0], **(REPORT | more))


CHARGE: dict[str, Any] = REPORT["charges"][0]
WARNED = {"provision": "F126.1", "item": "12"}


def unsafe(goods_value_fen: int, fine_fen: int) -> dict[str, Any]:
    """A report on spoiled food, which is fined by its value (L3 art 124)."""
    charge = {"provision": "F124.1", "item": "4"}
    amounts = {"goods_value_fen": goods_value_fen, "fine_fen": fine_fen}
    return {"penalty_kinds": ["fine"], "charges": [charge | amounts]}


def review(bureau: Bureau, case: Case) -> None:
    dockets.review(bureau, case)


def serve(bureau: Bureau, case: Case, element: str, **more: Any) -> None:
    form = {"way": "in_person", "served_on": clock.today().isoformat(), "receiver": "李园长"}
    bureau.do(case, element, bureau.pair[1], **(form | more))


def defended(bureau: Bureau, **report: Any) -> Case:
    """A case whose party waived its defence."""
    case = reviewed(bureau, **report)
    serve(bureau, case, "task_serve_document")
    today = clock.today().isoformat()
    bureau.do(case, "task_record_defence", bureau.pair[0], defence="waived", made_on=today)
    return case


def decided(bureau: Bureau, **report: Any) -> Case:
    """A case whose penalty was decided."""
    case = defended(bureau, **report)
    bureau.do(case, "task_approve_penalty", bureau.supervisor, penalty_approval="approved")
    bureau.do(case, "task_decide_penalty", bureau.leader, penalty_decision="penalise")
    return case


def clock_of(session: Session, case: Case, variable: str) -> Clock:
    return session.scalars(
        select(Clock)
        .where(Clock.case_id == case.id, Clock.variable == variable)
        .order_by(Clock.id.desc())
        .limit(1)
    ).one()


def pay(bureau: Bureau, case: Case, **more: Any) -> None:
    form = {"paid_on": clock.today().isoformat(), "amount_fen": 1_000_000, "receipt_no": "1201"}
    bureau.do(case, "task_record_payment", bureau.pair[0], **(form | more))


def publish(bureau: Bureau, case: Case) -> None:
    bureau.do(
        case,
        "task_publish_penalty",
        bureau.supervisor,
        channel="credit_system",
        text="摘要",
        secrets_checked=True,
    )


@pytest.mark.law("T28")
def test_filing_starts_ninety_days(session: Session, bureau: Bureau) -> None:
    case = filed(bureau)
    approval = documents.newest(session, case, "filing_approval")
    assert approval is not None
    assert approval.content["leader"]["by"] == bureau.leader.name
    assert clock_of(session, case, "case_due").statute == "T28"
    assert bureau.open_elements(case) == {"task_report_investigation"}


@pytest.mark.law("P06")
def test_a_declined_filing_closes_the_case(session: Session, bureau: Bureau) -> None:
    case = bureau.enforced()
    propose_filing(bureau, case)
    bureau.do(case, "task_approve_filing", bureau.supervisor, filing_approval="approved")
    bureau.do(
        case,
        "task_decide_filing",
        bureau.leader,
        filing_decision="declined",
        decline_reason="违法行为轻微并已改正。",
    )
    assert (case.state, case.end, case.outcome) == (
        CaseState.CLOSED,
        "end_not_filed",
        "declined",
    )
    paper = documents.newest(session, case, "no_filing_approval")
    assert paper is not None
    assert paper.content["leader"]["words"] == "违法行为轻微并已改正。"


def test_a_handler_who_becomes_supervisor_may_not_approve_the_filing(
    session: Session, bureau: Bureau
) -> None:
    case = bureau.enforced()
    propose_filing(bureau, case)
    bureau.pair[0].roles.append(builders.a_role(session, "supervisor"))
    with pytest.raises(Forbidden, match=r"case\.handled_by_you"):
        bureau.do(case, "task_approve_filing", bureau.pair[0], filing_approval="approved")


def test_the_approver_may_not_decide(session: Session, bureau: Bureau) -> None:
    case = defended(bureau)
    bureau.do(case, "task_approve_penalty", bureau.supervisor, penalty_approval="approved")
    bureau.supervisor.roles.append(builders.a_role(session, "leader"))
    with pytest.raises(Forbidden, match=r"case\.approved_by_you"):
        bureau.do(case, "task_decide_penalty", bureau.supervisor, penalty_decision="penalise")


@pytest.mark.law("P16")
def test_a_second_report_proposes_a_second_version(session: Session, bureau: Bureau) -> None:
    case = filed(bureau)
    propose(bureau, case)
    bureau.do(
        case,
        "task_audit_case",
        bureau.reviewer,
        review="supplement",
        review_opinion="补充进货凭证。",
    )
    propose(bureau, case, charges=[CHARGE | {"fine_fen": 800_000}])
    versions = session.scalars(select(Penalty).order_by(Penalty.version)).all()
    assert [one.state for one in versions] == [PenaltyState.RETURNED, PenaltyState.PROPOSED]
    assert versions[1].fine_fen == 800_000


@pytest.mark.law("P18")
def test_the_notice_is_a_paper_before_it_is_served(session: Session, bureau: Bureau) -> None:
    case = reviewed(bureau)
    notice = documents.newest(session, case, "penalty_notice")
    assert notice is not None
    assert notice.content["penalty"]["words"] == "警告；罚款10,000元"
    assert notice.content["hearing"] is False
    assert session.scalars(select(Delivery)).all() == []


def test_a_large_fine_gives_the_right_to_a_hearing(session: Session, bureau: Bureau) -> None:
    case = reviewed(bureau, **unsafe(900_000, 10_000_000))
    notice = documents.newest(session, case, "penalty_notice")
    assert notice is not None
    assert notice.content["hearing"] is True


@pytest.mark.law("T21")
def test_the_days_for_defence_run_from_service_and_elapse(session: Session, bureau: Bureau) -> None:
    case = reviewed(bureau)
    serve(bureau, case, "task_serve_document")
    running = clock_of(session, case, "defence_due")
    assert running.statute == "T21"
    bureau.wake(case, running.due_at - dt.timedelta(seconds=30))
    assert bureau.open_elements(case) == {"task_record_defence"}
    bureau.wake(case, running.due_at + dt.timedelta(seconds=1))
    assert bureau.open_elements(case) == {"task_approve_penalty"}


@pytest.mark.law("P18")
def test_the_decision_has_its_seven_items_and_two_people(session: Session, bureau: Bureau) -> None:
    case = decided(bureau)
    penalty = session.scalars(select(Penalty)).one()
    assert penalty.state is PenaltyState.DECIDED
    assert (penalty.approved_by, penalty.decided_by) == (bureau.supervisor.id, bureau.leader.id)
    paper = documents.newest(session, case, "penalty_decision")
    assert paper is not None
    wanted = {"party", "facts", "defence", "penalty", "payment", "remedies", "bureau", "date"}
    assert wanted <= paper.content.keys()
    assert paper.content["summary"]["content"] == "警告；罚款10,000元"
    assert case.outcome == "penalised"


@pytest.mark.law("T34", "T42", "T46")
def test_payment_in_time_publication_and_closure(session: Session, bureau: Bureau) -> None:
    case = decided(bureau)
    serve(bureau, case, "task_serve_document")
    assert bureau.open_elements(case) == {"task_record_payment", "task_publish_penalty"}
    pay(bureau, case)
    publish(bureau, case)
    assert bureau.item(case, "task_propose_closure").due_at is not None
    bureau.do(case, "task_propose_closure", bureau.pair[0], **CLOSURE)
    bureau.do(case, "task_approve_closure", bureau.leader, closure="approved")
    assert (case.state, case.end) == (CaseState.CLOSED, "end_closed")
    assert case.close_reason == "行政处罚决定执行完毕"
    assert session.scalars(select(Payment.amount_fen)).all() == [1_000_000]
    assert documents.newest(session, case, "closure_approval") is not None


def test_another_amount_than_the_fine_is_refused(bureau: Bureau) -> None:
    case = decided(bureau)
    serve(bureau, case, "task_serve_document")
    with pytest.raises(Invalid) as refused:
        pay(bureau, case, amount_fen=999_999)
    assert refused.value.errors["amount_fen"][0]["params"] == {"due_fen": 1_000_000}


@pytest.mark.law("T36")
def test_late_payment_bears_at_most_three_percent_a_day(session: Session, bureau: Bureau) -> None:
    case = decided(bureau)
    serve(bureau, case, "task_serve_document")
    running = clock_of(session, case, "payment_due")
    bureau.wake(case, running.due_at + dt.timedelta(days=2))
    assert "task_demand_payment" in bureau.open_elements(case)
    paid_on = running.due_on + dt.timedelta(days=2)
    form = {
        "overdue_step": "paid",
        "paid_on": paid_on.isoformat(),
        "amount_fen": 1_000_000,
        "receipt_no": "1202",
    }
    with pytest.raises(Invalid) as refused:
        bureau.do(case, "task_demand_payment", bureau.pair[0], **form, surcharge_fen=60_001)
    assert refused.value.errors["surcharge_fen"][0]["params"] == {"most_fen": 60_000}
    session.rollback()


def test_a_mere_warning_is_neither_paid_nor_published(session: Session, bureau: Bureau) -> None:
    case = decided(bureau, penalty_kinds=["warning"], charges=[WARNED])
    serve(bureau, case, "task_serve_document")
    publication = session.scalars(select(Publication).where(Publication.case_id == case.id)).one()
    assert publication.state is PublicationState.WITHHELD
    assert bureau.open_elements(case) == {"task_propose_closure"}
    assert bureau.item(case, "task_propose_closure").due_at is not None

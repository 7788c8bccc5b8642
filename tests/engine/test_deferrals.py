"""A fine that is deferred or paid in instalments (L1 art 66)."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents
from engine.errors import Conflict, Invalid
from models import clock
from models.cases import Case
from models.penalties import Deferral, Payment
from models.processes import ProcessInstance
from tests import beside
from tests.bureau import Bureau
from tests.dockets import clock_of, decided, serve

DAY = dt.timedelta(days=1)


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


def served(bureau: Bureau) -> Case:
    """A case whose fine of 10,000 yuan is to be paid."""
    case = decided(bureau)
    serve(bureau, case)
    return case


def deferral(bureau: Bureau, case: Case, **plan: Any) -> ProcessInstance:
    instance = beside.begin(bureau, case, "payment_deferral")
    form = {
        "applied_on": clock.today().isoformat(),
        "hardship": "学校食堂停业，资金困难。",
        "view": "情况属实。",
    }
    bureau.do(case, "task_request_deferral", bureau.pair[0], **(form | plan))
    return instance


def grant(bureau: Bureau, case: Case) -> None:
    bureau.do(case, "task_decide_deferral", bureau.leader, deferral_decision="granted")


def on(days: int) -> str:
    return (clock.today() + days * DAY).isoformat()


def paid(bureau: Bureau, case: Case, element: str, fen: int) -> None:
    form = {"paid_on": clock.today().isoformat(), "amount_fen": fen, "receipt_no": "1201"}
    bureau.do(case, element, bureau.pair[0], **form)


@pytest.mark.law("T34")
def test_a_deferred_fine_is_due_on_the_later_day(session: Session, bureau: Bureau) -> None:
    case = served(bureau)
    instance = deferral(bureau, case, deferral_kind="defer", until=on(60))
    grant(bureau, case)
    running = clock_of(session, case, "payment_due")
    assert running.due_on >= clock.today() + 60 * DAY
    assert bureau.item(case, "task_record_payment").due_at == running.due_at
    main = session.scalars(
        select(ProcessInstance).where(ProcessInstance.case_id == case.id, ProcessInstance.main)
    ).one()
    session.refresh(main)
    assert main.wake_at == running.due_at
    assert beside.ended(bureau, instance) == "end_deferral_settled"
    assert session.scalars(select(Deferral.until)).all() == [running.due_on]
    notice = documents.newest(session, case, "deferral_notice")
    assert notice is not None
    assert notice.content["granted"] is True


@pytest.mark.law("T34")
def test_instalments_are_paid_one_by_one_and_the_last_closes_the_payment(
    session: Session, bureau: Bureau
) -> None:
    case = served(bureau)
    plan = [{"day": on(20), "amount_fen": 400_000}, {"day": on(50), "amount_fen": 600_000}]
    instance = deferral(bureau, case, deferral_kind="instalments", instalments=plan)
    grant(bureau, case)
    assert bureau.item(case, "task_record_instalment").due_at is not None
    wrong = pytest.raises(Invalid, match=r"payment\.not_the_instalment")
    with wrong, session.begin_nested():
        paid(bureau, case, "task_record_instalment", 300_000)
    paid(bureau, case, "task_record_instalment", 400_000)
    assert beside.ended(bureau, instance) == "end_deferral_settled"
    with pytest.raises(Invalid) as refused, session.begin_nested():
        paid(bureau, case, "task_record_payment", 1_000_000)
    assert refused.value.errors["amount_fen"][0]["params"] == {"due_fen": 600_000}
    paid(bureau, case, "task_record_payment", 600_000)
    amounts = session.scalars(select(Payment.amount_fen).order_by(Payment.id)).all()
    assert amounts == [400_000, 600_000]


@pytest.mark.law("T34", "T36")
def test_a_missed_instalment_makes_the_rest_due(session: Session, bureau: Bureau) -> None:
    case = served(bureau)
    plan = [{"day": on(20), "amount_fen": 400_000}, {"day": on(50), "amount_fen": 600_000}]
    instance = deferral(bureau, case, deferral_kind="instalments", instalments=plan)
    grant(bureau, case)
    day = dt.date.fromisoformat(str(plan[0]["day"]))
    beside.wake(bureau, case, dt.datetime.combine(day + DAY, dt.time(), clock.ZONE))
    assert beside.ended(bureau, instance) == "end_deferral_missed"
    running = clock_of(session, case, "payment_due")
    assert running.due_on >= day
    assert session.scalars(select(Deferral.ended_on)).all() == [day]
    beside.wake(bureau, case, running.due_at + dt.timedelta(seconds=1))
    assert "task_record_payment" not in bureau.open_elements(case)


@pytest.mark.law("T34")
def test_a_refusal_is_answered_in_writing(session: Session, bureau: Bureau) -> None:
    case = served(bureau)
    before = clock_of(session, case, "payment_due").due_on
    instance = deferral(bureau, case, deferral_kind="defer", until=on(60))
    bureau.do(
        case,
        "task_decide_deferral",
        bureau.leader,
        deferral_decision="refused",
        refusal_reason="不符合经济困难的情形。",
    )
    assert beside.ended(bureau, instance) == "end_deferral_refused"
    notice = documents.newest(session, case, "deferral_notice")
    assert notice is not None
    assert notice.content["refusal"] == "不符合经济困难的情形。"
    assert clock_of(session, case, "payment_due").due_on == before


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ([(20, 400_000), (50, 500_000)], "deferral.not_the_sum"),
        ([(50, 400_000), (20, 600_000)], "deferral.not_in_order"),
        ([(20, 400_000), (20, 600_000)], "deferral.not_in_order"),
        ([(3, 400_000), (5, 600_000)], "deferral.not_later"),
    ],
)
def test_a_plan_adds_up_in_order_and_ends_later(
    bureau: Bureau, plan: list[tuple[int, int]], code: str
) -> None:
    case = served(bureau)
    rows = [{"day": on(days), "amount_fen": fen} for days, fen in plan]
    with pytest.raises(Invalid, match=code.replace(".", r"\.")):
        deferral(bureau, case, deferral_kind="instalments", instalments=rows)


def test_nothing_is_deferred_before_something_is_payable(bureau: Bureau) -> None:
    case = decided(bureau)
    with pytest.raises(Conflict, match=r"penalty\.nothing_payable"):
        beside.begin(bureau, case, "payment_deferral")

"""Every way of serving a paper, each with what it needs, and the day on which it counts."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents
from engine.errors import Invalid
from models import clock
from models.cases import Case
from models.clocks import ClockState
from models.penalties import Delivery
from tests.bureau import Bureau
from tests.dockets import answer, clock_of, decided, reviewed, serve, told


def announce(bureau: Bureau, case: Case) -> None:
    """The open paper is served by public notice, from today."""
    form = {
        "way": "public_notice",
        "notice_published_on": clock.today().isoformat(),
        "notice_reason": "受送达人下落不明，其他方式无法送达。",
    }
    bureau.do(case, "task_serve_document", bureau.pair[1], **form)


@pytest.mark.law("T32")
def test_a_public_notice_counts_as_service_after_thirty_days(
    session: Session, bureau: Bureau
) -> None:
    case = reviewed(bureau)
    announce(bureau, case)
    assert bureau.open_elements(case) == set()
    running = clock_of(session, case, "public_notice_due")
    assert running.statute == "T32"
    bureau.wake(case, running.due_at + dt.timedelta(seconds=1))
    delivery = session.scalars(select(Delivery)).one()
    assert delivery.served_on == running.due_on >= running.started_on + dt.timedelta(days=30)
    assert clock_of(session, case, "defence_due").started_on == delivery.served_on
    notice = documents.newest(session, case, "public_service_notice")
    assert notice is not None
    assert notice.content["counts_on"] == delivery.served_on.isoformat()


@pytest.mark.law("P39")
def test_nothing_is_served_electronically_without_a_confirmed_address(
    session: Session, bureau: Bureau
) -> None:
    case = reviewed(bureau)
    today = clock.today().isoformat()
    with pytest.raises(Invalid) as refused:
        serve(bureau, case, way="electronic", e_address="li@example.cn")
    assert {"address_confirmed", "confirmed_on"} <= refused.value.errors.keys()
    confirmed = {"address_confirmed": True, "confirmed_on": today, "e_address": "li@example.cn"}
    serve(bureau, case, way="electronic", **confirmed)
    paper = documents.newest(session, case, "address_confirmation")
    assert paper is not None
    assert paper.content["e_address"] == "li@example.cn"


def test_every_service_leaves_its_receipt(session: Session, bureau: Bureau) -> None:
    case = reviewed(bureau)
    serve(bureau, case, way="left", left_reason="拒收；见证人王某签名。")
    receipt = documents.newest(session, case, "service_receipt")
    assert receipt is not None
    assert receipt.content["served"]["form"] == "penalty_notice"
    assert receipt.content["refusal"] == "拒收；见证人王某签名。"


def test_nothing_is_served_before_it_was_issued(bureau: Bureau) -> None:
    case = reviewed(bureau)
    yesterday = (clock.today() - dt.timedelta(days=1)).isoformat()
    with pytest.raises(Invalid, match=r"service\.before_issue"):
        serve(bureau, case, served_on=yesterday)


@pytest.mark.law("T31")
def test_a_decision_is_delivered_within_seven_working_days(
    session: Session, bureau: Bureau
) -> None:
    case = decided(bureau)
    running = clock_of(session, case, "service_due")
    assert running.statute == "T31"
    assert bureau.item(case, "task_serve_document").due_at == running.due_at
    serve(bureau, case)
    session.refresh(running)
    assert running.state is ClockState.MET


@pytest.mark.law("K02")
def test_the_days_in_the_mail_do_not_count(session: Session, bureau: Bureau) -> None:
    case = reviewed(bureau)
    posted = clock.today()
    clock.travel(clock.now() + dt.timedelta(days=4))
    serve(bureau, case, way="mailed", tracking_no="1098765432100")
    running = clock_of(session, case, "defence_due")
    assert running.started_on == clock.today() == posted + dt.timedelta(days=4)


@pytest.mark.law("K02")
def test_what_the_party_posted_in_time_counts_from_the_day_of_posting(
    session: Session, bureau: Bureau
) -> None:
    case = told(bureau)
    posted = clock.today()
    clock.travel(clock.now() + dt.timedelta(days=2))
    answer(bureau, case, "made", made_on=posted.isoformat())
    record = documents.newest(session, case, "defence_record")
    assert record is not None
    assert record.content["made_on"] == posted.isoformat()

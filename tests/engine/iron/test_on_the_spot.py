"""On-the-spot penalties: who may be punished so, how, and what becomes of money and papers."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import charges, documents, runtime
from engine.commands import signatures, summary
from engine.commands.summary import OnTheSpot
from engine.decision_models import ask, plain
from engine.errors import Conflict, Forbidden, Invalid
from models import clock
from models.cases import Case, CaseKind, CaseState
from models.clocks import Clock
from models.documents import Publication, PublicationState
from models.penalties import Delivery, Payment, Penalty
from tests import builders
from tests.bureau import SIGNED, Bureau
from tests.spot import CASH, examine, file, found, hear, imposed, opened, told

MONDAY = dt.datetime(2026, 3, 2, 10, tzinfo=clock.ZONE)


def running(session: Session, case: Case, variable: str) -> Clock:
    return session.scalars(
        select(Clock).where(Clock.case_id == case.id, Clock.variable == variable)
    ).one()


def child_of(session: Session, case: Case) -> Case | None:
    return session.scalar(
        select(Case).where(Case.parent_id == case.id, Case.kind == CaseKind.ENFORCEMENT)
    )


@pytest.mark.law("P23")
def test_a_warning_is_imposed_and_served_on_the_spot(bureau: Bureau, session: Session) -> None:
    case = imposed(bureau)
    paper = documents.newest(session, case, "summary_decision")
    assert paper is not None
    assert paper.number.endswith("1号")
    assert [one["name"] for one in paper.content["officers"]] == [user.name for user in bureau.pair]
    delivery = session.scalars(select(Delivery).where(Delivery.case_id == case.id)).one()
    assert (delivery.document_id, delivery.served_on) == (paper.id, clock.today())
    assert case.outcome == "penalised"


@pytest.mark.law("P23")
def test_both_officers_sign_before_anything_is_imposed(bureau: Bureau, session: Session) -> None:
    case = opened(bureau)
    examine(bureau, case)
    item, said = bureau.item(case, "task_hear_on_spot"), told()
    with pytest.raises(Conflict):
        runtime.complete(session, bureau.actor(bureau.pair[0]), item.id, said)
    signatures.sign(session, bureau.actor(bureau.pair[0]), item.id, said)
    assert session.scalar(select(Penalty).where(Penalty.case_id == case.id)) is None


@pytest.mark.law("P23")
def test_the_amount_that_may_be_imposed_depends_on_the_party(
    bureau: Bureau, session: Session
) -> None:
    case = opened(bureau)
    expected = {
        ("individual", 20_000): True,
        ("individual", 20_001): False,
        ("organisation", 20_001): True,
        ("organisation", 200_000): True,
    }
    for (party, fine_fen), allowed in expected.items():
        facts = charges.summary_facts(session, case, found(fine_fen, party_kind=party))
        assert plain(ask("summary_allowed", facts).value)["allowed"] is allowed, (party, fine_fen)


@pytest.mark.law("P23", "P33")
@pytest.mark.parametrize(
    "more",
    [
        {"facts_certain": "no", "charges": None, "penalty_kinds": None, "violated_article": None},
        {
            "charges": [
                {
                    "provision": "F126.1",
                    "item": "12",
                    "circumstances": ["refused"],
                    "fine_fen": 500_000,
                }
            ],
            "penalty_kinds": ["warning", "fine"],
        },
        {
            "charges": [{"provision": "F126.1", "item": "12", "circumstances": ["evades"]}],
            "penalty_kinds": ["warning", "suspend"],
        },
        {"charges": [{"provision": "F126.1", "item": "12", "circumstances": ["toxic"]}]},
    ],
    ids=["facts in doubt", "too much", "a heavier kind", "a sign of a crime"],
)
def test_what_does_not_meet_the_conditions_goes_to_the_ordinary_procedure(
    bureau: Bureau, session: Session, more: dict[str, Any]
) -> None:
    case = opened(bureau)
    examine(bureau, case, **more)
    ordinary = child_of(session, case)
    assert ordinary is not None
    assert (case.end, case.state) == ("end_ordinary_procedure", CaseState.CLOSED)
    assert bureau.open_elements(ordinary) == {"task_propose_filing"}
    assert running(session, ordinary, "filing_due").started_on == clock.today()


@pytest.mark.law("P23")
def test_a_fine_beyond_its_band_is_refused_on_the_spot_too(bureau: Bureau) -> None:
    case = opened(bureau)
    with pytest.raises(Invalid) as refused:
        examine(bureau, case, 200_001)
    assert refused.value.errors["charges.0.fine_fen"][0]["code"] == "charge.above_band"


@pytest.mark.law("P23")
def test_the_party_is_told_and_heard_first(bureau: Bureau, session: Session) -> None:
    case = opened(bureau)
    examine(bureau, case)
    with pytest.raises(Invalid) as refused:
        hear(bureau, case, content_told=False, rights_told=False, statement="")
    assert {"content_told", "rights_told", "statement"} <= set(refused.value.errors)
    hear(bureau, case, "reexamine", statement="标签已于昨日更换。")
    assert bureau.open_elements(case) == {"task_examine_on_spot"}
    examine(bureau, case, facts="复核后仍存在一处瑕疵。")
    hear(bureau, case, "ordinary", statement="当事人对事实有异议。")
    assert child_of(session, case) is not None
    assert session.scalar(select(Penalty).where(Penalty.case_id == case.id)) is None


@pytest.mark.law("P23")
def test_who_refuses_to_sign_is_served_all_the_same(bureau: Bureau, session: Session) -> None:
    refused = {"status": "refused", "reason": "对处罚有异议", "witness": "街道工作人员"}
    case = imposed(bureau, party_signature=refused)
    delivery = session.scalars(select(Delivery).where(Delivery.case_id == case.id)).one()
    assert delivery.remark == "对处罚有异议"


@pytest.mark.law("P24")
def test_a_hundred_yuan_may_be_taken_in_cash_with_a_receipt(
    bureau: Bureau, session: Session
) -> None:
    case = imposed(bureau, 10_000, **CASH)
    payment = session.scalars(select(Payment)).one()
    assert (payment.amount_fen, payment.receipt) == (10_000, CASH["receipt_no"])
    assert "task_hand_in_fine" in bureau.open_elements(case)


@pytest.mark.law("P24")
def test_cash_is_taken_on_the_grounds_of_the_law_only(bureau: Bureau) -> None:
    case = opened(bureau)
    examine(bureau, case, 10_001)
    refused_ways: list[tuple[dict[str, Any], set[str]]] = [
        (CASH | {"collection_ground": None}, {"collection_ground", "collection_reason"}),
        (CASH | {"collection_ground": "remote"}, {"collection_reason"}),
        (CASH | {"collection_ground": "unenforceable"}, {"collection_reason"}),
        (CASH | {"receipt_no": ""}, {"receipt_no"}),
        # What only the operation can tell comes last: more than a hundred yuan.
        (CASH, {"collection_ground"}),
    ]
    for heard, fields in refused_ways:
        with pytest.raises(Invalid) as refused:
            hear(bureau, case, **heard)
        assert set(refused.value.errors) == fields, heard


@pytest.mark.law("P24")
def test_a_fine_is_collected_in_one_of_two_ways(bureau: Bureau) -> None:
    case = opened(bureau)
    examine(bureau, case, 10_001)
    with pytest.raises(Invalid) as refused:
        hear(bureau, case)
    assert set(refused.value.errors) == {"collection"}


@pytest.mark.law("P24")
def test_a_larger_fine_is_taken_in_cash_when_it_could_not_be_had_otherwise(
    bureau: Bureau, session: Session
) -> None:
    reason = {"collection_ground": "unenforceable", "collection_reason": "流动摊贩，无固定住所。"}
    imposed(bureau, 100_000, **CASH | reason)
    assert session.scalars(select(Payment.amount_fen)).all() == [100_000]


@pytest.mark.law("P24")
def test_nothing_is_collected_for_a_warning(bureau: Bureau) -> None:
    case = opened(bureau)
    examine(bureau, case)
    with pytest.raises(Invalid) as refused:
        hear(bureau, case, **CASH)
    assert set(refused.value.errors) == {"collection"}


@pytest.mark.law("T35")
def test_cash_reaches_the_bureau_and_the_bank_in_two_working_days_each(
    bureau: Bureau, session: Session
) -> None:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        case = imposed(bureau, 10_000, **CASH)
        assert running(session, case, "hand_in_due").due_on == dt.date(2026, 3, 4)
        traveller.move_to(MONDAY + dt.timedelta(days=1))
        today = clock.today().isoformat()
        handed = {"handed_on": today, "received_by": "财务人员"}
        bureau.do(case, "task_hand_in_fine", bureau.pair[0], amount_fen=10_000, **handed)
        assert running(session, case, "deposit_due").due_on == dt.date(2026, 3, 5)
        paid = {"deposited_on": today, "bank_receipt": "1203"}
        bureau.do(case, "task_deposit_fine", bureau.supervisor, amount_fen=10_000, **paid)
        states = {running(session, case, one).state for one in ("hand_in_due", "deposit_due")}
        assert states == {"met"}


@pytest.mark.law("T35")
def test_who_collected_does_not_pay_it_in_and_nothing_is_missing(bureau: Bureau) -> None:
    case = imposed(bureau, 10_000, **CASH)
    today = clock.today().isoformat()
    handed = {"handed_on": today, "received_by": "财务人员", "amount_fen": 10_000}
    bureau.do(case, "task_hand_in_fine", bureau.pair[0], **handed)
    paid = {"deposited_on": today, "bank_receipt": "1203", "amount_fen": 10_000}
    with pytest.raises(Forbidden):
        bureau.do(case, "task_deposit_fine", bureau.pair[1], **paid)
    with pytest.raises(Invalid) as refused:
        bureau.do(case, "task_deposit_fine", bureau.supervisor, **paid | {"amount_fen": 9_999})
    assert set(refused.value.errors) == {"amount_fen"}


@pytest.mark.law("T33")
def test_the_material_is_filed_within_seven_working_days(bureau: Bureau, session: Session) -> None:
    with time_machine.travel(MONDAY, tick=False):
        case = imposed(bureau)
        assert running(session, case, "material_due").due_on == dt.date(2026, 3, 11)
        assert bureau.open_elements(case) == {"task_submit_material"}
        file(bureau, case)
        assert running(session, case, "material_due").state == "met"
        assert (case.end, case.state) == ("end_summary_closed", CaseState.CLOSED)


@pytest.mark.law("T34")
def test_a_fine_by_the_bank_is_paid_in_fifteen_days(bureau: Bureau, session: Session) -> None:
    case = imposed(bureau, 100_000)
    due = running(session, case, "payment_due")
    assert due.explanation["raw"] == (clock.today() + dt.timedelta(days=15)).isoformat()
    paid = {"paid_on": clock.today().isoformat(), "amount_fen": 100_000, "receipt_no": "1202"}
    bureau.do(case, "task_record_payment", bureau.pair[0], **paid)
    file(bureau, case)
    assert case.end == "end_summary_closed"
    assert session.scalar(select(Clock).where(Clock.variable == "closure_due")) is None


@pytest.mark.parametrize(
    ("fine_fen", "impact", "state", "reason"),
    [
        (0, "yes", PublicationState.WITHHELD, "publication.mere_warning"),
        (100_000, "no", PublicationState.WITHHELD, "publication.summary"),
        (100_000, "yes", PublicationState.DUE, ""),
    ],
)
def test_it_is_published_only_when_it_matters_to_society(
    bureau: Bureau, session: Session, fine_fen: int, impact: str, state: str, reason: str
) -> None:
    case = imposed(bureau, fine_fen, public_impact=impact)
    publication = session.scalars(select(Publication).where(Publication.case_id == case.id)).one()
    assert (publication.state, publication.reason) == (state, reason)


@pytest.mark.law("T42")
def test_what_is_published_of_it_comes_from_the_paper_that_was_handed_over(
    bureau: Bureau, session: Session
) -> None:
    case = imposed(bureau, 100_000, public_impact="yes")
    said = {"channel": "website", "text": "标签瑕疵，罚款1,000元。", "secrets_checked": True}
    bureau.do(case, "task_publish_penalty", bureau.supervisor, **said)
    publication = session.scalars(select(Publication).where(Publication.case_id == case.id)).one()
    assert publication.state is PublicationState.PUBLISHED
    assert publication.summary["content"] == "罚款1,000元"


@pytest.mark.law("T39")
def test_a_fine_of_it_that_is_not_paid_is_demanded(bureau: Bureau, session: Session) -> None:
    with time_machine.travel(MONDAY, tick=False):
        case = imposed(bureau, 100_000)
        bureau.wake(case, MONDAY + dt.timedelta(days=20))
        step = {"overdue_step": "demand", "demand_way": "缴至指定账户。"}
        bureau.do(case, "task_demand_payment", bureau.pair[0], **step)
        demand = documents.newest(session, case, "demand_notice")
        assert demand is not None
        assert demand.content["decision"]["title"] == "当场行政处罚决定书"


def test_only_the_pair_of_a_visit_punishes_there(bureau: Bureau, session: Session) -> None:
    parent = bureau.assigned()
    stranger = builders.an_inspector(session, bureau.office)
    for user in (stranger, bureau.supervisor):
        with pytest.raises(Forbidden):
            summary.begin_in(session, bureau.actor(user), parent.id)
    summary.begin_in(session, bureau.actor(bureau.pair[1]), parent.id)
    with pytest.raises(Conflict) as refused:
        summary.begin_in(session, bureau.actor(bureau.pair[0]), parent.id)
    assert refused.value.code == "summary.begun_already"


def test_two_officers_open_it_where_they_found_the_act(bureau: Bureau, session: Session) -> None:
    subject, (first, second) = bureau.subject(), bureau.pair
    place = OnTheSpot(subject_id=subject.id, colleague_id=second.id)
    case = summary.begin_at(session, bureau.actor(first), place)
    assert (case.kind, case.parent_id) == (CaseKind.SUMMARY, None)
    assert {one.user_id for one in case.officers} == {first.id, second.id}
    alone = OnTheSpot(subject_id=subject.id, colleague_id=first.id)
    with pytest.raises(Invalid):
        summary.begin_at(session, bureau.actor(first), alone)


def test_a_recused_officer_punishes_nobody_on_the_spot(bureau: Bureau, session: Session) -> None:
    subject, (first, second) = bureau.subject(), bureau.pair
    builders.a_recusal(session, second, subject)
    place = OnTheSpot(subject_id=subject.id, colleague_id=second.id)
    with pytest.raises(Invalid):
        summary.begin_at(session, bureau.actor(first), place)


def test_the_signature_of_the_party_is_on_the_paper(bureau: Bureau, session: Session) -> None:
    paper = documents.newest(session, imposed(bureau), "summary_decision")
    assert paper is not None
    assert paper.content["party_signature"] == SIGNED

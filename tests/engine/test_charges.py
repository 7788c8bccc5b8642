"""Charges at the door: what the law does not bear is refused by rule and article."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import charges, forms, similar
from engine.errors import Invalid
from models import clock, legal_settings
from models.cases import Case
from models.penalties import Charge, Penalty, PenaltyState
from models.processes import WorkItemState
from models.settings import Setting
from tests import builders
from tests.bureau import REPORT, Bureau
from tests.engine.test_operations_enforcement import decided, filed, propose

SPOILED = {"provision": "F124.1", "item": "4", "goods_value_fen": 12_000_00, "fine_fen": 12_000_000}


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


@pytest.fixture
def case(bureau: Bureau) -> Case:
    """A case whose report is to be written."""
    return filed(bureau)


def refusal(bureau: Bureau, case: Case, *rows: dict[str, Any], **more: Any) -> dict[str, str]:
    """Field -> code of the first problem; the case has not moved."""
    report = REPORT | {"penalty_kinds": ["fine"], "charges": list(rows)} | more
    item = bureau.item(case, "task_report_investigation")
    with pytest.raises(Invalid) as refused:
        bureau.do(case, "task_report_investigation", bureau.pair[0], **report)
    assert item.state is WorkItemState.OPEN
    assert bureau.session.scalars(select(Penalty.id).where(Penalty.case_id == case.id)).all() == []
    return {name: str(said[0]["code"]) for name, said in refused.value.errors.items()}


def accept(bureau: Bureau, case: Case, *rows: dict[str, Any], **more: Any) -> Penalty:
    propose(bureau, case, **{"penalty_kinds": ["fine"], "charges": list(rows)} | more)
    return bureau.session.scalars(select(Penalty).where(Penalty.case_id == case.id)).one()


@pytest.mark.law("F124.1")
@pytest.mark.parametrize("fine", [12_000_000, 24_000_000])
def test_both_ends_of_the_band_are_lawful(bureau: Bureau, case: Case, fine: int) -> None:
    penalty = accept(bureau, case, SPOILED | {"fine_fen": fine})
    (charge,) = penalty.charges
    assert penalty.fine_fen == charge.fine_fen == fine
    assert (charge.lower_fen, charge.upper_fen) == (12_000_000, 24_000_000)
    assert charge.rule == "fine_band_F124_1_from"
    assert penalty.article == "《食品安全法》第一百二十四条第一款第（四）项"


@pytest.mark.law("F124.1")
@pytest.mark.parametrize(
    ("fine", "code"),
    [
        (11_999_999, "charge.below_band"),
        (24_000_001, "charge.above_band"),
        (0, "charge.fine_missing"),
    ],
)
def test_one_fen_outside_the_band_is_refused_by_rule_and_article(
    bureau: Bureau, case: Case, fine: int, code: str
) -> None:
    report = REPORT | {"penalty_kinds": ["fine"], "charges": [SPOILED | {"fine_fen": fine}]}
    with pytest.raises(Invalid) as refused:
        bureau.do(case, "task_report_investigation", bureau.pair[0], **report)
    problem: Any = refused.value.errors["charges.0.fine_fen"][0]
    assert problem["code"] == code
    assert problem["params"]["rule"] == "F124.1"
    assert problem["params"]["article"] == "《食品安全法》第一百二十四条第一款"


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("goods_value_fen", None, "charge.goods_value_missing"),
        ("goods_value_fen", -1, "form.too_small"),
        ("goods_value_fen", 10**18, "form.too_large"),
        ("goods_value_fen", "1e18", "form.too_large"),
        ("goods_value_fen", "0.5", "form.too_many_digits"),
        ("goods_value_fen", "NaN", "form.not_a_number"),
        ("goods_value_fen", True, "form.not_a_number"),
        ("fine_fen", -1, "form.too_small"),
        ("fine_fen", "Infinity", "form.not_a_number"),
        ("months", 2.5, "form.too_many_digits"),
        ("provision", "F999", "form.not_a_choice"),
        ("provision", None, "form.required"),
        ("item", None, "charge.item_missing"),
        ("item", "99", "form.not_a_choice"),
        ("circumstances", ["drunk"], "form.not_a_choice"),
        ("circumstances", "refused", "form.not_a_list"),
        ("discretion", "kind", "form.not_a_choice"),
        ("bonus", 1, "form.unknown_field"),
    ],
)
def test_what_is_no_charge_is_refused_at_its_cell(
    bureau: Bureau, case: Case, cell: str, value: object, code: str
) -> None:
    assert refusal(bureau, case, SPOILED | {cell: value})[f"charges.0.{cell}"] == code


@pytest.mark.parametrize("rows", [None, [], "F124.1", [1], [SPOILED] * 21])
def test_a_penalty_needs_a_list_of_charges(bureau: Bureau, case: Case, rows: object) -> None:
    report = REPORT | {"charges": rows}
    with pytest.raises(Invalid) as refused:
        bureau.do(case, "task_report_investigation", bureau.pair[0], **report)
    assert list(refused.value.errors) == ["charges"]


@pytest.mark.law("F126.1")
def test_a_duty_is_fined_only_after_an_order_to_correct(bureau: Bureau, case: Case) -> None:
    first = {"provision": "F126.1", "item": "12", "fine_fen": 500_000}
    assert refusal(bureau, case, first)["charges.0.fine_fen"] == "charge.correct_first"
    refused = first | {"circumstances": ["refused"]}
    assert accept(bureau, case, refused).fine_fen == 500_000


@pytest.mark.law("F126.1")
def test_a_duty_is_warned_with_the_order(bureau: Bureau, case: Case) -> None:
    row = {"provision": "F126.1", "item": "12"}
    found = refusal(bureau, case, row, penalty_kinds=["suspend"])
    assert found == {"penalty_kinds": "charge.kind_not_offered"}
    assert accept(bureau, case, row, penalty_kinds=["warning"]).kinds == ["warning"]


@pytest.mark.law("P28")
def test_only_a_mitigation_with_its_ground_goes_below_the_band(bureau: Bureau, case: Case) -> None:
    low = SPOILED | {"fine_fen": 1_000_000}
    assert refusal(bureau, case, low)["charges.0.fine_fen"] == "charge.below_band"
    lighter = low | {"discretion": "lighter", "grounds": ["recalled"]}
    assert refusal(bureau, case, lighter)["charges.0.fine_fen"] == "charge.below_band"
    bare = low | {"discretion": "mitigated"}
    assert refusal(bureau, case, bare) == {"charges.0.grounds": "charge.mitigation_without_ground"}
    penalty = accept(bureau, case, bare | {"grounds": ["recalled"]})
    assert penalty.charges[0].grounds == ["recalled"]


@pytest.mark.law("P26")
def test_one_act_is_fined_once_under_the_norm_with_the_higher_fine(
    bureau: Bureau, case: Case
) -> None:
    label = {
        "provision": "F125.1",
        "item": "2",
        "act": 1,
        "goods_value_fen": 12_000_00,
        "fine_fen": 6_000_000,
    }
    unsafe = SPOILED | {"act": 1}
    found = refusal(bureau, case, label, unsafe)
    assert found == {"charges.0.fine_fen": "charge.second_fine"}
    penalty = accept(bureau, case, label | {"fine_fen": 0}, unsafe)
    assert penalty.fine_fen == 12_000_000


@pytest.mark.law("P26")
def test_two_acts_are_fined_each(bureau: Bureau, case: Case) -> None:
    duty = {"provision": "F126.1", "item": "3", "circumstances": ["refused"], "fine_fen": 500_000}
    penalty = accept(bureau, case, SPOILED, duty)
    assert penalty.fine_fen == 12_500_000
    assert len(penalty.charges) == 2


@pytest.mark.law("F126.2", "F129", "F123.3")
@pytest.mark.parametrize("provision", ["F126.2", "F129.1", "F123.3"])
def test_what_another_authority_punishes_is_refused(
    bureau: Bureau, case: Case, provision: str
) -> None:
    row = {"provision": provision, "circumstances": ["refused"], "fine_fen": 500_000}
    found = refusal(bureau, case, row)
    assert found["charges.0.provision"] == "charge.other_agency"


@pytest.mark.law("F127")
def test_local_rules_become_a_band_when_they_are_set(
    bureau: Bureau, case: Case, session: Session
) -> None:
    row = {"provision": "F127", "fine_fen": 300_000}
    assert refusal(bureau, case, row) == {"charges.0.provision": "charge.local_band_unknown"}
    key = legal_settings.LOCAL_BAND.key
    session.add(Setting(key=key, value=[200_000, 500_000], changed_at=clock.now()))
    session.flush()
    assert accept(bureau, case, row).charges[0].upper_fen == 500_000


@pytest.mark.law("P25")
def test_gains_are_confiscated_where_there_are_some(bureau: Bureau, case: Case) -> None:
    gained = SPOILED | {"gains_fen": 80_000}
    assert refusal(bureau, case, gained) == {"penalty_kinds": "charge.gains_and_kinds_differ"}
    penalty = accept(bureau, case, gained, penalty_kinds=["fine", "confiscate_gains"])
    assert penalty.due_fen == 12_080_000


def test_kinds_that_no_provision_offers_are_refused(bureau: Bureau, case: Case) -> None:
    found = refusal(bureau, case, SPOILED, penalty_kinds=["fine", "warning"])
    assert found == {"penalty_kinds": "charge.kind_not_offered"}
    found = refusal(bureau, case, SPOILED, penalty_kinds=["fine", "revoke"])
    assert found == {"penalty_kinds": "charge.kind_not_offered"}


def test_serious_circumstances_open_the_way_to_the_licence(bureau: Bureau, case: Case) -> None:
    serious = SPOILED | {"circumstances": ["evades"]}
    penalty = accept(bureau, case, serious, penalty_kinds=["fine", "revoke"])
    assert penalty.charges[0].grounds == ["R67.4"]


@pytest.mark.law("P33")
def test_no_penalty_is_proposed_where_there_are_signs_of_a_crime(
    bureau: Bureau, case: Case
) -> None:
    toxic = SPOILED | {"circumstances": ["toxic"]}
    assert refusal(bureau, case, toxic) == {"proposal": "charge.transfer_due"}
    note = "执法人员认为不构成犯罪。"
    assert refusal(bureau, case, toxic, crime_note=note) == {"proposal": "charge.transfer_due"}


@pytest.mark.law("F134")
def test_three_penalties_within_a_year_mean_closure(bureau: Bureau, session: Session) -> None:
    case = filed(bureau)
    for _ in range(2):
        a_past_penalty(session, case, "F126.1", clock.now() - dt.timedelta(days=100))
    closure = {"provision": "F134"}
    kinds = {"penalty_kinds": ["suspend"]}
    assert refusal(bureau, case, closure, **kinds) == {
        "charges.0.provision": "charge.fewer_than_three",
        "penalty_kinds": "charge.kind_not_offered",
    }
    a_past_penalty(session, case, "F125.1", clock.now() - dt.timedelta(days=364))
    assert accept(bureau, case, closure, **kinds).kinds == ["suspend"]


@pytest.mark.law("F134")
def test_closures_and_older_penalties_do_not_count(bureau: Bureau, session: Session) -> None:
    case = filed(bureau)
    now = clock.now()
    a_past_penalty(session, case, "F126.1", now - dt.timedelta(days=366))
    a_past_penalty(session, case, "F126.1", now - dt.timedelta(days=9), kinds=["suspend"])
    a_past_penalty(session, case, "F126.1", now - dt.timedelta(days=9), state="no_penalty")
    assert similar.penalties_in_year(session, case, now) == 0


def test_the_records_of_all_premises_of_the_operator_count(
    bureau: Bureau, session: Session
) -> None:
    case = filed(bureau)
    other = builders.a_subject(session, operator="天津市某餐饮公司", office_id=bureau.office.id)
    case.subject.operator = "天津市某餐饮公司"
    session.flush()
    past = a_past_penalty(session, case, "F126.1", case.opened_at - dt.timedelta(days=3))
    past.case.subject = other
    session.flush()
    (one,) = charges.assess(session, case, [{"provision": "F126.1", "item": "12"}])
    assert [found.case_id for found in one.repeats] == [past.case_id]
    assert [ground.rule for ground in one.grounds] == ["R67.5"]
    assert one.penalties_in_year == 1


@pytest.mark.parametrize(
    ("provision", "days", "counts"),
    [("F126.1", 1, True), ("F126.1", 365, True), ("F126.1", 367, False), ("F125.1", 1, False)],
)
def test_only_the_same_nature_within_a_year_is_a_repeat(
    bureau: Bureau, session: Session, provision: str, days: int, *, counts: bool
) -> None:
    case = filed(bureau)
    a_past_penalty(session, case, provision, case.opened_at - dt.timedelta(days=days))
    (one,) = charges.assess(session, case, [{"provision": "F126.1", "item": "12"}])
    assert one.serious is counts


def test_similar_penalties_come_nearest_first(bureau: Bureau, session: Session) -> None:
    case = filed(bureau)
    for goods in (5_000_00, 11_000_00, 90_000_00):
        a_past_penalty(session, case, "F124.1", clock.now() - dt.timedelta(days=500), goods=goods)
    actor = bureau.actor(bureau.pair[0])
    found = similar.similar(session, actor, case, "F124.1", 12_000_00)
    assert [one.goods_value_fen for one in found] == [11_000_00, 5_000_00, 90_000_00]


def test_a_decided_case_is_found_as_a_similar_one(bureau: Bureau, session: Session) -> None:
    before = decided(bureau)
    case = filed(bureau)
    (found,) = similar.similar(session, bureau.actor(bureau.pair[0]), case, "F126.1", 0)
    assert (found.case_id, found.fine_fen) == (before.id, 1_000_000)


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (25, "二十五")]
)
def test_numbers_are_written_as_in_statutes(number: int, words: str) -> None:
    assert charges.numeral(number) == words


@given(st.lists(st.dictionaries(st.text(max_size=12), st.text(max_size=8), max_size=5), max_size=4))
def test_nonsense_is_refused_and_never_breaks(rows: list[dict[str, str]]) -> None:
    form = forms.load("investigation_report")
    with pytest.raises(Invalid):
        forms.clean(form, REPORT | {"charges": rows})


def a_past_penalty(
    session: Session,
    case: Case,
    provision: str,
    decided_at: dt.datetime,
    *,
    kinds: list[str] | None = None,
    state: str = "decided",
    goods: int = 0,
) -> Penalty:
    """A penalty of the same subject that was decided before."""
    earlier = builders.a_case(session, subject=case.subject, office_id=case.office_id)
    penalty = Penalty(
        case_id=earlier.id,
        version=1,
        state=PenaltyState(state),
        kinds=kinds or ["fine"],
        fine_fen=500_000,
        article="",
        proposed_at=decided_at,
        decided_at=decided_at,
        charges=[
            Charge(
                provision=provision,
                goods_value_fen=goods,
                fine_fen=500_000,
                lower_fen=500_000,
                upper_fen=5_000_000,
                rule="",
                article="",
            )
        ],
    )
    session.add(penalty)
    session.flush()
    return penalty

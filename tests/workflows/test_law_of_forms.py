"""What the law makes people state: forms that leave it out are refused field by field."""

from typing import Any

import pytest

from engine import forms
from engine.errors import Invalid
from tests.beside import taking
from tests.bureau import FILING, visit_form

REVIEW: dict[str, Any] = {"review": "agreed", "review_opinion": "同意。"}


def refused(form: str, data: dict[str, Any]) -> set[str]:
    with pytest.raises(Invalid) as found:
        forms.clean(forms.load(form), data)
    return set(found.value.errors)


def without(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in keys}


def the_filing(**more: Any) -> dict[str, Any]:
    return FILING | {"found_on": "2026-03-02"} | more


@pytest.mark.law("P05", "T30")
@pytest.mark.parametrize(
    "condition", ["has_evidence", "punishable", "in_jurisdiction", "not_time_barred"]
)
def test_a_case_is_proposed_for_filing_only_with_all_four_conditions(condition: str) -> None:
    assert refused("propose_filing", without(the_filing(), condition)) == {condition}
    assert refused("propose_filing", the_filing(**{condition: False})) == {condition}


@pytest.mark.law("P06")
def test_a_filing_is_declined_on_a_ground_of_the_law() -> None:
    plain = without(
        the_filing(proposal="decline"),
        "has_evidence",
        "punishable",
        "in_jurisdiction",
        "not_time_barred",
    )
    assert "decline_ground" in refused("propose_filing", plain)
    assert "decline_ground" in refused("propose_filing", plain | {"decline_ground": "later"})
    form = forms.load("propose_filing")
    offered = {one.value for one in form.fields["decline_ground"].choices}
    assert offered == {"minor", "first", "no_fault", "other"}


@pytest.mark.law("P01", "P04")
def test_a_visit_shows_a_certificate_or_order_and_asks_about_recusal() -> None:
    form = without(visit_form("NO_PROBLEM"), "certificate_shown", "recusal_asked")
    assert refused("inspect_school", form) == {"certificate_shown", "recusal_asked"}


@pytest.mark.law("T02")
def test_the_result_of_a_visit_is_told_on_the_spot() -> None:
    form = visit_form("NO_PROBLEM")
    assert refused("inspect_school", without(form, "result_told")) == {"result_told"}
    assert refused("inspect_school", form | {"result_told": False}) == {"result_told"}


@pytest.mark.law("T01")
def test_every_item_of_the_checklist_is_answered() -> None:
    form = visit_form("NO_PROBLEM")
    form["checklist"] = dict(list(form["checklist"].items())[1:])
    assert any(name.startswith("checklist[") for name in refused("inspect_school", form))


@pytest.mark.law("P04", "P09", "P11")
@pytest.mark.parametrize(
    "demand", ["certificate_shown", "rights_told", "statement", "recorded", "list_delivered"]
)
def test_a_measure_is_taken_with_everything_that_the_law_demands_on_the_spot(demand: str) -> None:
    assert refused("take_measure", without(taking(), demand)) == {demand}


@pytest.mark.law("P09")
def test_an_absent_party_needs_a_witness() -> None:
    assert refused("take_measure", taking(party_present="no")) == {"witness"}


@pytest.mark.law("P16")
def test_a_review_has_seven_points_and_an_opinion() -> None:
    form = forms.load("review_legality")
    assert len(form.fields["points"].choices) == 7
    assert refused("review_legality", REVIEW) == {"points"}
    assert "review" in refused("review_legality", without(REVIEW, "review"))

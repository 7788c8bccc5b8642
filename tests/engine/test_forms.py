"""Forms: what the linter refuses by name and what the server says about what was filled in."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from engine import checklists, digests, forms
from engine.errors import Broken, Invalid
from engine.forms import FormNotSupported

NOW = dt.datetime(2023, 9, 5, 2, 0, tzinfo=dt.UTC)


def a_form(*components: dict[str, Any], **root: Any) -> str:
    return json.dumps({"type": "default", "components": list(components)} | root)


def a_field(kind: str = "textfield", key: str = "name", **entries: Any) -> dict[str, Any]:
    return {"type": kind, "key": key, "label": "名称"} | entries


def codes(form: forms.Form, data: Any) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refused:
        forms.clean(form, data)
    return {
        name: [str(problem["code"]) for problem in problems]
        for name, problems in refused.value.errors.items()
    }


def answers(**failed: dict[str, Any]) -> dict[str, Any]:
    """All items are met but the ones named, as `no_3_1`."""
    given: dict[str, Any] = {item.no: {"result": 1} for item in checklists.load("school_canteen")}
    for name, answer in failed.items():
        given[name.removeprefix("no_").replace("_", ".")] = {"result": 2, "note": "过期"} | answer
    return given


def a_visit(**entries: Any) -> dict[str, Any]:
    return {
        "performed": "yes",
        "arrived_at": "2023-09-05T09:00",
        "left_at": "2023-09-05T09:50:00+08:00",
        "party_name": "王校长",
        "certificate_shown": "certificate",
        "recusal_asked": "no",
        "checklist": answers(),
        "outcome": "NO_PROBLEM",
        "result_told": True,
        "party_signature": {"status": "signed", "name": "王校长"},
    } | entries


@pytest.mark.parametrize("name", forms.names())
def test_every_shipped_form_is_within_the_subset(name: str) -> None:
    form = forms.load(name)

    assert form.fields
    assert all(any("一" <= sign <= "鿿" for sign in text) for text in form.texts())


@pytest.mark.parametrize(
    ("component", "reason"),
    [
        (a_field("filepicker"), "name: the component type filepicker is not supported"),
        (a_field("html"), "name: the component type html is not supported"),
        (a_field(valuesExpression="=x"), "name: the entry valuesExpression of a textfield"),
        (a_field(validate={"min": 1}), "name: the validation min of a textfield"),
        (a_field(validate={"pattern": "("}), "name: the pattern is no regular expression"),
        (a_field(key="Name"), "Name: the key must be lower-case"),
        (a_field(label=""), "name: there is no label"),
        (a_field(properties={"widget": "map"}), "name: the widget map is not supported"),
        (a_field(properties={"widget": "money"}), "name: the widget money is written as a number"),
        (a_field(properties={"colour": "red"}), "name: the property colour is not supported"),
        (a_field("radio", values=[]), "name: there are no values"),
        (a_field("radio", values=[{"value": "a"}]), "the choice a must have value and label"),
        (
            a_field("textarea", properties={"widget": "checklist", "checklist": "moon"}),
            "name: there is no checklist moon",
        ),
        (
            a_field(
                "textarea",
                properties={"widget": "checklist", "checklist": "=x", "partial": "yes"},
            ),
            "name: partial must be true",
        ),
        (a_field(conditional={"show": "=true"}), "name: only conditional.hide is supported"),
        (a_field(conditional={"hide": "true"}), "name: conditional.hide must be FEEL"),
        (a_field(conditional={"hide": "=1 +"}), "name: conditional.hide is no FEEL"),
        (a_field(conditional={"hide": "=other = 1"}), "names other, which is no field"),
        (a_field(conditional={"hide": '=name = "x"'}), "may not compare name"),
        (a_field(conditional={"hide": "=1.5 > 1"}), "may not count in fractions"),
        ({"type": "group", "id": "g", "path": "p", "components": []}, "g: the entry path"),
    ],
)
def test_what_is_outside_the_subset_is_refused_by_name(
    component: dict[str, Any], reason: str
) -> None:
    with pytest.raises(FormNotSupported, match=f"forms/odd.form: .*{reason}"):
        forms.read("odd", a_form(component))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "no JSON"),
        ("[]", "no form-js form"),
        (a_form(), "no components"),
        (a_form(a_field(), versionTag="1"), "unknown entry versionTag"),
        (a_form(a_field(), a_field()), "name: the key is used twice"),
    ],
)
def test_a_file_that_is_no_form_is_refused(text: str, reason: str) -> None:
    with pytest.raises(FormNotSupported, match=reason):
        forms.read("odd", text)


def test_the_same_text_gives_the_same_form() -> None:
    assert forms.load("reinspect") is forms.load("reinspect")


@pytest.mark.parametrize(
    ("component", "value", "code"),
    [
        (a_field(validate={"minLength": 3}), "ab", "form.too_short"),
        (a_field(validate={"maxLength": 3}), "abcd", "form.too_long"),
        (a_field(validate={"pattern": "[0-9]+"}), "12a", "form.wrong_pattern"),
        (a_field(), 5, "form.not_a_text"),
        (a_field(), "a\x00b", "form.not_a_text"),
        (a_field("number", validate={"min": 1}), 0, "form.too_small"),
        (a_field("number", validate={"max": 9}), "10", "form.too_large"),
        (a_field("number"), "1.5", "form.too_many_digits"),
        (a_field("number"), "NaN", "form.not_a_number"),
        (a_field("number"), True, "form.not_a_number"),
        (a_field("number"), "1e400", "form.too_large"),
        (a_field("checkbox"), "yes", "form.not_a_flag"),
        (a_field("radio", values=[{"value": "a", "label": "甲"}]), "b", "form.not_a_choice"),
        (a_field("radio", values=[{"value": "a", "label": "甲"}]), ["a"], "form.not_a_choice"),
        (a_field("checklist", values=[{"value": "a", "label": "甲"}]), ["b"], "form.not_a_choice"),
        (a_field("checklist", values=[{"value": "a", "label": "甲"}]), "a", "form.not_a_list"),
        (a_field(properties={"widget": "officers"}), [1], "form.two_officers"),
        (a_field(properties={"widget": "officers"}), [1, 1], "form.twice"),
        (a_field(properties={"widget": "officers"}), [1, "x"], "form.not_an_id"),
        (a_field(properties={"widget": "evidence"}), [-1], "form.not_an_id"),
        (a_field(properties={"widget": "signature"}), "me", "form.not_a_signature"),
    ],
)
def test_a_wrong_value_is_named_beside_its_field(
    component: dict[str, Any], value: Any, code: str
) -> None:
    form = forms.read("odd", a_form(component))

    assert codes(form, {"name": value}) == {"name": [code]}


@pytest.mark.parametrize("value", ["2023-02-30", "today", 5, "2023-09-05T10:00"])
def test_a_date_that_is_none_is_refused(value: Any) -> None:
    date = {"type": "datetime", "key": "name", "dateLabel": "日期", "subtype": "date"}

    assert codes(forms.read("odd", a_form(date)), {"name": value}) == {"name": ["form.not_a_date"]}


def test_values_are_stored_as_plain_data() -> None:
    form = forms.load("investigation_report")
    data = dict.fromkeys(("party", "course", "facts", "nature", "opinion", "discretion"), " 略 ")
    charge = {"provision": "F126.1", "item": "12", "fine_fen": "500000"}
    fine = {"proposal": "penalise", "penalty_kinds": ["fine", "warning"], "charges": [charge]}
    articles = {"violated_article": "第四十五条", "party_kind": "organisation", "evidence": ["3"]}

    clean = forms.clean(form, data | fine | articles)

    assert clean["party"] == "略"
    assert clean["penalty_kinds"] == ["warning", "fine"]
    assert clean["charges"] == [charge | {"fine_fen": 500000, "gains_fen": 0, "act": 1}]
    assert clean["evidence"] == [3]


def test_decimals_are_kept_exactly() -> None:
    form = forms.read("odd", a_form(a_field("number", decimalDigits=2)))

    assert forms.schema_of(form).load({"name": "0.10"}) == {"name": Decimal("0.10")}
    assert forms.clean(form, {"name": "0.10"}) == {"name": "0.10"}


def test_an_unknown_field_is_refused_by_name() -> None:
    form = forms.load("accept_assignment")

    assert codes(form, {"acceptance": "accepted", "bonus": 1}) == {"bonus": ["form.unknown_field"]}


@pytest.mark.parametrize("data", [[], "text", None])
def test_what_is_no_object_is_refused(data: Any) -> None:
    assert codes(forms.load("accept_assignment"), data) == {"": ["form.not_an_object"]}


def test_a_condition_decides_what_is_required_and_what_does_not_apply() -> None:
    form = forms.load("accept_assignment")

    assert codes(form, {"acceptance": "returned"}) == {
        "return_ground": ["form.required"],
        "reason": ["form.required"],
    }
    assert codes(form, {"acceptance": "accepted", "reason": "忙"}) == {
        "reason": ["form.not_applicable"]
    }
    assert forms.clean(form, {"acceptance": "accepted", "reason": ""}) == {"acceptance": "accepted"}


def test_a_hidden_field_says_nothing_to_other_conditions() -> None:
    form = forms.read(
        "chain",
        a_form(
            a_field("checkbox", "a"),
            a_field("checkbox", "b", conditional={"hide": "=a != true"}),
            a_field("checkbox", "c", conditional={"hide": "=b != true"}),
        ),
    )

    assert forms.hidden_fields(form, {"a": False, "b": True, "c": True}) == {"b", "c"}
    assert forms.hidden_fields(form, {"a": True, "b": True}) == set()


def test_a_condition_on_a_wrong_value_accuses_nobody_else() -> None:
    form = forms.load("accept_assignment")

    assert codes(form, {"acceptance": "perhaps", "reason": "忙"}) == {
        "acceptance": ["form.not_a_choice"]
    }


def test_a_box_that_must_be_ticked_is() -> None:
    form = forms.read("box", a_form(a_field("checkbox", validate={"required": True})))

    assert codes(form, {"name": False}) == {"name": ["form.required"]}
    assert forms.clean(form, {"name": True}) == {"name": True}


@time_machine.travel(NOW)
def test_dates_keep_their_bounds() -> None:
    form = forms.load("record_payment")
    data = {"amount_fen": 100, "receipt_no": "1"}

    assert codes(form, data | {"paid_on": "2023-09-06"}) == {"paid_on": ["form.too_late"]}
    assert forms.clean(form, data | {"paid_on": "2023-09-05"})["paid_on"] == "2023-09-05"


@time_machine.travel(NOW)
def test_a_visit_without_problems_is_stored_in_one_way_only() -> None:
    form = forms.load("inspect_school")

    clean = forms.clean(form, a_visit())

    assert clean["arrived_at"] == "2023-09-05T09:00:00+08:00"
    assert digests.of(forms.clean(form, clean)) == digests.of(clean)
    assert forms.outcomes_of(form, clean, ["performed", "outcome"]) == {
        "performed": "yes",
        "outcome": "NO_PROBLEM",
    }


@time_machine.travel(NOW)
def test_nobody_leaves_before_he_arrives() -> None:
    form = forms.load("inspect_school")

    assert codes(form, a_visit(left_at="2023-09-05T08:59")) == {"left_at": ["form.too_early"]}


@time_machine.travel(NOW)
def test_an_unannounced_check_may_leave_items_out_but_not_all() -> None:
    form = forms.load("inspect_premises:producer")
    some = {"1.1": {"result": 1}, "2.1": {}, "2.2": {"result": ""}}

    assert forms.clean(form, a_visit(checklist=some))["checklist"] == {"1.1": {"result": 1}}
    assert codes(form, a_visit(checklist={"2.1": {}})) == {"checklist": ["form.required"]}
    assert codes(form, a_visit(checklist=some | {"2.1": {"evidence": ["1"]}})) == {
        "checklist[2.1]": ["checklist.unanswered"]
    }


def test_a_form_takes_the_checklist_that_the_case_names() -> None:
    assert forms.for_case("inspect_premises", {"checklist": "seller"}) == "inspect_premises:seller"
    assert forms.for_case("reinspect", {}) == "reinspect"
    assert forms.base("inspect_premises:seller") == "inspect_premises"
    with pytest.raises(Broken, match=r"form\.no_checklist"):
        forms.for_case("inspect_premises", {})


@time_machine.travel(NOW)
def test_every_item_of_the_checklist_is_answered() -> None:
    form = forms.load("inspect_school")
    given = answers(no_3_1={"note": "", "affects_safety": None})
    del given["1.1"]
    given["9.9"] = {"result": 1}
    given["2.1"] = {"result": 4}

    assert codes(form, a_visit(checklist=given)) == {
        "checklist[1.1]": ["checklist.unanswered"],
        "checklist[2.1].result": ["form.not_a_choice"],
        "checklist[3.1].note": ["checklist.note_required"],
        "checklist[3.1].affects_safety": ["checklist.safety_unknown"],
        "checklist[9.9]": ["checklist.unknown_item"],
    }


@time_machine.travel(NOW)
@pytest.mark.parametrize("outcome", ["NO_PROBLEM", "RECTIFY_ON_SPOT", "INVESTIGATE_GENERAL"])
def test_a_key_item_that_affects_safety_allows_nothing_milder(outcome: str) -> None:
    form = forms.load("inspect_school")
    given = answers(no_3_1={"affects_safety": True})
    extra = {"measures_taken": "调离"} if outcome == "RECTIFY_ON_SPOT" else {}

    visit = a_visit(checklist=given, outcome=outcome, **extra)

    assert codes(form, visit) == {"outcome": ["outcome.not_lawful"]}
    assert forms.clean(form, a_visit(checklist=given, outcome="INVESTIGATE_KEY"))


@time_machine.travel(NOW)
def test_the_gap_of_the_law_is_closed_with_a_reason() -> None:
    form = forms.load("inspect_school")
    visit = a_visit(
        checklist=answers(no_3_1={"affects_safety": False}),
        outcome="RECTIFY_BY_DATE",
        rectify_demand="补办健康证明",
        rectify_by="2023-09-20",
    )

    assert codes(form, visit) == {"key_gap_reason": ["outcome.reason_required"]}
    assert forms.clean(form, visit | {"key_gap_reason": "已停止接触食品"})["key_gap_reason"]


@time_machine.travel(NOW)
def test_a_visit_that_did_not_take_place_says_why_and_nothing_else() -> None:
    form = forms.load("inspect_school")
    visit = {
        "performed": "no",
        "arrived_at": "2023-09-05T09:00",
        "left_at": "2023-09-05T09:10",
        "not_performed_reason": "closed",
        "not_performed_note": "大门上锁，张贴停业公告",
        "outcome": "NOT_PERFORMED",
    }

    assert forms.clean(form, visit)["outcome"] == "NOT_PERFORMED"
    assert codes(form, visit | {"outcome": "NO_PROBLEM"}) == {"outcome": ["outcome.not_lawful"]}
    assert codes(form, visit | {"party_name": "王"}) == {"party_name": ["form.not_applicable"]}


@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("signature", "errors"),
    [
        ({"status": "signed"}, {"party_signature.name": ["form.required"]}),
        ({"status": "refused", "name": "王"}, {"party_signature.reason": ["form.required"]}),
        ({"name": "王"}, {"party_signature.status": ["form.required"]}),
        (
            {"status": "signed", "name": "王", "seal": "x"},
            {"party_signature.seal": ["form.unknown_field"]},
        ),
        ({}, {"party_signature": ["form.required"]}),
    ],
)
def test_the_party_signed_or_refused_with_a_reason(
    signature: dict[str, str], errors: dict[str, list[str]]
) -> None:
    assert codes(forms.load("inspect_school"), a_visit(party_signature=signature)) == errors

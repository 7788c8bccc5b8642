"""Lists in forms: things that were taken and instalments, wrong cells named by row and column."""

import json
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from engine import forms
from engine.errors import Invalid
from engine.forms import Form
from web import forms as web_forms


def a_form(widget: str = "things") -> Form:
    field = {
        "type": "textarea",
        "key": "list",
        "label": "清单",
        "validate": {"required": True},
        "properties": {"widget": widget},
    }
    text = json.dumps({"type": "default", "id": "f", "components": [field]})
    return forms.read(f"a_list_of_{widget}", text)


THING = {"name": "酱油", "unit": "瓶", "quantity": "12"}


def problems(form: Form, rows: Any) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refused:
        forms.clean(form, {"list": rows})
    return {key: [str(one["code"]) for one in said] for key, said in refused.value.errors.items()}


def test_things_are_kept_as_they_were_listed() -> None:
    rows = [THING | {"quantity": "2.50", "specification": "500 毫升"}, THING]
    assert forms.clean(a_form(), {"list": rows}) == {
        "list": [THING | {"quantity": "2.5", "specification": "500 毫升"}, THING]
    }


def test_a_wrong_cell_is_named_by_row_and_column() -> None:
    rows = [THING, {"name": "盐", "quantity": "很多"}, THING | {"price": "3"}]
    assert problems(a_form(), rows) == {
        "list.1.unit": ["form.required"],
        "list.1.quantity": ["form.not_a_number"],
        "list.2.price": ["form.unknown_field"],
    }


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "1e18", "0.0001", True])
def test_a_quantity_is_a_sensible_number(quantity: object) -> None:
    assert list(problems(a_form(), [THING | {"quantity": quantity}])) == ["list.0.quantity"]


@pytest.mark.parametrize("rows", ["酱油", [1], {"0": THING}])
def test_a_list_is_a_list_of_rows(rows: object) -> None:
    assert problems(a_form(), rows) == {"list": ["form.not_a_list"]}


def test_too_many_rows_and_none_at_all_are_refused() -> None:
    assert problems(a_form(), [THING] * 201) == {"list": ["form.too_many_rows"]}
    assert problems(a_form(), []) == {"list": ["form.required"]}


def test_instalments_have_a_day_and_an_amount_in_fen() -> None:
    form = a_form("instalments")
    row = {"day": "2026-04-01", "amount_fen": "500000"}
    assert forms.clean(form, {"list": [row]}) == {
        "list": [{"day": "2026-04-01", "amount_fen": 500_000}]
    }
    wrong = {"day": "四月", "amount_fen": "0.5"}
    assert problems(form, [wrong]) == {
        "list.0.day": ["form.not_a_date"],
        "list.0.amount_fen": ["form.too_many_digits"],
    }


def test_a_page_sends_rows_and_blank_ones_are_none() -> None:
    sent = MultiDict(
        {
            "list[0].day": "2026-04-01",
            "list[0].amount_fen": "5,000",
            "list[1].day": "",
            "list[7].day": "2026-05-01",
            "list[7].amount_fen": "12.5",
            "list[x].day": "2026-05-01",
        }
    )
    assert web_forms.read(a_form("instalments"), sent) == {
        "list": [
            {"day": "2026-04-01", "amount_fen": "500000"},
            {"day": "2026-05-01", "amount_fen": "1250.0"},
        ]
    }

"""Fills in any shipped form as briefly as it may be, so that a field of choice is asked for."""

import itertools
from collections.abc import Mapping
from typing import Any, Final

from engine import checklists, forms
from engine.forms import Component, Form
from models import clock
from tests import spot
from tests.bureau import REPORT

#: What no rule of thumb fills in: charges that are lawful.
_KNOWN: Final[Mapping[str, Mapping[str, Any]]] = {
    "examine_on_spot": {"charges": spot.found()["charges"], "penalty_kinds": ["warning"]},
    "investigation_report": {key: REPORT[key] for key in ("charges", "penalty_kinds")},
}


def filled(name: str, showing: str) -> dict[str, Any]:
    """The data of the form with every field that must be filled in, and the one to be shown."""
    form = forms.load(name)
    known = _KNOWN.get(forms.base(name), {})
    data = _choices(form, showing)
    for _turn in form.fields:
        plain = {key: value for key, value in data.items() if form.fields[key].widget == ""}
        hidden = forms.hidden_fields(form, plain)
        asked = [
            field
            for key, field in form.fields.items()
            if key not in data
            and key not in hidden
            and (field.limits.required or field.widget == "checklist" or key == showing)
        ]
        if not asked:
            break
        data |= {one.key: known.get(one.key, _value(one)) for one in asked}
    return data


def _choices(form: Form, showing: str) -> dict[str, Any]:
    """What must be chosen so that the field is asked for."""
    names = sorted({name for hide in form.fields[showing].hides for name in hide.names})
    options: list[list[str | None]] = [
        [one.value for one in form.fields[name].choices] or [None] for name in names
    ]
    for combination in itertools.product(*options):
        chosen = {
            name: value for name, value in zip(names, combination, strict=True) if value is not None
        }
        if showing not in forms.hidden_fields(form, chosen):
            return chosen
    raise AssertionError(f"{form.name}: nothing shows {showing}")


def _value(field: Component) -> Any:
    """A value that the field takes; of an outcome of a visit, that nothing was found."""
    if "rule" in field.properties:
        return "NO_PROBLEM"
    if field.widget == "checklist":
        return {item.no: {"result": 1} for item in checklists.load(field.properties["checklist"])}
    if field.choices:
        return [field.choices[0].value] if field.type == "checklist" else field.choices[0].value
    now = clock.today() if field.subtype == "date" else clock.now()
    plain = {
        "signature": {"status": "signed", "name": "某某"},
        "people": [{"name": "某某", "duty": "法定代表人"}],
        "things": [{"name": "酱油", "unit": "瓶", "quantity": "1"}],
        "datetime": now.isoformat(),
        "checkbox": True,
        "number": int(field.limits.minimum or 1),
        "money": int(field.limits.minimum or 1),
    }
    return plain.get(field.kind, "某某")

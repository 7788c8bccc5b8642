"""One marshmallow schema made from a form: the server's word on what was filled in."""

import datetime as dt
import functools
import operator
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, validates_schema

from engine import checklists, outcomes
from engine.errors import Invalid
from engine.forms import values
from engine.forms.charges import Charges
from engine.forms.model import Component, Form
from engine.forms.problems import Problem
from engine.forms.rows import Rows
from models import clock

_FIELDS: Final[Mapping[str, type[values.Value[Any]]]] = {
    "textfield": values.Text,
    "textarea": values.Text,
    "number": values.Number,
    "money": values.Money,
    "checkbox": values.Flag,
    "radio": values.OneOf,
    "select": values.OneOf,
    "checklist": values.Several,
    "evidence": values.Ids,
    "officers": values.Officers,
    "person": values.Person,
    "signature": values.PartySignature,
    "things": Rows,
    "instalments": Rows,
    "people": Rows,
    "charges": Charges,
}


class FormSchema(Schema):
    """What all schemas made from forms do: conditions, required fields and rules."""

    class Meta:
        """Unknown fields are refused by name."""

        unknown = RAISE

    form: Form
    #: Codes instead of sentences, as everywhere.
    error_messages = {
        "unknown": "form.unknown_field",
        "type": "form.not_an_object",
    }

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check(self, data: dict[str, Any], original: Any, **_: Any) -> None:
        """Refuse what is missing, what does not apply here and what breaks a rule."""
        if not isinstance(original, Mapping):
            return
        hidden = hidden_fields(self.form, data)
        problems: dict[str, list[Problem]] = {}
        # What a field says is unknown while its own value is wrong.
        wrong = {key for key, value in original.items() if not _blank(value) and key not in data}
        for key, field in self.form.fields.items():
            given = not _blank(original.get(key))
            if any(hide.names & wrong for hide in field.hides):
                continue
            if key in hidden and given:
                problems[key] = [Problem("form.not_applicable")]
            elif key not in hidden and field.limits.required and not (given and _said(field, data)):
                problems[key] = [Problem("form.required")]
            elif key not in hidden and data.get(key) is not None:
                problems.update({key: found} if (found := _bounds(field, data)) else {})
        for field in self.form.fields.values():
            if field.properties.get("rule") and field.key not in hidden | set(problems):
                problems.update(_inspection_outcome(self.form, field, data))
        if problems:
            raise ValidationError({key: list(found) for key, found in problems.items()})


def _blank(value: Any) -> bool:
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def _said(field: Component, data: Mapping[str, Any]) -> bool:
    """A box that must be ticked is; anything else that was given has said something."""
    return field.kind != "checkbox" or data.get(field.key) is not False


@functools.lru_cache(maxsize=256)
def schema_of(form: Form) -> FormSchema:
    """Return the schema of a form; `load` gives Python values, `clean` what is stored."""
    members: dict[str, Any] = {key: _field(field) for key, field in form.fields.items()}
    kind: type[FormSchema] = type(f"{form.name}_form", (FormSchema,), {**members, "form": form})
    return kind()


def _field(component: Component) -> values.Value[Any]:
    if component.widget == "checklist":
        return values.Answers(component, checklists.load(component.properties["checklist"]))
    if component.type == "datetime":
        return values.Date(component) if component.subtype == "date" else values.Moment(component)
    return _FIELDS[component.kind](component)


def hidden_fields(form: Form, data: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields that the conditions hide; a hidden field says nothing to the others."""
    hidden: frozenset[str] = frozenset()
    for _ in range(len(form.fields) + 1):
        context = {
            key: None if key in hidden else _fact(field, data.get(key))
            for key, field in form.fields.items()
        }
        now = frozenset(
            key
            for key, field in form.fields.items()
            if any(hide.evaluate(context) is True for hide in field.hides)
        )
        if now == hidden:
            break
        hidden = now
    return hidden


def _fact(field: Component, value: Any) -> Any:
    """What a condition may ask of a value."""
    if field.widget == "checklist":
        if not isinstance(value, dict):
            return outcomes.Tally().facts()
        return outcomes.tally(checklists.load(field.properties["checklist"]), value).facts()
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def _bounds(field: Component, data: Mapping[str, Any]) -> list[Problem]:
    """Compare a date with the days that the form names as its bounds."""
    problems = []
    for bound, code, holds in (
        ("notBefore", "form.too_early", operator.ge),
        ("notAfter", "form.too_late", operator.le),
    ):
        name = field.properties.get(bound)
        other = _bound(name, field, data) if name else None
        if name and other is not None and not holds(data[field.key], other):
            problems.append(Problem(code, {"bound": name, "value": other.isoformat()}))
    return problems


def _bound(name: str, field: Component, data: Mapping[str, Any]) -> dt.date | None:
    if name in {"now", "today"}:
        return clock.now() if field.subtype == "datetime" else clock.today()
    other = data.get(name)
    if isinstance(other, dt.datetime) and field.subtype == "date":
        return other.astimezone(clock.ZONE).date()
    return other if isinstance(other, dt.date) else None


def _inspection_outcome(
    form: Form, field: Component, data: Mapping[str, Any]
) -> dict[str, list[Problem]]:
    """The outcome must be lawful for the answers; the gap of L6 needs a reason (rules.md 4.2)."""
    properties = field.properties
    performed = data.get(properties["unless"]) != "no"
    answers = data.get(properties["of"])
    if field.key not in data or (performed and not isinstance(answers, dict)):
        return {}
    found = outcomes.Tally()
    if isinstance(answers, dict):
        found = outcomes.tally(_checklist(form, properties["of"]), answers)
    outcome = outcomes.Outcome(data[field.key])
    allowed = outcomes.allowed_outcomes(found, performed=performed)
    if outcome not in allowed:
        return {field.key: [Problem("outcome.not_lawful", {"allowed": sorted(allowed)})]}
    reason = properties["reason"]
    if performed and outcomes.needs_reason(found, outcome) and _blank(data.get(reason)):
        return {reason: [Problem("outcome.reason_required")]}
    return {}


def _checklist(form: Form, key: str) -> checklists.Checklist:
    return checklists.load(form.fields[key].properties["checklist"])


def clean(form: Form, data: Any) -> dict[str, Any]:
    """Return the data as they are stored (JSON), or raise Invalid with the problems by field."""
    try:
        loaded = schema_of(form).load(data)
    except ValidationError as error:
        found = {key: [one.as_json() for one in said] for key, said in _flat(error.messages)}
        raise Invalid("form.invalid", found) from error
    return {key: _json(value) for key, value in loaded.items() if not _blank(value)}


def outcomes_of(form: Form, data: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Pick the fields that enter process data; a field that was not asked is null there."""
    return {name: data.get(name) for name in names if name in form.fields}


def _json(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, checklists.Answer):
        return value.as_json()
    if isinstance(value, dict):
        return {key: _json(one) for key, one in value.items()}
    return value


def _flat(messages: Any, path: str = "") -> Iterable[tuple[str, list[Problem]]]:
    """Turn marshmallow's tree into `field`, `field.part` and `checklist[3.1].note`."""
    if isinstance(messages, list):
        yield path, [one if isinstance(one, Problem) else Problem(str(one)) for one in messages]
        return
    for key, inner in messages.items():
        name = "" if key == "_schema" else str(key)
        if not path or not name:
            yield from _flat(inner, path + name)
        else:
            yield from _flat(inner, f"{path}[{name}]" if "." in name else f"{path}.{name}")

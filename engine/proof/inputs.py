"""Everything that people can submit, as far as the diagram can tell the difference."""

import itertools
from collections.abc import Iterator
from typing import Any

from engine import forms
from engine.forms import Component, Form
from engine.outcomes import Outcome
from engine.spiff.parsing import UserTask

_YES_NO = (True, False)


def submissions(task: UserTask) -> Iterator[dict[str, Any]]:
    """Each combination of the outcomes of the form that the form lets pass."""
    if not task.outcomes:
        yield {}
        return
    form = forms.load(task.form)
    fields = [form.fields[name] for name in task.outcomes]
    seen: list[dict[str, Any]] = []
    for values in itertools.product(*(_values(field) for field in fields)):
        data = dict(zip(task.outcomes, values, strict=True))
        hidden = forms.hidden_fields(form, data)
        data = {name: None if name in hidden else value for name, value in data.items()}
        if data not in seen and _is_lawful(form, data):
            seen.append(data)
            yield data


def _values(field: Component) -> tuple[Any, ...]:
    if field.choices:
        return tuple(choice.value for choice in field.choices)
    return _YES_NO


def _is_lawful(form: Form, data: dict[str, Any]) -> bool:
    """The form's own rule on the outcome of a visit (engine/outcomes.py)."""
    for field in form.fields.values():
        unless = field.properties.get("unless")
        if field.properties.get("rule") and unless and field.key in data:
            performed = data.get(unless) != "no"
            if performed == (data[field.key] == Outcome.NOT_PERFORMED):
                return False
    return True

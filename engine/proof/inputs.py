"""Everything that people can submit, as far as the diagram can tell the difference.

A choice gives all its values. A number, a date or a text gives one value of each class that the
guards tell apart: each constant that they compare it with, and what lies below, between and above.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, Protocol

from engine import forms
from engine.feel import compile_expression
from engine.feel.syntax import Literal, Node
from engine.forms import Component, Form
from engine.outcomes import Outcome

#: A text that no guard knows.
OTHER_TEXT: Final = "…"
#: A day like any other, where no guard names one.
SOME_DAY: Final = dt.date(2026, 3, 2)
_DAY: Final = dt.timedelta(days=1)

#: Variable -> the constants that guards compare it with.
Thresholds = Mapping[str, frozenset[Any]]


def thresholds(guards: Iterable[str]) -> dict[str, frozenset[Any]]:
    """Every variable that guards read, with the constants that stand in the same guard."""
    found: dict[str, frozenset[Any]] = {}
    for text in guards:
        expression = compile_expression(text)
        constants = frozenset(_constants(expression.tree))
        for name in expression.names:
            found[name] = found.get(name, frozenset()) | constants
    return found


class Asked(Protocol):
    """A user task, or a message: what its form lets pass enters the data."""

    @property
    def form(self) -> str:
        """The form."""

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Its fields that enter the data."""


def submissions(task: Asked, known: Thresholds) -> Iterator[dict[str, Any]]:
    """Each combination of the outcomes of the form that the form lets pass."""
    if not task.outcomes:
        yield {}
        return
    form = forms.load(task.form)
    fields = [form.fields[name] for name in task.outcomes]
    seen: list[dict[str, Any]] = []
    classes = (_values(field, known.get(field.key, frozenset())) for field in fields)
    for values in itertools.product(*classes):
        data = dict(zip(task.outcomes, values, strict=True))
        hidden = forms.hidden_fields(form, data)
        data = {name: None if name in hidden else value for name, value in data.items()}
        if data not in seen and _is_lawful(form, data):
            seen.append(data)
            yield data


def _values(field: Component, constants: frozenset[Any]) -> tuple[Any, ...]:
    if field.type == "checkbox":
        return (True, False)
    nothing = () if field.limits.required else (None,)
    if field.choices:
        return (*(choice.value for choice in field.choices), *nothing)
    if field.kind in {"number", "money"}:
        return (*_numbers(field, constants), *nothing)
    if field.type == "datetime" and field.subtype == "date":
        return (*_days(constants), *nothing)
    texts = sorted(one for one in constants if isinstance(one, str))
    return (*texts, OTHER_TEXT, *nothing)


def _numbers(field: Component, constants: frozenset[Any]) -> list[int | Decimal]:
    """Each threshold, and the nearest numbers around it that the form lets pass."""
    step = Decimal(1).scaleb(-field.decimal_digits)
    points = {one for one in constants if isinstance(one, Decimal)}
    around = {side for one in points for side in (one - step, one, one + step)} or {Decimal(0)}
    low, high = field.limits.minimum, field.limits.maximum
    around |= {limit for limit in (low, high) if limit is not None}
    passing = sorted(
        one
        for one in around
        if (low is None or one >= low) and (high is None or one <= high) and one % step == 0
    )
    return [one if field.decimal_digits else int(one) for one in passing]


def _days(constants: frozenset[Any]) -> list[str]:
    """Each day that a guard names, one between each two, one before and one after."""
    days = sorted({one for one in constants if type(one) is dt.date})
    if not days:
        return [SOME_DAY.isoformat()]
    between = [low + (high - low) / 2 for low, high in pairwise(days)]
    return [one.isoformat() for one in sorted({days[0] - _DAY, *days, *between, days[-1] + _DAY})]


def _constants(node: Node) -> Iterator[Any]:
    if isinstance(node, Literal) and node.value is not None:
        yield node.value
    for child in node.children():
        yield from _constants(child)


def _is_lawful(form: Form, data: dict[str, Any]) -> bool:
    """The form's own rule on the outcome of a visit (engine/outcomes.py)."""
    for field in form.fields.values():
        unless = field.properties.get("unless")
        if field.properties.get("rule") and unless and field.key in data:
            performed = data.get(unless) != "no"
            if performed == (data[field.key] == Outcome.NOT_PERFORMED):
                return False
    return True

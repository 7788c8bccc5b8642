"""The browser's FEEL (feelin) and ours agree on what forms may ask: shipped and generated."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from engine import forms
from engine.feel import compile_expression
from engine.forms import Component, Form
from engine.outcomes import Tally

FEELIN = Path(__file__).parents[2] / "web" / "static" / "vendor" / "feelin" / "feelin.min.js"
#: What web/static/forms.js does with a condition: only true hides.
ASK = """(cases) => cases.map(
  ([text, context]) => feelin.evaluate(text, context).value === true
)"""
#: The values of one condition that are tried at most.
MOST = 500

Case = tuple[str, dict[str, Any]]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that has nothing but feelin."""
    opened = browser.new_page()
    opened.add_script_tag(path=FEELIN)
    yield opened
    opened.close()


def ours(text: str, context: dict[str, Any]) -> bool:
    return compile_expression(text).evaluate(_decimals(context)) is True


def _decimals(value: Any) -> Any:
    """Numbers as the engine holds them (engine/forms/schema.py)."""
    if isinstance(value, dict):
        return {key: _decimals(one) for key, one in value.items()}
    plain = isinstance(value, bool) or not isinstance(value, int)
    return value if plain else Decimal(value)


def differences(page: Page, cases: list[Case]) -> list[tuple[Case, bool]]:
    theirs = page.evaluate(ASK, cases)
    return [
        (case, said)
        for case, said in zip(cases, theirs, strict=True)
        if said is not ours(case[0], case[1])
    ]


def values_of(field: Component) -> list[Any]:
    """Everything that a page can hand to a condition for this field; null is an empty one."""
    if field.widget == "checklist":
        return [
            Tally(key_failed=key, key_unsafe=unsafe, general_failed=general).facts()
            for key, unsafe, general in ((0, 0, 0), (1, 0, 0), (1, 1, 0), (2, 1, 3), (0, 0, 1))
        ]
    if field.choices:
        return [None, *(choice.value for choice in field.choices)]
    if field.type == "checkbox":
        return [None, True, False]
    return [None, 0, 1, 10**12]


def cases_of(form: Form, text: str) -> Iterator[Case]:
    names = sorted(compile_expression(text).names & set(form.fields))
    for values in islice(product(*(values_of(form.fields[name]) for name in names)), MOST):
        yield text, dict(zip(names, values, strict=True))


def conditions(form: Form) -> set[str]:
    found, pending = set(), list(form.components)
    while pending:
        component = pending.pop()
        pending += component.children
        if component.hide_text:
            found.add(component.hide_text)
    return found


@pytest.mark.parametrize("name", forms.names())
def test_every_condition_of_a_form_hides_the_same_in_the_browser(page: Page, name: str) -> None:
    form = forms.load(name)
    cases = [case for text in sorted(conditions(form)) for case in cases_of(form, text)]
    assert differences(page, cases) == []


TEXTS = st.sampled_from(["yes", "no", "RECTIFY_BY_DATE", "当场"])
NUMBERS = st.integers(-(10**12), 10**12)
FIELDS = {"choice": TEXTS, "other": TEXTS, "ticked": st.booleans(), "amount": NUMBERS}
CONTEXTS = st.fixed_dictionaries({name: st.none() | one for name, one in FIELDS.items()})


def comparisons() -> st.SearchStrategy[str]:
    equal = st.sampled_from(["=", "!="])
    ordered = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    texts = TEXTS.map(lambda text: f'"{text}"')
    return st.one_of(
        st.tuples(st.sampled_from(["choice", "other"]), equal, texts).map(" ".join),
        st.tuples(st.just("choice"), equal, st.just("other")).map(" ".join),
        st.tuples(st.just("ticked"), equal, st.sampled_from(["true", "false"])).map(" ".join),
        st.tuples(st.just("amount"), ordered, NUMBERS.map(str)).map(" ".join),
        st.tuples(st.sampled_from(["choice", "amount"]), equal, st.just("null")).map(" ".join),
    )


EXPRESSIONS = st.recursive(
    comparisons(),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map("".join),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"not({text})"),
        st.tuples(inner, inner, inner).map(
            lambda three: f"if {three[0]} then ({three[1]}) else ({three[2]})"
        ),
    ),
    max_leaves=5,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(EXPRESSIONS, CONTEXTS), min_size=5, max_size=40))
def test_generated_conditions_mean_the_same_in_the_browser(page: Page, cases: list[Case]) -> None:
    assert differences(page, cases) == []

"""Reading form-js JSON into a Form; what the lint refuses is never read."""

import dataclasses
import functools
import hashlib
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from importlib import resources
from typing import Any, Final

from engine.errors import Broken
from engine.feel import Expression, compile_expression
from engine.forms.lint import reasons
from engine.forms.model import INPUTS, Choice, Component, Form, Limits
from engine.forms.problems import FormNotSupported

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
#: Between the name of a form and the checklist that the case at hand puts into it.
_WITH: Final = ":"


@functools.lru_cache(maxsize=512)
def load(name: str) -> Form:
    """Return the shipped form of this name; `form:checklist` puts that checklist into it.

    Read once: shipped files do not change while the program runs.
    """
    base, _, checklist = name.partition(_WITH)
    file = resources.files("workflows") / "forms" / f"{base}.form"
    if not _NAME.fullmatch(base) or not file.is_file():
        raise FormNotSupported(name, ["there is no such form"])
    form = read(base, file.read_text(encoding="utf-8"))
    return _with(form, checklist) if checklist else form


def base(name: str) -> str:
    """Return the name of the form without the checklist that was put into it."""
    return name.partition(_WITH)[0]


def for_case(name: str, data: Mapping[str, Any]) -> str:
    """Return the name of the form as a case with this process data fills it in.

    A form whose checklist depends on the case (`=checklist`) gets the one that the variable names.
    """
    variable = load(name).variable
    if not variable:
        return name
    chosen = data.get(variable)
    if not isinstance(chosen, str) or not _NAME.fullmatch(chosen):
        raise Broken("form.no_checklist", form=name, variable=variable)
    return f"{name}{_WITH}{chosen}"


def names() -> list[str]:
    """Return the names of the shipped forms."""
    folder = resources.files("workflows") / "forms"
    found = (entry.name for entry in folder.iterdir())
    return sorted(name.removesuffix(".form") for name in found if name.endswith(".form"))


@functools.lru_cache(maxsize=256)
def read(name: str, text: str) -> Form:
    """Read a form; the same text gives the same object."""
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise FormNotSupported(name, [f"no JSON: {error}"]) from error
    refused = reasons(raw)
    if refused:
        raise FormNotSupported(name, refused)
    components = tuple(_component(one, ()) for one in raw["components"])
    fields = {field.key: field for component in components for field in component.fields()}
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Form(name=name, digest=digest, components=components, fields=fields)


@functools.lru_cache(maxsize=256)
def _with(form: Form, checklist: str) -> Form:
    components = tuple(_chosen(one, checklist) for one in form.components)
    fields = {field.key: field for component in components for field in component.fields()}
    name = f"{form.name}{_WITH}{checklist}"
    return Form(name=name, digest=form.digest, components=components, fields=fields)


def _chosen(component: Component, checklist: str) -> Component:
    properties = dict(component.properties)
    if component.variable:
        properties["checklist"] = checklist
    children = tuple(_chosen(one, checklist) for one in component.children)
    return dataclasses.replace(component, properties=properties, children=children)


def _component(raw: Mapping[str, Any], around: tuple[Expression, ...]) -> Component:
    hide_text = str(raw.get("conditional", {}).get("hide", ""))[1:]
    hide = compile_expression(hide_text) if hide_text else None
    hides = (*around, hide) if hide else around
    kind = str(raw["type"])
    properties = dict(raw.get("properties", {}))
    return Component(
        type=kind,
        key=str(raw["key"]) if kind in INPUTS else "",
        label=str(raw.get("dateLabel" if kind == "datetime" else "label", "")),
        description=str(raw.get("description", "")),
        text=str(raw.get("text", "")),
        limits=_limits(raw.get("validate", {})),
        choices=tuple(Choice(one["value"], one["label"]) for one in raw.get("values", ())),
        subtype=str(raw.get("subtype", "")),
        decimal_digits=int(raw.get("decimalDigits", 0)),
        widget=str(properties.pop("widget", "")),
        properties=properties,
        hide=hide,
        hide_text=hide_text,
        hides=hides,
        children=tuple(_component(one, hides) for one in raw.get("components", ())),
    )


def _limits(raw: Mapping[str, Any]) -> Limits:
    return Limits(
        required=bool(raw.get("required", False)),
        min_length=raw.get("minLength"),
        max_length=raw.get("maxLength"),
        pattern=raw.get("pattern"),
        minimum=_decimal(raw.get("min")),
        maximum=_decimal(raw.get("max")),
    )


def _decimal(raw: Any) -> Decimal | None:
    return None if raw is None else Decimal(str(raw))

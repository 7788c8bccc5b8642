"""The allow-list for forms: what is outside the documented subset is refused by its name."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine import checklists
from engine.feel import FeelSyntaxError, compile_expression
from engine.forms.model import INPUTS, WIDGETS

_ROOT: Final = {"type", "id", "schemaVersion", "exporter", "components"} | {
    "executionPlatform",
    "executionPlatformVersion",
}
_EVERY: Final = {"type", "id", "layout", "conditional", "properties"}
_INPUT: Final = _EVERY | {"key", "label", "description", "validate"}
_KEYS: Final[Mapping[str, set[str]]] = {
    "textfield": _INPUT,
    "textarea": _INPUT,
    "number": _INPUT | {"decimalDigits"},
    "datetime": (_INPUT - {"label"})
    | {"subtype", "dateLabel", "timeLabel", "timeSerializingFormat", "timeInterval", "use24h"},
    "checkbox": _INPUT,
    "checklist": _INPUT | {"values"},
    "radio": _INPUT | {"values"},
    "select": _INPUT | {"values"},
    "text": _EVERY | {"text"},
    "group": _EVERY | {"label", "components", "showOutline"},
    "separator": _EVERY,
}
_TEXT_LIMITS: Final = {"required", "minLength", "maxLength", "pattern"}
_VALIDATE: Final[Mapping[str, set[str]]] = {
    "textfield": _TEXT_LIMITS,
    "textarea": _TEXT_LIMITS,
    "number": {"required", "min", "max"},
}
_BOUNDS: Final = {"notBefore", "notAfter"}
#: How a field names people: its value is a name, or names stand somewhere in it.
_NAMES: Final = {"person", "text"}
_PROPERTIES: Final[Mapping[str, set[str]]] = {
    "textfield": {"names", "number"},
    "textarea": {"names"},
    "datetime": _BOUNDS,
    "checklist": {"minItems"},
    "radio": {"rule", "of", "reason", "unless"},
}
_WIDGET_PROPERTIES: Final[Mapping[str, set[str]]] = {
    "checklist": {"checklist", "partial"},
    "person": {"role"},
}
#: What the browser may compare: no free text, no fractions (feelin counts in binary floats).
_COMPARABLE: Final = {"radio", "select", "checkbox", "datetime", "number"}
_KEY: Final = re.compile(r"[a-z][a-z0-9_]*")
_FRACTION: Final = re.compile(r"\d\.\d|/")


def reasons(raw: Any) -> list[str]:
    """Return everything for which the form is refused, each naming the component."""
    if not isinstance(raw, dict) or raw.get("type") != "default":
        return ["the file is no form-js form (type must be default)"]
    found = [f"unknown entry {key} of the form" for key in sorted(set(raw) - _ROOT)]
    components = raw.get("components")
    if not isinstance(components, list) or not components:
        return [*found, "the form has no components"]
    inputs = [one for one in _walk(components) if one.get("type") in INPUTS]
    found += _repeated([str(one.get("key")) for one in inputs])
    kinds = {str(one.get("key")): one for one in inputs}
    for component in _walk(components):
        found += [f"{_name(component)}: {said}" for said in _component(component, kinds)]
    return found


def _walk(components: Any) -> Iterator[Mapping[str, Any]]:
    for component in components if isinstance(components, list) else []:
        if isinstance(component, dict):
            yield component
            yield from _walk(component.get("components", []))


def _name(component: Mapping[str, Any]) -> str:
    return str(component.get("key") or component.get("id") or component.get("type"))


def _repeated(keys: list[str]) -> list[str]:
    return [
        f"{key}: the key is used twice" for key in sorted({k for k in keys if keys.count(k) > 1})
    ]


def _component(raw: Mapping[str, Any], kinds: Mapping[str, Any]) -> Iterator[str]:
    kind = str(raw.get("type"))
    if kind not in _KEYS:
        yield f"the component type {kind} is not supported"
        return
    for entry in sorted(set(raw) - _KEYS[kind]):
        yield f"the entry {entry} of a {kind} is not supported"
    if kind in INPUTS:
        yield from _input(raw, kind)
    yield from _properties(raw, kind, kinds)
    yield from _conditional(raw, kinds)


def _input(raw: Mapping[str, Any], kind: str) -> Iterator[str]:
    if not _KEY.fullmatch(str(raw.get("key", ""))):
        yield "the key must be lower-case words joined by _"
    if not raw.get("dateLabel" if kind == "datetime" else "label"):
        yield "there is no label"
    allowed = _VALIDATE.get(kind, {"required"})
    validate = raw.get("validate", {})
    for entry in sorted(set(validate) - allowed):
        yield f"the validation {entry} of a {kind} is not supported"
    if "pattern" in validate and not _compiles(validate["pattern"]):
        yield "the pattern is no regular expression"
    if kind == "datetime" and raw.get("subtype") not in {"date", "datetime"}:
        yield f"the subtype {raw.get('subtype')} is not supported"
    if "values" in _KEYS[kind]:
        yield from _values(raw.get("values"))


def _compiles(pattern: Any) -> bool:
    try:
        re.compile(pattern)
    except (re.error, TypeError):
        return False
    return True


def _values(raw: Any) -> Iterator[str]:
    if not isinstance(raw, list) or not raw:
        yield "there are no values to choose from"
        return
    values = [choice.get("value") for choice in raw if isinstance(choice, dict)]
    if len(values) != len(raw) or not all(isinstance(value, str) and value for value in values):
        yield "a value must be a text with a label"
    elif len(set(values)) != len(values):
        yield "two choices have the same value"
    for choice in raw:
        if isinstance(choice, dict) and (set(choice) != {"value", "label"} or not choice["label"]):
            yield f"the choice {choice.get('value')} must have value and label, nothing else"


def _properties(raw: Mapping[str, Any], kind: str, kinds: Mapping[str, Any]) -> Iterator[str]:
    properties = raw.get("properties", {})
    widget = properties.get("widget")
    allowed = {"widget"} | (
        _WIDGET_PROPERTIES.get(widget, set()) if widget else _PROPERTIES.get(kind, set())
    )
    for entry in sorted(set(properties) - allowed):
        yield f"the property {entry} is not supported here"
    if widget is not None and widget not in WIDGETS:
        yield f"the widget {widget} is not supported"
    elif widget is not None and WIDGETS[widget] != kind:
        yield f"the widget {widget} is written as a {WIDGETS[widget]}, not as a {kind}"
    if widget == "checklist":
        yield from _checklist(properties)
    yield from _rule(properties, kinds)


def _checklist(properties: Mapping[str, Any]) -> Iterator[str]:
    """A checklist is named, or it is the one that a variable of the process names."""
    named = str(properties.get("checklist"))
    by_case = named.startswith("=") and _KEY.fullmatch(named[1:])
    if not by_case and named not in checklists.names():
        yield f"there is no checklist {named}"
    if properties.get("partial", "true") != "true":
        yield "partial must be true"


def _rule(properties: Mapping[str, Any], kinds: Mapping[str, Any]) -> Iterator[str]:
    for bound in sorted(_BOUNDS & set(properties)):
        other = kinds.get(properties[bound], {"type": None})
        if properties[bound] not in {"today", "now"} and other["type"] != "datetime":
            yield f"{bound} must be today, now or the key of a datetime"
    if not str(properties.get("minItems", "1")).isdecimal():
        yield "minItems must be a whole number"
    if properties.get("rule", "inspection_outcome") != "inspection_outcome":
        yield f"there is no rule {properties['rule']}"
    if properties.get("names", "text") not in _NAMES:
        yield f"names must be one of {', '.join(sorted(_NAMES))}"
    if "number" in properties and properties["number"] not in kinds:
        yield "number must name the field with the number of the identity card"
    if "rule" in properties:
        for name in ("of", "reason", "unless"):
            if properties.get(name) not in kinds:
                yield f"the rule needs {name} to name a field"


def _conditional(raw: Mapping[str, Any], kinds: Mapping[str, Any]) -> Iterator[str]:
    conditional = raw.get("conditional", {})
    if set(conditional) - {"hide"}:
        yield "only conditional.hide is supported"
    if "hide" not in conditional:
        return
    text = str(conditional["hide"])
    if not text.startswith("="):
        yield "conditional.hide must be FEEL and begin with ="
        return
    try:
        names = compile_expression(text[1:]).names
    except FeelSyntaxError as error:
        yield f"conditional.hide is no FEEL: {error}"
        return
    if _FRACTION.search(text):
        yield "conditional.hide may not count in fractions"
    for name in sorted(names):
        other = kinds.get(name)
        if other is None:
            yield f"conditional.hide names {name}, which is no field"
        elif not _comparable(other):
            yield f"conditional.hide may not compare {name}, which is a {other['type']}"


def _comparable(raw: Mapping[str, Any]) -> bool:
    if raw.get("properties", {}).get("widget") == "checklist":
        return True
    return raw["type"] in _COMPARABLE and not raw.get("decimalDigits")

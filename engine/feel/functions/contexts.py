"""Built-in functions on contexts, and `not` and `is`."""

from typing import Any

from engine.feel.errors import Fault
from engine.feel.frame import Run
from engine.feel.functions.signature import OMITTED, table
from engine.feel.temporal import zone_text
from engine.feel.values import equal, kind_of


def get_value(context: dict[str, Any], key: str) -> object:
    return context.get(key)


def get_value_at(context: dict[str, Any], keys: list[Any]) -> object:
    found: Any = context
    for key in keys:
        if not isinstance(found, dict) or key not in found:
            return None
        found = found[key]
    return found


def get_entries(context: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in context.items()]


def put(context: dict[str, Any], key: str, value: object) -> dict[str, Any]:
    return {**context, key: value}


def put_at(context: dict[str, Any], keys: list[Any], value: object) -> dict[str, Any]:
    if not keys or not all(isinstance(key, str) for key in keys):
        raise Fault("the keys are not a list of strings", "kinds")
    first, rest = keys[0], keys[1:]
    if not rest:
        return {**context, first: value}
    inner = context.get(first)
    if not isinstance(inner, dict):
        raise Fault(f"the context has no context {first!r}", "unknown_key")
    return {**context, first: put_at(inner, rest, value)}


def from_entries(entries: list[Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for entry in entries:
        if (
            not isinstance(entry, dict)
            or "value" not in entry
            or not isinstance(entry.get("key"), str)
        ):
            raise Fault("an entry has a key and a value", "kinds")
        if entry["key"] in result:
            raise Fault(f"the key {entry['key']!r} stands twice", "duplicate_key")
        result[entry["key"]] = entry["value"]
    return result


def merge(run: Run, contexts: list[Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for part in contexts:
        if not isinstance(part, dict):
            raise Fault("only contexts can be merged", "kinds")
        run.tick(len(part))
        result.update(part)
    return result


def negation(value: object) -> bool | None:
    return (not value) if isinstance(value, bool) else None


def identical(left: Any = None, right: Any = None) -> bool:
    """Equal in value and kind, and for times also in zone."""
    if left is OMITTED:
        left = None
    if kind_of(left) != kind_of(right):
        return False
    if hasattr(left, "tzinfo") and zone_text(left.tzinfo) != zone_text(right.tzinfo):
        return False
    return equal(left, right)


CONTEXTS = table({
    "get value": (("m: context, key: string", get_value), ("m: context, keys: list", get_value_at)),
    "get entries": (("m: context", get_entries),),
    "context": (("entries: list", from_entries),),
    "context put": (("context: context, key: string, value: any", put),
                    ("context: context, keys: list, value: any", put_at)),
    "context merge": (("@contexts: list", merge),),
    "not": (("negand: any", negation),),
    "is": (("value1: any?, value2: any?", identical),),
})  # fmt: skip

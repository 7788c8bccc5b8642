"""Types: what `instance of` asks, and what parameters, inputs and results are checked against."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.feel.errors import Fault
from engine.feel.syntax import TypeName
from engine.feel.values import (
    BOOLEAN,
    CONTEXT,
    DATE,
    DATE_TIME,
    DAYS,
    FUNCTION,
    KINDS,
    LIST,
    MONTHS,
    NUMBER,
    RANGE,
    STRING,
    TIME,
    kind_of,
)

ANY, NULL_TYPE = "Any", "Null"
SIMPLE_KINDS = (STRING, NUMBER, BOOLEAN, DATE, TIME, DATE_TIME, DAYS, MONTHS)


@dataclass(frozen=True, slots=True)
class Type:
    """A type by structure; `allowed` is the extra condition of an item definition."""

    kind: str
    item: "Type | None" = None
    components: tuple[tuple[str, "Type"], ...] = ()
    parameters: tuple["Type", ...] | None = None
    allowed: Callable[[object], bool] | None = field(default=None, compare=False)
    name: str = field(default="", compare=False)

    @property
    def is_simple(self) -> bool:
        """Whether the kind alone tells what belongs to the type."""
        return self.allowed is None and self.kind in SIMPLE_KINDS

    def has(self, value: object, *, by_shape: bool = False) -> bool:
        """Does the value belong to the type? Null belongs to every type.

        By shape alone, allowed values play no part; so does `instance of` ask.
        """
        if value is None or self.kind == ANY:
            return self.kind != NULL_TYPE or value is None
        if not self._has_kind(value, by_shape=by_shape):
            return False
        return by_shape or self.allowed is None or self.allowed(value)

    def _has_kind(self, value: Any, *, by_shape: bool) -> bool:
        if kind_of(value) != self.kind:
            return False
        if self.kind == LIST:
            return self.item is None or all(
                self.item.has(item, by_shape=by_shape) for item in value
            )
        if self.kind == CONTEXT:
            return all(
                key in value and part.has(value[key], by_shape=by_shape)
                for key, part in self.components
            )
        if self.kind == RANGE and self.item is not None:
            return self.item.has(value.low) and self.item.has(value.high)
        if self.kind == FUNCTION and self.parameters is not None:
            given = getattr(value, "parameters", None)
            return given is not None and len(given) == len(self.parameters)
        return True

    def __str__(self) -> str:
        if self.name:
            return self.name
        return f"{self.kind}<{self.item}>" if self.item else self.kind


ANY_TYPE = Type(ANY)
BUILTIN_TYPES: dict[str, Type] = {
    **{kind: Type(kind) for kind in (*SIMPLE_KINDS, LIST, CONTEXT, RANGE, FUNCTION)},
    "Any": ANY_TYPE,
    "Null": Type(NULL_TYPE),
    "dateTime": Type(DATE_TIME),
    "dayTimeDuration": Type(DAYS),
    "yearMonthDuration": Type(MONTHS),
}


def resolve(name: TypeName, known: Mapping[str, Type]) -> Type | None:
    """The type that a name in an expression means; None when there is none."""
    if name.name in {LIST, RANGE}:
        item = resolve(name.parameters[0], known) if name.parameters else None
        return None if name.parameters and item is None else Type(name.name, item)
    if name.name == CONTEXT and name.keys:
        parts = [resolve(part, known) for part in name.parameters]
        found = tuple((key, part) for key, part in zip(name.keys, parts, strict=True) if part)
        return Type(CONTEXT, components=found) if len(found) == len(parts) else None
    if name.name == FUNCTION and name.result is not None:
        parts = [resolve(part, known) for part in name.parameters]
        given = tuple(part for part in parts if part)
        return Type(FUNCTION, parameters=given) if len(given) == len(parts) else None
    return known.get(name.name) or BUILTIN_TYPES.get(name.name)


def coerce(value: object, expected: Type) -> object:
    """The value as the type wants it: one item for a list of one and the reverse, or null."""
    if value is None or expected.has(value):
        return value
    if isinstance(value, list):
        if len(value) == 1 and expected.kind != LIST and expected.has(value[0]):
            return value[0]
    elif expected.kind == LIST and expected.has([value]):
        return [value]
    return _from_date(value, expected)


def _from_date(value: object, expected: Type) -> object:
    """A date where a date and time is wanted counts as its midnight in UTC."""
    if expected.kind == DATE_TIME and kind_of(value) == DATE and isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time(), dt.UTC)
    return None


def conform(value: object, expected: Type) -> object:
    """As `coerce`, but a value that does not fit is a Fault, so that the reason is told."""
    if value is None or (KINDS.get(value.__class__) == expected.kind and expected.is_simple):
        return value
    found = coerce(value, expected)
    if found is None and value is not None:
        raise Fault(f"{_short(value)} is no {expected}", "type")
    return found


def _short(value: object) -> str:
    kind = kind_of(value)
    return f"{value!r}"[:40] if kind in {STRING, BOOLEAN} else kind

"""Decision tables: cells compiled once, rules matched, hits combined by the hit policy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel.arithmetic import calculate
from engine.feel.conditions import Test
from engine.feel.errors import Fault
from engine.feel.frame import Closure, Frame
from engine.feel.types import Type, conform
from engine.feel.values import compare, equal, kind_of


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule that matched: where it stands, and what its author wrote beside it."""

    table: str
    number: int
    id: str
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Input:
    """An input column, compiled."""

    name: str
    value: Closure
    type: Type | None
    allowed: Test | None


@dataclass(frozen=True, slots=True)
class Output:
    """An output column, compiled; `order` gives the priorities of its values."""

    name: str
    type: Type | None
    order: tuple[object, ...]
    allowed: Test | None
    default: Closure | None


@dataclass(frozen=True, slots=True)
class Row:
    """A rule, compiled: only cells that say something are tested."""

    tests: tuple[tuple[int, Test], ...]
    outputs: tuple[Closure, ...]
    fired: FiredRule
    #: Input -> the strings that its cell lists, for cells that are nothing but strings.
    words: Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Index:
    """Rules by the value of one input, whose cells are lists of strings or say nothing."""

    place: int
    by_word: Mapping[str, tuple[Row, ...]]
    #: Rules that accept every value of the input.
    rest: tuple[Row, ...]


def index(rows: tuple[Row, ...]) -> Index | None:
    """The index that leaves the fewest rules to test; None when no input is fit for one."""
    found = [_index(rows, place) for place in {place for row in rows for place in row.words}]
    usable = [one for one in found if one is not None]
    return min(usable, key=_longest, default=None)


def _index(rows: tuple[Row, ...], place: int) -> Index | None:
    for row in rows:
        if place not in row.words and any(at == place for at, _test in row.tests):
            return None
    words = {word for row in rows for word in row.words.get(place, ())}
    by_word = {
        word: tuple(row for row in rows if word in row.words.get(place, {word})) for word in words
    }
    return Index(place, by_word, tuple(row for row in rows if place not in row.words))


def _longest(index: Index) -> int:
    return max(len(rows) for rows in index.by_word.values())


@dataclass(frozen=True, slots=True)
class CompiledTable:
    """A table that can be evaluated."""

    name: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    policy: str
    aggregation: str
    index: Index | None

    def evaluate(self, frame: Frame) -> object:
        try:
            values = [self._input(column, frame) for column in self.inputs]
            hits = self._hits(values, frame)
            return POLICIES[self.policy](self, hits, frame)
        except Fault as fault:
            frame.run.report_in(self.name, fault)
            return None

    def _input(self, column: Input, frame: Frame) -> Any:
        value = column.value(frame)
        if column.type is not None:
            value = conform(value, column.type)
        if column.allowed and value is not None and not _holds(column.allowed, value, frame):
            raise Fault(f"{column.name} has a value that is not allowed", "not_allowed")
        return value

    def _hits(self, values: list[Any], frame: Frame) -> list[Row]:
        hits = []
        first_only = self.policy == "FIRST"
        inner = Frame({}, frame, frame.run)
        for row in self._candidates(values):
            for place, test in row.tests:
                inner.values["?"] = values[place]
                if test(values[place], inner) is not True:
                    break
            else:
                hits.append(row)
                if first_only:
                    break
        return hits

    def _candidates(self, values: list[Any]) -> tuple[Row, ...]:
        if self.index is None:
            return self.rows
        value = values[self.index.place]
        if not isinstance(value, str):
            return self.rows
        return self.index.by_word.get(value, self.index.rest)

    def value(self, row: Row, frame: Frame) -> object:
        """The outputs of a rule: the value itself, or a context when there are several."""
        values = [
            self._checked(output, closure(frame), frame)
            for output, closure in zip(self.outputs, row.outputs, strict=True)
        ]
        frame.run.fired.append(row.fired)
        return self._shape(values)

    def _shape(self, values: list[object]) -> object:
        if len(self.outputs) == 1:
            return values[0]
        return {output.name: value for output, value in zip(self.outputs, values, strict=True)}

    def _checked(self, output: Output, value: object, frame: Frame) -> object:
        if output.type is not None:
            value = conform(value, output.type)
        if output.allowed and value is not None and not _holds(output.allowed, value, frame):
            raise Fault(f"the output {output.name} is not allowed", "not_allowed")
        return value

    def default(self, frame: Frame) -> object:
        """What holds when no rule matches: the default outputs, or null."""
        if all(output.default is None for output in self.outputs):
            return None
        return self._shape(
            [None if output.default is None else output.default(frame) for output in self.outputs]
        )

    def priority(self, value: Any) -> tuple[int, ...]:
        """Places of the outputs in their lists of values; lower is more urgent."""
        parts = [value] if len(self.outputs) == 1 else [value[o.name] for o in self.outputs]
        return tuple(
            _place(part, output.order)
            for part, output in zip(parts, self.outputs, strict=True)
            if output.order
        )


def _holds(test: Test, value: Any, frame: Frame) -> bool:
    """Whether a list of allowed values has the value, which it may call `?`."""
    return test(value, Frame({"?": value}, frame, frame.run)) is True


def _place(value: object, order: tuple[object, ...]) -> int:
    for place, item in enumerate(order):
        if item.__class__ is value.__class__ and item == value:
            return place
    return len(order)


def _unique(table: CompiledTable, hits: list[Row], frame: Frame) -> object:
    if len(hits) > 1:
        numbers = ", ".join(str(row.fired.number) for row in hits)
        raise Fault(f"the rules {numbers} match, only one may", "overlap")
    return table.value(hits[0], frame) if hits else table.default(frame)


def _first(table: CompiledTable, hits: list[Row], frame: Frame) -> object:
    return table.value(hits[0], frame) if hits else table.default(frame)


def _any(table: CompiledTable, hits: list[Row], frame: Frame) -> object:
    if not hits:
        return table.default(frame)
    values = [table.value(row, frame) for row in hits]
    if not all(equal(values[0], value) for value in values[1:]):
        raise Fault("rules match that give different values", "overlap")
    return values[0]


def _ordered(table: CompiledTable, hits: list[Row], frame: Frame) -> list[object]:
    return sorted((table.value(row, frame) for row in hits), key=table.priority)


def _priority(table: CompiledTable, hits: list[Row], frame: Frame) -> object:
    return _ordered(table, hits, frame)[0] if hits else table.default(frame)


def _output_order(table: CompiledTable, hits: list[Row], frame: Frame) -> object:
    return _ordered(table, hits, frame) if hits else _empty(table, frame)


def _rule_order(table: CompiledTable, hits: list[Row], frame: Frame) -> object:
    return [table.value(row, frame) for row in hits] if hits else _empty(table, frame)


def _empty(table: CompiledTable, frame: Frame) -> object:
    default = table.default(frame)
    return [] if default is None else default


def _collect(table: CompiledTable, hits: list[Row], frame: Frame) -> object:
    if not table.aggregation:
        return _rule_order(table, hits, frame)
    values: list[Any] = [table.value(row, frame) for row in hits]
    if table.aggregation == "COUNT":
        return Decimal(len(values))
    if not values:
        return table.default(frame)
    result = values[0]
    kind_of(result)
    for value in values[1:]:
        result = AGGREGATIONS[table.aggregation](result, value)
    return result


AGGREGATIONS: dict[str, Callable[[Any, Any], object]] = {
    "SUM": lambda a, b: calculate("+", a, b),
    "MIN": lambda a, b: b if compare(b, a) < 0 else a,
    "MAX": lambda a, b: b if compare(b, a) > 0 else a,
}
POLICIES: dict[str, Callable[[CompiledTable, list[Row], Frame], object]] = {
    "UNIQUE": _unique,
    "FIRST": _first,
    "ANY": _any,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _collect,
}

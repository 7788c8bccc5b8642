"""Finds the inputs that no rule of a table matches, and those that too many match."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, product
from typing import Any

from engine.dmn.elements import Table
from engine.dmn.model import Model
from engine.feel import syntax as s
from engine.feel.compiler import Compiler
from engine.feel.errors import FeelSyntaxError
from engine.feel.expression import BROKEN, UnaryTests, build_tests
from engine.feel.frame import Frame, Run
from engine.feel.temporal import YearsMonths
from engine.feel.types import Type
from engine.feel.values import show

MAX_COMBINATIONS = 200_000
MAX_EXAMPLES = 20
OTHER_TEXT = "?"
COMPLETE = {"UNIQUE", "ANY", "PRIORITY", "FIRST"}
CONSTANT_CALLS = {"date", "time", "date and time", "duration", "number"}
STEPS: dict[type, Any] = {
    Decimal: Decimal(1),
    dt.date: dt.timedelta(days=1),
    dt.datetime: dt.timedelta(days=1),
    dt.timedelta: dt.timedelta(days=1),
    YearsMonths: YearsMonths(1),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A gap, an overlap, or that a table cannot be checked."""

    kind: str
    """gap, overlap, conflict (of ANY) or unchecked."""
    table: str
    rules: tuple[int, ...]
    example: dict[str, object]

    def __str__(self) -> str:
        inputs = ", ".join(f"{name} = {_shown(value)}" for name, value in self.example.items())
        if self.kind == "gap":
            return f"{self.table}: no rule matches {inputs}"
        if self.kind == "unchecked":
            return f"{self.table}: too many inputs to check, or none that fits its type"
        return f"{self.table}: the rules {', '.join(map(str, self.rules))} all match {inputs}"


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else show(value)


def check(model: Model) -> list[Finding]:
    """Everything that is found in the tables of a model."""
    findings: list[Finding] = []
    for name, table in model.boxes.tables:
        try:
            findings.extend(_check_table(model, name, table))
        except FeelSyntaxError:
            # The cell is among the model's problems already.
            continue
    return findings


@dataclass(frozen=True, slots=True)
class _Class:
    """Inputs that the same rules match, with one of them as example.

    `sure` and `possible` are sets of rules as bits; they differ where a cell depends on more
    than its input.
    """

    example: object
    sure: int
    possible: int


def _check_table(model: Model, name: str, table: Table) -> Iterator[Finding]:
    columns = [list(_classes(model, table, place)) for place in range(len(table.inputs))]
    size = 1
    for classes in columns:
        size *= len(classes)
    if not 0 < size <= MAX_COMBINATIONS:
        yield Finding("unchecked", name, (), {})
        return
    labels = [column.expression or column.name for column in table.inputs]
    gaps, seen = 0, set[int]()
    complete = table.policy in COMPLETE and not any(output.default for output in table.outputs)
    everything = (1 << len(table.rules)) - 1
    for combination in product(*columns):
        sure = possible = everything
        for part in combination:
            sure &= part.sure
            possible &= part.possible
        example = {key: part.example for key, part in zip(labels, combination, strict=True)}
        if not possible and complete and gaps < MAX_EXAMPLES:
            gaps += 1
            yield Finding("gap", name, (), example)
        elif sure & (sure - 1) and sure not in seen and len(seen) < MAX_EXAMPLES:
            seen.add(sure)
            yield from _overlap(name, table, _numbers(sure), example)


def _numbers(bits: int) -> tuple[int, ...]:
    return tuple(place + 1 for place in range(bits.bit_length()) if bits >> place & 1)


def _overlap(
    name: str, table: Table, rules: tuple[int, ...], example: dict[str, object]
) -> Iterator[Finding]:
    if table.policy == "UNIQUE":
        yield Finding("overlap", name, rules, example)
    elif table.policy == "ANY" and len({table.rules[number - 1].outputs for number in rules}) > 1:
        yield Finding("conflict", name, rules, example)


def _classes(model: Model, table: Table, place: int) -> Iterator[_Class]:
    """Representative inputs of a column, one for each set of rules that they match."""
    column = table.inputs[place]
    cells = [_tests(model, rule.inputs[place]) for rule in table.rules]
    allowed = _tests(model, column.values)
    expected = model.types.find(column.type)
    constants = list(_constants(model, [*cells, allowed]))
    seen = set[tuple[int, int]]()
    for example in _representatives(constants, expected):
        if (allowed and allowed.matches(example) is not True) or not _belongs(example, expected):
            continue
        sure, possible = _matching(cells, example)
        if (sure, possible) not in seen:
            seen.add((sure, possible))
            yield _Class(example, sure, possible)


def _belongs(example: object, expected: Type | None) -> bool:
    return expected is None or expected.has(example)


def _tests(model: Model, text: str) -> UnaryTests | None:
    if text in {"", "-"}:
        return None
    return build_tests(text, model.names, model.types.types)


def _matching(cells: list[UnaryTests | None], example: object) -> tuple[int, int]:
    sure = possible = 0
    for place, cell in enumerate(cells):
        if cell is None or (not cell.names and cell.matches(example) is True):
            sure |= 1 << place
        if cell is None or cell.names or cell.matches(example) is True:
            possible |= 1 << place
    return sure, possible


def _constants(model: Model, cells: Iterable[UnaryTests | None]) -> Iterator[object]:
    for cell in cells:
        if cell is not None:
            yield from _in_tree(model, cell.tree)


def _in_tree(model: Model, node: s.Node) -> Iterator[object]:
    if isinstance(node, s.Literal) or s.is_constant(node) or _is_constant_call(node):
        try:
            closure = Compiler(model.names, model.types.types).compile(node)
            value = closure(Frame({}, None, Run()))
        except BROKEN:
            return
        if value is not None:
            yield value
        return
    for child in node.children():
        yield from _in_tree(model, child)


def _is_constant_call(node: s.Node) -> bool:
    if not isinstance(node, s.Call) or not isinstance(node.function, s.Name):
        return False
    plain = all(isinstance(argument, s.Literal) for argument in node.arguments)
    return plain and node.function.name in CONSTANT_CALLS


def _representatives(constants: list[object], expected: Type | None) -> list[Any]:
    """Each constant, a value between each two, one below and one above; for text another text."""
    kinds = {constant.__class__ for constant in constants}
    if bool in kinds or (expected is not None and expected.kind == "boolean"):
        return [True, False]
    if str in kinds:
        texts = dict.fromkeys(text for text in constants if isinstance(text, str))
        return [*texts, OTHER_TEXT]
    kind = next(iter(kinds), None)
    if kind is None or kind not in STEPS or len(kinds) > 1:
        return [*constants, None] if constants else [None]
    points: list[Any] = sorted(set(constants))
    step = STEPS[kind]
    try:
        ends = [_less(points[0], step)], [_more(points[-1], step)]
    except OverflowError:
        ends = [], []
    between = [_middle(low, high) for low, high in pairwise(points)]
    inner = [middle for middle in between if middle is not None and middle not in points]
    return sorted([*ends[0], *points, *inner, *ends[1]])


def _less(point: Any, step: Any) -> Any:
    if isinstance(point, YearsMonths):
        return YearsMonths(point.months - step.months)
    return point - step


def _more(point: Any, step: Any) -> Any:
    if isinstance(point, YearsMonths):
        return YearsMonths(point.months + step.months)
    return point + step


def _middle(low: Any, high: Any) -> Any:
    if isinstance(low, YearsMonths):
        return YearsMonths((low.months + high.months) // 2)
    return low + (high - low) / 2

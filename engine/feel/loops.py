"""Closures for `for`, `some`, `every` and filters."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from engine.feel import syntax as s
from engine.feel.errors import Fault, Position
from engine.feel.frame import Building, Closure, Frame, Run
from engine.feel.values import Range, compare, kind_of

Source = Callable[[Frame], Iterator[Any]]


def _source(building: Building, node: s.Iteration, names: tuple[str, ...]) -> Source:
    first, position = _inner(building, names, node.source), node.position
    last = _inner(building, names, node.high) if node.high else None

    def items(frame: Frame) -> Iterator[Any]:
        value = first(frame)
        if last is not None:
            return _stepwise(value, last(frame), position)
        if value is None:
            raise Fault("null cannot be iterated", "kinds")
        if isinstance(value, Range):
            return _over_range(value, position)
        return iter(value if isinstance(value, list) else [value])

    return items


def _inner(building: Building, names: tuple[str, ...], node: s.Node) -> Closure:
    return building.within(names, node) if names else building.compile(node)


def _over_range(value: Range, position: Position) -> Iterator[Any]:
    if value.low is None or value.high is None:
        raise Fault("a range without end cannot be iterated", "range")
    skipped = {0: value.low_included, 1: value.high_included}
    for item in _stepwise(value.low, value.high, position):
        if (item == value.low and not skipped[0]) or (item == value.high and not skipped[1]):
            continue
        yield item


def _stepwise(first: Any, last: Any, position: Position) -> Iterator[Any]:
    """Whole numbers or days from the first to the last, upwards or downwards."""
    kind = kind_of(first)
    if kind not in {"number", "date"} or kind_of(last) != kind:
        raise Fault("only whole numbers and dates can be counted through", "kinds")
    if kind == "number" and (
        first != first.to_integral_value() or last != last.to_integral_value()
    ):
        raise Fault("only whole numbers can be counted through", "kinds")
    return _count(first, last)


def _count(first: Any, last: Any) -> Iterator[Any]:
    direction = 1 if compare(first, last) <= 0 else -1
    step: Any = dt.timedelta(direction) if isinstance(first, dt.date) else Decimal(direction)
    value = first
    while (value <= last) if direction > 0 else (value >= last):
        yield value
        if value == last:
            return
        value += step


def _frames(
    iterations: tuple[tuple[str, Source], ...], frame: Frame, run: Run, level: int = 0
) -> Iterator[Frame]:
    """A frame for each combination; a later source sees the earlier variables."""
    name, source = iterations[level]
    for value in source(frame):
        run.tick()
        inner = Frame({name: value}, frame, run)
        if level + 1 == len(iterations):
            yield inner
        else:
            yield from _frames(iterations, inner, run, level + 1)


def _iterations(
    building: Building, nodes: tuple[s.Iteration, ...], outer: tuple[str, ...] = ()
) -> tuple[tuple[tuple[str, Source], ...], tuple[str, ...]]:
    names, result = outer, []
    for node in nodes:
        result.append((node.name, _source(building, node, names)))
        names = (*names, node.name)
    return tuple(result), names


def iteration(building: Building, node: s.For) -> Closure:
    iterations, names = _iterations(building, node.iterators, ("partial",))
    body, position = building.within(names, node.body), node.position

    def results(frame: Frame) -> object:
        run = frame.run
        partial: list[object] = []
        outer = Frame({"partial": partial}, frame, run)
        try:
            for inner in _frames(iterations, outer, run):
                partial.append(body(inner))
                run.check_size(len(partial))
        except Fault as fault:
            run.report(position, fault)
            return None
        return partial

    return results


def quantified(building: Building, node: s.Quantified) -> Closure:
    iterations, names = _iterations(building, node.iterators)
    condition, position = building.within(names, node.condition), node.position
    decisive = not node.every

    def holds(frame: Frame) -> object:
        result: bool | None = not decisive
        try:
            for inner in _frames(iterations, frame, frame.run):
                value = condition(inner)
                if value is decisive:
                    return decisive
                if value is not (not decisive):
                    result = None
        except Fault as fault:
            frame.run.report(position, fault)
            return None
        return result

    return holds


def filtered(building: Building, node: s.Filter) -> Closure:
    if s.is_constant(node.condition):
        return _indexed(building, node)
    value, position = building.compile(node.value), node.position
    condition = building.within(("item",), node.condition)

    def kept(frame: Frame) -> object:
        items = _as_list(value(frame))
        frame.run.tick(len(items))
        result = []
        for item in items:
            found = condition(_item_frame(item, frame))
            if found is True:
                result.append(item)
            elif found is not False and found is not None:
                return _by_index(items, found, frame, position)
        return result

    return kept


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _item_frame(item: Any, frame: Frame) -> Frame:
    inner = Frame({"item": item}, frame, frame.run)
    return Frame(item, inner, frame.run) if isinstance(item, dict) else inner


def _indexed(building: Building, node: s.Filter) -> Closure:
    value, index, position = (
        building.compile(node.value),
        building.compile(node.condition),
        node.position,
    )

    def found(frame: Frame) -> object:
        items, place = _as_list(value(frame)), index(frame)
        if isinstance(place, bool):
            return list(items) if place else []
        return _by_index(items, place, frame, position)

    return found


def _by_index(items: list[Any], place: object, frame: Frame, position: Position) -> object:
    try:
        return items[index_of(place, len(items))]
    except Fault as fault:
        frame.run.report(position, fault)
        return None


def index_of(place: object, size: int) -> int:
    """A FEEL position (1 is the first, -1 the last) as a Python index."""
    if not isinstance(place, Decimal) or place != place.to_integral_value():
        raise Fault("a position is a whole number", "index")
    number = int(place)
    if number == 0 or abs(number) > size:
        raise Fault(f"there is no item {number} in a list of {size}", "index")
    return number - 1 if number > 0 else number

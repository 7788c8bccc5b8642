"""Closures for comparisons, tests, three-valued logic and `if`."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import syntax as s
from engine.feel.errors import Fault, Position
from engine.feel.frame import Building, Closure, Frame
from engine.feel.values import Range, compare, equal, kind_of

Test = Callable[[Any, Frame], bool | None]
PLAIN = frozenset({Decimal, str, bool, dt.date})


def less(left: Any, right: Any) -> bool:
    return compare(left, right) < 0


def less_equal(left: Any, right: Any) -> bool:
    return compare(left, right) <= 0


def greater(left: Any, right: Any) -> bool:
    return compare(left, right) > 0


def greater_equal(left: Any, right: Any) -> bool:
    return compare(left, right) >= 0


def unequal(left: object, right: object) -> bool:
    return not equal(left, right)


OPERATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": equal, "!=": unequal,
    "<": less, "<=": less_equal, ">": greater, ">=": greater_equal,
}  # fmt: skip


def comparison(building: Building, node: s.Comparison) -> Closure:
    left, position = building.compile(node.left), node.position
    operation = OPERATIONS[node.sign]
    if isinstance(node.right, s.Literal) and node.right.value.__class__ in PLAIN:
        return _with_constant(left, node.right.value, node.sign, position)
    right = building.compile(node.right)

    def compared(frame: Frame) -> object:
        try:
            return operation(left(frame), right(frame))
        except Fault as fault:
            frame.run.report(position, fault)
            return None

    return compared


def _with_constant(left: Closure, constant: Any, sign: str, position: Position) -> Closure:
    """The usual guard, `amount > 5` or `outcome = "x"`, without a detour."""
    kind, operation = constant.__class__, OPERATIONS[sign]
    direct: Callable[[Any, Any], bool] = DIRECT[sign]

    def compared(frame: Frame) -> object:
        value = left(frame)
        if value.__class__ is kind:
            return direct(value, constant)
        try:
            return operation(value, constant)
        except Fault as fault:
            frame.run.report(position, fault)
            return None

    return (
        compared
        if kind is not bool or sign in {"=", "!="}
        else _slow(left, constant, sign, position)
    )


def _slow(left: Closure, constant: Any, sign: str, position: Position) -> Closure:
    operation = OPERATIONS[sign]

    def compared(frame: Frame) -> object:
        try:
            return operation(left(frame), constant)
        except Fault as fault:
            frame.run.report(position, fault)
            return None

    return compared


DIRECT: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


def all_of(building: Building, node: s.AllOf) -> Closure:
    parts = tuple(building.compile(part) for part in node.parts)
    position = node.position

    def conjunction(frame: Frame) -> object:
        result: bool | None = True
        for part in parts:
            value = part(frame)
            if value is False:
                return False
            if value is not True:
                result = None
                _report_non_boolean(frame, position, value)
        return result

    return conjunction


def any_of(building: Building, node: s.AnyOf) -> Closure:
    parts = tuple(building.compile(part) for part in node.parts)
    position = node.position

    def disjunction(frame: Frame) -> object:
        result: bool | None = False
        for part in parts:
            value = part(frame)
            if value is True:
                return True
            if value is not False:
                result = None
                _report_non_boolean(frame, position, value)
        return result

    return disjunction


def _report_non_boolean(frame: Frame, position: Position, value: object) -> None:
    if value is not None:
        frame.run.report(position, Fault(f"{kind_of(value)} is no boolean", "kinds"))


def between(building: Building, node: s.Between) -> Closure:
    value, position = building.compile(node.value), node.position
    low, high = building.compile(node.low), building.compile(node.high)

    def within(frame: Frame) -> object:
        try:
            found = value(frame)
            return compare(found, low(frame)) >= 0 and compare(found, high(frame)) <= 0
        except Fault as fault:
            frame.run.report(position, fault)
            return None

    return within


def conditional(building: Building, node: s.If) -> Closure:
    condition, position = building.compile(node.condition), node.position
    then, otherwise = building.compile(node.then), building.compile(node.otherwise)

    def chosen(frame: Frame) -> object:
        value = condition(frame)
        if value is True:
            return then(frame)
        if value is not False:
            _report_non_boolean(frame, position, value)
        return otherwise(frame)

    return chosen


def interval(building: Building, node: s.Interval) -> Closure:
    low, high, position = building.compile(node.low), building.compile(node.high), node.position
    low_included, high_included = node.low_included, node.high_included

    def ranged(frame: Frame) -> object:
        try:
            return make_range(low(frame), high(frame), low_included, high_included)
        except Fault as fault:
            frame.run.report(position, fault)
            return None

    return ranged


def make_range(low: object, high: object, low_included: bool, high_included: bool) -> Range:  # noqa: FBT001
    """A range with two ends of one kind that has an order."""
    if low is None or high is None:
        raise Fault("an end of the range is null", "range")
    compare(low, high)
    return Range(low, high, low_included, high_included)


def unary_range(building: Building, node: s.UnaryTest) -> Closure:
    operand, sign, position = building.compile(node.operand), node.sign, node.position

    def ranged(frame: Frame) -> object:
        value = operand(frame)
        if sign == "=":
            return Range(value, value, low_included=True, high_included=True)
        if sign in {"<", "<="}:
            return Range(None, value, low_included=False, high_included=sign == "<=")
        if sign in {">", ">="}:
            return Range(value, None, low_included=sign == ">=", high_included=False)
        frame.run.report(position, Fault("!= is no range", "range"))
        return None

    return ranged


def membership(building: Building, node: s.Membership) -> Closure:
    value, test = building.compile(node.value), test_of(building, node.target, cell=False)
    return lambda frame: test(value(frame), frame)


def test_of(building: Building, node: s.Node, *, cell: bool) -> Test:
    """A predicate on a value; in a cell an expression may use `?` instead of yielding a value."""
    if isinstance(node, s.Tests):
        return _any_test(building, node, cell=cell)
    if isinstance(node, s.UnaryTest):
        return _operator_test(building, node)
    if isinstance(node, s.Literal) and node.value.__class__ in PLAIN:
        return _literal_test(node.value, node.position)
    return _value_test(building, node, cell=cell)


def _any_test(building: Building, node: s.Tests, *, cell: bool) -> Test:
    if node.anything:
        return lambda value, frame: True
    tests = tuple(test_of(building, test, cell=cell) for test in node.tests)
    if len(tests) == 1 and not node.negated:
        return tests[0]

    def tested(value: Any, frame: Frame) -> bool | None:
        result: bool | None = False
        for test in tests:
            found = test(value, frame)
            if found is True:
                return not negated
            if found is None:
                result = None
        return result if result is None or not negated else True

    negated = node.negated
    return tested


def _literal_test(constant: Any, position: Position) -> Test:
    kind = constant.__class__

    def tested(value: Any, frame: Frame) -> bool | None:
        if value.__class__ is kind:
            return bool(value == constant)
        if value is None:
            return False
        return _found(value, constant, frame, position)

    return tested


def _operator_test(building: Building, node: s.UnaryTest) -> Test:
    operation, position = OPERATIONS[node.sign], node.position
    if isinstance(node.operand, s.Literal) and node.operand.value.__class__ in PLAIN - {bool}:
        return _constant_operator_test(node.operand.value, node.sign, position)
    operand = building.compile(node.operand)

    def tested(value: Any, frame: Frame) -> bool | None:
        try:
            return operation(value, operand(frame))
        except Fault as fault:
            frame.run.report(position, fault)
            return None

    return tested


def _constant_operator_test(constant: Any, sign: str, position: Position) -> Test:
    kind, direct, operation = constant.__class__, DIRECT[sign], OPERATIONS[sign]

    def tested(value: Any, frame: Frame) -> bool | None:
        if value.__class__ is kind:
            return direct(value, constant)
        try:
            return operation(value, constant)
        except Fault as fault:
            frame.run.report(position, fault)
            return None

    return tested


def _value_test(building: Building, node: s.Node, *, cell: bool) -> Test:
    target, position = building.compile(node), node.position
    uses_value = cell and _mentions(node, "?")
    fixed = _constant_range(node)
    if fixed is not None:
        return _range_test(fixed, position)

    def tested(value: Any, frame: Frame) -> bool | None:
        found = target(frame)
        if cell and found.__class__ is bool and (uses_value or value.__class__ is not bool):
            return found
        if found is None and (uses_value or isinstance(node, s.Interval)):
            return None
        return _found(value, found, frame, position)

    return tested


def _constant_range(node: s.Node) -> Range | None:
    """`[1..5)` with literal ends needs no evaluation."""
    if not isinstance(node, s.Interval):
        return None
    low, high = node.low, node.high
    if not isinstance(low, s.Literal) or not isinstance(high, s.Literal):
        return None
    kind = low.value.__class__
    if kind is not high.value.__class__ or kind not in PLAIN - {bool}:
        return None
    return Range(low.value, high.value, node.low_included, node.high_included)


def _range_test(fixed: Range, position: Position) -> Test:
    def tested(value: Any, frame: Frame) -> bool | None:
        try:
            return fixed.contains(value)
        except Fault as fault:
            frame.run.report(position, fault)
            return None

    return tested


def _mentions(node: s.Node, name: str) -> bool:
    if isinstance(node, s.Name) and node.name == name:
        return True
    return any(_mentions(child, name) for child in node.children())


def _found(value: Any, target: Any, frame: Frame, position: Position) -> bool | None:
    """Is the value the target, in it when it is a range, or among its items?"""
    try:
        if isinstance(target, Range):
            return target.contains(value)
        if isinstance(target, list):
            frame.run.pay_for(target)
            return _among(value, target)
        return equal(value, target)
    except Fault as fault:
        frame.run.report(position, fault)
        return None


def _among(value: Any, items: list[Any]) -> bool:
    if isinstance(value, list) and _matches(value, items):
        return True
    return any(_matches(value, item) for item in items)


def _matches(value: Any, item: Any) -> bool:
    try:
        if isinstance(item, Range) and not isinstance(value, Range):
            return item.contains(value)
        return equal(value, item)
    except Fault:
        return False

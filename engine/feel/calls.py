"""Closures for calls, function definitions, arithmetic and `instance of`."""

from decimal import Decimal, DecimalException
from typing import Any

from engine.feel import syntax as s
from engine.feel.arithmetic import calculate, negate
from engine.feel.errors import Exhausted, Fault
from engine.feel.frame import Building, Closure, Frame, Run
from engine.feel.types import Type, coerce, conform
from engine.feel.values import MATH, Function, weigh

NUMBERS = {"+": MATH.add, "-": MATH.subtract, "*": MATH.multiply}


class UserFunction(Function):
    """A function defined in FEEL or in a model; it remembers the frame it was defined in."""

    __slots__ = ("body", "frame", "name", "parameters", "result")

    def __init__(
        self,
        parameters: tuple[tuple[str, Type | None], ...],
        body: Closure,
        frame: Frame,
        result: Type | None = None,
        name: str = "function",
    ) -> None:
        self.parameters = parameters
        self.body = body
        self.frame = frame
        self.result = result
        self.name = name

    def invoke(self, run: Run, arguments: list[object]) -> object:
        if len(arguments) != len(self.parameters):
            raise Fault(f"{self.name} takes {len(self.parameters)} arguments", "arguments")
        values: dict[str, Any] = {}
        for (name, expected), value in zip(self.parameters, arguments, strict=True):
            values[name] = value if expected is None else conform(value, expected)
        run.tick()
        if run.depth >= run.limits.call_depth:
            raise Exhausted("call_depth")
        run.depth += 1
        try:
            found = self.body(Frame(values, self.frame, run))
        finally:
            run.depth -= 1
        return found if self.result is None else coerce(found, self.result)

    def invoke_named(self, run: Run, arguments: dict[str, object]) -> object:
        names = [name for name, _ in self.parameters]
        if set(arguments) != set(names):
            raise Fault(f"{self.name} takes the arguments {', '.join(names)}", "arguments")
        return self.invoke(run, [arguments[name] for name in names])


def call(building: Building, node: s.Call) -> Closure:
    function = _callee(building, node.function)
    arguments = tuple(building.compile(argument) for argument in node.arguments)
    names, position = node.names, node.position

    def called(frame: Frame) -> object:
        run = frame.run
        found = function(frame)
        try:
            if not isinstance(found, Function):
                raise Fault("this is no function", "not_callable")  # noqa: TRY301
            values = [argument(frame) for argument in arguments]
            run.tick()
            if names:
                return found.invoke_named(run, dict(zip(names, values, strict=True)))
            return found.invoke(run, values)
        except (Fault, DecimalException) as fault:
            run.report(position, fault)
            return None

    return called


def _callee(building: Building, node: s.Node) -> Closure:
    if isinstance(node, s.Name) and not building.bound(node.name):
        builtin = building.builtin(node.name)
        if builtin is not None:
            return lambda frame: builtin
    return building.compile(node)


def function_definition(building: Building, node: s.FunctionDefinition) -> Closure:
    names = tuple(name for name, _ in node.parameters)
    types = [building.resolve(given) if given else None for _, given in node.parameters]
    parameters = tuple(zip(names, types, strict=True))
    position = node.position
    body = _external if node.external else building.within(names, node.body)

    def defined(frame: Frame) -> object:
        if len(set(names)) != len(names):
            frame.run.report(position, Fault("a parameter stands twice", "duplicate_key"))
            return None
        return UserFunction(parameters, body, frame)

    return defined


def _external(frame: Frame) -> object:
    raise Fault("external functions are not run", "external_function")


def arithmetic(building: Building, node: s.Arithmetic) -> Closure:
    left, right = building.compile(node.left), building.compile(node.right)
    sign, position = node.sign, node.position
    numbers = NUMBERS.get(sign)

    def calculated(frame: Frame) -> object:
        first, second = left(frame), right(frame)
        try:
            if numbers and first.__class__ is Decimal and second.__class__ is Decimal:
                return numbers(first, second)
            result = calculate(sign, first, second)
        except (Fault, DecimalException) as fault:
            frame.run.report(position, fault)
            return None
        frame.run.pay_for(result)
        return result

    return calculated


def negation(building: Building, node: s.Negation) -> Closure:
    operand, position = building.compile(node.operand), node.position

    def negated(frame: Frame) -> object:
        try:
            return negate(operand(frame))
        except (Fault, DecimalException) as fault:
            frame.run.report(position, fault)
            return None

    return negated


def instance_of(building: Building, node: s.InstanceOf) -> Closure:
    value, position = building.compile(node.value), node.position
    expected = building.resolve(node.type)

    def checked(frame: Frame) -> object:
        if expected is None:
            frame.run.report(
                position, Fault(f"there is no type {node.type.name!r}", "unknown_type")
            )
            return None
        found = value(frame)
        weigh(found)
        return found is not None and expected.has(found, by_shape=True)

    return checked

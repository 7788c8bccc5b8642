"""Boxed expressions to closures."""

from collections.abc import Callable
from typing import Any

from engine.dmn import elements as e
from engine.dmn.errors import Problem
from engine.dmn.item_types import ItemTypes
from engine.dmn.tables import CompiledTable, FiredRule, Input, Output, Row, index
from engine.feel import syntax as s
from engine.feel.calls import UserFunction
from engine.feel.compiler import Compiler
from engine.feel.conditions import Test
from engine.feel.errors import START, Fault, FeelSyntaxError
from engine.feel.expression import build_expression, build_tests
from engine.feel.frame import Closure, Frame
from engine.feel.types import Type, conform
from engine.feel.values import Function


def nothing(frame: Frame) -> object:
    """An empty box is null."""
    return None


def failing(message: str) -> Closure:
    """Stands where a text is no expression: null, and says why."""

    def failed(frame: Frame) -> object:
        frame.run.report(START, Fault(message, "syntax"))
        return None

    return failed


def typed(closure: Closure, expected: Type | None, name: str) -> Closure:
    """The value, checked: what does not fit its type is null with a reason."""
    if expected is None:
        return closure

    def checked(frame: Frame) -> object:
        try:
            return conform(closure(frame), expected)
        except Fault as fault:
            frame.run.report_in(name, fault)
            return None

    return checked


class Boxes:
    """Compiles the boxes of one model."""

    def __init__(self, names: frozenset[str], types: ItemTypes, problems: list[Problem]) -> None:
        self.names = names
        self.types = types
        self.problems = problems
        self.where = ""
        self.tables: list[tuple[str, e.Table]] = []

    def compile(self, box: e.Boxed | None) -> Closure:
        if box is None:
            return nothing
        return BOXES[type(box)](self, box)

    def feel(self, text: str, cell: str = "") -> Closure:
        if not text:
            return nothing
        try:
            return build_expression(text, self.names, self.types.types).closure
        except FeelSyntaxError as error:
            self.problem(error, cell)
            return failing(str(error))

    def tests(self, text: str, cell: str) -> Test | None:
        """The tests of a cell; None when it accepts everything."""
        if text in {"", "-"}:
            return None
        try:
            return build_tests(text, self.names, self.types.types).test
        except FeelSyntaxError as error:
            self.problem(error, cell)
            return lambda value, frame: None

    def problem(self, error: FeelSyntaxError, cell: str = "") -> None:
        element = f"{self.where}, {cell}" if cell else self.where
        self.problems.append(Problem(element, error.message, error.position, error.code))

    def literal(self, box: e.Literal) -> Closure:
        return self.feel(box.text)

    def context(self, box: e.Context) -> Closure:
        entries = [
            (entry.name, typed(self.compile(entry.value), self.types.find(entry.type), entry.name))
            for entry in box.entries
        ]

        def built(frame: Frame) -> object:
            values: dict[str, object] = {}
            inner = Frame(values, frame, frame.run)
            for name, closure in entries:
                found = closure(inner)
                if not name:
                    return found
                values[name] = found
            return values

        return built

    def item_list(self, box: e.ItemList) -> Closure:
        items = [self.compile(item) for item in box.items]
        return lambda frame: [item(frame) for item in items]

    def relation(self, box: e.Relation) -> Closure:
        rows = [
            [(name, self.compile(cell)) for name, cell in zip(box.columns, row, strict=False)]
            for row in box.rows
        ]
        return lambda frame: [{name: cell(frame) for name, cell in row} for row in rows]

    def invocation(self, box: e.Invocation) -> Closure:
        function, where = self.feel(box.function), self.where
        bindings = [
            (part.name, typed(self.compile(part.value), self.types.find(part.type), part.name))
            for part in box.bindings
        ]

        def invoked(frame: Frame) -> object:
            called = function(frame)
            if not isinstance(called, Function):
                frame.run.report_in(
                    where, Fault(f"{box.function!r} is no function", "not_callable")
                )
                return None
            arguments = {name: closure(frame) for name, closure in bindings}
            try:
                if not arguments:
                    return called.invoke(frame.run, [])
                return called.invoke_named(frame.run, arguments)
            except Fault as fault:
                frame.run.report_in(where, fault)
                return None

        return invoked

    def function(self, box: e.FunctionBox) -> Closure:
        parameters = tuple((name, self.types.find(given)) for name, given in box.parameters)
        if box.kind == "FEEL":
            body = self.compile(box.body)
        else:
            body = failing(f"{box.kind} functions are not run")
        return lambda frame: UserFunction(parameters, body, frame)

    def conditional(self, box: e.Conditional) -> Closure:
        condition, where = self.compile(box.condition), self.where
        then, otherwise = self.compile(box.then), self.compile(box.otherwise)

        def chosen(frame: Frame) -> object:
            value = condition(frame)
            if value is True:
                return then(frame)
            if value is False or value is None:
                return otherwise(frame)
            frame.run.report_in(where, Fault("the condition is no boolean", "kinds"))
            return None

        return chosen

    def from_nodes(self, make: Callable[..., s.Node], **boxes: e.Boxed | None) -> Closure:
        """Let the FEEL construct do the work, with boxes in the place of its parts."""
        parts = {name: s.Embedded(self.compile(box), position=START) for name, box in boxes.items()}
        return Compiler(self.names, self.types.types).compile(make(**parts))

    def filtered(self, box: e.FilterBox) -> Closure:
        return self.from_nodes(
            lambda source, match: s.Filter(source, match, position=START),
            source=box.source,
            match=box.match,
        )

    def loop(self, box: e.Loop) -> Closure:
        def make(source: s.Node, body: s.Node) -> s.Node:
            iteration = s.Iteration(box.variable, source, position=START)
            if box.kind == "for":
                return s.For((iteration,), body, position=START)
            return s.Quantified(box.kind == "every", (iteration,), body, position=START)

        return self.from_nodes(make, source=box.source, body=box.body)

    def table(self, box: e.Table) -> Closure:
        self.tables.append((self.where, box))
        return self.compiled_table(box).evaluate

    def compiled_table(self, box: e.Table) -> CompiledTable:
        inputs = tuple(self._input(column) for column in box.inputs)
        outputs = tuple(self._output(column) for column in box.outputs)
        rows = tuple(self._row(number, rule, box) for number, rule in enumerate(box.rules, 1))
        found = index(rows)
        return CompiledTable(self.where, inputs, outputs, rows, box.policy, box.aggregation, found)

    def _input(self, column: e.Column) -> Input:
        value = self.feel(column.expression, f"input {column.name}")
        allowed = self.tests(column.values, f"values of {column.name}")
        return Input(column.name, value, self.types.find(column.type), allowed)

    def _output(self, column: e.Column) -> Output:
        name = column.name or "the output"
        return Output(
            column.name,
            self.types.find(column.type),
            self._order(column.values),
            self.tests(column.values, f"values of {name}"),
            self.feel(column.default, f"default of {name}") if column.default else None,
        )

    def _order(self, values: str) -> tuple[object, ...]:
        """Output values in the order of their priority, when they are written as literals."""
        return tuple(test.value for test in self._listed(values) if isinstance(test, s.Literal))

    def _listed(self, text: str) -> tuple[s.Node, ...]:
        """What a cell lists; nothing when it is negated or says nothing."""
        if text in {"", "-"}:
            return ()
        try:
            tree = build_tests(text, self.names, self.types.types).tree
        except FeelSyntaxError:
            return ()
        return tree.tests if isinstance(tree, s.Tests) and not tree.negated else ()

    def _words(self, text: str) -> frozenset[str]:
        """The strings that a cell lists, if it lists nothing else."""
        listed = self._listed(text)
        words = [
            one.value for one in listed if isinstance(one, s.Literal) and isinstance(one.value, str)
        ]
        return frozenset(words) if len(words) == len(listed) else frozenset()

    def _row(self, number: int, rule: e.Rule, box: e.Table) -> Row:
        tests = []
        for place, text in enumerate(rule.inputs[: len(box.inputs)]):
            test = self.tests(text, f"rule {number}, input {place + 1}")
            if test is not None:
                tests.append((place, test))
        outputs = tuple(
            self.feel(text, f"rule {number}, output {place}")
            for place, text in enumerate(rule.outputs, 1)
        )
        if len(rule.outputs) != len(box.outputs):
            message = f"rule {number} has {len(rule.outputs)} outputs, not {len(box.outputs)}"
            self.problems.append(Problem(self.where, message, None, "table"))
            outputs = (nothing,) * len(box.outputs)
        fired = FiredRule(self.where, number, rule.id, rule.annotations)
        words = {place: self._words(text) for place, text in enumerate(rule.inputs)}
        known = {place: found for place, found in words.items() if found}
        return Row(tuple(tests), outputs, fired, known)


BOXES: dict[type[e.Boxed], Callable[[Boxes, Any], Closure]] = {
    e.Literal: Boxes.literal,
    e.Table: Boxes.table,
    e.Context: Boxes.context,
    e.ItemList: Boxes.item_list,
    e.Relation: Boxes.relation,
    e.Invocation: Boxes.invocation,
    e.FunctionBox: Boxes.function,
    e.Conditional: Boxes.conditional,
    e.FilterBox: Boxes.filtered,
    e.Loop: Boxes.loop,
}

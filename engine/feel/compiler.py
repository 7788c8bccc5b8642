"""Syntax tree to closure: each kind of node has one function that builds its closure."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from engine.feel import access, calls, conditions, loops
from engine.feel import syntax as s
from engine.feel.frame import Closure
from engine.feel.functions import BUILTINS
from engine.feel.types import Type, resolve

BUILDERS: dict[type[s.Node], Callable[[Any, Any], Closure]] = {
    s.Literal: access.literal,
    s.Name: access.variable,
    s.ListLiteral: access.list_literal,
    s.ContextLiteral: access.context_literal,
    s.Path: access.path,
    s.Comparison: conditions.comparison,
    s.AllOf: conditions.all_of,
    s.AnyOf: conditions.any_of,
    s.Between: conditions.between,
    s.If: conditions.conditional,
    s.Interval: conditions.interval,
    s.UnaryTest: conditions.unary_range,
    s.Membership: conditions.membership,
    s.For: loops.iteration,
    s.Quantified: loops.quantified,
    s.Filter: loops.filtered,
    s.Call: calls.call,
    s.FunctionDefinition: calls.function_definition,
    s.Arithmetic: calls.arithmetic,
    s.Negation: calls.negation,
    s.InstanceOf: calls.instance_of,
    s.Embedded: lambda _compiler, node: cast(Closure, node.closure),
}


class Compiler:
    """Compiles one expression; knows which names are bound where it stands."""

    def __init__(self, names: frozenset[str], types: Mapping[str, Type]) -> None:
        self.names = names
        self.types = types
        self.scopes: list[tuple[str, ...]] = []
        self.free: set[str] = set()

    def compile(self, node: s.Node) -> Closure:
        return BUILDERS[type(node)](self, node)

    def within(self, names: tuple[str, ...], node: s.Node) -> Closure:
        self.scopes.append(names)
        try:
            return self.compile(node)
        finally:
            self.scopes.pop()

    def builtin(self, name: str) -> Any:
        return BUILTINS.get(name)

    def bound(self, name: str) -> bool:
        return name in self.names or any(name in scope for scope in self.scopes)

    def note(self, name: str) -> None:
        if not any(name in scope for scope in self.scopes):
            self.free.add(name)

    def resolve(self, type_name: s.TypeName) -> Type | None:
        return resolve(type_name, self.types)

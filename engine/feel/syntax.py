"""The syntax tree: one frozen class a construct, each with its position."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from engine.feel.errors import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of an expression."""

    position: Position

    def children(self) -> Iterator["Node"]:
        for field in fields(self):
            yield from _nodes(getattr(self, field.name))


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, string, boolean, null or @-literal."""

    value: object


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable or a built-in function."""

    name: str


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """`-x`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`+ - * / **`."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`= != < <= > >=`."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class AllOf(Node):
    """`a and b and …`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Node):
    """`a or b or …`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`x between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class UnaryTest(Node):
    """`< 5` in a cell or after `in`; as a value it is a range."""

    sign: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Tests of which one must hold; none may hold when negated; any value when `anything`."""

    tests: tuple[Node, ...]
    negated: bool = False
    anything: bool = False


@dataclass(frozen=True, slots=True)
class Membership(Node):
    """`x in tests`."""

    value: Node
    target: Node


@dataclass(frozen=True, slots=True)
class TypeName(Node):
    """A type by name, with its parameters."""

    name: str
    parameters: tuple["TypeName", ...] = ()
    keys: tuple[str, ...] = ()
    result: "TypeName | None" = None


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`x instance of type`."""

    value: Node
    type: TypeName


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """`[low..high)`."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """`{key: value}`; an entry sees the entries before it."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`value.name`."""

    value: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`list[condition]` or `list[index]`."""

    value: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`f(a, b)` or `f(name: a)`."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """`name in list` or `name in low..high`."""

    name: str
    source: Node
    high: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for … return …`."""

    iterators: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some … satisfies …` and `every … satisfies …`."""

    every: bool
    iterators: tuple[Iteration, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if … then … else …`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Node):
    """`function(a: type, b) body`."""

    parameters: tuple[tuple[str, TypeName | None], ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class Embedded(Node):
    """A part that is compiled already: a box of a decision model."""

    closure: Any


def depth_of(root: Node, limit: int) -> int:
    """Depth of the tree, without recursion; stops counting beyond the limit."""
    level, depth = [root], 0
    while level and depth <= limit:
        depth += 1
        level = [child for node in level for child in node.children()]
    return depth


def is_constant(node: Node) -> bool:
    """A literal, possibly negated: its value never changes."""
    if isinstance(node, Negation):
        return isinstance(node.operand, Literal) and isinstance(node.operand.value, Decimal)
    return isinstance(node, Literal)

"""The way in: text to a compiled expression, cached by its text, and its evaluation."""

from collections.abc import Mapping
from decimal import Decimal, DecimalException
from functools import lru_cache
from types import MappingProxyType

from engine.feel.compiler import Compiler
from engine.feel.conditions import Test, test_of
from engine.feel.errors import Diagnostic, Exhausted, Fault
from engine.feel.frame import Closure, Frame, Run
from engine.feel.parser import parse
from engine.feel.syntax import Node
from engine.feel.types import Type
from engine.feel.values import CONTAINERS, SCALARS, normal, weigh

NO_NAMES: frozenset[str] = frozenset()
SMALL = 10**34
NO_TYPES: Mapping[str, Type] = MappingProxyType({})
BROKEN = (
    Fault,
    Exhausted,
    RecursionError,
    MemoryError,
    DecimalException,
    ValueError,
    OverflowError,
)


def bind(names: tuple[str, ...], context: Mapping[str, object]) -> dict[str, object]:
    """The variables that an expression uses, as FEEL values."""
    values: dict[str, object] = {}
    for name in names:
        if name in context:
            value = context[name]
            kind = value.__class__
            if kind in SCALARS:
                values[name] = value
            elif kind is int and -SMALL < value < SMALL:  # type: ignore[operator]
                values[name] = Decimal(value)  # type: ignore[arg-type]
            else:
                values[name] = normal(value)
    return values


def note_failure(run: Run, error: BaseException) -> None:
    """A limit was reached, or Python itself gave up: say which, and let the value be null."""
    if isinstance(error, Exhausted):
        fault = Fault(f"the limit {error.setting} was reached", error.setting)
    elif isinstance(error, RecursionError):
        fault = Fault("nested too deeply (call_depth)", "call_depth")
    elif isinstance(error, Fault):
        fault = error
    else:
        fault = Fault("the value is too large", "out_of_range")
    run.diagnostics.append(Diagnostic(fault.code, fault.message))


class Expression:
    """A compiled expression; it may be evaluated by any thread."""

    __slots__ = ("_bound", "closure", "names", "text", "tree")

    def __init__(self, text: str, tree: Node, closure: Closure, names: frozenset[str]) -> None:
        self.text = text
        self.tree = tree
        self.closure = closure
        self.names = names
        """Variables that the expression reads from its context."""
        self._bound = tuple(sorted(names))

    def evaluate(self, context: Mapping[str, object]) -> object:
        """The value; null where something has no value. Never raises."""
        run = Run()
        try:
            value = self.closure(Frame(bind(self._bound, context), None, run))
            if value.__class__ in CONTAINERS:
                weigh(value)
        except BROKEN:
            return None
        return value

    def explain(self, context: Mapping[str, object]) -> tuple[object, list[Diagnostic]]:
        """The value, and why it or a part of it is null."""
        run = Run()
        try:
            value = self.closure(Frame(bind(self._bound, context), None, run))
            weigh(value)
        except BROKEN as error:
            note_failure(run, error)
            value = None
        return value, run.diagnostics

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


class UnaryTests:
    """The compiled tests of a table's cell or of a list of allowed values."""

    __slots__ = ("_bound", "names", "test", "text", "tree")

    def __init__(self, text: str, tree: Node, test: Test, names: frozenset[str]) -> None:
        self.text = text
        self.tree = tree
        self.test = test
        self.names = names - {"?"}
        self._bound = tuple(sorted(self.names))

    def matches(self, value: object, context: Mapping[str, object] | None = None) -> bool | None:
        """Does the value pass? None when that cannot be said."""
        return self.explain(value, context)[0]

    def explain(
        self, value: object, context: Mapping[str, object] | None = None
    ) -> tuple[bool | None, list[Diagnostic]]:
        run = Run()
        try:
            found = normal(value)
            values = bind(self._bound, context or {})
            values["?"] = found
            return self.test(found, Frame(values, None, run)), run.diagnostics
        except BROKEN as error:
            note_failure(run, error)
            return None, run.diagnostics

    def __repr__(self) -> str:
        return f"UnaryTests({self.text!r})"


def build_expression(text: str, names: frozenset[str], types: Mapping[str, Type]) -> Expression:
    """Compile without the cache, for a model that has types of its own."""
    tree = parse(text, names)
    compiler = Compiler(names, types)
    closure = compiler.compile(tree)
    return Expression(text, tree, closure, frozenset(compiler.free))


def build_tests(text: str, names: frozenset[str], types: Mapping[str, Type]) -> UnaryTests:
    tree = parse(text, names, tests=True)
    compiler = Compiler(names, types)
    test = test_of(compiler, tree, cell=True)
    return UnaryTests(text, tree, test, frozenset(compiler.free))


@lru_cache(maxsize=4096)
def compile_expression(text: str, names: frozenset[str] = NO_NAMES) -> Expression:
    """The compiled expression; `names` are the variables whose names hold signs or keywords.

    Names that are words with spaces between them need not be told.
    Raises FeelSyntaxError with the position.
    """
    return build_expression(text, names, NO_TYPES)


@lru_cache(maxsize=4096)
def compile_unary_tests(text: str, names: frozenset[str] = NO_NAMES) -> UnaryTests:
    """The compiled tests; raises FeelSyntaxError with the position."""
    return build_tests(text, names, NO_TYPES)

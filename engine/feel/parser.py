"""Text to syntax tree, by the grammar in feel.lark."""

import re
from decimal import DecimalException
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, cast

from lark import Lark, Token
from lark.exceptions import UnexpectedInput, UnexpectedToken, VisitError

from engine.feel import syntax as s
from engine.feel.errors import Fault, FeelSyntaxError, Position
from engine.feel.lexer import FeelLexer, Source
from engine.feel.limits import current
from engine.feel.temporal import parse_at
from engine.feel.values import MATH

ESCAPE = re.compile(
    r"\\(?:u([0-9A-Fa-f]{4})(?:\\u([Dd][C-Fc-f][0-9A-Fa-f]{2}))?|U([0-9A-Fa-f]{6})|(.))", re.DOTALL
)
SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
HIGH, LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
LAST_CODE_POINT = 0x10FFFF


def at(token: Token) -> Position:
    return Position(token.line or 1, token.column or 1, token.start_pos or 0)


def unescape(text: str) -> str:
    r"""The characters between the quotes; an unknown escape such as \d stays as it is."""
    return ESCAPE.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    first, second, long, simple = match.groups()
    if simple:
        return SIMPLE.get(simple, "\\" + simple)
    if long:
        code = int(long, 16)
        return chr(code) if code <= LAST_CODE_POINT and code not in HIGH else match.group()
    code = int(first, 16)
    if second:
        if code in HIGH:
            return chr(0x10000 + ((code - 0xD800) << 10) + (int(second, 16) - 0xDC00))
        return chr(code) + chr(int(second, 16))
    return chr(code)


def _operand(items: list[Any]) -> s.UnaryTest:
    return s.UnaryTest(str(items[0]), items[1], position=at(items[0]))


class Builder:
    """Called by lark for each rule, bottom up; there is no recursion to exhaust."""

    def name(self, items: list[Any]) -> s.Node:
        return s.Name(str(items[0]), position=at(items[0]))

    def number(self, items: list[Any]) -> s.Node:
        try:
            value = MATH.create_decimal(str(items[0]))
        except (DecimalException, ValueError):
            raise FeelSyntaxError("the number is too large", at(items[0]), "number") from None
        return s.Literal(value, position=at(items[0]))

    def string(self, items: list[Any]) -> s.Node:
        return s.Literal(unescape(str(items[0])[1:-1]), position=at(items[0]))

    def at_literal(self, items: list[Any]) -> s.Node:
        text = unescape(str(items[0])[1:].strip()[1:-1])
        try:
            return s.Literal(parse_at(text), position=at(items[0]))
        except Fault:
            return s.Literal(None, position=at(items[0]))

    def true(self, items: list[Any]) -> s.Node:
        return s.Literal(value=True, position=at(items[0]))

    def false(self, items: list[Any]) -> s.Node:
        return s.Literal(value=False, position=at(items[0]))

    def null(self, items: list[Any]) -> s.Node:
        return s.Literal(None, position=at(items[0]))

    def grouped(self, items: list[Any]) -> s.Node:
        return cast(s.Node, items[1])

    def unary_range(self, items: list[Any]) -> s.Node:
        return _operand(items[1:3])

    def unary_test(self, items: list[Any]) -> s.Node:
        return _operand(items)

    def tests(self, items: list[Any]) -> s.Node:
        tests = tuple(item for item in items if isinstance(item, s.Node))
        return s.Tests(tests, position=tests[0].position)

    def none_of_tests(self, items: list[Any]) -> s.Node:
        tests = tuple(item for item in items if isinstance(item, s.Node))
        return s.Tests(tests, negated=True, position=at(items[0]))

    def any_value(self, items: list[Any]) -> s.Node:
        return s.Tests((), anything=True, position=at(items[0]))

    def interval(self, items: list[Any]) -> s.Node:
        opening, low, high, closing = items
        return s.Interval(
            low, high, opening.type == "LSQB", closing.type == "RSQB", position=at(opening)
        )

    def list_literal(self, items: list[Any]) -> s.Node:
        return s.ListLiteral(tuple(items[1] or ()), position=at(items[0]))

    def expressions(self, items: list[Any]) -> list[Any]:
        return items

    entries = parameters = iterators = types = expressions

    def context_literal(self, items: list[Any]) -> s.Node:
        return s.ContextLiteral(tuple(items[1] or ()), position=at(items[0]))

    def entry(self, items: list[Any]) -> tuple[str, s.Node]:
        key = str(items[0])
        if items[0].type == "STRING":
            key = unescape(key[1:-1])
        return key, items[1]

    def arithmetic(self, items: list[Any]) -> s.Node:
        left, sign, right = items
        return s.Arithmetic(str(sign), left, right, position=at(sign))

    def negation(self, items: list[Any]) -> s.Node:
        return s.Negation(items[1], position=at(items[0]))

    def comparison(self, items: list[Any]) -> s.Node:
        left, sign, right = items
        return s.Comparison(str(sign), left, right, position=at(sign))

    def between(self, items: list[Any]) -> s.Node:
        value, word, low, _and, high = items
        return s.Between(value, low, high, position=at(word))

    def membership(self, items: list[Any]) -> s.Node:
        return s.Membership(items[0], items[1], position=items[0].position)

    def instance_of(self, items: list[Any]) -> s.Node:
        return s.InstanceOf(items[0], items[2], position=at(items[1]))

    def all_of(self, items: list[Any]) -> s.Node:
        return s.AllOf(tuple(items[::2]), position=at(items[1]))

    def any_of(self, items: list[Any]) -> s.Node:
        return s.AnyOf(tuple(items[::2]), position=at(items[1]))

    def path(self, items: list[Any]) -> s.Node:
        return s.Path(items[0], str(items[2]), position=at(items[2]))

    def filtered(self, items: list[Any]) -> s.Node:
        return s.Filter(items[0], items[2], position=at(items[1]))

    def positional(self, items: list[Any]) -> tuple[tuple[str, ...], tuple[s.Node, ...]]:
        return (), tuple(items)

    def named(self, items: list[Any]) -> tuple[tuple[str, ...], tuple[s.Node, ...]]:
        return tuple(name for name, _ in items), tuple(value for _, value in items)

    def named_argument(self, items: list[Any]) -> tuple[str, s.Node]:
        return str(items[0]), items[1]

    def call(self, items: list[Any]) -> s.Node:
        names, values = items[2] or ((), ())
        if len(set(names)) != len(names):
            raise FeelSyntaxError("an argument is given twice", at(items[1]))
        return s.Call(items[0], values, names, position=items[0].position)

    def iteration(self, items: list[Any]) -> s.Node:
        return s.For(tuple(items[1]), items[3], position=at(items[0]))

    def over_list(self, items: list[Any]) -> s.Node:
        return s.Iteration(str(items[0]), items[1], position=at(items[0]))

    def over_range(self, items: list[Any]) -> s.Node:
        return s.Iteration(str(items[0]), items[1], items[2], position=at(items[0]))

    def quantified(self, items: list[Any]) -> s.Node:
        every = items[0].type == "EVERY"
        return s.Quantified(every, tuple(items[1]), items[3], position=at(items[0]))

    def conditional(self, items: list[Any]) -> s.Node:
        return s.If(items[1], items[3], items[5], position=at(items[0]))

    def parameter(self, items: list[Any]) -> tuple[str, s.TypeName | None]:
        return str(items[0]), items[1]

    def function_definition(self, items: list[Any]) -> s.Node:
        word, _open, parameters, _close, external, body = items
        return s.FunctionDefinition(
            tuple(parameters or ()), body, external is not None, position=at(word)
        )

    def named_type(self, items: list[Any]) -> s.TypeName:
        return s.TypeName("".join(map(str, items)), position=at(items[0]))

    def generic_type(self, items: list[Any]) -> s.TypeName:
        return s.TypeName(str(items[0]), (items[2],), position=at(items[0]))

    def context_type(self, items: list[Any]) -> s.TypeName:
        pairs = items[2:-1]
        keys = tuple(map(str, pairs[::2]))
        return s.TypeName(str(items[0]), tuple(pairs[1::2]), keys, position=at(items[0]))

    def function_type(self, items: list[Any]) -> s.TypeName:
        word, _less, parameters, _greater, result = items
        return s.TypeName("function", tuple(parameters or ()), (), result, position=at(word))


@lru_cache(maxsize=1)
def grammar() -> Lark:
    """The parser; built at first use, which takes some tens of milliseconds."""
    text = FilePath(__file__).with_name("feel.lark").read_text(encoding="utf-8")
    return Lark(
        text,
        parser="lalr",
        lexer=FeelLexer,
        transformer=cast(Any, Builder()),
        start=["expression", "unary_tests"],
        maybe_placeholders=True,
    )


def parse(text: str, names: frozenset[str] = frozenset(), *, tests: bool = False) -> s.Node:
    """The tree of an expression, or of the unary tests of a table's cell."""
    start = "unary_tests" if tests else "expression"
    try:
        tree = grammar().parse(cast(str, Source(text, names, tests=tests)), start=start)
    except VisitError as error:
        if isinstance(error.orig_exc, FeelSyntaxError):
            raise error.orig_exc from None
        raise
    except UnexpectedInput as error:
        raise _refusal(text, error) from None
    root = cast(s.Node, tree)
    if s.depth_of(root, current().nesting) > current().nesting:
        raise FeelSyntaxError("nested too deeply", root.position, "nesting")
    return root


def _refusal(text: str, error: UnexpectedInput) -> FeelSyntaxError:
    token = error.token if isinstance(error, UnexpectedToken) else None
    if token is None or token.type == "$END":
        line = text.count("\n") + 1
        column = len(text) - text.rfind("\n")
        return FeelSyntaxError("the expression ends too early", Position(line, column, len(text)))
    return FeelSyntaxError(f"{str(token)!r} is not expected here", at(token))

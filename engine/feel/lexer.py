"""Cuts FEEL text into tokens; names may contain spaces, so this knows more than a regular lexer."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from lark import Token
from lark.lexer import Lexer

from engine.feel.errors import FeelSyntaxError, Position
from engine.feel.limits import current

# Names that no rule of adjacency can find, since they contain a keyword.
KEYWORD_NAMES = frozenset(
    {"date and time", "years and months duration", "days and time duration"},
)
KEYWORDS = {
    "for": "FOR", "return": "RETURN", "if": "IF", "then": "THEN", "else": "ELSE",
    "some": "SOME", "every": "EVERY", "satisfies": "SATISFIES", "function": "FUNCTION",
    "or": "OR", "and": "AND", "between": "BETWEEN", "in": "_IN",
    "true": "TRUE", "false": "FALSE", "null": "NULL",
}  # fmt: skip
OPERATORS = {
    "**": "POW", "..": "_DOTDOT", "->": "_ARROW", "<=": "LE", ">=": "GE", "!=": "NE",
    "<": "LT", ">": "GT", "=": "EQ", "+": "PLUS", "-": "MINUS", "*": "STAR", "/": "SLASH",
    "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB", "{": "LBRACE", "}": "_RBRACE",
    ",": "_COMMA", ":": "_COLON", ".": "DOT",
}  # fmt: skip
SPACE = r"[\t-\r \x85\xa0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]"
START_CHAR = r"(?:[^\W\d]|[?\U00010000-\U000EFFFF])"
PART_CHAR = r"[\w?\xb7\U00010000-\U000EFFFF]"
TOKEN = re.compile(
    rf"""(?P<space>(?:{SPACE}|//[^\n\r]*|/\*.*?\*/)+)
    |(?P<NUMBER>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<AT>@{SPACE}*"(?:[^"\\]|\\.)*")
    |(?P<STRING>"(?:[^"\\]|\\.)*")
    |(?P<word>{START_CHAR}{PART_CHAR}*)
    |(?P<operator>\*\*|\.\.|->|<=|>=|!=|[<>=+\-*/()\[\]{{}},:.])""",
    re.VERBOSE | re.DOTALL,
)
NEXT_WORD = re.compile(rf"{SPACE}+({PART_CHAR}+)")
INSTANCE_OF = re.compile(rf"instance{SPACE}+of(?!{PART_CHAR})")
COLON_AHEAD = re.compile(rf"{SPACE}*:")
AFTER_CLOSING = re.compile(
    rf"{SPACE}*(?:$|[),\]}}.=<>!+*/:]|(?:and|or|then|else|return|satisfies|in|between)(?!{PART_CHAR}))",
)
OPERAND_AHEAD = re.compile(
    rf"{SPACE}*(?:[\d\"@(\[{{.]|(?!(?:and|or|then|else|return|satisfies|in|between|instance)"
    rf"(?!{PART_CHAR})){START_CHAR})",
)
OPERAND_ENDS = frozenset(
    {
        "NAME",
        "NUMBER",
        "STRING",
        "AT",
        "TRUE",
        "FALSE",
        "NULL",
        "RPAR",
        "RSQB",
        "LSQB_CLOSE",
        "_RBRACE",
    },
)
BRACKETS = {"LPAR", "LSQB", "LBRACE", "RSQB_OPEN"}
CLOSERS = {"RPAR", "RSQB", "_RBRACE", "LSQB_CLOSE"}


def normal_name(text: str) -> str:
    """One space between the words, none around."""
    return " ".join(re.split(rf"{SPACE}+", text.strip()))


@lru_cache(maxsize=256)
def _patterns(names: frozenset[str]) -> dict[str, list[tuple[re.Pattern[str], str]]]:
    """Patterns for the names that adjacency cannot find, by their first word, longest first."""
    table: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for name in sorted(names | KEYWORD_NAMES, key=len, reverse=True):
        pieces = re.findall(rf"{PART_CHAR}+|[^\w\s]", name)
        if not pieces or not re.match(START_CHAR, pieces[0]):
            continue
        plain = all(re.fullmatch(rf"{PART_CHAR}+", p) and p not in KEYWORDS for p in pieces)
        if plain and not name_needs_help(pieces):
            continue
        pattern = rf"{SPACE}*".join(re.escape(p) for p in pieces)
        if re.search(rf"{PART_CHAR}$", name):
            pattern += rf"(?!{PART_CHAR})"
        table.setdefault(pieces[0], []).append((re.compile(pattern), normal_name(name)))
    return table


def name_needs_help(pieces: list[str]) -> bool:
    """Does a word look like `instance of`, which the lexer would take for an operator?"""
    return "instance" in pieces or (len(pieces) == 1 and pieces[0] in KEYWORDS)


class Source:
    """Text of one expression and the names that are known where it stands."""

    __slots__ = ("names", "tests", "text")

    def __init__(self, text: str, names: frozenset[str], *, tests: bool = False) -> None:
        self.text = text
        self.names = names
        self.tests = tests


class Scanner:
    """One pass over one text."""

    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.known = _patterns(source.names)
        self.place = 0
        self.last = ""
        self.brackets: list[str] = []
        # For each open bracket: was a `..` seen in it? Only then may `[` close it.
        self.ranges: list[bool] = []

    def position(self, offset: int) -> Position:
        line = self.text.count("\n", 0, offset) + 1
        return Position(line, offset - self.text.rfind("\n", 0, offset), offset)

    def token(self, kind: str, value: str, start: int, end: int) -> Token:
        place = self.position(start)
        self.last = kind
        self.place = end
        return Token(kind, value, start, place.line, place.column, end_pos=end)

    def tokens(self) -> Iterator[Token]:
        while self.place < len(self.text):
            match = TOKEN.match(self.text, self.place)
            if match is None:
                found = self.text[self.place]
                raise FeelSyntaxError(f"unexpected {found!r}", self.position(self.place))
            kind = match.lastgroup or ""
            if kind == "space":
                self.place = match.end()
            elif kind == "word":
                yield self.word(match.group(), match.start(), match.end())
            elif kind == "operator":
                yield self.operator(match.group(), match.start(), match.end())
            else:
                yield self.token(kind, match.group(), match.start(), match.end())

    def word(self, word: str, start: int, end: int) -> Token:
        for pattern, name in self.known.get(word, ()):
            found = pattern.match(self.text, start)
            if found:
                return self.token("NAME", name, start, found.end())
        if word == "instance" and self.last in OPERAND_ENDS:
            found = INSTANCE_OF.match(self.text, start)
            if found:
                return self.token("INSTANCE_OF", "instance of", start, found.end())
        if word == "external" and self.last == "RPAR":
            return self.token("EXTERNAL", word, start, end)
        if word in KEYWORDS and not self.is_key(end):
            return self.token(KEYWORDS[word], word, start, end)
        if word == "?":
            return self.token("NAME", word, start, end)
        words = [word]
        while True:
            following = NEXT_WORD.match(self.text, end)
            if not following or self.stops(following):
                break
            words.append(following.group(1))
            end = following.end()
        return self.token("NAME", " ".join(words), start, end)

    def is_key(self, end: int) -> bool:
        """A keyword that is the key of a context entry or a property of a path is a name."""
        if self.last == "DOT":
            return True
        in_context = bool(self.brackets) and self.brackets[-1] == "LBRACE"
        at_key = in_context and self.last in {"LBRACE", "_COMMA"}
        return at_key and COLON_AHEAD.match(self.text, end) is not None

    def stops(self, following: re.Match[str]) -> bool:
        word = following.group(1)
        if word in KEYWORDS:
            return True
        return word == "instance" and INSTANCE_OF.match(self.text, following.start(1)) is not None

    def operator(self, sign: str, start: int, end: int) -> Token:
        kind = OPERATORS[sign]
        if kind == "RSQB" and self.opens_range(end):
            kind = "RSQB_OPEN"
        elif kind == "LSQB" and self.ranges and self.ranges[-1]:
            if self.last in OPERAND_ENDS and AFTER_CLOSING.match(self.text, end):
                kind = "LSQB_CLOSE"
        elif kind == "_DOTDOT" and self.ranges:
            self.ranges[-1] = True
        if kind in BRACKETS:
            self.brackets.append(kind)
            self.ranges.append(False)
            if len(self.brackets) > current().nesting:
                raise FeelSyntaxError("nested too deeply", self.position(start), "nesting")
        elif kind in CLOSERS and self.brackets:
            self.brackets.pop()
            self.ranges.pop()
        return self.token(kind, sign, start, end)

    def opens_range(self, end: int) -> bool:
        """`]` begins an open range where an operand is expected; `[]` is the empty list."""
        if self.last in OPERAND_ENDS:
            return False
        return self.last != "LSQB" or OPERAND_AHEAD.match(self.text, end) is not None


class FeelLexer(Lexer):
    """What lark calls; it is handed a Source."""

    def __init__(self, _configuration: Any) -> None:
        pass

    def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[Token]:
        source: Source = lexer_state
        if len(source.text) > current().text_length:
            message = f"longer than {current().text_length} characters"
            raise FeelSyntaxError(message, code="text_length")
        scanner = Scanner(source)
        if source.tests:
            return iter(_unary(scanner))
        return scanner.tokens()


def _unary(scanner: Scanner) -> Iterable[Token]:
    """In unary tests a lone `-` means any value, and `not(…)` around all of them negates."""
    tokens = list(scanner.tokens())
    if len(tokens) == 1 and tokens[0].type == "MINUS":
        return [_renamed(tokens[0], "ANY")]
    if len(tokens) > 2 and tokens[0] == "not" and tokens[1].type == "LPAR":  # noqa: PLR2004
        depth = 0
        for index, token in enumerate(tokens[1:], 1):
            depth += (token.type in BRACKETS) - (token.type in CLOSERS)
            if depth == 0:
                if index == len(tokens) - 1:
                    tokens[0] = _renamed(tokens[0], "NOT")
                break
    return tokens


def _renamed(token: Token, kind: str) -> Token:
    return Token(kind, str(token), token.start_pos, token.line, token.column, end_pos=token.end_pos)

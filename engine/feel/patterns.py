"""Regular expressions of XPath, which FEEL prescribes, in bounded time."""

import re
from functools import lru_cache
from time import monotonic
from typing import Any

import regex

from engine.feel.errors import Exhausted, Fault
from engine.feel.frame import Run
from engine.feel.limits import current

FLAGS = {"i": regex.IGNORECASE, "s": 0, "m": 0, "x": 0, "q": 0}
BLOCK = re.compile(r"\\([pP])\{Is([\w-]+)\}")
SPACED = re.compile(r"(\[(?:[^\]\\]|\\.)*\])|[ \t\n\r]", re.DOTALL)
NAME_START = r"\p{L}\p{Nl}_:"
CLASS_ESCAPES = {
    "i": f"[{NAME_START}]",
    "I": f"[^{NAME_START}]",
    "c": f"[{NAME_START}\\p{{Mn}}\\p{{Mc}}\\p{{Nd}}.\\-·]",
    "C": f"[^{NAME_START}\\p{{Mn}}\\p{{Mc}}\\p{{Nd}}.\\-·]",
}
SAFE_ESCAPES = frozenset("nrt\\|.?*+(){}[]^$-dDsSwWiIcC")


def _bad(message: str) -> Fault:
    return Fault(message, "pattern")


def _without_space(match: re.Match[str]) -> str:
    """The flag x removes white space everywhere but in a character class."""
    return match.group(1) or ""


class _Translation:
    """One XPath pattern on its way to the syntax of `regex`."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.source = SPACED.sub(_without_space, pattern) if "x" in flags else pattern
        self.flags = flags
        self.place = 0
        self.depth = 0
        self.open_groups: list[int] = []
        self.groups = 0
        self.out: list[str] = []

    def translate(self) -> str:
        while self.place < len(self.source):
            self.step(self.source[self.place])
        if self.depth:
            raise _bad("a character class is not closed")
        return "".join(self.out)

    def take(self, text: str, count: int = 1) -> None:
        self.out.append(text)
        self.place += count

    def step(self, sign: str) -> None:
        if sign == "\\":
            self.escape()
        elif self.depth:
            self.in_class(sign)
        elif sign == "[":
            self.open_class()
        elif sign == "(":
            self.open_group()
        elif sign == ")":
            self.open_groups = self.open_groups[:-1]
            self.take(sign)
        else:
            self.take(self.anchor(sign))

    def anchor(self, sign: str) -> str:
        multiline = "m" in self.flags
        if sign == "^":
            return r"(?:\A|(?<=\n)(?!\Z))" if multiline else r"\A"
        if sign == "$":
            return r"(?=\n|\Z)" if multiline else r"\Z"
        if sign == "." and "s" not in self.flags:
            return r"[^\n\r]"
        return r"(?s:.)" if sign == "." else sign

    def open_group(self) -> None:
        if self.source.startswith("(?:", self.place):
            self.open_groups.append(0)
            self.take("(?:", 3)
        elif self.source.startswith("(?", self.place):
            raise _bad("only (?: is known after a parenthesis")
        else:
            self.groups += 1
            self.open_groups.append(self.groups)
            self.take("(")

    def open_class(self) -> None:
        self.depth += 1
        negated = self.source.startswith("[^", self.place)
        self.take("[^" if negated else "[", 2 if negated else 1)
        if self.source.startswith("]", self.place):
            raise _bad("an empty character class")

    def in_class(self, sign: str) -> None:
        if sign == "]":
            self.depth -= 1
            self.take("]")
        elif sign == "-" and self.source.startswith("-[", self.place):
            self.out.append("--")
            self.place += 1
            self.open_class()
        elif sign == "[":
            raise _bad("[ in a character class")
        elif sign in "&~|" or (sign == "-" and self.source.startswith("--", self.place)):
            self.take("\\" + sign)
        else:
            self.take(sign)

    def escape(self) -> None:
        following = self.source[self.place + 1 : self.place + 2]
        if following in {"p", "P"}:
            return self.category()
        if following.isdigit():
            return self.reference()
        if following not in SAFE_ESCAPES or not following:
            raise _bad(f"unknown escape \\{following}")
        if following in CLASS_ESCAPES and not self.depth:
            return self.take(CLASS_ESCAPES[following], 2)
        return self.take("\\" + following, 2)

    def category(self) -> None:
        rest = self.source[self.place : self.source.find("}", self.place) + 1]
        block = BLOCK.fullmatch(rest)
        if block:
            letter, name = block.groups()
            return self.take(f"\\{letter}{{In{name.replace('-', '')}}}", len(rest))
        if not re.fullmatch(r"\\[pP]\{[A-Z][a-z]?\}", rest):
            raise _bad("unknown category")
        return self.take(rest, len(rest))

    def reference(self) -> None:
        digits = re.match(r"\d+", self.source[self.place + 1 :])
        number = digits.group() if digits else "0"
        while len(number) > 1 and int(number) > self.groups:
            number = number[:-1]
        if self.depth or number.startswith("0"):
            raise _bad("a back reference stands where none can")
        if int(number) > self.groups or int(number) in self.open_groups:
            raise _bad(f"there is no group {number} yet")
        self.take(f"(?:\\{number})", 1 + len(number))


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str) -> Any:
    if len(pattern) > current().pattern_length:
        raise _bad("the pattern is too long (pattern_length)")
    if any(flag not in FLAGS for flag in flags):
        raise _bad(f"unknown flag in {flags[:10]!r}")
    text = regex.escape(pattern) if "q" in flags else _Translation(pattern, flags).translate()
    options = regex.V1 | (regex.IGNORECASE if "i" in flags else 0)
    try:
        return regex.compile(text, options)
    except (regex.error, RecursionError, OverflowError):
        raise _bad("the pattern is no regular expression") from None


def _timed(run: Run, method: Any, *arguments: Any) -> Any:
    started = monotonic()
    try:
        return method(*arguments, timeout=max(run.regex_seconds, 0.000_1))
    except TimeoutError:
        raise Exhausted("regex_seconds") from None
    finally:
        run.regex_seconds -= monotonic() - started


def matches(run: Run, text: str, pattern: str, flags: Any = "") -> bool:
    found = compiled(pattern, flags if isinstance(flags, str) else "")
    return _timed(run, found.search, text) is not None


def replace(run: Run, text: str, pattern: str, replacement: str, flags: Any = "") -> str:
    options = flags if isinstance(flags, str) else ""
    found = compiled(pattern, options)
    pieces = [("text", replacement)] if "q" in options else _pieces(replacement, found.groups)
    size = 0

    def filled(match: Any) -> str:
        nonlocal size
        made = "".join(
            value if kind == "text" else (match.group(int(value)) or "") for kind, value in pieces
        )
        size += len(made)
        if size > run.limits.string_length:
            raise Exhausted("string_length")
        return made

    return str(_timed(run, found.sub, filled, text))


def _pieces(replacement: str, groups: int) -> list[tuple[str, str]]:
    r"""`$1` names a group, `\$` and `\\` are the signs themselves."""
    pieces: list[tuple[str, str]] = []
    for match in re.finditer(r"\\(.?)|\$(\d*)|[^\\$]+", replacement, re.DOTALL):
        text = match.group()
        if text.startswith("\\"):
            if match.group(1) not in {"\\", "$"}:
                raise _bad("\\ in a replacement stands before $ or \\")
            pieces.append(("text", match.group(1)))
        elif text.startswith("$"):
            pieces.extend(_group(match.group(2), groups))
        else:
            pieces.append(("text", text))
    return pieces


def _group(digits: str, groups: int) -> list[tuple[str, str]]:
    if not digits:
        raise _bad("$ in a replacement stands before a number")
    number = digits
    while len(number) > 1 and int(number) > groups:
        number = number[:-1]
    rest = digits[len(number) :]
    group = [("group", number)] if int(number) <= groups else []
    return [*group, ("text", rest)] if rest else group


def split(run: Run, text: str, delimiter: str) -> list[str]:
    # Not piece by piece: the library would count the time of each piece outside of `_timed`.
    parts = _timed(run, compiled(delimiter, "").split, text, run.limits.list_size + 1)
    run.check_size(len(parts))
    return [part or "" for part in parts]

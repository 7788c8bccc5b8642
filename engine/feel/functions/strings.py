"""Built-in functions on strings."""

from decimal import Decimal
from typing import Any

from engine.feel.errors import Exhausted, Fault
from engine.feel.frame import Run
from engine.feel.functions.signature import OMITTED, table
from engine.feel.patterns import matches, replace, split


def _whole(number: Decimal) -> int:
    return int(number.to_integral_value(rounding="ROUND_DOWN"))


def substring(text: str, start: Decimal, length: Any = OMITTED) -> str:
    place = _whole(start)
    if place == 0 or abs(place) > len(text):
        raise Fault("the start position is outside the text", "index")
    first = place - 1 if place > 0 else len(text) + place
    if length is OMITTED:
        return text[first:]
    size = _whole(length)
    if size <= 0:
        raise Fault("the length is not positive", "index")
    return text[first : first + size]


def substring_before(text: str, match: str) -> str:
    place = text.find(match)
    return text[:place] if place > 0 else ""


def substring_after(text: str, match: str) -> str:
    place = text.find(match)
    return text[place + len(match) :] if place >= 0 else ""


def join(run: Run, texts: list[Any], delimiter: Any = None) -> str:
    if delimiter is OMITTED or delimiter is None:
        delimiter = ""
    pieces = [text for text in texts if text is not None]
    if not all(isinstance(piece, str) for piece in pieces):
        raise Fault("only strings can be joined", "kinds")
    size = sum(map(len, pieces)) + len(delimiter) * len(pieces)
    if size > run.limits.string_length:
        raise Exhausted("string_length")
    return str(delimiter).join(pieces)


STRINGS = table({
    "substring": (
        ("string: string, start position: number, length: number?", substring),
    ),
    "string length": (("string: string", lambda text: Decimal(len(text))),),
    "upper case": (("string: string", str.upper),),
    "lower case": (("string: string", str.lower),),
    "substring before": (("string: string, match: string", substring_before),),
    "substring after": (("string: string, match: string", substring_after),),
    "replace": (
        ("@input: string, pattern: string, replacement: string, flags: string?", replace),
    ),
    "contains": (("string: string, match: string", lambda text, match: match in text),),
    "starts with": (("string: string, match: string", str.startswith),),
    "ends with": (("string: string, match: string", str.endswith),),
    "matches": (("@input: string, pattern: string, flags: string|null?", matches),),
    "split": (("@string: string, delimiter: string", split),),
    "string join": (("@list: list, delimiter: string|null?", join),),
})  # fmt: skip

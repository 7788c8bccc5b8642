"""The built-in functions of DMN 1.5, chapter 10.3.4, by name."""

from engine.feel.functions.calendar import CALENDAR
from engine.feel.functions.contexts import CONTEXTS
from engine.feel.functions.conversion import CONVERSIONS
from engine.feel.functions.lists import LISTS
from engine.feel.functions.numbers import NUMBERS
from engine.feel.functions.ranges import RANGES
from engine.feel.functions.signature import Builtin
from engine.feel.functions.strings import STRINGS

BUILTINS: dict[str, Builtin] = {
    **NUMBERS, **STRINGS, **LISTS, **CONTEXTS, **CONVERSIONS, **CALENDAR, **RANGES,
}  # fmt: skip

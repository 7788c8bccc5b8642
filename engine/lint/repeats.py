"""What is wrong with how often an activity is done."""

import re
from collections.abc import Iterator

from engine.bpmn import Element, Repeat
from engine.feel import FeelSyntaxError, compile_expression
from engine.lint.problems import shortened

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MAXIMUM = re.compile(r"[1-9][0-9]{0,3}")

#: A code and its parameters.
Found = tuple[str, dict[str, object]]


def check(element: Element) -> Iterator[Found]:
    """Yield what is wrong with one activity."""
    repeat = element.repeat
    collects = element.listed("collects")
    if repeat is None or repeat.kind == "loop":
        if collects:
            yield "repeat.collects", {}
        if repeat is not None:
            yield from _loop(repeat)
    else:
        yield from _instances(repeat)
        if element.kind == "userTask":
            for name in collects:
                if name not in element.listed("outcomes"):
                    yield "repeat.no_outcome", {"name": name}
    for text in (repeat.condition, repeat.cardinality) if repeat else ():
        if text:
            yield from _feel(text)


def _loop(repeat: Repeat) -> Iterator[Found]:
    if not repeat.condition and not repeat.maximum:
        yield "repeat.no_end", {}
    if repeat.maximum and not _MAXIMUM.fullmatch(repeat.maximum):
        yield "repeat.maximum", {"value": shortened(repeat.maximum)}


def _instances(repeat: Repeat) -> Iterator[Found]:
    if bool(repeat.collection) == bool(repeat.cardinality):
        yield "repeat.one_source", {}
    if repeat.variable and not repeat.collection:
        yield "repeat.no_items", {"name": shortened(repeat.variable)}
    for name in (repeat.collection, repeat.variable):
        if name and not _VARIABLE.fullmatch(name):
            yield "repeat.not_variable", {"value": shortened(name)}


def _feel(text: str) -> Iterator[Found]:
    try:
        compile_expression(text)
    except FeelSyntaxError as error:
        yield "condition.invalid", {"said": shortened(str(error), 200)}

"""The numbers of the picture: every one that is read is there, is a number, and can be drawn."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.bpmn import DC, DD, DI, BpmnNotReadable, bpmn, local
from engine.lint.problems import Problem, shortened
from engine.safe_xml import line_of

#: A row of all the elements that a file may have stays below this; up to here pixels are exact.
FARTHEST = 10_000_000
#: A double as XML writes it; Python would also take `1_0`, `nan` and the digits of any script.
_NUMBER = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*")
#: How much of a long number a message shows.
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The attributes of an element of the picture that are numbers."""

    places: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    #: Whether the standard demands them.
    needed: bool = True


_DIAGRAM = f"{{{DI}}}BPMNDiagram"
_PLANE = f"{{{DI}}}BPMNPlane"
#: What the browser draws as a whole.
_WHOLE = frozenset({bpmn("process"), bpmn("collaboration"), bpmn("subProcess")})
_SHAPE = f"{{{DI}}}BPMNShape"
_BOUNDS = f"{{{DC}}}Bounds"
_NUMBERS: Mapping[str, _Numbers] = {
    _BOUNDS: _Numbers(places=("x", "y"), sizes=("width", "height")),
    f"{{{DC}}}Point": _Numbers(places=("x", "y")),
    f"{{{DD}}}waypoint": _Numbers(places=("x", "y")),
    f"{{{DC}}}Font": _Numbers(sizes=("size",), needed=False),
    _DIAGRAM: _Numbers(sizes=("resolution",), needed=False),
}


def check(file: str, root: etree._Element) -> Iterator[Problem]:
    """Yield what cannot be drawn; the engine's library reads the places of shapes, too."""
    yield from _planes(file, root)
    for node in root.iter(_SHAPE, *_NUMBERS):
        if node.tag == _SHAPE:
            if node.find(_BOUNDS) is None:
                yield _problem(file, node, "picture.no_bounds")
            continue
        rule = _NUMBERS[str(node.tag)]
        for name in (*rule.places, *rule.sizes):
            least = 0 if name in rule.sizes else -FARTHEST
            yield from _number(file, node, name, least, needed=rule.needed)


def expect_drawable(root: etree._Element) -> None:
    """Raise BpmnNotReadable when the places of the picture cannot be read."""
    for problem in check("", root):
        raise BpmnNotReadable(problem.code, line=problem.line, **problem.params)


def _planes(file: str, root: etree._Element) -> Iterator[Problem]:
    """A plane of something else, and a diagram without one, are shown to nobody."""
    tags = {node.get("id"): node.tag for node in root.iter() if node.get("id")}
    for diagram in root.iter(_DIAGRAM):
        plane = diagram.find(_PLANE)
        if plane is None:
            yield _problem(file, diagram, "picture.no_plane")
        # One that names nothing is taken for that of the process.
        elif tags.get(plane.get("bpmnElement"), bpmn("process")) not in _WHOLE:
            yield _problem(file, plane, "picture.no_plane")


def _number(
    file: str, node: etree._Element, name: str, least: int, *, needed: bool
) -> Iterator[Problem]:
    value = node.get(name)
    said = {"name": name, "element": local(node)}
    if value is None:
        if needed:
            yield _problem(file, node, "picture.number_missing", **said)
    elif not _NUMBER.fullmatch(value):
        shown = shortened(value, _SHOWN)
        yield _problem(file, node, "picture.not_number", **said, value=shown)
    elif not math.isfinite(float(value)) or not least <= float(value) <= FARTHEST:
        shown = shortened(value.strip(), _SHOWN)
        limits = {"least": least, "most": FARTHEST}
        yield _problem(file, node, "picture.number_range", **said, value=shown, **limits)


def _problem(file: str, node: etree._Element, code: str, **params: object) -> Problem:
    element = next((found for one in _outwards(node) if (found := _drawn(one))), "")
    return Problem(file=file, element=element, code=code, params=params, line=line_of(node))


def _outwards(node: etree._Element) -> Iterator[etree._Element]:
    yield node
    yield from node.iterancestors()


def _drawn(node: etree._Element) -> str:
    """A modelling tool shows the id of what is drawn, not that of its shape."""
    return node.get("bpmnElement") or node.get("id") or ""

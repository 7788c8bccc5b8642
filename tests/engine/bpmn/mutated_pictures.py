"""Pictures of models with attributes that no tool would write, by a seeded draw."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from lxml import etree

from engine.bpmn import DC, DD, DI

#: None: the attribute is not there.
VALUES: Final = (
    *(None, "", " ", "wide", "NaN", "INF", "-INF", "Infinity", "1e999", "-1e999", "9" * 400),
    *("-1", "-0.5", "0", "0.0", "1e7", "10000001", "-10000001", "1_000", "１２", "0x10", "1,5"),
    *("12px", "1 2", ".5", "5.", "+7", "1e", " 40 ", "true", "字", "__class__", "1e-999", "1\n"),
)
_SPACES: Final = frozenset({DI, DC, DD})


@dataclass(frozen=True)
class Mutant:
    """A model with one or two spoilt attributes, and what was spoilt."""

    process: str
    text: str
    said: str


def mutants(sources: Mapping[str, str], *, seed: int, count: int) -> Iterator[Mutant]:
    """Yield as many mutants of each model as asked; the same ones for the same seed."""
    for process, text in sources.items():
        draw = Random(f"{seed} {process}")  # noqa: S311  nothing secret: it shall repeat itself
        for _ in range(count):
            yield _mutant(process, text, draw)


def _mutant(process: str, text: str, draw: Random) -> Mutant:
    root = etree.fromstring(text.encode())
    ids = [one.get("id", "") for one in root.iter()]
    nodes = [node for node in root.iter() if etree.QName(node).namespace in _SPACES]
    places = [(node, name) for node in nodes for name in ("x", *map(str, node.attrib))]
    said = []
    for _ in range(draw.choice((1, 1, 2))):
        node, name = draw.choice(places)
        # What is drawn may as well be something else of the file.
        value = draw.choice((*VALUES, *ids[:8]) if name != "bpmnElement" else (*VALUES, *ids))
        if value is not None:
            node.set(name, value)
        elif name in node.attrib:
            del node.attrib[name]
        said.append(f"{etree.QName(node).localname} in line {node.sourceline}: {name}={value!r}")
    return Mutant(process, etree.tostring(root, encoding="unicode"), "; ".join(said))

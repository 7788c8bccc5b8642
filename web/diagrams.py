"""Diagrams of cases and models for the browser's viewer: which to show, and what to mark."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from engine.awaiting import awaited
from engine.safe_xml import parse
from models.processes import Incident, ProcessInstance, WorkItem
from web import languages, texts

_BPMN: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
#: What a reader of the steps cares for; flows and gateways are in the picture only.
_STEPS: Final = (
    "userTask",
    "serviceTask",
    "sendTask",
    "receiveTask",
    "businessRuleTask",
    "endEvent",
    "boundaryEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
)


@dataclass(frozen=True)
class Picture:
    """A diagram with what was passed, where the case is, and what failed."""

    process: str
    name: str
    done: tuple[str, ...]
    here: tuple[str, ...]
    failed: tuple[str, ...]
    #: Names of the steps passed, for readers without the picture.
    steps: tuple[str, ...]
    #: Names of the terms and messages that it waits for.
    waits: tuple[str, ...] = ()

    @property
    def marks(self) -> Mapping[str, Sequence[str]]:
        """What the browser's script marks."""
        return {"done": self.done, "here": self.here, "failed": self.failed}


@dataclass(frozen=True)
class _Outline:
    """What is known of a diagram without drawing it."""

    name: str
    elements: Mapping[str, str]
    steps: frozenset[str]
    #: Call activity -> called process.
    calls: Mapping[str, str]


def pictures(
    instances: Iterable[ProcessInstance],
    waiting: Sequence[WorkItem],
    incidents: Sequence[Incident],
) -> list[Picture]:
    """Return the diagrams of a case that it has been in."""
    return [
        picture
        for instance in instances
        for picture in _pictures(
            instance, [item for item in waiting if item.instance_id == instance.id], incidents
        )
    ]


def _pictures(
    instance: ProcessInstance, waiting: Iterable[WorkItem], incidents: Iterable[Incident]
) -> list[Picture]:
    """Return the diagrams of one instance: the whole first, then the parts where it is."""
    sources: Mapping[str, str] = instance.definition.sources
    outlines = {name: outline(xml) for name, xml in sources.items()}
    expected = awaited(instance)
    here = {(item.process, item.element) for item in waiting} | set(expected)
    here |= _calling({process for process, _element in here}, outlines)
    failed = {incident.element for incident in incidents if incident.element}
    passed: list[tuple[str, str]] = [_place(one) for one in instance.visited]
    found = []
    for process, drawn in outlines.items():
        now = tuple(sorted(element for at, element in here if at == process))
        done = tuple(
            element
            for at, element in passed
            if at == process and element in drawn.elements and element not in now
        )
        if done or now:
            steps = tuple(drawn.elements[one] for one in done if one in drawn.steps)
            wrong = tuple(sorted(failed & drawn.elements.keys()))
            waits = tuple(drawn.elements[one] for at, one in expected
                          if at == process and one in drawn.steps)  # fmt: skip
            found.append(Picture(process, drawn.name, done, now, wrong, steps, waits))
    top = instance.definition.process
    return sorted(found, key=lambda one: (one.process != top, not one.here, one.process))


def _place(visited: str) -> tuple[str, str]:
    """Read `process:element`, as the engine keeps what was passed."""
    process, _colon, element = visited.partition(":")
    return process, element


def _calling(processes: set[str], outlines: Mapping[str, _Outline]) -> set[tuple[str, str]]:
    """Return the call activities that stand for the processes, and those that stand for them."""
    found: set[tuple[str, str]] = set()
    todo = set(processes)
    while todo:
        called = todo.pop()
        for process, drawn in outlines.items():
            for element, target in drawn.calls.items():
                if target == called and (process, element) not in found:
                    found.add((process, element))
                    todo.add(process)
    return found


@functools.lru_cache(maxsize=256)
def outline(xml: str) -> _Outline:
    """Read the names of a diagram's elements; a version never changes, so once is enough."""
    tree = parse(xml.encode())
    elements, steps, calls, name = {}, set(), {}, ""
    for node in tree.iter():
        if not isinstance(node.tag, str) or not node.tag.startswith(_BPMN):
            continue
        kind = etree.QName(node).localname
        element = node.get("id", "")
        if kind == "process":
            name = node.get("name") or element
        elements[element] = node.get("name") or element
        if kind in _STEPS and node.get("name"):
            steps.add(element)
        if kind == "callActivity":
            calls[element] = node.get("calledElement", "")
    return _Outline(name, elements, frozenset(steps), calls)


def translated(xml: str) -> bytes:
    """Return the diagram with its names in the language of the request."""
    if languages.language() == "zh":
        return xml.encode()
    tree = parse(xml.encode())
    for node in tree.iter():
        name = node.get("name") if isinstance(node.tag, str) else None
        if name:
            node.set("name", texts.diagram_text(" ".join(name.split())))
    return etree.tostring(tree, encoding="utf-8", xml_declaration=True)

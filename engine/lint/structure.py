"""Every element and attribute of the file against the allow-list, and the ids."""

import re
from collections.abc import Iterator

from lxml import etree

from engine.bpmn import BPMN, CAMUNDA, DC, DD, DI, XSI, local
from engine.lint.event_vocabulary import REFUSED_IN, ROOTS
from engine.lint.problems import Problem, shortened
from engine.lint.vocabulary import (
    ACTIVITY_DEFAULTS,
    DEFAULT_VALUES,
    EVENT_SUB_PROCESS,
    FLOW_NODES,
    PROPERTY_VALUES,
    REFUSED,
    REFUSED_KINDS,
    SUPPORTED,
)
from engine.safe_xml import line_of

#: Extensions of the picture and of the modelling tool, which nothing here reads.
_INERT = frozenset(
    {
        "http://camunda.org/schema/modeler/1.0",
        "http://bpmn.io/schema/bpmn/biocolor/1.0",
        "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
    }
)
_PICTURE = frozenset({DI, DC, DD})
_ACTIVITIES = frozenset(
    {"userTask", "serviceTask", "businessRuleTask", "callActivity", "subProcess"}
    | {"sendTask", "receiveTask"}
)
_NEEDS_ID = FLOW_NODES | ROOTS | {"process", "lane", "sequenceFlow", "participant"}
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")
#: A shape is named after what it draws, and so longer.
_PICTURE_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_NAMES = re.compile(r"\s*[A-Za-z_]\w*\s*(,\s*[A-Za-z_]\w*\s*)*")
_PROPERTY = frozenset({"name", "value"})
_EXTERNAL = {"type": "external"}


class Structure:
    """Walks one file; `found` yields what is wrong in the order of the file."""

    def __init__(self, file: str, root: etree._Element) -> None:
        self._file = file
        self._root = root
        self._ids: set[str] = set()

    def found(self) -> Iterator[Problem]:
        """Yield every problem of vocabulary and ids."""
        yield from self._element(self._root, "")

    def _problem(self, node: etree._Element, near: str, code: str, **params: object) -> Problem:
        element = node.get("id", "") or near
        return Problem(
            file=self._file, element=element, code=code, params=params, line=line_of(node)
        )

    def _element(self, node: etree._Element, near: str) -> Iterator[Problem]:
        """Check a node that is known to be supported, then its children."""
        kind = local(node)
        yield from self._identity(node, near, kind)
        yield from self._attributes(node, near, kind)
        here = node.get("id", "") or near
        for child in node:
            yield from self._child(node, child, here, kind)

    def _child(
        self, node: etree._Element, child: etree._Element, here: str, kind: str
    ) -> Iterator[Problem]:
        space, name = etree.QName(child).namespace, local(child)
        if space == DI and name == "BPMNDiagram":
            yield from self._picture(child, here)
        elif space != BPMN:
            prefixed = f"{child.prefix or ''}:{name}" if child.prefix else shortened(str(child.tag))
            yield self._problem(child, here, "element.unknown", name=prefixed)
        elif name == "extensionElements":
            yield from self._extensions(child, here, kind)
        elif name in REFUSED:
            yield self._problem(child, here, "element.refused", name=name, why=REFUSED[name])
        elif child.get("triggeredByEvent") == "true":
            why = REFUSED_KINDS[EVENT_SUB_PROCESS]
            yield self._problem(child, here, "element.refused", name=EVENT_SUB_PROCESS, why=why)
        elif name not in SUPPORTED:
            yield self._problem(child, here, "element.unknown", name=shortened(name))
        elif (kind, name) in REFUSED_IN:
            why = REFUSED_IN[kind, name]
            yield self._problem(child, here, "element.refused", name=name, why=why)
        elif name not in SUPPORTED[kind].children:
            yield self._problem(child, here, "element.misplaced", name=name, parent=kind)
        else:
            yield from self._element(child, here)

    def _identity(self, node: etree._Element, near: str, kind: str) -> Iterator[Problem]:
        identity = node.get("id")
        if not identity and kind in _NEEDS_ID:
            yield self._problem(node, near, "id.missing", name=kind)
            return
        if identity is None:
            return
        if not _ID.fullmatch(identity):
            yield self._problem(node, near, "id.invalid", id=shortened(identity))
        if identity in self._ids:
            yield self._problem(node, near, "id.duplicate", id=shortened(identity))
        self._ids.add(identity)

    def _attributes(self, node: etree._Element, near: str, kind: str) -> Iterator[Problem]:
        rule = SUPPORTED[kind]
        plain = rule.attributes | {"id", "name"}
        if kind in _ACTIVITIES:
            plain |= ACTIVITY_DEFAULTS
        for key, value in node.attrib.items():
            space, name = _split(str(key))
            if space in _INERT or space == XSI:
                continue
            allowed = rule.camunda if space == CAMUNDA else plain if space == "" else frozenset()
            if name not in allowed:
                shown = f"camunda:{name}" if space == CAMUNDA else shortened(name)
                yield self._problem(node, near, "attribute.refused", name=shown, element=kind)
            elif not _allowed_value(space, name, str(value)):
                yield self._problem(
                    node,
                    near,
                    "attribute.value",
                    name=name,
                    element=kind,
                    value=shortened(str(value)),
                )

    def _extensions(self, node: etree._Element, near: str, kind: str) -> Iterator[Problem]:
        yield from self._aside(node, near, frozenset())
        for child in node:
            space, name = etree.QName(child).namespace, local(child)
            if space == CAMUNDA and name == "properties":
                yield from self._properties(child, near, kind)
            else:
                shown = f"camunda:{name}" if space == CAMUNDA else shortened(str(child.tag))
                yield self._problem(child, near, "element.unknown", name=shown)

    def _properties(self, node: etree._Element, near: str, kind: str) -> Iterator[Problem]:
        known = SUPPORTED[kind].properties
        yield from self._aside(node, near, frozenset())
        for one in node:
            yield from self._aside(one, near, _PROPERTY)
            name, value = one.get("name", ""), one.get("value", "")
            if name not in known or local(one) != "property" or len(one):
                yield self._problem(
                    one, near, "property.unknown", name=shortened(name), element=kind
                )
            elif not _allowed_property(name, value):
                yield self._problem(one, near, "property.value", name=name, value=shortened(value))

    def _aside(self, node: etree._Element, near: str, allowed: frozenset[str]) -> Iterator[Problem]:
        """The engine looks elements up by id, whatever they are: extensions share the ids."""
        kind = local(node)
        yield from self._identity(node, near, kind)
        for key in node.attrib:
            space, name = _split(str(key))
            ours = space not in _INERT and space != XSI
            if ours and (space or name not in allowed | {"id"}):
                shown = shortened(name)
                yield self._problem(node, near, "attribute.refused", name=shown, element=kind)

    def _picture(self, diagram: etree._Element, near: str) -> Iterator[Problem]:
        """The diagram part runs nothing; only namespaces and ids are looked at here."""
        for node in diagram.iter():
            space = etree.QName(node).namespace
            if space not in _PICTURE and space not in _INERT:
                yield self._problem(node, near, "element.unknown", name=shortened(str(node.tag)))
                return
            identity = node.get("id")
            if identity is None:
                continue
            if not _PICTURE_ID.fullmatch(identity):
                # The browser leaves such a plane out, and with it the whole picture.
                yield self._problem(node, near, "id.invalid", id=shortened(identity))
            elif identity in self._ids:
                yield self._problem(node, near, "id.duplicate", id=shortened(identity))
            self._ids.add(identity)


def _split(key: str) -> tuple[str, str]:
    name = etree.QName(key)
    return name.namespace or "", name.localname


def _allowed_value(space: str, name: str, value: str) -> bool:
    if space == CAMUNDA:
        return value == _EXTERNAL.get(name, value)
    return value in DEFAULT_VALUES.get(name, frozenset({value}))


def _allowed_property(name: str, value: str) -> bool:
    values = PROPERTY_VALUES[name]
    return bool(_NAMES.fullmatch(value)) if values is None else value in values

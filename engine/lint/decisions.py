"""What is wrong with decision tables: unreadable, no FEEL, gaps and overlaps, no picture."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from lxml import etree

from engine import dmn
from engine.dmn.source import parse
from engine.lint.problems import Problem, shortened

_DMNDI = "{*}DMNShape"
_EXTERNAL = re.compile(r"\)\s*external\b")
#: A finding may name thousands of rules.
_LONGEST = 400


def lint_decisions(file: str, xml: bytes) -> list[Problem]:
    """Return every reason for which a decision file may not be shipped."""
    return list(_problems(file, xml))


def _problems(file: str, xml: bytes) -> Iterator[Problem]:
    try:
        model = dmn.load(xml)
    except dmn.DmnError as error:
        yield Problem(file=file, element="", code="dmn.unreadable", params={"said": str(error)})
        return
    for broken in model.problems:
        said = {"said": shortened(str(broken), _LONGEST)}
        yield Problem(file=file, element=broken.element, code="dmn.broken", params=said)
    root = parse(xml)
    yield from _foreign(file, root)
    for finding in dmn.check(model):
        said = {"said": shortened(str(finding), _LONGEST)}
        yield Problem(file=file, element=finding.table, code="dmn.finding", params=said)
    decisions = model.definitions.decisions
    if PurePath(file).stem not in decisions:
        named = {"decision": PurePath(file).stem}
        yield Problem(file=file, element="", code="dmn.no_decision", params=named)
    for name, one in decisions.items():
        if one.logic is None:
            said = {"said": f"{name}: there is no logic that is read here"}
            yield Problem(file=file, element=name, code="dmn.broken", params=said)
    drawn = {shape.get("dmnElementRef") for shape in root.iter(_DMNDI)}
    for part in (*decisions, *model.definitions.inputs):
        if part not in drawn:
            yield Problem(file=file, element=part, code="dmn.not_drawn")


def _foreign(file: str, root: etree._Element) -> Iterator[Problem]:
    """Code of another language, which would give no value."""
    for function in root.iter("{*}functionDefinition"):
        kind = function.get("kind", "FEEL")
        if kind != "FEEL":
            said = {"said": f"functions of {shortened(kind)} are not run"}
            name = function.get("id", "")
            yield Problem(file=file, element=name, code="dmn.broken", params=said)
    for text in root.iter("{*}text"):
        if _EXTERNAL.search(text.text or ""):
            said = {"said": "external functions are not run"}
            yield Problem(file=file, element="", code="dmn.broken", params=said)

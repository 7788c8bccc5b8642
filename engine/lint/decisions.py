"""What is wrong with decision tables: unreadable, no FEEL, gaps and overlaps, no picture."""

from collections.abc import Iterator
from pathlib import PurePath

from engine import dmn
from engine.dmn.source import parse
from engine.lint.problems import Problem

_DMNDI = "{*}DMNShape"


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
        said = {"said": str(broken)}
        yield Problem(file=file, element=broken.element, code="dmn.broken", params=said)
    for finding in dmn.check(model):
        said = {"said": str(finding)}
        yield Problem(file=file, element=finding.table, code="dmn.finding", params=said)
    decisions = model.definitions.decisions
    if PurePath(file).stem not in decisions:
        named = {"decision": PurePath(file).stem}
        yield Problem(file=file, element="", code="dmn.no_decision", params=named)
    drawn = {shape.get("dmnElementRef") for shape in parse(xml).iter(_DMNDI)}
    for part in (*decisions, *model.definitions.inputs):
        if part not in drawn:
            yield Problem(file=file, element=part, code="dmn.not_drawn")

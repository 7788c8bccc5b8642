"""Measures conformance on the public DMN technology compatibility kit."""

import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from engine import dmn
from engine.feel.errors import Fault
from engine.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from engine.feel.values import Range, equal, kind_of, show

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
TOLERANCE = Decimal("1e-8")
ROOT = Path(os.environ.get("YANCHA_SHARED", Path(__file__).parents[2] / "shared"))
KIT = ROOT / "data" / "dmn-tck"
# External functions would run code of the model's author; each case counts as not passed.
LEFT_OUT = {"0076-feel-external-java": "external Java functions are never run"}

Element = Any


@dataclass(frozen=True)
class Case:
    """One expected value of one test."""

    level: int
    feature: str
    id: str
    passed: bool
    detail: str


def local(element: Element) -> str:
    return str(etree.QName(element).localname)


def value_of(element: Element) -> object:
    """The value in an input or an expectation."""
    for part in element:
        kind = local(part)
        if kind == "value":
            return scalar(part)
        if kind == "list":
            if part.get(XSI + "nil") == "true":
                return None
            return [value_of(item) for item in part if local(item) == "item"]
        if kind == "component":
            parts = [p for p in element if local(p) == "component"]
            return {p.get("name"): value_of(p) for p in parts}
    return None


def scalar(element: Element) -> object:
    if element.get(XSI + "nil") == "true":
        return None
    kind = (element.get(XSI + "type") or "").rpartition(":")[2]
    text = element.text or ""
    if kind in {"decimal", "double", "integer", "int", "float", "long"}:
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() == "true"
    readers = {"date": parse_date, "time": parse_time, "dateTime": parse_date_time}
    if kind in readers:
        return readers[kind](text.strip())
    if kind in {"duration", "dayTimeDuration", "yearMonthDuration"}:
        return parse_duration(text.strip())
    return text


def same(found: Any, expected: Any) -> bool:
    """Equal, numbers within the tolerance that the kit's own runners use."""
    if isinstance(found, Decimal) and isinstance(expected, Decimal):
        return abs(found - expected) <= TOLERANCE * max(Decimal(1), abs(expected))
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(same(found[k], expected[k]) for k in found)
    if isinstance(found, Range):
        return bool(show(found) == expected)
    try:
        return equal(found, expected)
    except Fault:
        return False


def load(folder: Path, name: str) -> dmn.Model:
    """The model, after those it imports."""
    others = [path for path in sorted(folder.glob("*.dmn")) if path.name != name]
    loaded: dict[str, dmn.Model] = {}
    for _round in others:
        for path in others:
            model = dmn.load(path.read_bytes(), loaded.values())
            if not any(problem.code == "import" for problem in model.problems):
                loaded[model.namespace] = model
    return dmn.load((folder / name).read_bytes(), loaded.values())


def evaluate(model: dmn.Model, case: Element, node: Element, inputs: dict[str, object]) -> object:
    kind, name = case.get("type") or "decision", case.get("invocableName")
    if kind == "decisionService":
        value = model.evaluate_service(name, inputs).value
        service = next(s for s in model.definitions.services.values() if s.name == name)
        if len(service.outputs) > 1 and isinstance(value, dict):
            return value.get(node.get("name"))
        return value
    if kind == "bkm":
        return model.invoke(name, inputs).value
    return model.evaluate(node.get("name"), inputs).value


def run_file(path: Path, level: int) -> Iterator[Case]:
    feature = path.parent.name
    root = etree.parse(str(path), etree.XMLParser(remove_comments=True)).getroot()
    name = next((e.text for e in root if local(e) == "modelName"), None)
    model = load(path.parent, name or f"{feature}.dmn")
    for case in (e for e in root if local(e) == "testCase"):
        parts = list(case)
        for node in (e for e in parts if local(e) == "resultNode"):
            label = f"{case.get('id')} {node.get('name')}"
            try:
                inputs = {e.get("name"): value_of(e) for e in parts if local(e) == "inputNode"}
                wanted = next((e for e in node if local(e) == "expected"), None)
                expected = None if wanted is None else value_of(wanted)
                found = evaluate(model, case, node, inputs)
            except (dmn.DmnError, Fault) as error:
                yield Case(level, feature, label, passed=False, detail=str(error))
                continue
            detail = f"expected {text(expected)}, found {text(found)}"
            yield Case(level, feature, label, passed=same(found, expected), detail=detail)


def text(value: Any) -> str:
    return f"{show(value)[:80]} ({kind_of(value)})"


def run(kit: Path = KIT, level: int | None = None) -> Iterator[Case]:
    """All cases of the kit, or of one level."""
    for number in [level] if level else [2, 3]:
        for path in sorted((kit / f"compliance-level-{number}").glob("*/*-test-*.xml")):
            yield from run_file(path, number)


def report(cases: list[Case], *, verbose: bool) -> None:
    by_feature: dict[tuple[int, str], list[Case]] = defaultdict(list)
    for case in cases:
        by_feature[case.level, case.feature].append(case)
    for (level, feature), found in sorted(by_feature.items()):
        note = f"  ({LEFT_OUT[feature]})" if feature in LEFT_OUT else ""
        print(f"  {level} {feature}: {sum(c.passed for c in found)}/{len(found)}{note}")
        if verbose:
            for case in found:
                if not case.passed:
                    print(f"      {case.id}: {case.detail}")
    for level in (2, 3):
        found = [case for case in cases if case.level == level]
        print(f"level {level}: {sum(case.passed for case in found)}/{len(found)}")


def main() -> int:
    if not KIT.is_dir():
        print(f"{KIT} does not exist; set YANCHA_SHARED", file=sys.stderr)
        return 2
    report(list(run()), verbose="-v" in sys.argv)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

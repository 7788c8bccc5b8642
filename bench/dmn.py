"""DMN: a fine-band table, beside SpiffWorkflow's own DMN engine."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.DMNParser import DMNParser

from bench.row import Row, timed
from engine import bands, dmn

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
# Basis, limits below 10,000 yuan of goods in yuan, multiples from there on (L1 chapter 9).
BANDS = [
    ("F122.1", 50_000, 100_000, 10, 20), ("F122.2", 50_000, 100_000, 10, 20),
    ("F123.1", 100_000, 150_000, 15, 30), ("F123.2", 100_000, 200_000, 15, 30),
    ("F124.1", 50_000, 100_000, 10, 20), ("F124.2", 50_000, 100_000, 10, 20),
    ("F124.3", 50_000, 100_000, 10, 20), ("F125.1", 5_000, 50_000, 5, 10),
]  # fmt: skip
# The last basis with goods above the threshold: every rule is looked at.
SPOILED = bands.Facts(provision="F124.1", goods_value_fen=1_200_000)
CASE = {"basis": "F125.1", "goods": 3_000_000}


def cells(kind: str, texts: tuple[str, ...], name: str) -> str:
    return "".join(
        f'<{kind} id="{name}_{kind}_{place}"><text>{escape(text)}</text></{kind}>'
        for place, text in enumerate(texts)
    )


def rules() -> Iterator[str]:
    for number, (basis, low, high, times, most) in enumerate(BANDS):
        below = (f"{low * 100}", f"{high * 100}")
        above = (f"goods * {times}", f"goods * {most}")
        for part, test, outputs in (("a", "< 1000000", below), ("b", ">= 1000000", above)):
            name = f"r{number}{part}"
            inputs = cells("inputEntry", (f'"{basis}"', test), name)
            yield f'<rule id="{name}">{inputs}{cells("outputEntry", outputs, name)}</rule>'


def table() -> bytes:
    """The table, without what SpiffWorkflow's reader refuses (requirements, a variable)."""
    columns = "".join(
        f'<input id="i_{name}"><inputExpression id="e_{name}" typeRef="{kind}">'
        f"<text>{name}</text></inputExpression></input>"
        for name, kind in (("basis", "string"), ("goods", "number"))
    )
    columns += '<output id="o_low" name="low" typeRef="number"/>'
    columns += '<output id="o_high" name="high" typeRef="number"/>'
    logic = f'<decisionTable id="t" hitPolicy="UNIQUE">{columns}{"".join(rules())}</decisionTable>'
    decision = f'<decision id="band" name="band">{logic}</decision>'
    head = f'<definitions xmlns="{NAMESPACE}" id="m" name="m" namespace="n">'
    return f"{head}{decision}</definitions>".encode()


def rows() -> Iterator[Row]:
    xml = table()
    model = dmn.load(xml)
    parser = DMNParser(None, etree.fromstring(xml), {"dmn": NAMESPACE})
    parser.parse()
    engine = DMNEngine(parser.decision.decisionTables[0])
    workflow = SimpleNamespace(script_engine=PythonScriptEngine())
    task: Any = SimpleNamespace(data=dict(CASE), workflow=workflow)
    ours, theirs = model.evaluate("band", CASE).value, engine.result(task)
    assert ours == theirs == {"low": 15_000_000, "high": 30_000_000}
    yield timed("DMN: a fine-band table of 16 rules", 50, lambda: model.evaluate("band", CASE))
    yield timed("DMN: the shipped fine bands, 60 rules", 50, lambda: bands.band_of(SPOILED))
    yield timed("SpiffWorkflow: the same table", None, lambda: engine.result(task))
    yield timed("DMN: reading and compiling the table", None, lambda: dmn.load(xml))
    yield timed("DMN: looking for gaps and overlaps", None, lambda: dmn.check(model))

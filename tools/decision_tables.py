"""Writes docs/decision-tables.md from the shipped tables (`write`), or says that it is stale."""

import sys
from collections.abc import Iterator
from pathlib import Path

from engine.decision_models import model_of, shipped
from engine.dmn.elements import Column, Context, Decision, Literal, Table

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "decision-tables.md"
BEGIN = "<!-- written by tools/decision_tables.py -->"
END = "<!-- end of what is written -->"
_QUOTES = '""'


def main(arguments: list[str]) -> int:
    """Write the tables, or compare them."""
    if arguments not in (["write"], ["check"]):
        print("say one of: write, check")
        return 2
    before = DOCUMENT.read_text(encoding="utf-8")
    head, rest = before.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    after = head + BEGIN + "\n\n" + "\n".join(chapters()) + "\n" + END + tail
    if arguments == ["write"]:
        DOCUMENT.write_text(after, encoding="utf-8")
        return 0
    if before != after:
        print("docs/decision-tables.md is stale: python tools/decision_tables.py write")
        return 1
    return 0


def chapters() -> Iterator[str]:
    """Yield the lines of all decision models."""
    for name in shipped():
        model = model_of(name)
        yield f"## {model.name} `{name}`"
        yield ""
        inputs = "、".join(one.name for one in model.definitions.inputs.values())
        yield f"Asks: {inputs}."
        yield ""
        for decision in model.definitions.decisions.values():
            yield from section(decision)


def section(decision: Decision) -> Iterator[str]:
    """Yield one decision: its table, or its expression."""
    yield f"### {decision.name} `{decision.id}`"
    yield ""
    logic = decision.logic
    if isinstance(logic, Table):
        yield from table(logic)
    elif isinstance(logic, Context):
        for entry in logic.entries:
            text = entry.value.text if isinstance(entry.value, Literal) else ""
            yield f"- `{entry.name}` = `{text}`"
    elif isinstance(logic, Literal):
        yield f"`{logic.text}`"
    yield ""


def table(logic: Table) -> Iterator[str]:
    """Yield a decision table."""
    yield f"Hit policy {logic.policy}."
    yield ""
    columns = [*map(_title, logic.inputs), *(f"**{one.name}**" for one in logic.outputs)]
    yield _row(["", *columns])
    yield _row(["---"] * (len(columns) + 1))
    for number, rule in enumerate(logic.rules, 1):
        yield _row([str(number), *map(_cell, (*rule.inputs, *rule.outputs))])


def _title(column: Column) -> str:
    return column.name


def _cell(text: str) -> str:
    if text == "-":
        return ""
    quoted = text.startswith('"') and text.count('"') == len(_QUOTES)
    return (text.strip('"') if quoted else text).replace("|", "\\|")


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

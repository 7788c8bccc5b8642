"""Writes the tables of docs/bpmn.md from the linter (`write`), or says that they are stale."""

import sys
from collections.abc import Iterator
from pathlib import Path

from engine.lint.problems import REASONS
from engine.lint.vocabulary import PROPERTY_MEANINGS, REFUSED, REFUSED_KINDS, SUPPORTED

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "bpmn.md"
BEGIN = "<!-- written by tools/bpmn_table.py -->"
END = "<!-- end of what is written -->"


def main(arguments: list[str]) -> int:
    """Write the tables, or compare them."""
    if arguments not in (["write"], ["check"]):
        print("say one of: write, check")
        return 2
    before = DOCUMENT.read_text(encoding="utf-8")
    head, rest = before.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    after = head + BEGIN + "\n\n" + "\n".join(tables()) + "\n" + END + tail
    if arguments == ["write"]:
        DOCUMENT.write_text(after, encoding="utf-8")
        return 0
    if before != after:
        print("docs/bpmn.md is stale: python tools/bpmn_table.py write")
        return 1
    return 0


def tables() -> Iterator[str]:
    """Yield the lines of all tables."""
    yield "## Supported"
    yield ""
    yield "| Element | What it is here | Attributes | Properties |"
    yield "|---|---|---|---|"
    for name, rule in SUPPORTED.items():
        own = [*sorted(rule.attributes), *(f"camunda:{one}" for one in sorted(rule.camunda))]
        yield f"| `{name}` | {rule.what} | {_listed(own)} | {_listed(sorted(rule.properties))} |"
    yield ""
    yield "## Properties (`camunda:property`)"
    yield ""
    yield "| Property | Meaning |"
    yield "|---|---|"
    for name, meaning in PROPERTY_MEANINGS.items():
        yield f"| `{name}` | {meaning} |"
    yield ""
    yield "## Refused"
    yield ""
    yield "| Element | Why |"
    yield "|---|---|"
    for name, why in {**REFUSED_KINDS, **REFUSED}.items():
        yield f"| `{name}` | {why} |"
    yield ""
    yield "## What the linter says"
    yield ""
    yield "| Code | Reason |"
    yield "|---|---|"
    for code, reason in REASONS.items():
        yield f"| `{code}` | {reason} |"
    yield ""


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

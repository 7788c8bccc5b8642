"""docs/law.md: every row of the law, where it lives and which tests show it; `write`, `check`.

The rows are data (models/law.yaml); the tests are those that carry the marker law("T21", …).
"""

import contextlib
import io
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

ROOT: Final = Path(__file__).resolve().parent.parent
ROWS: Final = ROOT / "models" / "law.yaml"
PAGE: Final = ROOT / "docs" / "law.md"
#: Beginning of a row's id -> the heading of its table; the order of the page.
PARTS: Final = {
    "T": "Time limits",
    "F": "Penalties of the Food Safety Law",
    "R": "Penalties of its regulation",
    "I": "Penalties of the inspection measures",
    "W": "Penalties of the anti-waste law",
    "P": "Procedure",
    "Q": "Sampling",
    "K": "Counting of days",
}
#: Tests that a row names before it says how many more there are.
SHOWN: Final = 2
_ALLOWED: Final = {"id", "en", "article", "status", "where", "later", "fact", "partly"}


@dataclass(frozen=True)
class Row:
    """One row of the law."""

    id: str
    en: str
    article: str
    status: str
    where: Sequence[str] = ()
    #: Another part of the work that has it; its fact says what is missing until then.
    later: str = ""
    #: The fact that makes it not apply here, or not yet.
    fact: str = ""
    #: Tests show a part of the row, and the fact says which part is missing.
    partly: bool = False


class Collector:
    """Notes which collected test shows which row."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.tests: dict[str, set[str]] = defaultdict(set)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Read the markers; a parametrised test is named once."""
        for item in session.items:
            for mark in item.iter_markers("law"):
                for row in mark.args:
                    self.tests[row].add(item.nodeid.split("[")[0])


def main(arguments: Sequence[str]) -> int:
    """Do what the first argument says."""
    if arguments not in (["write"], ["check"]):
        print("say write or check")
        return 2
    rows, parts = read()
    tests = collected()
    page = "\n".join(lines(rows, parts, tests))
    if arguments == ["write"]:
        PAGE.write_text(page, encoding="utf-8")
        print(f"{PAGE.relative_to(ROOT)}: {len(rows)} rows, {len(open_rows(rows, tests))} open")
        return 0
    found = [*problems(rows, tests), *excuses(rows, parts, tests)]
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        found.append("docs/law.md is stale: run tools/law.py write")
    print("\n".join(found) or f"{len(rows)} rows of the law, none open")
    return 1 if found else 0


def read() -> tuple[list[Row], Mapping[str, str]]:
    """Read the rows and the parts of the work that come later."""
    data: dict[str, Any] = yaml.safe_load(ROWS.read_text(encoding="utf-8"))
    wrong = [str(one["id"]) for one in data["rows"] if set(one) - _ALLOWED]
    if wrong:
        raise SystemExit(f"models/law.yaml: unknown entries in {', '.join(wrong)}")
    return [Row(**one) for one in data["rows"]], data["parts"]


def collected() -> Mapping[str, set[str]]:
    """Collect all tests, which runs none of them."""
    collector = Collector()
    said = io.StringIO()
    asked = ["--collect-only", "-q", "-p", "no:cacheprovider", "--ignore=tests/acceptance"]
    with contextlib.redirect_stdout(said):
        failed = pytest.main([*asked, str(ROOT / "tests")], plugins=[collector])
    if failed:
        raise SystemExit(said.getvalue()[-4000:])
    return collector.tests


def problems(rows: Sequence[Row], tests: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield whatever keeps the page from being true."""
    known = {row.id for row in rows}
    for row in sorted(set(tests) - known):
        yield f"{min(tests[row])}: there is no row {row}"
    for one in rows:
        for path in one.where:
            if not (ROOT / path).exists():
                yield f"{one.id}: there is no {path}"
    for one in open_rows(rows, tests):
        yield f"{one.id}: no test shows it ({one.en})"


def excuses(
    rows: Sequence[Row], parts: Mapping[str, str], tests: Mapping[str, set[str]]
) -> Iterator[str]:
    """Yield reasons that are none: without a fact, of no part, or of what is shown by now."""
    for row in rows:
        if not row.later:
            continue
        if row.later not in parts:
            yield f"{row.id}: there is no part “{row.later}”"
        if not row.fact:
            yield f"{row.id}: “{row.later}” does not say what is missing until then"
        if row.status == "V" and len(tests.get(row.id, ())) > 0 and not row.partly:
            yield f"{row.id}: tests show it now; take its excuse out of models/law.yaml"


def open_rows(rows: Sequence[Row], tests: Mapping[str, set[str]]) -> list[Row]:
    """The rows whose text was read, that no test shows and nothing excuses."""
    return [
        row
        for row in rows
        if row.status == "V" and not (tests.get(row.id) or row.later or row.fact)
    ]


def lines(
    rows: Sequence[Row], parts: Mapping[str, str], tests: Mapping[str, set[str]]
) -> Iterator[str]:
    """The page, line by line."""
    yield "# The law, row by row"
    yield ""
    yield "Written by `tools/law.py` from `models/law.yaml` and from the tests marked `law(…)`;"
    yield "`tools/law.py check` fails when a row whose text was read (V) has neither a test nor a"
    yield "reason. Status: **V** the article was read, **S** seen second-hand, **M** from memory,"
    yield "**I** our reading of an open question. S and M values are settings and marked as such."
    yield ""
    for name, what in parts.items():
        yield f"- *{name}*: {what}"
    missing = [row.id for row in open_rows(rows, tests)]
    yield f"- Open: {', '.join(missing) or 'none'}."
    for start, heading in PARTS.items():
        yield from ["", f"## {heading}", "", "| Row | Rule | Source | St. | Lives in | Shown by |"]
        yield "|---|---|---|---|---|---|"
        for row in rows:
            if row.id.startswith(start) or (start == "W" and row.id == "TJ"):
                if start == "T" and row.id == "TJ":
                    continue
                yield _line(row, sorted(tests.get(row.id, ())))
    yield ""


def _line(row: Row, tests: Sequence[str]) -> str:
    where = ", ".join(f"`{one}`" for one in row.where) or "—"
    shown = [f"`{one.removeprefix('tests/')}`" for one in tests[:SHOWN]]
    if len(tests) > SHOWN:
        shown.append(f"and {len(tests) - SHOWN} more")
    if row.later:
        shown.append(f"*{row.later}*: {row.fact}")
    elif row.fact:
        shown.append(row.fact)
    told = ", ".join(shown) or ("**open**" if row.status == "V" else "—")
    rule = row.en.replace("|", "/")
    return f"| {row.id} | {rule} | {row.article} | {row.status} | {where} | {told} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

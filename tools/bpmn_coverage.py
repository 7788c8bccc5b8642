"""Prints every element of BPMN 2.0: supported or refused, why, and a passing test that shows it.

A row needs a test with the marker bpmn("its name") that passes; without one this fails.
"""

import contextlib
import io
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from engine.lint import Problem
from engine.lint.vocabulary import SUPPORTED
from tests.engine.bpmn.table import TABLE, Row

ROOT: Final = Path(__file__).resolve().parent.parent
TESTS: Final = ROOT / "tests" / "engine"
MARK: Final = "mark.bpmn("
#: The test of all refusals, which is named only where there is no test of the library's ways.
GENERAL: Final = "tests/engine/bpmn/test_table.py"


class Results:
    """Which tests show which row, and which of them passed."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._rows: dict[str, list[str]] = {}
        self.passed: dict[str, list[str]] = defaultdict(list)
        self.failed: list[str] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Read the markers."""
        for item in session.items:
            marks = item.iter_markers("bpmn")
            self._rows[item.nodeid] = [row for mark in marks for row in mark.args]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what came out; a parametrised test is named once."""
        test = report.nodeid.split("[")[0]
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.when == "call":
            for row in self._rows[report.nodeid]:
                if test not in self.passed[row]:
                    self.passed[row].append(test)


def main() -> int:
    """Run the marked tests and print the table."""
    results = run()
    wrong = [*results.failed, *problems(results.passed)]
    supported = 0
    for row in TABLE.values():
        found = row.problems()
        supported += not found
        print(line(row, found, results.passed.get(row.name, [])))
    print(f"{len(TABLE)} elements and events: {supported} supported, "
          f"{len(TABLE) - supported} refused, {len(wrong)} not shown")  # fmt: skip
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


def run() -> Results:
    """Run every test that carries the marker."""
    results, said = Results(), io.StringIO()
    files = [str(path) for path in sorted(TESTS.rglob("test_*.py")) if MARK in path.read_text()]
    asked = ["-q", "-m", "bpmn", "-p", "no:cacheprovider", "-p", "no:randomly", *files]
    with contextlib.redirect_stdout(said):
        code = pytest.main(asked, plugins=[results])
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        raise SystemExit(said.getvalue()[-4000:])
    return results


def problems(passed: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield whatever keeps the table from being shown."""
    for row in sorted(set(passed) - set(TABLE)):
        yield f"{passed[row][0]}: there is no row {row}"
    for row in TABLE:
        if not passed.get(row):
            yield f"{row}: no test that passes shows it"


def line(row: Row, found: list[Problem], tests: list[str]) -> str:
    """One line: element, verdict, reason, test."""
    own = [test for test in tests if not test.startswith(GENERAL)] or tests
    shown = own[0].removeprefix("tests/engine/") if own else "-"
    status, reason = ("refused", why(found)) if found else ("supported", what(row.name))
    return f"{row.name} | {status} | {reason} | {shown}"


def what(name: str) -> str:
    """What the element is here, from the allow-list."""
    return next((SUPPORTED[part].what for part in name.split("/") if part in SUPPORTED), "")


def why(found: list[Problem]) -> str:
    """The reason of the innermost element that is refused."""
    refused = [one for one in found if one.code == "element.refused"]
    return (refused or found)[-1].reason


if __name__ == "__main__":
    sys.exit(main())

"""Prints the table of mutations after a run, so that CI shows it."""

from collections.abc import Iterable
from typing import Final

import pytest

TABLE: Final = "mutations"
#: Who may catch a mutant; what nobody catches is explained in survivors.yaml.
CATCHERS: Final = ("lint", "proof", "lawful")
_COLUMNS: Final = ("mutants", "tried", *CATCHERS)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write a line for each model: how many mutants there are, were tried, and who caught them."""
    rows = [
        value
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        for name, value in getattr(report, "user_properties", [])
        if name == TABLE
    ]
    if not rows:
        return
    terminalreporter.write_sep("-", "mechanical mutations")
    terminalreporter.write_line(_line("process", _COLUMNS))
    for process, *counts in sorted(rows):
        terminalreporter.write_line(_line(process, counts))
    totals = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    terminalreporter.write_line(_line("all", totals))


def _line(name: str, cells: Iterable[object]) -> str:
    return f"{name:26}" + "".join(f"{cell!s:>8}" for cell in cells)

"""Prints the table of mutations after a run, so that CI shows it."""

import pytest

TABLE = "mutations"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write a line for each model: how many mutants, and who caught them."""
    rows = [
        value
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        for name, value in getattr(report, "user_properties", [])
        if name == TABLE
    ]
    if rows:
        terminalreporter.write_sep("-", "mechanical mutations: caught by lint, proof; lawful")
        for row in sorted(rows):
            terminalreporter.write_line(str(row))

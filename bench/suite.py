"""How long the proof of all models takes, and how long the whole suite of tests took last."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lxml import etree

from bench.row import Row

ROOT: Final = Path(__file__).parent.parent
#: `make test` writes it; say BENCH_TESTS=1 to run the tests now.
REPORT: Final = ROOT / "build" / "tests.xml"
RUN_NOW: Final = "BENCH_TESTS"


def rows() -> Iterator[Row]:
    """Prove, and read the report of the tests."""
    began = time.perf_counter()
    proved = subprocess.run(
        [sys.executable, "-m", "yancha", "verify"], cwd=ROOT, capture_output=True, check=False
    )
    spent = time.perf_counter() - began
    note = "" if proved.returncode == 0 else "something is not proved: run make verify"
    yield Row("suite: yancha verify, all shipped models", "s", 60, spent, [spent], note=note)
    if os.environ.get(RUN_NOW):
        subprocess.run(["make", "test"], cwd=ROOT, capture_output=True, check=False)  # noqa: S607
    yield _tests()


def _tests() -> Row:
    name = "suite: make test, without what it installs"
    if not REPORT.exists():
        said = f"not measured: run make test, or bench with {RUN_NOW}=1"
        return Row(name, "s", 600, None, note=said)
    suites = list(etree.parse(REPORT).iter("testsuite"))
    spent = sum(float(one.get("time", "0")) for one in suites)
    counts = {
        kind: sum(int(one.get(kind, "0")) for one in suites)
        for kind in ("tests", "failures", "errors", "skipped")
    }
    said = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    return Row(name, "s", 600, spent, [spent], note=said)

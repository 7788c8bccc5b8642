"""Measures what was promised: `python -m bench [name of a module in this folder]`."""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.row import Row

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.json"
NO_MEASURE = {"__init__", "__main__", "row"}


def modules(wanted: list[str]) -> list[str]:
    """The modules that have a function `rows`, or those that were asked for."""
    found = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NO_MEASURE)
    return wanted or found


def merged(old: list[dict[str, Any]], new: list[Row]) -> list[dict[str, Any]]:
    """Earlier results with the new ones in their place."""
    names = {row.name for row in new}
    kept = [row for row in old if row["name"] not in names]
    return sorted([*kept, *(row.as_json() for row in new)], key=lambda row: str(row["name"]))


def show(row: Row) -> str:
    verdict = {None: "", True: "met", False: "MISSED"}[row.met]
    target = "" if row.target is None else f"<= {row.target:g}"
    return f"{row.name:60} {row.measured:12.2f} {row.unit:4} {target:10} {verdict}"


def main() -> int:
    new: list[Row] = []
    for name in modules(sys.argv[1:]):
        for row in import_module(f"bench.{name}").rows():
            print(show(row), flush=True)
            new.append(row)
    old = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []
    text = json.dumps(merged(old, new), indent=1, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

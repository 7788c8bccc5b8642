"""Measures what was promised: `python -m bench [name of a module in this folder ...]`."""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from bench.row import Row

FOLDER: Final = Path(__file__).parent
RESULTS: Final = FOLDER / "results.json"
HEAD: Final = f"{'name':62} {'target':>12} {'measured':>12} {'unit':6} {'ratio':>7}  met     raw"


def measures(wanted: list[str]) -> Iterator[tuple[str, Callable[[], Iterable[Row]]]]:
    """The modules that have a function `rows`: all, or those that were asked for."""
    for path in sorted(FOLDER.glob("*.py")):
        if path.stem.startswith("__") or (wanted and path.stem not in wanted):
            continue
        rows = getattr(import_module(f"bench.{path.stem}"), "rows", None)
        if rows is not None:
            yield path.stem, rows


def merged(old: list[dict[str, Any]], new: list[Row]) -> list[dict[str, Any]]:
    """Earlier results with the new ones in their place."""
    names = {row.name for row in new}
    kept = [row for row in old if row["name"] not in names]
    return sorted([*kept, *(row.as_json() for row in new)], key=lambda row: str(row["name"]))


def line(row: dict[str, Any]) -> str:
    """One line of the table."""
    verdict = {None: "", True: "met", False: "MISSED"}[row["met"]]
    promise = "" if row["target"] is None else f"{_sign(row)} {row['target']:,.5g}"
    ratio = "" if row.get("ratio") is None else f"{row['ratio']:.2f}"
    measured = "-" if row["measured"] is None else f"{row['measured']:,.2f}"
    found = f"{row['name']:62} {promise:>12} {measured:>12} {row['unit']:6} {ratio:>7}  {verdict:7}"
    return f"{found} {row.get('note') or _raw(row['raw'])}".rstrip()


def _sign(row: dict[str, Any]) -> str:
    return ">=" if row.get("at_least") else "<="


def _raw(raw: list[float]) -> str:
    """The raw figures if they are few, or their least, quartiles and greatest."""
    few = 7
    if len(raw) <= few:
        return " ".join(f"{one:.4g}" for one in raw)
    marks = [min(raw), *quantiles(raw, n=4), max(raw)]
    return f"{len(raw)} of them, " + " / ".join(f"{one:.4g}" for one in marks)


def main() -> int:
    """Measure, print each row as it comes, then the table with what was measured before."""
    new: list[Row] = []
    wanted = sys.argv[1:]
    for name, rows in measures(wanted):
        began = time.monotonic()
        for row in rows():
            print(line(row.as_json()), flush=True)
            new.append(row)
        print(f"-- {name}: {time.monotonic() - began:.0f} s", flush=True)
    # Whoever measures everything measures anew; a row that no module gives any more is gone.
    earlier = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []
    old = earlier if wanted else []
    table = merged(old, new)
    RESULTS.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\n{HEAD}", *(line(row) for row in table), sep="\n")
    missed = sum(row["met"] is False for row in table)
    kept = sum(row["met"] is True for row in table)
    print(f"\n{kept} promises kept, {missed} missed; raw figures in {RESULTS.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

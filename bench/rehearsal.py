"""`yancha rehearse` to the end: completions a second, and how the memory of the process goes."""

import os
from collections.abc import Iterator
from pathlib import Path

from bench.options import asked
from bench.row import Row
from engine.outcomes import Outcome
from yancha.rehearsal import Wanted, rehearse

PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1024**2
#: Looks at the memory, and how many are let pass: first everything is loaded once.
LOOKS = 40
WARM = 10
#: Outcomes in turn: most premises have nothing to correct, as in the real lists.
TURN = (
    *[Outcome.NO_PROBLEM] * 5,
    *[Outcome.RECTIFY_BY_DATE] * 3,
    Outcome.RECTIFY_ON_SPOT,
    Outcome.INVESTIGATE_KEY,
)


def rows() -> Iterator[Row]:
    """Play a season of so many premises and look at the memory again and again."""
    count = asked("REHEARSED", 300)
    memory: list[tuple[int, float]] = []

    def look(done: int) -> None:
        if done % max(count * 5 // LOOKS, 1) == 0:
            memory.append((done, _resident()))
            print(f"   {done:,} work items completed, {memory[-1][1]:.0f} MB", flush=True)

    report = rehearse(_wanted(count), on_progress=look)
    rate = report["completions_per_second"]
    title = f"rehearsal of {count:,}"
    note = f"{report['work_items_completed']:,} work items in {report['wall_seconds']:.0f} s"
    yield Row(f"{title}: completions a second", "1/s", None, rate, [rate], note=note)
    settled = memory[WARM:] or memory
    grown = settled[-1][1] - settled[0][1]
    raw = [one for _done, one in memory]
    share = (settled[-1][1] / settled[0][1]) if settled else 1
    yield Row(f"{title}: memory at the end", "MB", None, raw[-1], raw)
    yield Row(f"{title}: memory against a quarter of the way", "x", 1.2, share, [grown, share])
    yield Row(f"{title}: cases left open", "", 0, float(report["open_cases"]), [])


def _wanted(count: int) -> Wanted:
    lines = [f"第{n}小学,B{n:06d},{TURN[n % len(TURN)].value},中山路{n}号" for n in range(count)]
    return Wanted(
        plan="hebei-2023",
        campaign="M06.school.spring",
        year=2026,
        content="\n".join(["名称,许可证编号,结果,地址", *lines]).encode(),
        mapping={"name": "名称", "licence": "许可证编号", "outcome": "结果", "address": "地址"},
        outcome_map={outcome.value: outcome for outcome in Outcome},
    )


def _resident() -> float:
    """What this process holds in memory now, in MB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_MB

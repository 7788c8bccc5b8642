"""CPU that processes have used: what a request costs whatever else the machine is doing."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

TICKS: Final = os.sysconf("SC_CLK_TCK")
_PARENT, _GROUP, _USER, _SYSTEM = 1, 2, 11, 12


def of_group(leader: int) -> float:
    """Seconds of all living processes of the group."""
    return _sum(lambda fields: int(fields[_GROUP]) == leader)


def of_children(parent: int) -> float:
    """Seconds of all living children, such as the backends of PostgreSQL."""
    return _sum(lambda fields: int(fields[_PARENT]) == parent)


def _sum(counts: Callable[[list[str]], bool]) -> float:
    spent = [int(one[_USER]) + int(one[_SYSTEM]) for one in _processes() if counts(one)]
    return sum(spent) / TICKS


def _processes() -> Iterator[list[str]]:
    """What the kernel says of each process, from the field after its name on (proc(5))."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue  # It has ended in the meantime.
        yield text[text.rindex(")") + 2 :].split()

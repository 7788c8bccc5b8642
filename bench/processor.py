"""CPU that processes have used: what a request costs whatever else the machine is doing."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

TICKS: Final = os.sysconf("SC_CLK_TCK")
_PARENT, _GROUP = 1, 2
#: Its own time, and the time of its children that have ended.
_OWN: Final = slice(11, 13)
_ENDED: Final = slice(13, 15)


def of_group(leader: int) -> float:
    """Seconds of all living processes of the group."""
    return _sum(one[_OWN] for _number, one in _processes() if int(one[_GROUP]) == leader)


def of_children(parent: int) -> float:
    """Seconds of all children, such as the backends of PostgreSQL, those that ended among them."""
    found = list(_processes())
    ended = [one[_ENDED] for number, one in found if number == parent]
    return _sum([*ended, *(one[_OWN] for _number, one in found if int(one[_PARENT]) == parent)])


def _sum(times: Iterable[list[str]]) -> float:
    return sum(int(one) for two in times for one in two) / TICKS


def _processes() -> Iterator[tuple[int, list[str]]]:
    """Each process and what the kernel says of it from the field after its name on (proc(5))."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue  # It has ended in the meantime.
        yield int(path.parent.name), text[text.rindex(")") + 2 :].split()

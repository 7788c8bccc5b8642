"""The one clock: every moment the program knows comes from here."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Shanghai")
#: The date of a deadline that rests: nothing fires, nothing is overdue, until it goes on.
NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass
class _Hand:
    """How far this process's clock is set ahead of the machine's."""

    offset: timedelta = field(default_factory=timedelta)


_HAND: Final = _Hand()


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return datetime.now(UTC) + _HAND.offset


def today(zone: ZoneInfo = ZONE) -> date:
    """Return the calendar day that people in the zone are living."""
    return now().astimezone(zone).date()


def set_offset(offset: timedelta) -> None:
    """Set the clock ahead (or back); only settings and the rehearsal do this."""
    _HAND.offset = offset


def travel(moment: datetime) -> None:
    """Set the clock to a moment; it runs on from there."""
    if moment.tzinfo is None:
        raise ValueError("a clock travels to an aware moment only")
    _HAND.offset = moment - datetime.now(UTC)


def offset() -> timedelta:
    """Return how far the clock is set ahead, zero on a clock that nobody touched."""
    return _HAND.offset

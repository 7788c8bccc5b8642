"""Seasons: from a plan's wall-clock rule to the window in which a campaign runs in one year."""

import calendar as gregorian
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from models.calendar import Calendar
from models.clock import ZONE

_DAY: Final = timedelta(days=1)
_MIDNIGHT_AFTER: Final = "24:00"


class WindowError(ValueError):
    """A window that no campaign could run in."""


class Moved(StrEnum):
    """Where a day that is not worked goes."""

    NEXT = "next"
    PREVIOUS = "previous"
    NONE = "none"


class CatchUp(StrEnum):
    """What becomes of a window that ended while nobody looked."""

    OPEN_LATE = "open_late"
    SKIP = "skip"


class Action(StrEnum):
    """What to do with a planned campaign now."""

    WAIT = "wait"
    OPEN = "open"
    OPEN_LATE = "open_late"
    SKIP = "skip"


@dataclass(frozen=True)
class Window:
    """When a campaign opens and closes; `moved_from` is the day that was no working day."""

    opens_at: datetime
    closes_at: datetime
    moved_from: date | None = None
    closes_moved_from: date | None = None
    #: The year has no holiday notice, so the days may move when it comes.
    provisional: bool = False


@dataclass(frozen=True)
class Decision:
    """What to do, why, and the window that it then has."""

    action: Action
    reason: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def window(rule: Mapping[str, Any], year: int, calendar: Calendar, zone: ZoneInfo = ZONE) -> Window:
    """Turn the rule into the window of one year; a window must end after it begins."""
    opens, closes = rule["opens"], rule["closes"]
    raw_open, raw_close = day_in(opens["day"], year), day_in(closes["day"], year)
    first = _moved(raw_open, Moved(opens.get("moved", Moved.NEXT)), calendar)
    last = _moved(raw_close, Moved(closes.get("moved", Moved.PREVIOUS)), calendar)
    opens_at = _moment(first, opens.get("at", "00:00"), zone)
    closes_at = _moment(last, closes.get("at", _MIDNIGHT_AFTER), zone)
    if closes_at <= opens_at:
        raise WindowError(f"the window ends on {last} and begins on {first}")
    if first.year != year:
        raise WindowError(f"the opening on {raw_open} moves out of the year {year}")
    return Window(
        opens_at=opens_at,
        closes_at=closes_at,
        moved_from=raw_open if first != raw_open else None,
        closes_moved_from=raw_close if last != raw_close else None,
        provisional=calendar.provisional_day(raw_open) or calendar.provisional_day(raw_close),
    )


def decide(
    rule: Mapping[str, Any], frame: Window, now: datetime, year: int, zone: ZoneInfo = ZONE
) -> Decision:
    """Say whether the campaign is due: never outside the plan's year, late only within limits."""
    if now < frame.opens_at or now.astimezone(zone).year != year:
        return Decision(Action.WAIT, "", frame.opens_at, frame.closes_at)
    if now < frame.closes_at:
        if now.astimezone(zone).date() == frame.opens_at.astimezone(zone).date():
            return Decision(Action.OPEN, "", frame.opens_at, frame.closes_at)
        return Decision(Action.OPEN_LATE, "opening_missed", frame.opens_at, frame.closes_at)
    catch_up = rule.get("catch_up", {})
    if CatchUp(catch_up.get("rule", CatchUp.SKIP)) is CatchUp.SKIP:
        return Decision(Action.SKIP, "window_ended", frame.opens_at, frame.closes_at)
    if now >= frame.closes_at + timedelta(days=catch_up.get("within_days", 0)):
        return Decision(Action.SKIP, "too_late", frame.opens_at, frame.closes_at)
    # The drive keeps its length, but not beyond the year of its plan.
    end_of_year = datetime(year + 1, 1, 1, tzinfo=zone)
    closes_at = min(now + (frame.closes_at - frame.opens_at), end_of_year)
    return Decision(Action.OPEN_LATE, "window_ended", frame.opens_at, closes_at)


def month_day(text: str) -> tuple[int, int]:
    """Read `02-29`; the month and day exist in some year."""
    try:
        day = date.fromisoformat(f"2024-{text}")
    except ValueError:
        raise WindowError(f"{text!r} is no month and day such as 02-20") from None
    return day.month, day.day


def day_in(text: str, year: int) -> date:
    """Return the day in the year; 29 February is the month's last day in a common year."""
    month, day = month_day(text)
    return date(year, month, min(day, gregorian.monthrange(year, month)[1]))


def wall_time(text: str) -> tuple[time, bool]:
    """Read `09:00`; the second value says whether it is the midnight that ends the day."""
    if text == _MIDNIGHT_AFTER:
        return time(), True
    try:
        return datetime.strptime(text, "%H:%M").time(), False  # noqa: DTZ007 - a wall time
    except ValueError:
        raise WindowError(f"{text!r} is no time such as 09:00 or 24:00") from None


def _moved(day: date, how: Moved, calendar: Calendar) -> date:
    if how is Moved.NONE:
        return day
    step = _DAY if how is Moved.NEXT else -_DAY
    while not calendar.is_working_day(day):
        day += step
    return day


def _moment(day: date, text: str, zone: ZoneInfo) -> datetime:
    at, next_midnight = wall_time(text)
    return datetime.combine(day + _DAY if next_midnight else day, at, zone)

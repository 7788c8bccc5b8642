"""Working days: ordinary weeks corrected by the State Council's yearly holiday notices."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import fixed
from models.holidays import HolidayDay

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
# A notice may move days of the last week of the year before (New Year 2019: 29-31 December 2018).
_NEXT_NOTICE_FROM: Final = (12, 25)

_NOTICES: Final = "SELECT year, digest, imported_at FROM holiday_notice ORDER BY year"
#: The newest calendar by the year, the digest and the import of its notices.
_MADE: Final[dict[tuple[tuple[int, str, datetime], ...], "Calendar"]] = {}


@dataclass(frozen=True)
class Calendar:
    """Which days are worked; `off` and `worked` are the exceptions that notices make."""

    off: Mapping[date, str] = field(default_factory=dict)
    worked: Mapping[date, str] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices work: a make-up Saturday is a working day (K10)."""
        if day in self.worked:
            return True
        return day not in self.off and day.weekday() < _SATURDAY

    def is_holiday(self, day: date) -> bool:
        """Tell whether a notice gives the day off; an ordinary weekend is no holiday."""
        return day in self.off

    def why_off(self, day: date) -> str | None:
        """Say why nobody works: the holiday's name, `weekend`, or nothing on a working day."""
        if self.is_working_day(day):
            return None
        return self.off.get(day, "weekend")

    def working_day_from(self, day: date) -> date:
        """Return the day itself if it is worked, else the first working day after it."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def next_working_day(self, day: date) -> date:
        """Return the first working day strictly after the day."""
        return self.working_day_from(day + _DAY)

    def add_working_days(self, day: date, number: int) -> date:
        """Count working days on from the day, which itself never counts; negative counts back."""
        step = _DAY if number >= 0 else -_DAY
        left = abs(number)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to and including `last`."""
        return sum(self.is_working_day(day) for day in days(first + _DAY, last))

    def provisional(self, year: int) -> bool:
        """Tell whether the year's notice is unknown, so that only weekdays can be counted."""
        return year not in self.years

    def provisional_day(self, day: date) -> bool:
        """Tell whether a notice that is still to come may change the day."""
        if self.provisional(day.year):
            return True
        return (day.month, day.day) >= _NEXT_NOTICE_FROM and self.provisional(day.year + 1)


def days(first: date, last: date) -> Iterator[date]:
    """Walk from the first to the last day, both included."""
    while first <= last:
        yield first
        first += _DAY


def from_days(rows: Iterable[tuple[date, str, bool]], years: Iterable[int]) -> Calendar:
    """Build a calendar from (day, name, off) and the years whose notice is known."""
    entries = list(rows)
    return Calendar(
        off={day: name for day, name, off in entries if off},
        worked={day: name for day, name, off in entries if not off},
        years=frozenset(years),
    )


def load(session: Session) -> Calendar:
    """Read the calendar that the imported notices make; the same notices make it only once."""
    notices = tuple(fixed.ask(session, _NOTICES, {}))
    found = _MADE.get(notices)
    if found is None:
        rows = session.execute(select(HolidayDay.day, HolidayDay.name, HolidayDay.off)).tuples()
        found = from_days(rows, [year for year, _digest, _at in notices])
        _MADE.clear()
        _MADE[notices] = found
    return found

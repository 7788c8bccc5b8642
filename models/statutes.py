"""Statutory deadlines: from the day of an event to the last day, and how it was computed."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from models.calendar import Calendar, days
from models.clock import ZONE
from models.statute_book import Statute, StatuteError, Unit, Version, book

LAWS: Final = book()[0]
STATUTES: Final = book()[1]

_DAY: Final = timedelta(days=1)
_MONTHS: Final = {Unit.MONTH: 1, Unit.YEAR: 12}
# The rules of counting that the source table names: which texts say "working day" how.
_WORKING_DAY_RULE: Final = {"L1": "K04", "L2": "K05"}
_PLAIN_DAYS: Final = frozenset({"L4", "L8"})


class ExtensionNotAllowedError(ValueError):
    """The law does not let anybody prolong this limit by so much."""


class ExclusionNotAllowedError(ValueError):
    """The law does not let this limit rest for the reason given."""


@dataclass(frozen=True)
class LegalSettings:
    """What a bureau may set: numbers nobody read in the law, and the reading of article 80."""

    #: Does a last day on an ordinary weekend move too? The rule says "statutory holiday" (K11).
    roll_ordinary_weekends: bool = True
    #: Numbers of S and M rows by id.
    numbers: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key in self.numbers:
            if not statute(key).current.setting:
                raise StatuteError(f"{key} was read in the law and is no setting")


@dataclass(frozen=True)
class Exclusion:
    """Days, both ends included, that do not count (testing, hearing, suspension …)."""

    first: date
    last: date
    reason: str

    def holds(self, day: date) -> bool:
        """Tell whether the day is one of them."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Deadline:
    """The last day of a limit; `due_at` is the end of it as an instant."""

    statute_id: str
    due_on: date
    due_at: datetime
    provisional: bool
    explanation: dict[str, Any]


def statute(statute_id: str) -> Statute:
    """Return the row of the table."""
    try:
        return STATUTES[statute_id]
    except KeyError:
        raise StatuteError(f"no time limit {statute_id}") from None


def end_of(day: date) -> datetime:
    """Return 24:00 of the day in the bureau's zone."""
    return datetime.combine(day + _DAY, time(), ZONE)


def local_day(event: date | datetime) -> date:
    """Return the bureau's calendar day of an event; a naive moment has none."""
    if not isinstance(event, datetime):
        return event
    if event.tzinfo is None:
        raise ValueError("an event's moment must be aware")
    return event.astimezone(ZONE).date()


def due(
    statute_id: str,
    event: date | datetime,
    calendar: Calendar,
    *,
    extension: int = 0,
    excluded: Sequence[Exclusion] = (),
    as_of: date | None = None,
    settings: LegalSettings | None = None,
) -> Deadline:
    """Compute the last day of a limit that began to run with the event."""
    row = statute(statute_id)
    count = _Count(
        row=row,
        version=row.version(as_of or local_day(event)),
        event=event,
        calendar=calendar,
        extension=extension,
        excluded=tuple(excluded),
        settings=settings or LegalSettings(),
    )
    _check(count)
    if count.version.unit is Unit.HOUR:
        return _hours(count, as_of)
    raw, not_counted = _raw_day(count)
    last, moved = _roll(count, raw)
    return _deadline(count, as_of, raw=raw, last=last, not_counted=not_counted, moved=moved)


def fixed(
    statute_id: str,
    event: date | datetime,
    last: date,
    calendar: Calendar,
    *,
    as_of: date | None = None,
) -> Deadline:
    """Explain a limit whose last day the bureau itself wrote into its order (T05)."""
    row = statute(statute_id)
    if row.unit is not Unit.SET_BY_BUREAU:
        raise StatuteError(f"{statute_id} is not the bureau's to set")
    start = local_day(event)
    if last < start:
        raise ValueError(f"the day set, {last}, is before the order, {start}")
    count = _Count(row, row.version(as_of or start), start, calendar)
    deadline = _deadline(count, as_of, raw=last, last=last, not_counted=(), moved=())
    # What an order says does not change with a notice that comes later.
    explanation = deadline.explanation | {"provisional": False, "provisional_years": []}
    return Deadline(statute_id, last, deadline.due_at, provisional=False, explanation=explanation)


def surcharge(amount_fen: int, due_on: date, paid_on: date, resting_days: int = 0) -> int:
    """Return the late surcharge in fen: 3 % a day, at most the fine itself (T36)."""
    rate = STATUTES["T36"].number or 0
    late = max(0, (paid_on - due_on).days - resting_days)
    return min(amount_fen, amount_fen * rate * late // 100)


@dataclass(frozen=True)
class _Count:
    """What one computation works on."""

    row: Statute
    version: Version
    event: date | datetime
    calendar: Calendar
    extension: int = 0
    excluded: tuple[Exclusion, ...] = ()
    settings: LegalSettings = field(default_factory=LegalSettings)

    @property
    def number(self) -> int:
        own = self.version.number or 0
        stated = self.settings.numbers.get(self.row.id, own) if self.version.setting else own
        return stated + self.extension

    @property
    def start(self) -> date:
        return local_day(self.event)

    def why_excluded(self, day: date) -> str | None:
        return next((each.reason for each in self.excluded if each.holds(day)), None)


def _check(count: _Count) -> None:
    row = count.row
    if not row.computable:
        raise StatuteError(f"{row.id}: no date follows from {row.unit}")
    for each in count.excluded:
        if each.reason not in row.excluded:
            raise ExclusionNotAllowedError(f"{row.id} does not rest for {each.reason}")
        if each.last < each.first:
            raise ExclusionNotAllowedError(f"{row.id}: {each.last} is before {each.first}")
    caps = [each.number for each in row.extensions]
    capped = None not in caps and count.extension > sum(cap or 0 for cap in caps)
    if count.extension < 0 or capped or (count.extension and not caps):
        raise ExtensionNotAllowedError(f"{row.id} may not be prolonged by {count.extension}")


def _raw_day(count: _Count) -> tuple[date, list[dict[str, str]]]:
    """Count the days; the day of the event is never counted (K01)."""
    months = _MONTHS.get(count.version.unit)
    if months is None:
        return _walk(count, count.start, count.number)
    raw = _add_months(count.start, count.number * months)
    resting = [day for day in days(count.start + _DAY, raw) if count.why_excluded(day)]
    last, later = _walk(count, raw, len(resting))
    return last, [_note(day, count.why_excluded(day) or "", "") for day in resting] + later


def _walk(count: _Count, first: date, number: int) -> tuple[date, list[dict[str, str]]]:
    """Walk on (or back) over the counted days and note every day that is not counted."""
    step = -_DAY if count.row.back else _DAY
    day, left, skipped = first, number, []
    while left:
        day += step
        note = _not_counted(count, day)
        if note is None:
            left -= 1
        else:
            skipped.append(note)
    return day, skipped


def _not_counted(count: _Count, day: date) -> dict[str, str] | None:
    reason = count.why_excluded(day)
    if reason is not None:
        return _note(day, reason, "")
    if count.version.unit is Unit.WORKING_DAY:
        return _off_note(count.calendar, day)
    return None


def _off_note(calendar: Calendar, day: date) -> dict[str, str] | None:
    why = calendar.why_off(day)
    if why is None:
        return None
    return _note(day, "holiday", why) if calendar.is_holiday(day) else _note(day, "weekend", "")


def _note(day: date, why: str, name: str) -> dict[str, str]:
    return {"day": day.isoformat(), "why": why, "name": name}


def _add_months(day: date, months: int) -> date:
    """End on the same date, or on the month's last if it has no such date (K12)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _roll(count: _Count, raw: date) -> tuple[date, list[dict[str, str]]]:
    """Move a last day that is not worked (K03, K11), unless the limit may not move."""
    day, moved = raw, []
    while count.row.rolls and (note := _off_note(count.calendar, day)) is not None:
        if note["why"] == "weekend" and not count.settings.roll_ordinary_weekends:
            break
        moved.append(note)
        day += _DAY
    return day, moved


def _hours(count: _Count, as_of: date | None) -> Deadline:
    """Count hours from the next full one: the hour in which it began does not count (K01)."""
    if not isinstance(count.event, datetime):
        raise StatuteError(f"{count.row.id} counts hours and needs a moment")
    first = count.event.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    due_at = first + timedelta(hours=count.number)
    last = local_day(due_at)
    deadline = _deadline(count, as_of, raw=last, last=last, not_counted=(), moved=())
    explanation = deadline.explanation | {
        "event_at": count.event.isoformat(),
        "due_at": due_at.astimezone(ZONE).isoformat(),
        "provisional": False,
        "provisional_years": [],
    }
    return Deadline(count.row.id, last, due_at, provisional=False, explanation=explanation)


def _deadline(
    count: _Count,
    as_of: date | None,
    *,
    raw: date,
    last: date,
    not_counted: Iterable[dict[str, str]],
    moved: Sequence[dict[str, str]],
) -> Deadline:
    row, version, due_at = count.row, count.version, end_of(last)
    doubtful = _provisional_years(count, raw, last)
    explanation: dict[str, Any] = {
        "statute": row.id,
        "title": {"zh": row.zh, "en": row.en},
        "law": {"key": version.law.key, "zh": version.law.zh, "en": version.law.en},
        "article": version.article,
        "also": version.also,
        "status": version.status.value,
        "setting": version.setting,
        "as_of": (as_of or count.start).isoformat(),
        "number": None if version.number is None else count.number - count.extension,
        "extension": count.extension,
        "excluded": [
            {"first": one.first.isoformat(), "last": one.last.isoformat(), "reason": one.reason}
            for one in count.excluded
        ],
        "unit": version.unit.value,
        "runs_from": row.runs_from,
        "binds": row.binds,
        "back": row.back,
        "event": count.start.isoformat(),
        "not_counted": list(not_counted),
        "make_up": _make_up(count, raw),
        "raw": raw.isoformat(),
        "rolls": row.rolls,
        "moved": list(moved),
        "due_on": last.isoformat(),
        "due_at": due_at.isoformat(),
        "rules": _rules(count, moved),
        "provisional": bool(doubtful),
        "provisional_years": doubtful,
    }
    return Deadline(row.id, last, due_at, bool(doubtful), explanation)


def _make_up(count: _Count, raw: date) -> list[str]:
    """List the weekend days that were counted because a notice makes people work."""
    if count.version.unit is not Unit.WORKING_DAY:
        return []
    first, last = sorted((count.start, raw))
    return [day.isoformat() for day in days(first, last) if day in count.calendar.worked]


def _provisional_years(count: _Count, raw: date, last: date) -> list[int]:
    """Name the years without a notice on which the result depends."""
    if count.version.unit is Unit.WORKING_DAY:
        first, until = sorted((count.start, last))
    elif count.row.rolls:
        first, until = raw, last
    else:
        return []
    calendar, doubtful = count.calendar, set()
    for day in days(first, until):
        if calendar.provisional_day(day):
            doubtful.add(day.year if calendar.provisional(day.year) else day.year + 1)
    return sorted(doubtful)


def _rules(count: _Count, moved: Sequence[Mapping[str, str]]) -> list[str]:
    """Name the rules of counting that made the date, as docs/law-time.md lists them."""
    rules = ["K01"]
    if count.version.unit is Unit.WORKING_DAY:
        rules.append(_WORKING_DAY_RULE.get(count.version.law.key, "K06"))
    elif count.version.unit is Unit.DAY:
        rules.append("K07" if count.version.law.key in _PLAIN_DAYS else "K06")
    elif count.version.unit in _MONTHS:
        rules.append("K12")
    if any(note["why"] == "holiday" for note in moved):
        rules.append("K03")
    if any(note["why"] == "weekend" for note in moved):
        rules.append("K11")
    return rules

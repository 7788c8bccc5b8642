"""Dates, times and durations: how FEEL writes them, in terms of Python's datetime."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.feel.errors import Fault

DAY_SECONDS = 86_400
MICRO = 1_000_000
MAX_MONTHS = 12 * 999_999_999
MAX_OFFSET = dt.timedelta(hours=18)

DATE = re.compile(r"(-?)((?:[1-9]\d{4,8})|\d{4})-(\d\d)-(\d\d)", re.ASCII)
TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:(Z|z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([\w/+-]+))?",
    re.ASCII,
)
MONTHS = re.compile(r"(-?)P(?=\d)(?:(\d{1,10})Y)?(?:(\d{1,12})M)?", re.ASCII)
DAYS = re.compile(
    r"(-?)P(?=\d|T\d)(?:(\d{1,10})D)?"
    r"(?:T(?=\d)(?:(\d{1,14})H)?(?:(\d{1,14})M)?(?:(\d{1,14})(?:\.(\d{0,9}))?S)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years and months duration, as a count of months."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > MAX_MONTHS:
            raise Fault("the duration is too long", "out_of_range")

    def __str__(self) -> str:
        sign, months = ("-", -self.months) if self.months < 0 else ("", self.months)
        years, rest = divmod(months, 12)
        parts = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
        return f"{sign}P{parts or '0M'}"


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise Fault(f"there is no time zone {name!r}", "unknown_zone") from None


def parse_date(text: str) -> dt.date:
    match = DATE.fullmatch(text)
    if not match:
        raise Fault(f"{text[:40]!r} is no date", "not_a_date")
    sign, year, month, day = match.groups()
    if sign or not 1 <= int(year) <= dt.MAXYEAR:
        raise Fault("only the years 1 to 9999 are supported", "out_of_range")
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise Fault(f"{text!r} is not in the calendar", "not_a_date") from None


def parse_time(text: str) -> dt.time:
    match = TIME.fullmatch(text)
    if not match:
        raise Fault(f"{text[:40]!r} is no time", "not_a_time")
    hour, minute, second, fraction, utc, sign, hours, minutes, seconds, name = match.groups()
    tz: dt.tzinfo | None = None
    if utc:
        tz = dt.UTC
    elif sign:
        tz = offset_zone((-1 if sign == "-" else 1) * _seconds(hours, minutes, seconds))
    elif name:
        tz = zone(name)
    micro = int((fraction or "").ljust(6, "0")[:6])
    try:
        return dt.time(int(hour), int(minute), int(second), micro, tz)
    except ValueError:
        raise Fault(f"{text!r} is no time of day", "not_a_time") from None


def _seconds(hours: str, minutes: str, seconds: str | None) -> int:
    if int(minutes) >= 60 or int(seconds or 0) >= 60:  # noqa: PLR2004 -- minutes and seconds
        raise Fault("an offset has less than 60 minutes and seconds", "not_a_time")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)


def offset_zone(seconds: int) -> dt.timezone:
    delta = dt.timedelta(seconds=seconds)
    if abs(delta) > MAX_OFFSET:
        raise Fault("the offset is beyond 18 hours", "out_of_range")
    return dt.timezone(delta) if seconds else dt.UTC


def parse_date_time(text: str) -> dt.datetime:
    day, separator, clock = text.partition("T")
    if not separator:
        return dt.datetime.combine(parse_date(day), dt.time())
    return dt.datetime.combine(parse_date(day), parse_time(clock))


def parse_duration(text: str) -> YearsMonths | dt.timedelta:
    match = MONTHS.fullmatch(text)
    if match:
        sign, years, months = match.groups()
        total = int(years or 0) * 12 + int(months or 0)
        return YearsMonths(-total if sign else total)
    match = DAYS.fullmatch(text)
    if not match:
        raise Fault(f"{text[:40]!r} is no duration", "not_a_duration")
    sign, days, hours, minutes, seconds, fraction = match.groups()
    total = int(days or 0) * DAY_SECONDS + int(hours or 0) * 3600
    total += int(minutes or 0) * 60 + int(seconds or 0)
    micros = total * MICRO + int((fraction or "").ljust(6, "0")[:6])
    return duration_of(-micros if sign else micros)


def duration_of(micros: int) -> dt.timedelta:
    try:
        return dt.timedelta(
            days=micros // (DAY_SECONDS * MICRO), microseconds=micros % (DAY_SECONDS * MICRO)
        )
    except OverflowError:
        raise Fault("the duration is too long", "out_of_range") from None


def micros_of(duration: dt.timedelta) -> int:
    return (duration.days * DAY_SECONDS + duration.seconds) * MICRO + duration.microseconds


def parse_at(text: str) -> object:
    """The value of @"…": whichever of the kinds the text can be."""
    if text.lstrip("-").startswith("P"):
        return parse_duration(text)
    if "T" in text and DATE.match(text):
        return parse_date_time(text)
    if DATE.match(text):
        return parse_date(text)
    return parse_time(text)


def zone_text(tz: dt.tzinfo | None) -> str:
    if tz is None:
        return ""
    if isinstance(tz, ZoneInfo):
        return f"@{tz.key}"
    offset = tz.utcoffset(None) or dt.timedelta()
    if not offset:
        return "Z"
    total = round(offset.total_seconds())
    sign, total = ("-", -total) if total < 0 else ("+", total)
    hours, rest = divmod(total, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{sign}{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def time_text(value: dt.time | dt.datetime) -> str:
    text = f"{value.hour:02}:{value.minute:02}:{value.second:02}"
    if value.microsecond:
        text += f".{value.microsecond:06}".rstrip("0")
    return text + zone_text(value.tzinfo)


def date_text(value: dt.date) -> str:
    return f"{value.year:04}-{value.month:02}-{value.day:02}"


def duration_text(value: dt.timedelta) -> str:
    micros = micros_of(value)
    sign, micros = ("-", -micros) if micros < 0 else ("", micros)
    seconds, fraction = divmod(micros, MICRO)
    days, seconds = divmod(seconds, DAY_SECONDS)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or fraction:
        clock += str(seconds) + (f".{fraction:06}".rstrip("0") if fraction else "") + "S"
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{sign}P{text or 'T0S'}"


def text_of(value: object) -> str | None:
    """The FEEL text of a temporal value; None for any other value."""
    if isinstance(value, dt.datetime):
        return f"{date_text(value)}T{time_text(value)}"
    if isinstance(value, dt.date):
        return date_text(value)
    if isinstance(value, dt.time):
        return time_text(value)
    if isinstance(value, dt.timedelta):
        return duration_text(value)
    return str(value) if isinstance(value, YearsMonths) else None


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or that month's last day; keeps a datetime's clock."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise Fault("the date is outside the years 1 to 9999", "out_of_range")
    return day.replace(year=year, month=month + 1, day=min(day.day, month_days(year, month + 1)))


def month_days(year: int, month: int) -> int:
    if month == 2:  # noqa: PLR2004 -- February
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def instant(value: dt.datetime) -> dt.datetime:
    """The value in UTC when it has a zone, so that arithmetic is about instants."""
    return value if value.tzinfo is None else value.astimezone(dt.UTC)


def offset_of(value: dt.time | dt.datetime) -> dt.timedelta | None:
    """The offset; a time of day in a named zone takes the zone's standard offset."""
    if isinstance(value.tzinfo, ZoneInfo) and isinstance(value, dt.time):
        winter = dt.datetime(2000, 1, 1, tzinfo=value.tzinfo)
        return (winter.utcoffset() or dt.timedelta()) - (winter.dst() or dt.timedelta())
    return value.utcoffset()


def clock_micros(value: dt.time) -> int:
    """Microseconds since midnight, in UTC when the time has a zone."""
    local = (value.hour * 3600 + value.minute * 60 + value.second) * MICRO + value.microsecond
    offset = offset_of(value)
    return local - micros_of(offset) if offset is not None else local

"""How values read on a page: names from diagrams and plans, dates, money, due dates."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from engine.inbox import MOST
from models import clock
from web import languages

#: Within so many days a due date is shown as near (a setting of the product).
SOON: Final = dt.timedelta(days=3)
_DAYS_ZH: Final = "一二三四五六日"
_DAYS_EN: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def diagram_text(text: str) -> str:
    """Return a Chinese name of a diagram, form, checklist or plan in the language of the request.

    Chinese is the language that these are written in, so the name is its own message id.
    """
    if not text or languages.language() == "zh":
        return text
    return languages.catalogue(languages.language(), "diagrams").gettext(text)


def title_of(thing: object) -> str:
    """Return the title of a plan, measure or campaign, which carry both languages."""
    wanted = getattr(thing, f"title_{languages.language()}", "")
    return str(wanted or getattr(thing, "title_zh", ""))


_SEASONS: Final = {
    "spring": _l("spring %(year)s"),
    "summer": _l("summer %(year)s"),
    "autumn": _l("autumn %(year)s"),
    "winter": _l("winter %(year)s"),
}


def season(name: str) -> str:
    """Return a season as people say it; `2026-spring` is how campaigns carry it."""
    year, _dash, part = name.partition("-")
    words = _SEASONS.get(part)
    return str(words) % {"year": year} if words else name


def moment(value: dt.datetime | None) -> str:
    """Return date and time to the minute as people in the zone read them."""
    return value.astimezone(clock.ZONE).strftime("%Y-%m-%d %H:%M") if value else "—"


def day(value: dt.date | dt.datetime | None) -> str:
    """Return the date with its day of the week."""
    if value is None:
        return "—"
    date = value.astimezone(clock.ZONE).date() if isinstance(value, dt.datetime) else value
    if languages.language() == "zh":
        return f"{date:%Y-%m-%d}（周{_DAYS_ZH[date.weekday()]}）"
    return f"{_DAYS_EN[date.weekday()]} {date:%Y-%m-%d}"


def month_name(value: dt.date) -> str:
    """Return the month as the head of a column."""
    if languages.language() == "zh":
        return f"{value.month}月"
    return f"{value:%b}"


def last_day(due_at: dt.datetime | None) -> dt.date | None:
    """Return the last day of a term: one that ends at 24:00 does not end on the next day."""
    if due_at is None:
        return None
    return (due_at - dt.timedelta(microseconds=1)).astimezone(clock.ZONE).date()


def due_day(due_at: dt.datetime | None) -> str:
    """Return the last day of a term as a date."""
    date = last_day(due_at)
    return date.isoformat() if date else "—"


@dataclass(frozen=True)
class DueState:
    """Whether a term has passed, is near or is far, in words too."""

    kind: str
    text: str


def due_state(due_at: dt.datetime) -> DueState:
    """Judge a due date against the clock."""
    now = clock.now()
    date = last_day(due_at)
    days = (date - clock.today()).days if date else 0
    if due_at <= now:
        late = max(-days, 1)
        return DueState("late", ngettext("%(num)d day late", "%(num)d days late", late))
    if days == 0:
        return DueState("soon", _("today"))
    words = ngettext("%(num)d day left", "%(num)d days left", days)
    return DueState("soon" if due_at - now <= SOON else "far", words)


def money(fen: int | None) -> str:
    """Return an amount kept in fen as yuan."""
    if fen is None:
        return "—"
    yuan = f"{fen // 100:,}.{fen % 100:02d}" if fen % 100 else f"{fen // 100:,}"
    return str(_("%(amount)s yuan", amount=yuan))


def size(count: int) -> str:
    """Return the size of a file."""
    mega = 1024 * 1024
    return f"{count / mega:.1f} MB" if count >= mega else f"{max(count // 1024, 1)} KB"


def at_most(count: int) -> str:
    """A number as far as it is counted."""
    return f"{MOST}+" if count > MOST else str(count)


FILTERS: Final = {
    "at_most": at_most,
    "diagram_text": diagram_text,
    "title_of": title_of,
    "season": season,
    "moment": moment,
    "day": day,
    "due_day": due_day,
    "money": money,
    "size": size,
}

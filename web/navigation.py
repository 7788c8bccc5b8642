"""What the navigation shows to whom; it hides what a role cannot use and forbids nothing."""

from dataclasses import dataclass, field
from typing import Final

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from engine import inbox, limits, seals
from models.notices import Notice
from models.processes import Incident, IncidentState
from web import database, security

#: Who sees the administration; commands check for themselves.
ADMINISTRATION: Final = ("administrator",)


@dataclass(frozen=True)
class Entry:
    """A line of the navigation."""

    title: str
    icon: str
    url: str
    active: bool
    count: int = 0
    urgent: bool = False


@dataclass(frozen=True)
class Section:
    """A group of lines under a heading."""

    title: str
    entries: list[Entry] = field(default_factory=list)


_PLACES: Final = {
    "inbox": (_l("Inbox"), "inbox"),
    "notices": (_l("Notices"), "bell"),
    "campaigns": (_l("Campaigns"), "target-arrow"),
    "year": (_l("The year"), "calendar-event"),
    "plan": (_l("Annual plan"), "clipboard-list"),
    "cases": (_l("Cases"), "folders"),
    "limits": (_l("Limits"), "clock-exclamation"),
    "flights": (_l("Unannounced checks"), "lock"),
    "subjects": (_l("Subjects"), "building-store"),
    "people": (_l("People and offices"), "users"),
    "models": (_l("Process models"), "sitemap"),
    "incidents": (_l("Incidents"), "alert-triangle"),
    "api_docs": (_l("API for programs"), "link"),
    "settings": (_l("Settings"), "settings"),
    "more": (_l("More"), "menu-2"),
}


def navigation() -> list[Section]:
    """Return the whole navigation for the person who asks."""
    sections = [
        Section("", _entries("inbox", "notices")),
        Section(_("Work"), _entries(*_work())),
        Section(_("Planning"), _entries("year", "plan")),
    ]
    administration = ["models"]
    if security.has_role(*ADMINISTRATION):
        administration = ["people", "models", "incidents", "settings", "api_docs"]
    sections.append(Section(_("System"), _entries(*administration)))
    return [section for section in sections if section.entries]


def _work() -> tuple[str, ...]:
    places = ["campaigns", "cases"]
    if security.has_role(*limits.MAY_SEE):
        places.append("limits")
    if security.has_role(*seals.PLANNERS):
        places.append("flights")
    return (*places, "subjects")


def quick_navigation() -> list[Entry]:
    """Return the five places of the bar at the bottom of a phone."""
    return _entries("inbox", "cases", "campaigns", "notices", "more")


def _entries(*names: str) -> list[Entry]:
    found = []
    for name in names:
        endpoint = f"{name}.index"
        # A page that is not installed (tests of a part of the app) is not offered.
        if endpoint not in current_app.view_functions:
            continue
        title, icon = _PLACES[name]
        active = (request.blueprint or "") == name
        count, urgent = _count(name)
        found.append(Entry(str(title), icon, url_for(endpoint), active, count, urgent))
    return found


def _count(name: str) -> tuple[int, bool]:
    if name == "notices":
        return _unread(), False
    if name == "incidents":
        return _unresolved(), True
    if name == "inbox":
        return _overdue(), True
    if name == "limits":
        return _passed(), True
    return 0, False


def _unread() -> int:
    question = select(func.count()).select_from(Notice)
    mine = question.where(Notice.user_id == security.actor().user_id, Notice.read_at.is_(None))
    return database.session().scalar(mine) or 0


def _unresolved() -> int:
    question = select(func.count()).select_from(Incident)
    return database.session().scalar(question.where(Incident.state == IncidentState.OPEN)) or 0


def _overdue() -> int:
    return inbox.count_of(database.session(), security.actor(), inbox.Filters(overdue=True))


def _passed() -> int:
    return limits.count(database.session(), security.actor(), limits.View.PASSED)


def install(app: Flask) -> None:
    """Give the templates the navigation."""
    app.jinja_env.globals.update(navigation=navigation, quick_navigation=quick_navigation)

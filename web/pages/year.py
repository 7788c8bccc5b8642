"""The year (年度日历): which campaigns come when, which are open, which opened late and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engine import plans
from models import clock
from web import database

blueprint = Blueprint("year", __name__)

#: The width of the drawing; SVG scales it.
WIDTH = 1200


@dataclass(frozen=True)
class Row:
    """A campaign of the year, its window as a bar."""

    entry: plans.Entry
    x: float
    width: float
    look: str


@blueprint.get("/year")
def index() -> ResponseReturnValue:
    """Show one year; this one unless another is asked for."""
    session, now = database.session(), clock.now()
    years = plans.plan_years(session)
    this = clock.today().year
    asked = request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else this
    view = plans.year_view(session, year, now)
    return render_template(
        "year/index.html",
        view=view,
        rows=[_row(entry, year) for entry in view.entries],
        years=years,
        year=year,
        months=_months(year),
        today=_place(clock.today(), year) if year == this else None,
        this_month=clock.today().month if year == this else 0,
        width=WIDTH,
    )


def _row(entry: plans.Entry, year: int) -> Row:
    campaign = entry.campaign
    opens = campaign.opened_at if campaign and campaign.opened_late else entry.window.opens_at
    closes = campaign.closes_at if campaign else entry.window.closes_at
    start = _place(opens.astimezone(clock.ZONE).date(), year)
    # The moment of closing is the end of a day.
    end = _place(
        (closes - dt.timedelta(microseconds=1)).astimezone(clock.ZONE).date(), year, after=1
    )
    look = {"opening": "open", "due": "late", "missed": "skipped", "archive": "planned"}.get(
        entry.state, entry.state
    )
    if campaign is not None and campaign.opened_late and look == "open":
        look = "late"
    return Row(entry, start, max(end - start, 4), look)


def _place(day: dt.date, year: int, *, after: int = 0) -> float:
    """Return where a day lies on the drawing: every month is as wide as another."""
    if day.year != year:
        return 0.0 if day.year < year else float(WIDTH)
    first = day.replace(day=1)
    following = (first + dt.timedelta(days=32)).replace(day=1)
    share = (day.day - 1 + after) / (following - first).days
    return round(WIDTH * (day.month - 1 + share) / 12, 1)


def _months(year: int) -> Sequence[dt.date]:
    return [dt.date(year, month, 1) for month in range(1, 13)]

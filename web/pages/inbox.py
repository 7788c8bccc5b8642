"""The inbox (待办): what waits for the person, what may be taken, what was done."""

import datetime as dt
from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from engine import inbox
from models.campaigns import Campaign, CampaignState
from models.cases import CaseKind
from models.processes import WorkItem
from web import database, security, worklist
from web.addresses import address_with
from web.paging import Page, paged, read_cursor, write_cursor

blueprint = Blueprint("inbox", __name__)


@dataclass(frozen=True)
class Tab:
    """A tab with its number, so that nobody opens an empty one."""

    key: str
    title: str
    url: str
    filters: inbox.Filters | None
    count: int | None


@blueprint.get("/inbox")
def index() -> ResponseReturnValue:
    """Show one tab of the inbox, filtered as the person wishes."""
    session, actor = database.session(), security.actor()
    filters = _filters()
    tabs = _tabs(filters)
    tab = _chosen(tabs)
    page = _page(tab)
    fragment = request.headers.get("HX-Target") == "work"
    return render_template(
        "inbox/_work.html" if fragment else "inbox/index.html",
        tab=tab.key,
        tabs=tabs,
        page=page,
        lines=worklist.lines(session, actor, list(page.rows)) if tab.filters else [],
        filters=filters,
        filtered=filters != inbox.Filters(),
        campaigns=_campaigns(),
        actor=actor,
    )


def _filters() -> inbox.Filters:
    campaign, kind = request.args.get("campaign", ""), request.args.get("kind", "")
    return inbox.Filters(
        text=request.args.get("q", "").strip()[:80],
        kind=CaseKind(kind) if kind in set(CaseKind) else None,
        campaign_id=int(campaign) if campaign.isascii() and campaign.isdigit() else None,
        overdue=request.args.get("overdue") == "1",
    )


def _tabs(filters: inbox.Filters) -> list[Tab]:
    views = (
        ("mine", _("For me"), replace(filters, mine=True)),
        ("available", _("To be taken"), replace(filters, untaken=True)),
        ("all", _("All of my offices"), filters),
        ("done", _("Done by me"), None),
    )
    session, actor = database.session(), security.actor()
    return [
        Tab(
            key,
            title,
            address_with(tab=key, after=None),
            view,
            inbox.count_of(session, actor, view) if view else None,
        )
        for key, title, view in views
    ]


def _chosen(tabs: list[Tab]) -> Tab:
    wanted = request.args.get("tab")
    mine, available = tabs[0], tabs[1]
    # Whoever holds nothing yet sees what can be taken.
    usual = mine if mine.count or not available.count else available
    return next((tab for tab in tabs if tab.key == wanted), usual)


def _page(tab: Tab) -> Page[WorkItem]:
    session, actor = database.session(), security.actor()
    if tab.filters is None:
        return paged(
            session, worklist.done(actor), (WorkItem.id,), lambda item: (item.id,), descending=True
        )
    cursor = read_cursor(request.args.get("after"), (dt.datetime, int))
    after = (cursor[0], cursor[1]) if cursor else None
    found = inbox.page_of(session, actor, tab.filters, after=after)
    if found.after is None:
        return Page(found.items, None)
    moment, last = found.after
    return Page(found.items, address_with(after=write_cursor((moment, last))))


def _campaigns() -> list[Campaign]:
    states = (CampaignState.OPEN, CampaignState.OPENING)
    question = select(Campaign).where(Campaign.state.in_(states)).order_by(Campaign.id.desc())
    return list(database.session().scalars(question.limit(50)))

"""The inbox (待办): what waits for the person, what may be taken, what was done."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, select

from models import clock
from models.campaigns import Campaign, CampaignState
from models.processes import WorkItem
from web import database, security, worklist
from web.addresses import address_with
from web.paging import Page, paged

blueprint = Blueprint("inbox", __name__)

_TABS: Final = {
    "mine": worklist.mine,
    "available": worklist.available,
    "all": worklist.concerning,
    "done": worklist.done,
}


@dataclass(frozen=True)
class Tab:
    """A tab with its number, so that nobody opens an empty one."""

    key: str
    title: str
    url: str
    count: int | None


@blueprint.get("/inbox")
def index() -> ResponseReturnValue:
    """Show one tab of the inbox, filtered as the person wishes."""
    session, actor, now = database.session(), security.actor(), clock.now()
    wishes = _wishes()
    tab = request.args.get("tab", "")
    tabs = _tabs(wishes)
    if tab not in _TABS:
        # Whoever holds nothing yet sees what can be taken.
        tab = "mine" if tabs[0].count or not tabs[1].count else "available"
    query = worklist.narrowed(_TABS[tab](actor), wishes, now)
    page = _done_page(query) if tab == "done" else _open_page(query)
    lines = worklist.lines(session, actor, list(page.rows)) if tab != "done" else []
    fragment = request.headers.get("HX-Request") and request.headers.get("HX-Target") == "work"
    return render_template(
        "inbox/_work.html" if fragment else "inbox/index.html",
        tab=tab,
        tabs=tabs,
        page=page,
        lines=lines,
        wishes=wishes,
        filtered=wishes != worklist.Wishes(),
        campaigns=_campaigns(),
        actor=actor,
    )


def _wishes() -> worklist.Wishes:
    campaign = request.args.get("campaign", "")
    return worklist.Wishes(
        words=request.args.get("q", "").strip()[:80],
        kind=request.args.get("kind", ""),
        campaign_id=int(campaign) if campaign.isascii() and campaign.isdigit() else None,
        overdue=request.args.get("overdue") == "1",
        element=request.args.get("element", ""),
    )


def _tabs(wishes: worklist.Wishes) -> list[Tab]:
    session, actor, now = database.session(), security.actor(), clock.now()
    titles = {
        "mine": _("For me"),
        "available": _("To be taken"),
        "all": _("All of my offices"),
        "done": _("Done by me"),
    }
    return [
        Tab(
            key,
            title,
            address_with(tab=key, after=None),
            worklist.count(session, worklist.narrowed(_TABS[key](actor), wishes, now))
            if key != "done"
            else None,
        )
        for key, title in titles.items()
    ]


def _open_page(query: Select[tuple[WorkItem]]) -> Page[WorkItem]:
    return paged(
        database.session(),
        query,
        (worklist.DUE_ORDER, WorkItem.id),
        lambda item: ((item.due_at or worklist.FAR).isoformat(), item.id),
    )


def _done_page(query: Select[tuple[WorkItem]]) -> Page[WorkItem]:
    return paged(
        database.session(), query, (WorkItem.id,), lambda item: (item.id,), descending=True
    )


def _campaigns() -> list[Campaign]:
    states = (CampaignState.OPEN, CampaignState.OPENING)
    question = select(Campaign).where(Campaign.state.in_(states)).order_by(Campaign.id.desc())
    return list(database.session().scalars(question.limit(50)))

"""Campaigns (专项行动): how far each is, what was found, who is late, who gets which case."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engine.errors import NotFound
from models.campaigns import Campaign, Target
from models.processes import WorkItem
from models.subjects import Subject
from web import charts, database, security
from web.paging import paged
from web.questions import campaigns as questions

blueprint = Blueprint("campaigns", __name__, url_prefix="/campaigns")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """List the campaigns, the newest first."""
    session = database.session()
    page = paged(
        session,
        select(Campaign).options(joinedload(Campaign.plan)),
        (Campaign.opens_at, Campaign.id),
        lambda one: (one.opens_at.isoformat(), one.id),
        descending=True,
    )
    sums = questions.sums(session, [one.id for one in page.rows])
    return render_template("campaigns/index.html", page=page, sums=sums)


@blueprint.get("/<int:campaign_id>")
def show(campaign_id: int) -> ResponseReturnValue:
    """Show how far a campaign is."""
    session = database.session()
    campaign = found(campaign_id)
    outcomes = questions.outcomes(session, campaign)
    return render_template(
        "campaigns/show.html",
        **_head(campaign, "overview"),
        outcomes=outcomes,
        chart=charts.outcomes(outcomes),
        findings=questions.findings(session, campaign),
        overdue=questions.overdue(session, campaign),
        enforcement=questions.enforcement_cases(session, campaign),
    )


@blueprint.get("/<int:campaign_id>/targets")
def targets(campaign_id: int) -> ResponseReturnValue:
    """List the frozen targets with the reason why each is in, and what became of it."""
    session = database.session()
    campaign = found(campaign_id)
    coverage, words = request.args.get("coverage", ""), request.args.get("q", "").strip()[:80]
    page = paged(
        session,
        questions.targets(campaign, coverage, words),
        (Subject.pinyin, Target.id),
        lambda target: (target.subject.pinyin, target.id),
    )
    return render_template(
        "campaigns/targets.html",
        **_head(campaign, "targets"),
        page=page,
        coverage=coverage,
        words=words,
        case_ids=questions.case_ids(session, page.rows),
    )


@blueprint.get("/<int:campaign_id>/pool")
def pool(campaign_id: int) -> ResponseReturnValue:
    """List the cases that wait for a pair of officers."""
    session, actor = database.session(), security.actor()
    campaign = found(campaign_id)
    page = paged(
        session,
        questions.pool(actor, campaign),
        (Subject.pinyin, WorkItem.id),
        lambda item: (item.case.subject.pinyin, item.id),
    )
    return render_template("campaigns/pool.html", **_head(campaign, "pool"), page=page)


@blueprint.get("/<int:campaign_id>/draws")
def draws(campaign_id: int) -> ResponseReturnValue:
    """List the draws with their seeds, so that anyone can replay them."""
    campaign = found(campaign_id)
    found_draws = questions.draws(database.session(), campaign)
    return render_template("campaigns/draws.html", **_head(campaign, "draws"), draws=found_draws)


def found(campaign_id: int) -> Campaign:
    """Return the campaign or say that there is none."""
    campaign = database.session().get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound("campaign.unknown", id=campaign_id)
    return campaign


def _head(campaign: Campaign, tab: str) -> dict[str, object]:
    """Return what every page of a campaign shows."""
    session, actor = database.session(), security.actor()
    return {
        "campaign": campaign,
        "tab": tab,
        "sum": questions.sums(session, [campaign.id])[campaign.id],
        "pool_count": questions.pool_count(session, actor, campaign),
    }

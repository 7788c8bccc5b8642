"""Campaigns (专项行动): how far each is, what was found, who is late, who gets which case."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engine.commands import assignments
from engine.commands import campaigns as commands
from engine.errors import NotFound
from models.campaigns import Campaign, Target
from models.processes import WorkItem
from models.subjects import Subject
from web import acts, charts, database, security
from web.paging import paged
from web.questions import campaigns as questions
from web.questions import officers

blueprint = Blueprint("campaigns", __name__, url_prefix="/campaigns")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """List the campaigns, the newest first."""
    session = database.session()
    page = paged(
        session,
        select(Campaign).options(joinedload(Campaign.plan)),
        (Campaign.opens_at, Campaign.id),
        lambda one: (one.opens_at, one.id),
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
        **head(campaign, "overview"),
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
        **head(campaign, "targets"),
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
    return render_template(
        "campaigns/pool.html",
        **head(campaign, "pool"),
        page=page,
        officers=officers.assignable(session, actor) if "supervisor" in actor.roles else [],
        limit=assignments.load_limit(session),
    )


@blueprint.post("/<int:campaign_id>/assign")
def assign(campaign_id: int) -> ResponseReturnValue:
    """Give the chosen cases to the chosen pair."""
    cases = acts.numbers("case")
    back = url_for("campaigns.pool", campaign_id=campaign_id)
    if not cases:
        flash(_("Choose at least one case."), "danger")
        return redirect(back, 303)
    said = ngettext("%(num)d case is assigned.", "%(num)d cases are assigned.", len(cases))
    instruction = request.form.get("instruction", "")
    return acts.act(
        back, said, assignments.assign, cases, acts.numbers("officer"), instruction=instruction
    )


@blueprint.post("/<int:campaign_id>/close")
def close(campaign_id: int) -> ResponseReturnValue:
    """Close the campaign with a reason; what was not inspected is carried over."""
    reason = request.form.get("reason", "")
    back = url_for("campaigns.show", campaign_id=campaign_id)
    if request.form.get("how") == "cancel":
        said = _("The campaign is cancelled.")
        return acts.act(back, said, commands.cancel, campaign_id, reason)
    return acts.act(back, _("The campaign is closed."), commands.close, campaign_id, reason)


def found(campaign_id: int) -> Campaign:
    """Return the campaign or say that there is none."""
    campaign = database.session().get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound("campaign.unknown", id=campaign_id)
    return campaign


def head(campaign: Campaign, tab: str) -> dict[str, object]:
    """Return what every page of a campaign shows."""
    session, actor = database.session(), security.actor()
    return {
        "campaign": campaign,
        "tab": tab,
        "sum": questions.sums(session, [campaign.id])[campaign.id],
        "may_end": not actor.roles.isdisjoint(commands.LEADING)
        and campaign.state in commands.RUNNING,
        "pool_count": questions.pool_count(session, actor, campaign),
    }

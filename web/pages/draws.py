"""Draws of officers (双随机): made, shown with everything they depend on, and replayed."""

from flask import Blueprint, Response, json, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine.commands import draws as commands
from engine.errors import NotFound
from models.campaigns import Draw
from web import acts, database
from web.pages import campaigns
from web.questions import campaigns as questions
from web.questions.cases import names

blueprint = Blueprint("draws", __name__, url_prefix="/campaigns/<int:campaign_id>/draws")


@blueprint.get("")
def index(campaign_id: int) -> ResponseReturnValue:
    """List the draws with their seeds, so that anyone can replay them."""
    session = database.session()
    campaign = campaigns.found(campaign_id)
    found = questions.draws(session, campaign)
    return render_template(
        "campaigns/draws.html",
        **campaigns.head(campaign, "draws"),
        draws=found,
        people=names(session, [draw.drawn_by for draw in found]),
    )


@blueprint.post("")
def draw(campaign_id: int) -> ResponseReturnValue:
    """Draw a pair for every case that has none."""
    return acts.act(
        url_for("draws.index", campaign_id=campaign_id),
        _("The officers are drawn and assigned."),
        commands.draw,
        campaign_id,
        seed=request.form.get("seed", "").strip() or None,
    )


@blueprint.get("/<int:draw_id>")
def show(campaign_id: int, draw_id: int) -> ResponseReturnValue:
    """Show one draw and whether its seed gives the same pairs again."""
    session = database.session()
    campaign, one = campaigns.found(campaign_id), _found(campaign_id, draw_id)
    officers = [officer["user_id"] for officer in one.inputs["officers"]]
    return render_template(
        "campaigns/draw.html",
        **campaigns.head(campaign, "draws"),
        draw=one,
        same=commands.replay(one),
        people=names(session, [*officers, one.drawn_by]),
        cases=questions.case_titles(session, [int(key) for key in one.result]),
    )


@blueprint.get("/<int:draw_id>.json")
def record(campaign_id: int, draw_id: int) -> ResponseReturnValue:
    """Give the record of a draw, for whoever replays it with a program of his own."""
    one = _found(campaign_id, draw_id)
    text = json.dumps({"seed": one.seed, "inputs": one.inputs, "result": one.result}, indent=1)
    return Response(
        text,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="draw-{one.id}.json"'},
    )


def _found(campaign_id: int, draw_id: int) -> Draw:
    one = database.session().get(Draw, draw_id)
    if one is None or one.campaign_id != campaign_id:
        raise NotFound("draw.unknown", id=draw_id)
    return one

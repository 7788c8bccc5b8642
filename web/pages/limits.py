"""Limits (办案期限) for supervisors and leaders: near, passed, and passed before they were kept."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine import limits
from engine.authority import require_role
from engine.limits import View
from models.statutes import STATUTES
from web import database, languages, security

blueprint = Blueprint("limits", __name__)


@dataclass(frozen=True)
class Tab:
    """A view with its number."""

    view: View
    title: str
    url: str
    count: int


@blueprint.get("/limits")
def index() -> ResponseReturnValue:
    """Show the limits of one view."""
    session, actor = database.session(), security.actor()
    require_role(actor, *limits.MAY_SEE)
    asked = request.args.get("view", "")
    view = View(asked) if asked in set(View) else View.PASSED
    titles = {
        View.PASSED: _("Passed, not done"),
        View.NEAR: _("About to pass"),
        View.LATE: _("Done too late"),
    }
    tabs = [
        Tab(one, title, url_for("limits.index", view=one.value), limits.count(session, actor, one))
        for one, title in titles.items()
    ]
    chinese = languages.language() == "zh"
    rows = [
        (running, STATUTES[running.statute].zh if chinese else STATUTES[running.statute].en)
        for running in limits.of(session, actor, view)
    ]
    return render_template(
        "limits/index.html",
        view=view.value,
        tabs=tabs,
        rows=rows,
        binds=lambda statute: STATUTES[statute].binds,
    )

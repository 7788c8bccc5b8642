"""Incidents (异常): what failed, why, when it is tried again; repaired and retried by hand."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from engine.authority import require_role
from engine.commands import incidents as commands
from models.processes import Incident, IncidentState
from web import acts, database, security
from web.paging import paged

blueprint = Blueprint("incidents", __name__, url_prefix="/incidents")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """List the open incidents, or those that are over."""
    require_role(security.actor(), "administrator")
    session = database.session()
    state = IncidentState.RESOLVED if request.args.get("over") == "1" else IncidentState.OPEN
    query = select(Incident).options(joinedload(Incident.case)).where(Incident.state == state)
    page = paged(session, query, (Incident.id,), lambda one: (one.id,), descending=True)
    count = select(func.count()).where(Incident.state == IncidentState.OPEN)
    return render_template(
        "incidents/index.html",
        page=page,
        over=state is IncidentState.RESOLVED,
        count=session.scalar(count),
        repeatable=commands.REPEATABLE,
    )


@blueprint.post("/<int:incident_id>/retry")
def retry(incident_id: int) -> ResponseReturnValue:
    """Try again at once."""
    return acts.act(
        url_for("incidents.index"),
        _("It is tried again now; load the page again in a moment."),
        commands.retry_now,
        incident_id,
    )


@blueprint.post("/<int:incident_id>/resolve")
def resolve(incident_id: int) -> ResponseReturnValue:
    """Close it by hand with words."""
    return acts.act(
        url_for("incidents.index"),
        _("The incident is closed."),
        commands.resolve,
        incident_id,
        request.form.get("words", ""),
    )

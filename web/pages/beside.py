"""Beginning what runs beside a case: a measure, a suspension, an extension, a deferral."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from engine.commands import measures
from engine.errors import Conflict
from models.processes import WorkItem, WorkItemState
from web import acts, database, security

blueprint = Blueprint("beside", __name__, url_prefix="/cases")


@blueprint.post("/<int:case_id>/beside")
def begin(case_id: int) -> ResponseReturnValue:
    """Begin it and go to its first task."""
    process = request.form.get("process", "")
    try:
        begun = database.run(measures.begin, security.actor(), case_id, process)
    except Conflict as error:
        flash(acts.said(error), "danger")
        return redirect(url_for("cases.show", case_id=case_id), 303)
    first = database.session().scalar(
        select(WorkItem.id)
        .where(WorkItem.instance_id == begun, WorkItem.state == WorkItemState.OPEN)
        .order_by(WorkItem.id)
        .limit(1)
    )
    flash(_("It is begun; go on with its first task."), "success")
    return redirect(f"/work/{first}" if first else url_for("cases.show", case_id=case_id), 303)

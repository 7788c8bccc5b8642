"""Publications of penalties: what the public will read, withdrawing, stopping early."""

import datetime as dt

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine.commands import publications as commands
from engine.errors import NotFound
from models.documents import Publication
from web import acts, database, publicity_view, publicity_words, security, work_view

blueprint = Blueprint("publications", __name__)


@blueprint.post("/work/<int:item_id>/public")
def preview(item_id: int) -> ResponseReturnValue:
    """Return what the public would read of the words as they are typed; nothing is saved."""
    session = database.session()
    item = work_view.visible(session, security.actor(), item_id)
    public = publicity_view.shown(
        session, item, request.form.get(publicity_view.TEXT, ""), request.path
    )
    if public is None:
        raise NotFound("work_item.unknown", id=item_id)
    return render_template("work/_public.html", public=public, hidden_words=publicity_words.HIDDEN)


@blueprint.post("/publications/<int:publication_id>/withdraw")
def withdraw(publication_id: int) -> ResponseReturnValue:
    """Withdraw a published penalty, with the reason."""
    return acts.act(
        _case_page(publication_id),
        _("The publication is withdrawn; the public reads the reason."),
        commands.withdraw,
        publication_id,
        ground=request.form.get("ground", ""),
        changed_on=_day("changed_on"),
        reason=request.form.get("reason", ""),
    )


@blueprint.post("/publications/<int:publication_id>/stop")
def stop(publication_id: int) -> ResponseReturnValue:
    """Stop publicity early on the party's application."""
    return acts.act(
        _case_page(publication_id),
        _("The penalty is no longer public."),
        commands.stop_early,
        publication_id,
        applied_on=_day("applied_on"),
        conditions=request.form.getlist("conditions"),
        reason=request.form.get("reason", ""),
    )


def _day(name: str) -> dt.date:
    """Return the day of the form; one that is none lies in no term and is refused as such."""
    try:
        return dt.date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return dt.date.max


def _case_page(publication_id: int) -> str:
    publication = database.session().get(Publication, publication_id)
    if publication is None:
        raise NotFound("publication.unknown", id=publication_id)
    return url_for("cases.show", case_id=publication.case_id)

"""The charges of a work item while they are written: rows come and go, bands are computed live."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import forms
from engine.errors import NotFound
from engine.forms import Component, Form
from models.processes import WorkItem
from web import charge_rows, database, security, work_view
from web import forms as web_forms
from web.forms import Filled

blueprint = Blueprint("charges", __name__)


@blueprint.post("/work/<int:item_id>/charges")
def rows(item_id: int) -> ResponseReturnValue:
    """Return the charges with a row more or less; nothing is saved."""
    item, form, field = _form_of(item_id)
    data = web_forms.read(form, request.form)
    charge_rows.change(form, data, request.form.get("action", ""))
    filled = Filled(form=form, data=data, **parts(item, form, data))
    return render_template("work/_charges.html", filled=filled, field=field)


@blueprint.post("/work/<int:item_id>/charges/bands")
def bands(item_id: int) -> ResponseReturnValue:
    """Return the bands of the charges as they are typed."""
    item, form, field = _form_of(item_id)
    written = list(charge_rows.numbered(field.key, request.form))
    data = web_forms.read(form, request.form)
    view = charge_rows.view(database.session(), security.actor(), item.case, written, data)
    return render_template("work/_bands.html", view=view)


def parts(item: WorkItem, form: Form, data: dict[str, Any]) -> dict[str, Any]:
    """Return what a filled form knows of its charges."""
    found = charge_rows.of_form(database.session(), security.actor(), item.case, form, data)
    if found is None:
        return {}
    return {"charges": found, "charges_url": url_for("charges.rows", item_id=item.id)}


def _form_of(item_id: int) -> tuple[WorkItem, Form, Component]:
    item = work_view.visible(database.session(), security.actor(), item_id)
    form = forms.load(item.form)
    field = charge_rows.field_of(form)
    if field is None:
        raise NotFound("work_item.unknown", id=item_id)
    return item, form, field

"""Correcting (更正) what was submitted: a new version with its reason, the old one stays."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine import flags, forms
from engine.commands import corrections
from engine.errors import Conflict, Forbidden, Invalid
from models.processes import Submission, WorkItem
from web import acts, database, flag_words, security, work_view
from web import forms as web_forms

blueprint = Blueprint("corrections", __name__, url_prefix="/work/<int:item_id>/correct")


@blueprint.get("")
def show(item_id: int) -> ResponseReturnValue:
    """Show the newest version to be corrected."""
    item, newest = _correctable(item_id)
    return _page(item, newest, newest.data, "", {})


@blueprint.post("")
def correct(item_id: int) -> ResponseReturnValue:
    """Add a version."""
    item, newest = _correctable(item_id)
    data = web_forms.read(forms.load(newest.form), request.form)
    reason = request.form.get("correction_reason", "")
    shown = _id(request.form.get("submission"), newest.id)
    try:
        database.run(corrections.correct, security.actor(), shown, data, reason)
    except (Conflict, Invalid) as error:
        flash(acts.said(error) if not isinstance(error, Invalid) else _wrong(error), "danger")
        item, newest = _correctable(item_id)
        errors = error.errors if isinstance(error, Invalid) else {}
        return _page(item, newest, data, reason, errors), 422
    flash(_("The correction is recorded; the old version is kept."), "success")
    form = forms.load(newest.form)
    flag_words.tell(flags.rows(database.session(), flags.of_form(database.session(), form, data)))
    return redirect(url_for("work.show", item_id=item_id), 303)


def _wrong(error: Invalid) -> str:
    if "reason" in error.errors:
        return str(_("Please give the reason of the correction."))
    return str(_("Some entries are missing or not right; see the marked fields."))


def _correctable(item_id: int) -> tuple[WorkItem, Submission]:
    session, actor = database.session(), security.actor()
    item = work_view.visible(session, actor, item_id)
    newest = work_view.newest_submission(session, item)
    desk = work_view.desk_of(session, actor, item)
    if newest is None or not work_view.may_correct(item, desk):
        raise Forbidden(desk.refusal or "correction.not_possible", item=item.name)
    return item, newest


def _page(
    item: WorkItem,
    newest: Submission,
    data: dict[str, Any],
    reason: str,
    errors: dict[str, list[dict[str, object]]],
) -> str:
    form = forms.load(newest.form)
    filled = web_forms.Filled(
        form=form,
        data=data,
        errors=errors,
        flags=flag_words.beside(database.session(), form, data),
        evidence=work_view.evidence_of(database.session(), item.case_id),
        uploads=False,
    )
    return render_template(
        "work/correct.html",
        item=item,
        newest=newest,
        filled=filled,
        reason=reason,
        outcomes=web_forms.lawful_outcomes(),
    )


def _id(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else default

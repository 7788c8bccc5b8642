"""Clues (案件来源) and on-the-spot penalties (当场处罚): registered and begun at a subject."""

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine.authority import require_office, require_role
from engine.commands import clues, summary
from engine.commands.clues import Material, NewClue
from engine.commands.summary import OnTheSpot
from engine.errors import Conflict, Invalid, NotFound
from engine.informants import Identity
from models.clues import ClueSource
from models.subjects import Subject
from web import acts, database, security, words
from web.evidence_files import store
from web.questions import officers

blueprint = Blueprint("clues", __name__)


@blueprint.get("/subjects/<int:subject_id>/clue")
def new(subject_id: int) -> ResponseReturnValue:
    """Show the form of a clue about a subject."""
    require_role(security.actor(), *clues.MAY_REGISTER)
    return _form(_subject(subject_id), None)


@blueprint.post("/subjects/<int:subject_id>/clue")
def register(subject_id: int) -> ResponseReturnValue:
    """Register it with its material, or show the form again with what is wrong."""
    material = [
        Material(file=one.stream, filename=one.filename or "file")
        for one in request.files.getlist("material")
        if one.filename
    ]
    actor = security.actor()
    try:
        case = database.run(clues.register, actor, _sent(subject_id), material, store())
    except Invalid as error:
        return _form(_subject(subject_id), error)
    flash(_("The clue is registered; check it and propose whether to file a case."), "success")
    return redirect(url_for("cases.show", case_id=case.id), 303)


@blueprint.get("/subjects/<int:subject_id>/on-the-spot")
def spot(subject_id: int) -> ResponseReturnValue:
    """Ask for the second officer of an on-the-spot penalty."""
    actor = security.actor()
    require_role(actor, "inspector")
    subject = _subject(subject_id)
    colleagues = officers.colleagues(database.session(), actor, "inspector")
    return render_template("clues/spot.html", subject=subject, colleagues=colleagues)


@blueprint.post("/subjects/<int:subject_id>/on-the-spot")
def begin_at(subject_id: int) -> ResponseReturnValue:
    """Begin an on-the-spot penalty where two officers found something."""
    chosen = acts.numbers("colleague")
    found = OnTheSpot(subject_id=subject_id, colleague_id=chosen[0] if chosen else 0)
    try:
        case = database.run(summary.begin_at, security.actor(), found)
    except (Invalid, Conflict) as error:
        flash(acts.said(error), "danger")
        return redirect(url_for("clues.spot", subject_id=subject_id), 303)
    return redirect(url_for("cases.show", case_id=case.id), 303)


@blueprint.post("/cases/<int:case_id>/on-the-spot")
def begin_in(case_id: int) -> ResponseReturnValue:
    """Begin an on-the-spot penalty during a visit."""
    try:
        case = database.run(summary.begin_in, security.actor(), case_id)
    except (Invalid, Conflict) as error:
        flash(acts.said(error), "danger")
        return redirect(url_for("cases.show", case_id=case_id), 303)
    return redirect(url_for("cases.show", case_id=case.id), 303)


def _subject(subject_id: int) -> Subject:
    found = database.session().get(Subject, subject_id)
    if found is None:
        raise NotFound("subject.unknown", id=subject_id)
    require_office(security.actor(), found.office_id)
    return found


def _sent(subject_id: int) -> NewClue:
    form = request.form
    source = form.get("source", "")
    if source not in set(ClueSource):
        raise _missing("source")
    try:
        found_on = dt.date.fromisoformat(form.get("found_on", ""))
    except ValueError as error:
        raise _missing("found_on") from error
    return NewClue(
        subject_id=subject_id,
        source=ClueSource(source),
        found_on=found_on,
        summary=form.get("summary", ""),
        informant=form.get("informant", ""),
        officers=tuple(acts.numbers("officer")),
        identity=Identity(
            name=form.get("name", "").strip(), contact=form.get("contact", "").strip()
        ),
    )


def _missing(field: str) -> Invalid:
    problem: dict[str, object] = {"code": "form.required", "params": {}}
    return Invalid("clue.invalid", {field: [problem]})


def _form(subject: Subject, error: Invalid | None) -> ResponseReturnValue:
    session, actor = database.session(), security.actor()
    wrong = words.by_field(error)
    page = render_template(
        "clues/new.html",
        subject=subject,
        sent=request.form,
        wrong=wrong,
        general=words.of_error(error) if error and not wrong else "",
        sources=list(ClueSource),
        chosen=acts.numbers("officer"),
        officers=officers.assignable(session, actor),
    )
    return page, 422 if error else 200

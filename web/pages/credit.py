"""The credit file of a subject, its risk grade, and how often it is to be inspected."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine import credit, grades, visibility
from engine.errors import Invalid, NotFound
from models import clock
from models.subjects import Subject
from web import credit_words, database, security, words
from web.questions.cases import names

blueprint = Blueprint("credit", __name__)


@blueprint.get("/subjects/<int:subject_id>/credit")
def show(subject_id: int) -> ResponseReturnValue:
    """Show the whole file."""
    return _page(_subject(subject_id), None)


@blueprint.post("/subjects/<int:subject_id>/credit")
def decide(subject_id: int) -> ResponseReturnValue:
    """Grade the subject, or show the page again with what is wrong beside its field."""
    subject = _subject(subject_id)
    text = request.form.get("static_score", "").strip()
    score = int(text) if text.isascii() and text.isdigit() and len(text) < len("1000") else -1
    reason = request.form.get("reason", "")
    try:
        decision = database.run(
            grades.decide, security.actor(), subject_id, static_score=score, reason=reason
        )
    except Invalid as error:
        return _page(subject, error)
    flash(_("The subject is graded %(grade)s from today on.", grade=decision.grade), "success")
    return redirect(url_for("credit.show", subject_id=subject_id), 303)


def _subject(subject_id: int) -> Subject:
    found = database.session().get(Subject, subject_id)
    if found is None:
        raise NotFound("subject.unknown", id=subject_id)
    return found


def _page(subject: Subject, error: Invalid | None) -> ResponseReturnValue:
    session, actor = database.session(), security.actor()
    decision = grades.newest(session, subject)
    wrong = {
        field: [words.of_code(str(one["code"]), _params(one)) for one in problems]
        for field, problems in (error.errors if error else {}).items()
    }
    page = render_template(
        "subjects/credit.html",
        subject=subject,
        file=credit.of_subject(session, subject),
        decision=decision,
        proposal=grades.assess(session, subject, decision.static_score if decision else 0),
        frequency=grades.frequency(session, subject, clock.today().year),
        year=clock.today().year,
        names=names(session, [decision.decided_by] if decision else []),
        may_grade=security.has_role("supervisor", "leader")
        and (subject.office_id is None or subject.office_id in actor.offices),
        sent=request.form,
        wrong=wrong,
        entry_title=credit_words.entry_title,
        readable=lambda case: visibility.may_read(actor, case),
    )
    return page, 422 if error else 200


def _params(problem: dict[str, Any]) -> dict[str, Any]:
    params = problem.get("params")
    return params if isinstance(params, dict) else {}

"""The credit file of a subject, its risk grade, and how often it is to be inspected."""

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine import credit, grades, liability, visibility
from engine.commands import listings, messages
from engine.errors import Conflict, Invalid, NotFound
from engine.operations.listings import REMOVAL
from models import clock
from models.subjects import Subject
from web import acts, credit_words, database, security, words
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


@blueprint.post("/cases/<int:case_id>/listing")
def consider(case_id: int) -> ResponseReturnValue:
    """Open the matter of a listing after a penalty."""
    try:
        matter = database.run(listings.consider, security.actor(), case_id)
    except Conflict as error:
        flash(acts.said(error), "danger")
        return redirect(url_for("cases.show", case_id=case_id), 303)
    flash(_("The listing is to be proposed now."), "success")
    return redirect(url_for("cases.show", case_id=matter.id), 303)


@blueprint.route("/cases/<int:case_id>/removal", methods=["GET", "POST"])
def removal(case_id: int) -> ResponseReturnValue:
    """Take down that the party applies for its removal from the list."""
    actor = security.actor()
    case = visibility.case(database.session(), actor, case_id)
    sent, wrong = request.form, {}
    if request.method == "POST":
        data = {key: sent.get(key, "").strip() for key in ("applied_on", "grounds")}
        try:
            key = sent.get("key", "")
            database.run(messages.hand_over, actor, case_id, REMOVAL, data, key=key)
        except Invalid as error:
            wrong = words.by_field(error)
        except Conflict as error:
            flash(acts.said(error), "danger")
        else:
            flash(_("The application is taken down; the leader decides on it."), "success")
            return redirect(url_for("cases.show", case_id=case_id), 303)
    key = sent.get("key") or secrets.token_hex(16)
    page = render_template("cases/removal.html", case=case, sent=sent, wrong=wrong, key=key)
    return page, 422 if wrong else 200


def _subject(subject_id: int) -> Subject:
    found = database.session().get(Subject, subject_id)
    if found is None:
        raise NotFound("subject.unknown", id=subject_id)
    return found


def _page(subject: Subject, error: Invalid | None) -> ResponseReturnValue:
    session, actor = database.session(), security.actor()
    decision = grades.newest(session, subject)
    wrong = words.by_field(error)
    page = render_template(
        "subjects/credit.html",
        subject=subject,
        file=credit.of_subject(session, subject),
        premises=liability.premises_of(session, subject),
        people=liability.people_of(session, subject, clock.today()),
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

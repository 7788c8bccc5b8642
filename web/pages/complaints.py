"""Complaints (投诉): taken down from the page of a subject; who complained, for named readers."""

import datetime as dt
from decimal import Decimal, InvalidOperation

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine import informants, visibility
from engine.authority import require_role
from engine.commands import complaints as commands
from engine.commands import informants as reading
from engine.commands.complaints import NewComplaint
from engine.errors import Invalid, NotFound
from engine.informants import Identity
from models.complaints import Channel, Informant
from models.subjects import Subject
from web import acts, database, security, words
from web.questions.cases import names

blueprint = Blueprint("complaints", __name__)


@blueprint.get("/subjects/<int:subject_id>/complaint")
def new(subject_id: int) -> ResponseReturnValue:
    """Show the form of a complaint about a subject."""
    require_role(security.actor(), *commands.MAY_REGISTER)
    return _form(_subject(subject_id), None)


@blueprint.post("/subjects/<int:subject_id>/complaint")
def register(subject_id: int) -> ResponseReturnValue:
    """Take it down, or show the form again with what is wrong beside its field."""
    try:
        case = database.run(commands.register, security.actor(), _sent(subject_id))
    except Invalid as error:
        return _form(_subject(subject_id), error)
    flash(_("The complaint is taken down; decide within the term whether to accept it."), "success")
    return redirect(url_for("cases.show", case_id=case.id), 303)


@blueprint.get("/cases/<int:case_id>/informant")
def informant(case_id: int) -> ResponseReturnValue:
    """Ask for the reason of the look; only readers find the page at all."""
    found, _identity = informants.opened(database.session(), security.actor(), case_id)
    return _page(case_id, found, None)


@blueprint.post("/cases/<int:case_id>/informant")
def look(case_id: int) -> ResponseReturnValue:
    """Show the identity this once; the look and its reason stay on record."""
    actor, reason = security.actor(), request.form.get("reason", "")
    try:
        identity = database.run(reading.look, actor, case_id, reason)
    except Invalid as error:
        flash(acts.said(error), "danger")
        return redirect(url_for("complaints.informant", case_id=case_id), 303)
    found, _identity = informants.opened(database.session(), actor, case_id)
    return _page(case_id, found, identity)


@blueprint.post("/cases/<int:case_id>/informant/readers")
def name_reader(case_id: int) -> ResponseReturnValue:
    """Let one more person read the identity."""
    chosen = acts.numbers("reader")
    if not chosen:
        flash(_("Choose a person."), "danger")
        return redirect(url_for("complaints.informant", case_id=case_id), 303)
    return acts.act(
        url_for("complaints.informant", case_id=case_id),
        _("The person may read the identity now."),
        reading.name_reader,
        case_id,
        chosen[0],
    )


@blueprint.route("/cases/<int:case_id>/reward", methods=["GET", "POST"])
def reward(case_id: int) -> ResponseReturnValue:
    """Let the leader decide the reward of a verified report; no name is shown."""
    session, actor = database.session(), security.actor()
    require_role(actor, "leader")
    case = visibility.case(session, actor, case_id)
    found = informants.of_case(session, case_id)
    if found is None:
        raise NotFound("informant.unknown", id=case_id)
    if request.method == "GET":
        return render_template("complaints/reward.html", case=case, informant=found)
    return acts.act(
        url_for("cases.show", case_id=case_id),
        _("The reward is decided."),
        reading.reward,
        case_id,
        _fen(request.form.get("amount", "")),
    )


def _fen(text: str) -> int:
    try:
        return int(Decimal(text) * 100)
    except (InvalidOperation, ValueError, OverflowError):
        return 0


def _subject(subject_id: int) -> Subject:
    found = database.session().get(Subject, subject_id)
    if found is None:
        raise NotFound("subject.unknown", id=subject_id)
    return found


def _sent(subject_id: int) -> NewComplaint:
    form = request.form
    channel, day = form.get("channel", ""), form.get("received_on", "")
    if channel not in set(Channel):
        raise _missing("channel")
    try:
        received_on = dt.date.fromisoformat(day)
    except ValueError as error:
        raise _missing("received_on") from error
    return NewComplaint(
        subject_id=subject_id,
        channel=Channel(channel),
        received_on=received_on,
        matter=form.get("matter", ""),
        request=form.get("request", ""),
        identity=Identity(
            name=form.get("name", "").strip(),
            contact=form.get("contact", "").strip(),
            address=form.get("address", "").strip(),
        ),
    )


def _missing(field: str) -> Invalid:
    problem: dict[str, object] = {"code": "form.required", "params": {}}
    return Invalid("complaint.invalid", {field: [problem]})


def _form(subject: Subject, error: Invalid | None) -> Response:
    wrong = words.by_field(error)
    page = render_template(
        "complaints/new.html",
        subject=subject,
        sent=request.form,
        wrong=wrong,
        channels=list(Channel),
    )
    return _unstored(page, 422 if error else 200)


def _page(case_id: int, found: Informant, identity: Identity | None) -> Response:
    """Return a page that no browser keeps."""
    session, actor = database.session(), security.actor()
    case = visibility.case(session, actor, case_id)
    readers = [one.user_id for one in found.readers]
    in_charge = not actor.roles.isdisjoint({"supervisor", "leader"})
    page = render_template(
        "complaints/informant.html",
        case=case,
        informant=found,
        identity=identity,
        people=names(session, readers),
        candidates=reading.candidates(session, found) if in_charge else [],
    )
    return _unstored(page)


def _unstored(page: str, status: int = 200) -> Response:
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer

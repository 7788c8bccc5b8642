"""Subjects (监管对象): the register, one subject with its cases and recusals, edited by keepers."""

from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engine import bans, flags, visibility
from engine.commands import recusals
from engine.commands import subjects as commands
from engine.errors import Conflict, Invalid, NotFound
from engine.forms.naming import Naming
from models import clock
from models.accounts import Office
from models.cases import Case
from models.subjects import Recusal, Subject, SubjectKind
from web import acts, database, flag_words, security, words
from web.addresses import address_with
from web.paging import ROWS, Page, read_cursor, write_cursor
from web.questions import officers

blueprint = Blueprint("subjects", __name__, url_prefix="/subjects")

#: What a form of the page sends.
FIELDS: Final = (
    "kind",
    "name",
    "licence",
    "address",
    "street",
    "operator",
    "legal_representative",
    "phone",
    "risk_grade",
    "office",
)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """List subjects by their names in pinyin."""
    session = database.session()
    words, kind = request.args.get("q", "").strip()[:80], request.args.get("kind", "")
    place = read_cursor(request.args.get("after"), (str, int))
    found = commands.search(
        session,
        words,
        kind=SubjectKind(kind) if kind in set(SubjectKind) else None,
        active=None if request.args.get("all") == "1" else True,
        after=(str(place[0]), int(place[1])) if place else None,
        limit=ROWS + 1,
    )
    rows = found[:ROWS]
    following = None
    if len(found) > ROWS:
        following = address_with(after=write_cursor((rows[-1].pinyin, rows[-1].id)))
    fragment = request.headers.get("HX-Target") == "subjects"
    return render_template(
        "subjects/_list.html" if fragment else "subjects/index.html",
        page=Page(rows, following),
        words=words,
        kind=kind,
        kinds=list(SubjectKind),
        keeper=security.has_role(*commands.KEEPERS),
    )


@blueprint.get("/<int:subject_id>")
def show(subject_id: int) -> ResponseReturnValue:
    """Show one subject."""
    return _page(_found(subject_id), {})


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """Show the empty form."""
    return _form(None)


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Enter a subject by hand, or show the form again with what is wrong and what was typed."""
    try:
        subject = database.run(commands.create, security.actor(), _values())
    except (Invalid, Conflict) as error:
        return _form(None, error)
    flash(_("The subject is entered."), "success")
    _tell_of(subject)
    return redirect(url_for("subjects.index", q=subject.licence), 303)


@blueprint.get("/<int:subject_id>/edit")
def edit(subject_id: int) -> ResponseReturnValue:
    """Show the form of a subject."""
    return _form(_found(subject_id))


@blueprint.post("/<int:subject_id>/edit")
def save(subject_id: int) -> ResponseReturnValue:
    """Correct a subject, or show the form again with what is wrong and what was typed."""
    try:
        subject = database.run(commands.edit, security.actor(), subject_id, _values())
    except (Invalid, Conflict) as error:
        return _form(_found(subject_id), error)
    flash(_("The subject is corrected; targets frozen before keep what they said."), "success")
    _tell_of(subject)
    return redirect(url_for("subjects.show", subject_id=subject_id), 303)


@blueprint.post("/<int:subject_id>/active")
def switch(subject_id: int) -> ResponseReturnValue:
    """Take a subject out of future campaigns, or back in."""
    on = request.form.get("active") == "1"
    return acts.act(
        url_for("subjects.show", subject_id=subject_id),
        _("The subject takes part again.") if on else _("The subject takes no part any more."),
        commands.activate if on else commands.deactivate,
        subject_id,
        request.form.get("reason", ""),
    )


@blueprint.post("/<int:subject_id>/recusals")
def recuse(subject_id: int) -> ResponseReturnValue:
    """Record that an officer must not handle the subject."""
    officer = request.form.get("officer", "")
    return acts.act(
        url_for("subjects.show", subject_id=subject_id),
        _("The recusal is recorded."),
        recusals.add_recusal,
        subject_id,
        int(officer) if officer.isdigit() else 0,
        request.form.get("reason", ""),
    )


@blueprint.post("/<int:subject_id>/recusals/<int:recusal_id>/end")
def end_recusal(subject_id: int, recusal_id: int) -> ResponseReturnValue:
    """End a recusal with a reason."""
    return acts.act(
        url_for("subjects.show", subject_id=subject_id),
        _("The recusal is ended."),
        recusals.remove_recusal,
        recusal_id,
        request.form.get("reason", ""),
    )


def _found(subject_id: int) -> Subject:
    subject = database.session().get(Subject, subject_id)
    if subject is None:
        raise NotFound("subject.unknown", id=subject_id)
    return subject


def _page(subject: Subject, more: dict[str, Any]) -> ResponseReturnValue:
    session, actor = database.session(), security.actor()
    cases = session.scalars(
        select(Case)
        .where(Case.subject_id == subject.id, visibility.of_cases(actor))
        .order_by(Case.id.desc())
        .limit(50)
    ).all()
    recused = session.scalars(
        select(Recusal)
        .options(joinedload(Recusal.user))
        .where(Recusal.subject_id == subject.id)
        .order_by(Recusal.id)
    ).all()
    may_recuse = security.has_role("supervisor", "administrator")
    return render_template(
        "subjects/show.html",
        subject=subject,
        cases=cases,
        recused=recused,
        banned=flag_words.of_hits(session, bans.of_subject(session, subject, clock.today())),
        may_recuse=may_recuse,
        officers=officers.assignable(session, actor) if may_recuse else [],
        keeper=security.has_role(*commands.KEEPERS),
        **more,
    )


def _form(subject: Subject | None, error: Invalid | Conflict | None = None) -> ResponseReturnValue:
    session = database.session()
    offices = session.scalars(select(Office).order_by(Office.code)).all()
    given = request.form if error else _stored(subject)
    named = [Naming(field=key, name=given.get(key, "")) for key in bans.NAMED_BY_SUBJECT]
    if isinstance(error, Conflict):
        flash(acts.said(error), "danger")
    page = render_template(
        "subjects/form.html",
        subject=subject,
        given=given,
        wrong=words.by_field(error if isinstance(error, Invalid) else None),
        flags=flag_words.by_field(flags.rows(session, flags.found(session, named))),
        kinds=list(SubjectKind),
        offices=offices,
    )
    return page, 422 if error else 200


def _stored(subject: Subject | None) -> dict[str, str]:
    """What the register says, as the form sends it."""
    if subject is None:
        return {}
    stored = {name: str(getattr(subject, name) or "") for name in FIELDS if name != "office"}
    office = database.session().get(Office, subject.office_id) if subject.office_id else None
    return stored | {"office": office.code if office else ""}


def _tell_of(subject: Subject) -> None:
    session = database.session()
    flag_words.tell(flags.rows(session, flags.of_subject(session, subject)))


def _values() -> dict[str, str]:
    given = {name: request.form.get(name, "").strip() for name in FIELDS}
    return {name: value for name, value in given.items() if value or name != "office"}

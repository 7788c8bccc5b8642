"""What became of a case at the police: it came back, or somebody was sentenced to prison."""

import datetime as dt
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine import bans, flags, visibility
from engine.authority import require_role
from engine.commands import prosecutions as commands
from engine.commands.prosecutions import Returned, Sentence
from engine.errors import Conflict, Invalid
from engine.forms.naming import Naming
from models.cases import Case, CaseState
from web import acts, database, flag_words, security, words
from web.questions import officers

blueprint = Blueprint("prosecutions", __name__)


@blueprint.get("/cases/<int:case_id>/prosecution")
def show(case_id: int) -> ResponseReturnValue:
    """Show what is known, and both forms."""
    return _page(_case(case_id), None)


@blueprint.post("/cases/<int:case_id>/prosecution/return")
def reopen(case_id: int) -> ResponseReturnValue:
    """Open the case again, or show the page again with what is wrong."""
    form, case = request.form, _case(case_id)
    try:
        given = Returned(
            sender=form.get("sender", ""),
            received_on=_day("received_on"),
            opinion=form.get("opinion", ""),
            officers=tuple(acts.numbers("officer")),
        )
        again = database.run(commands.reopen, security.actor(), case_id, given)
    except Invalid as error:
        return _page(case, error)
    except Conflict as error:
        flash(acts.said(error), "danger")
        return redirect(url_for("prosecutions.show", case_id=case_id), 303)
    flash(_("The case is opened again; check it and propose whether to file it."), "success")
    return redirect(url_for("cases.show", case_id=again.id), 303)


@blueprint.post("/cases/<int:case_id>/prosecution/sentence")
def sentence(case_id: int) -> ResponseReturnValue:
    """Ban somebody for life, or show the page again with what is wrong."""
    form, case = request.form, _case(case_id)
    known = _flags()
    try:
        given = Sentence(
            name=form.get("name", ""),
            id_number=form.get("id_number", ""),
            sentenced_on=_day("sentenced_on"),
            judgment=form.get("judgment", ""),
        )
        database.run(commands.record_sentence, security.actor(), case_id, given)
    except Invalid as error:
        return _page(case, error)
    except Conflict as error:
        flash(acts.said(error), "danger")
    else:
        flash(_("The sentence is recorded; the person is banned for life."), "success")
        flag_words.tell(known)
    return redirect(url_for("prosecutions.show", case_id=case_id), 303)


def _case(case_id: int) -> Case:
    require_role(security.actor(), *commands.MAY_RECORD)
    return visibility.case(database.session(), security.actor(), case_id)


def _flags() -> list[dict[str, Any]]:
    """Whether whom the form names is banned already."""
    session = database.session()
    name, number = request.form.get("name", ""), request.form.get("id_number", "")
    named = Naming(field="name", name=name, id_number=number)
    return flags.rows(session, flags.found(session, [named]))


def _day(field: str) -> dt.date:
    try:
        return dt.date.fromisoformat(request.form.get(field, ""))
    except ValueError as error:
        problem: dict[str, object] = {"code": "form.required", "params": {}}
        raise Invalid("form.invalid", {field: [problem]}) from error


def _page(case: Case, error: Invalid | None) -> ResponseReturnValue:
    session, actor = database.session(), security.actor()
    wrong: dict[str, Any] = words.by_field(error)
    page = render_template(
        "cases/prosecution.html",
        case=case,
        may_record=commands.may_be_recorded(session, case, actor.roles),
        closed=case.state is CaseState.CLOSED,
        again=commands.returned(session, case),
        bans=bans.of_case(session, case.id),
        officers=officers.assignable(session, actor),
        chosen=acts.numbers("officer"),
        sent=request.form,
        wrong=wrong,
        flags=flag_words.by_field(_flags()),
    )
    return page, 422 if error else 200

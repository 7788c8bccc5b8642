"""Reviews and litigations of a penalty (复议、诉讼): what runs, what ended how, what follows."""

import datetime as dt
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine import remedies, visibility
from engine.commands import remedies as commands
from engine.errors import Conflict, Invalid, NotFound
from models.cases import Case
from models.remedies import RemedyKind, RemedyResult
from web import acts, database, security, words

blueprint = Blueprint("remedies", __name__)


@blueprint.get("/cases/<int:case_id>/remedies")
def show(case_id: int) -> ResponseReturnValue:
    """Show what the party turned to, and the forms for whoever keeps the record."""
    return _page(_case(case_id), None)


@blueprint.post("/cases/<int:case_id>/remedies")
def begin(case_id: int) -> ResponseReturnValue:
    """Record a review or a litigation, or show the page again with what is wrong."""
    form, case = request.form, _case(case_id)
    try:
        database.run(
            commands.begin,
            security.actor(),
            case_id,
            kind=_kind(form.get("kind", "")),
            body=form.get("body", ""),
            applied_on=_day("applied_on"),
        )
    except Invalid as error:
        return _page(case, error)
    except Conflict as error:
        flash(acts.said(error), "danger")
        return redirect(url_for("remedies.show", case_id=case_id), 303)
    flash(_("It is recorded; the penalty is not suspended by it."), "success")
    return redirect(url_for("remedies.show", case_id=case_id), 303)


@blueprint.post("/cases/<int:case_id>/remedies/<int:remedy_id>")
def end(case_id: int, remedy_id: int) -> ResponseReturnValue:
    """Record how it ended; a decision that fell is withdrawn from publicity and credit."""
    case = _case(case_id)
    if remedy_id not in {one.id for one in remedies.of_case(database.session(), case)}:
        raise NotFound("remedy.unknown", id=remedy_id)
    result = request.form.get("result", "")
    try:
        if result not in set(RemedyResult):
            raise _missing("result")
        database.run(
            commands.end,
            security.actor(),
            remedy_id,
            result=RemedyResult(result),
            ended_on=_day("ended_on"),
        )
    except (Invalid, Conflict) as error:
        flash(acts.said(error), "danger")
    else:
        flash(_("How it ended is recorded."), "success")
    return redirect(url_for("remedies.show", case_id=case_id), 303)


def _case(case_id: int) -> Case:
    return visibility.case(database.session(), security.actor(), case_id)


def _kind(text: str) -> RemedyKind:
    if text not in set(RemedyKind):
        raise _missing("kind")
    return RemedyKind(text)


def _day(field: str) -> dt.date:
    try:
        return dt.date.fromisoformat(request.form.get(field, ""))
    except ValueError as error:
        raise _missing(field) from error


def _missing(field: str) -> Invalid:
    problem: dict[str, object] = {"code": "form.required", "params": {}}
    return Invalid("form.invalid", {field: [problem]})


def _page(case: Case, error: Invalid | None) -> ResponseReturnValue:
    session = database.session()
    found = remedies.of_case(session, case)
    wrong: dict[str, Any] = words.by_field(error)
    page = render_template(
        "cases/remedies.html",
        case=case,
        remedies=found,
        pending=remedies.pending(session, case),
        limits=commands.limits(session, case),
        may_record=security.has_role(*commands.MAY_RECORD) and case.outcome == "penalised",
        kinds=list(RemedyKind),
        results=list(RemedyResult),
        sent=request.form,
        wrong=wrong,
    )
    return page, 422 if error else 200

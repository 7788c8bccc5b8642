"""Imports (导入): a file comes in, its columns are named, good rows are taken, bad ones go back."""

import io
from pathlib import PurePath
from typing import Any, Final

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file
from flask import url_for as address_of
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from engine.authority import require_role
from engine.errors import Conflict, Invalid
from engine.imports import tables
from engine.imports.returned import bad_rows
from engine.imports.rows import Checked, check_file
from models.accounts import Office
from models.subjects import SubjectKind
from web import (
    acts,
    database,
    file_words,
    flag_words,
    intake,
    languages,
    security,
    sent_files,
)
from web.deposits import Deposit, Deposits

blueprint = Blueprint("imports", __name__, url_prefix="/imports")

#: Rows shown before anything is taken, so that one sees which column is which.
SHOWN: Final = 5
#: Reasons shown on the page; the file has them all.
REASONS_SHOWN: Final = 20
_MIMES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Ask for a file."""
    kinds = [one for one in intake.KINDS.values() if security.has_role(*one.keepers)]
    if not kinds:
        require_role(security.actor(), *intake.KINDS["subjects"].keepers)
    wanted = request.args.get("what", "")
    return render_template(
        "imports/index.html", kinds=kinds, wanted=wanted, limit=tables.MAX_BYTES // 1024 // 1024
    )


@blueprint.post("")
def send() -> ResponseReturnValue:
    """Take the file in and go on to its columns; what is no table is refused here."""
    kind = intake.kind(request.form.get("what", ""))
    require_role(security.actor(), *kind.keepers)
    upload = request.files.get("file")
    content = upload.read() if upload else b""
    back = address_of("imports.index", what=kind.key)
    try:
        tables.read(content)
    except Invalid as error:
        flash(acts.said(error), "danger")
        return redirect(back, 303)
    name = sent_files.name_of("file")
    deposit = _deposits().put(security.actor(), content, what=kind.key, file=name)
    return redirect(address_of("imports.columns", name=deposit.name), 303)


@blueprint.get("/<name>")
def columns(name: str) -> ResponseReturnValue:
    """Show the columns of the file and let the person say what they are; or what came of it."""
    deposit = _deposits().get(security.actor(), name)
    if "counts" in deposit.facts:
        return _report(deposit, {})
    return _columns(deposit)


@blueprint.post("/<name>")
def take(name: str) -> ResponseReturnValue:
    """Take the good rows; the others wait as a file."""
    deposit = _deposits().get(security.actor(), name)
    kind = intake.kind(deposit.facts["what"])
    chosen = intake.chosen(kind, request.form)
    try:
        checked = check_file(
            deposit.content(),
            kind.rows(only=chosen.fields),
            chosen.columns,
            unique=kind.unique,
            name=deposit.facts["file"],
        )
        report, told = database.run(kind.take, security.actor(), checked, chosen)
    except (Invalid, Conflict) as error:
        flash(acts.said(error), "danger")
        return _columns(deposit)
    counts, reasons = report.counts(), _reasons(checked)
    _finish(deposit, checked, counts, reasons, report.flags[:REASONS_SHOWN])
    if not told:
        return redirect(address_of("imports.columns", name=name), 303)
    # Passwords are on this answer and nowhere else.
    deposit = _deposits().get(security.actor(), name)
    return _report(deposit, told)


def _report(deposit: Deposit, told: dict[str, str]) -> str:
    flagged = [(one, flag_words.said(one)) for one in deposit.facts.get("flags", ())]
    return render_template("imports/report.html", deposit=deposit, told=told, flagged=flagged)


@blueprint.get("/<name>/bad-rows")
def returned(name: str) -> ResponseReturnValue:
    """Give the bad rows back as a file with their reasons."""
    deposit = _deposits().get(security.actor(), name)
    form = str(deposit.facts.get("form", "csv"))
    return send_file(
        io.BytesIO(deposit.part(f"bad.{form}")),
        mimetype=_MIMES[form],
        as_attachment=True,
        download_name=f"{PurePath(deposit.facts['file']).stem or 'file'}.bad-rows.{form}",
    )


def _columns(deposit: Deposit) -> ResponseReturnValue:
    kind = intake.kind(deposit.facts["what"])
    table = tables.read(deposit.content())
    given = request.form if request.method == "POST" else intake.guessed(kind, table)
    offices = database.session().scalars(select(Office).order_by(Office.code)).all()
    page = render_template(
        "imports/columns.html",
        deposit=deposit,
        kind=kind,
        table=table,
        rows=table.rows[:SHOWN],
        given=given,
        offices=offices,
        subject_kinds=list(SubjectKind),
    )
    return page, 422 if request.method == "POST" else 200


def _reasons(checked: Checked) -> list[dict[str, Any]]:
    language = languages.language()
    return [
        {
            "line": bad.row.line,
            "reasons": [file_words.of_problem(problem, language) for problem in bad.problems],
        }
        for bad in checked.bad[:REASONS_SHOWN]
    ]


def _finish(
    deposit: Deposit,
    checked: Checked,
    counts: dict[str, int],
    reasons: list[dict[str, Any]],
    flags: list[dict[str, Any]],
) -> None:
    form, language = checked.table.form, languages.language()
    parts = {}
    if checked.bad:
        parts[f"bad.{form}"] = bad_rows(
            checked.table,
            checked.bad,
            lambda problem: file_words.of_problem(problem, language),
            file_words.reason_heading(language),
        )
    facts = {"counts": counts, "reasons": reasons, "flags": flags, "form": form}
    deposit.finish(facts, parts)


def _deposits() -> Deposits:
    folder = current_app.config["EVIDENCE_FOLDER"]
    return Deposits(folder.parent / "imports")

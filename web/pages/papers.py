"""Papers that a person writes when they are needed, and corrects: one page for every form."""

import re
from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from engine import document_forms, flags, visibility
from engine.commands import papers
from engine.document_forms import Field
from engine.errors import Invalid
from models.cases import Case
from models.documents import Document
from models.penalties import Delivery
from web import database, flag_words, paper_files, security, words

blueprint = Blueprint("papers", __name__)

#: Rows that a list has on the page; blank ones are none.
ROWS: Final = 6


@blueprint.get("/cases/<int:case_id>/papers/<form_id>")
def show(case_id: int, form_id: str) -> ResponseReturnValue:
    """Show the paper to be written."""
    session, actor = database.session(), security.actor()
    case = visibility.case(session, actor, case_id)
    papers.expect_may(session, actor, case, form_id)
    return _page(case, form_id, papers.beginning(session, actor, case, form_id), {})


@blueprint.post("/cases/<int:case_id>/papers/<form_id>")
def issue(case_id: int, form_id: str) -> ResponseReturnValue:
    """Issue it; what is lacking is said beside its field, with the article."""
    session, actor = database.session(), security.actor()
    case = visibility.case(session, actor, case_id)
    data = _sent(_fields(case, form_id))
    try:
        paper = database.run(papers.issue, actor, case_id, form_id, data)
    except Invalid as error:
        case = visibility.case(database.session(), security.actor(), case_id)
        return _page(case, form_id, data, error.errors)
    flash(_("%(title)s is issued.", title=paper.title), "success")
    flag_words.tell(_flags(form_id, paper.content))
    return redirect(url_for("documents.show", document_id=paper.id), 303)


@blueprint.get("/documents/<int:document_id>/correction")
def correction(document_id: int) -> ResponseReturnValue:
    """Show a paper with what it says now, to be corrected."""
    paper = _paper(document_id)
    return _page(paper.case, paper.form, paper.content, {}, before=paper)


@blueprint.post("/documents/<int:document_id>/correction")
def correct(document_id: int) -> ResponseReturnValue:
    """Issue the corrected version; the old one stays readable and says that it was replaced."""
    before = _paper(document_id)
    data = _sent(_fields(before.case, before.form))
    reason = request.form.get(papers.REASON, "")
    try:
        paper = database.run(papers.replace, security.actor(), document_id, data, reason=reason)
    except Invalid as error:
        before = _paper(document_id)
        return _page(before.case, before.form, data, error.errors, before=before)
    flash(_("%(title)s is corrected; the old version is marked.", title=paper.title), "success")
    flag_words.tell(_flags(paper.form, paper.content))
    return redirect(url_for("documents.show", document_id=paper.id), 303)


def _paper(document_id: int) -> Document:
    before = paper_files.visible(document_id)
    papers.expect_correctable(database.session(), security.actor(), before)
    return before


def _page(
    case: Case,
    form_id: str,
    data: Mapping[str, Any],
    errors: Mapping[str, Any],
    before: Document | None = None,
) -> ResponseReturnValue:
    session, actor = database.session(), security.actor()
    form = papers.expect_may(session, actor, case, form_id)
    needed = {need.path.split(".")[0]: need.article for need in form.needs if not need.other}
    page = render_template(
        "cases/paper.html",
        case=case,
        form=form,
        fields=_fields(case, form_id),
        data=data,
        needed=needed,
        rows=_rows(data),
        problems=_said(errors),
        flags=flag_words.by_field(
            row | {"field": row["field"].split(".")[0]} for row in _flags(form_id, data)
        ),
        before=before,
        served=before is not None and _was_served(before),
        reason=request.form.get(papers.REASON, ""),
    )
    return page, 422 if errors else 200


def _flags(form_id: str, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Banned people whom the paper names."""
    session = database.session()
    return flags.rows(session, flags.of_paper(session, document_forms.form(form_id), data))


def _was_served(paper: Document) -> bool:
    served = select(Delivery.id).where(Delivery.document_id == paper.id).limit(1)
    return database.session().scalar(served) is not None


def _rows(data: Mapping[str, Any]) -> int:
    """So many rows that all that are filled fit, and some blank ones."""
    filled = (len(value) for value in data.values() if isinstance(value, list))
    return max(ROWS, *filled, 0)


def _fields(case: Case, form_id: str) -> Mapping[str, Field]:
    return papers.writable(database.session(), security.actor(), case, form_id)


def _said(errors: Mapping[str, Any]) -> dict[str, list[str]]:
    """The problems of each field, a field within a group under the group."""
    said: dict[str, list[str]] = {}
    for path, problems in errors.items():
        sentences = [words.of_code(str(one["code"]), dict(one["params"])) for one in problems]
        said.setdefault(path.split(".")[0], []).extend(sentences)
    return said


def _sent(fields: Mapping[str, Field]) -> dict[str, Any]:
    return {name: _value(one, name) for name, one in fields.items()}


def _value(one: Field, name: str) -> Any:
    if one.each:
        start = f"{name}."
        sent = {key[len(start) :].split(".")[0] for key in request.form if key.startswith(start)}
        numbers = sorted(int(number) for number in sent if re.fullmatch("[0-9]{1,3}", number))
        return [_group(one, f"{start}{number}") for number in numbers]
    return _group(one, name) if one.parts else request.form.get(name, "")


def _group(one: Field, name: str) -> dict[str, Any]:
    return {part: request.form.get(f"{name}.{part}", "") for part in one.parts}

"""Papers that a person writes when they are needed: one page for every such form."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine import visibility
from engine.commands import papers
from engine.document_forms import Field
from engine.errors import Invalid
from models.cases import Case
from web import database, security, words

blueprint = Blueprint("papers", __name__, url_prefix="/cases")

#: Rows that a list has on the page; blank ones are none.
ROWS: Final = 6


@blueprint.get("/<int:case_id>/papers/<form_id>")
def show(case_id: int, form_id: str) -> ResponseReturnValue:
    """Show the paper to be written."""
    session, actor = database.session(), security.actor()
    case = visibility.case(session, actor, case_id)
    papers.expect_may(session, actor, case, form_id)
    return _page(case, form_id, papers.beginning(session, actor, case, form_id), {}, 200)


@blueprint.post("/<int:case_id>/papers/<form_id>")
def issue(case_id: int, form_id: str) -> ResponseReturnValue:
    """Issue it; what is lacking is said beside its field, with the article."""
    session, actor = database.session(), security.actor()
    case = visibility.case(session, actor, case_id)
    data = _sent(_fields(case, form_id))
    try:
        paper = database.run(papers.issue, actor, case_id, form_id, data)
    except Invalid as error:
        case = visibility.case(database.session(), security.actor(), case_id)
        return _page(case, form_id, data, error.errors, 422)
    flash(_("%(title)s is issued.", title=paper.title), "success")
    return redirect(url_for("documents.show", document_id=paper.id), 303)


def _page(
    case: Case, form_id: str, data: Mapping[str, Any], errors: Mapping[str, Any], status: int
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
        rows=ROWS,
        problems=_said(errors),
    )
    return page, status


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
        return [_group(one, f"{name}.{number}") for number in range(ROWS)]
    return _group(one, name) if one.parts else request.form.get(name, "")


def _group(one: Field, name: str) -> dict[str, Any]:
    return {part: request.form.get(f"{name}.{part}", "") for part in one.parts}

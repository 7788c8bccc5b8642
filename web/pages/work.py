"""One work item (待办): its form, drafts, photos, signatures, and what was recorded before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from engine import evidence, forms, runtime
from engine.commands import drafts, signatures
from engine.commands import evidence as evidence_commands
from engine.errors import Conflict, Invalid
from models.documents import Evidence
from models.processes import Draft, WorkItem, WorkItemState
from web import (
    charge_rows,
    database,
    flag_words,
    publicity_view,
    publicity_words,
    security,
    words,
    work_view,
)
from web import forms as web_forms
from web.evidence_files import store
from web.forms import Filled, Sent
from web.pages import charges as charge_pages
from web.publicity_view import Shown

blueprint = Blueprint("work", __name__)

UPLOAD: Final = ".file"


@dataclass
class Attempt:
    """What somebody sent and what came of it so far."""

    data: dict[str, Any]
    errors: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    status: int = 200


@blueprint.get("/work/<int:item_id>")
def show(item_id: int) -> ResponseReturnValue:
    """Show the item with its draft, or what was submitted."""
    return _page(item_id, None)


@blueprint.post("/work/<int:item_id>")
def act(item_id: int) -> ResponseReturnValue:
    """Save the draft, sign, or complete, as the pressed button says."""
    item = _visible(item_id)
    form = forms.load(item.form)
    sent: Sent = request.form.copy()
    errors = _attach_files(item_id, sent)
    attempt = Attempt(web_forms.read(form, sent), errors)
    if errors:
        flash(_("A file could not be kept; see the marked field."), "danger")
        attempt.status = 422
        return _page(item_id, attempt)
    try:
        return _act(item_id, attempt, sent)
    except Invalid as error:
        attempt.errors, attempt.status = dict(error.errors), 422
        if not error.errors:
            flash(words.of_error(error), "danger")
    except Conflict as error:
        if error.code != "draft.stale":
            raise
        attempt.status = 409
        said = _(
            "%(by)s saved this form in the meantime. Your entries stand below and are not saved "
            "yet: compare them, then save again.",
            by=error.params["by"],
        )
        flash(said, "danger")
    return _page(item_id, attempt)


def _act(item_id: int, attempt: Attempt, sent: Sent) -> ResponseReturnValue:
    actor, revision = security.actor(), _number(sent.get("revision"))
    action = sent.get("action", "draft")
    _take_out(item_id, attempt.data, sent)
    if action == "sign":
        signed = database.run(
            signatures.sign, actor, item_id, attempt.data, revision=revision, key=sent.get("key")
        )
        if signed.answer is None:
            flash(_("You have signed. The other officer has to sign as well."), "success")
            return redirect(url_for("work.show", item_id=item_id))
        return _completed(item_id, signed.answer)
    if action.startswith(charge_rows.ACTION):
        # A button of the charges: nothing is saved, the page is computed again.
        charge_rows.change(forms.load(_visible(item_id).form), attempt.data, action)
        return _page(item_id, attempt)
    if action == "complete":
        key = sent.get("key")
        answer = database.run(runtime.complete, actor, item_id, attempt.data, key=key)
        return _completed(item_id, answer)
    database.run(drafts.save, actor, item_id, attempt.data, revision=revision)
    flash(_("The draft is saved."), "success")
    return redirect(url_for("work.show", item_id=item_id))


def _completed(item_id: int, answer: Mapping[str, Any]) -> ResponseReturnValue:
    item = _visible(item_id)
    flag_words.tell(answer.get("flags", ()))
    names = {"task": work_view.name_of(item), "subject": item.case.title}
    flash(_("Completed: %(task)s, %(subject)s.", **names), "success")
    following = work_view.next_item(database.session(), security.actor(), item.case)
    if following is not None:
        return redirect(url_for("work.show", item_id=following.id))
    return redirect(url_for("inbox.index"))


@blueprint.post("/work/<int:item_id>/draft")
def draft(item_id: int) -> ResponseReturnValue:
    """Save what is typed; the script of the page asks."""
    item = _visible(item_id)
    form = forms.load(item.form)
    data = web_forms.read(form, request.form)
    revision = _number(request.form.get("revision"))
    try:
        saved = database.run(drafts.save, security.actor(), item_id, data, revision=revision)
    except (Conflict, Invalid) as error:
        return jsonify(detail=words.of_error(error)), 409
    local = saved.saved_at.astimezone(work_view.ZONE)
    return jsonify(
        revision=saved.revision,
        words=_("Saved at %(time)s", time=local.strftime("%H:%M:%S")),
        flags=flag_words.beside(database.session(), form, data),
    )


@blueprint.post("/work/<int:item_id>/evidence")
def upload(item_id: int) -> ResponseReturnValue:
    """Take in one photo at once; the script of the page asks and shows the answer."""
    _visible(item_id)
    file, name = request.files.get("file"), request.form.get("name", "evidence")
    if file is None or not file.filename:
        return jsonify(detail=words.of_code("evidence.empty", {})), 422
    try:
        row = _attach(item_id, file)
    except (Conflict, Invalid) as error:
        return jsonify(detail=words.of_error(error)), 422
    return render_template("work/_thumb.html", file=row, name=name), 201


def _attach(item_id: int, file: FileStorage) -> Evidence:
    def attach(session: Any) -> Evidence:
        # The command may be run again after a lost race for a lock.
        file.stream.seek(0)
        return evidence_commands.attach(
            session, security.actor(), store(), item_id, file.stream, filename=file.filename or ""
        )

    return database.run(attach)


def _attach_files(item_id: int, sent: Sent) -> dict[str, list[dict[str, Any]]]:
    """Take in the files that came with the form and make them part of it."""
    errors: dict[str, list[dict[str, Any]]] = {}
    for name, files in request.files.lists():
        key = name.removesuffix(UPLOAD)
        for file in files:
            if not file.filename or key == name:
                continue
            try:
                sent.add(key, str(_attach(item_id, file).id))
            except Invalid as error:
                problem = {"code": error.code, "params": error.params}
                errors.setdefault(key, []).append(problem)
    return errors


def _take_out(item_id: int, data: Mapping[str, Any], sent: Sent) -> None:
    """Take out the files that the page showed and the person did not keep."""
    form = forms.load(_visible(item_id).form)
    kept = {str(one) for _name, ids in evidence.referred(form, data) for one in ids}
    for shown in set(sent.getlist("shown_evidence")) - kept:
        if shown.isdecimal() and _is_here(item_id, int(shown)):
            database.run(evidence_commands.remove, security.actor(), item_id, int(shown))


def _is_here(item_id: int, evidence_id: int) -> bool:
    return any(row.id == evidence_id for row in evidence.of_item(database.session(), item_id))


def _visible(item_id: int) -> WorkItem:
    return work_view.visible(database.session(), security.actor(), item_id)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _filled(item: WorkItem, attempt: Attempt | None, saved: Draft | None, *, open_: bool) -> Filled:
    """The form with what was sent, else with what is stored; to be read only when not open."""
    session, form = database.session(), forms.load(item.form)
    data = attempt.data if attempt else work_view.stored_data(session, item, saved)
    if attempt is None and open_:
        data = publicity_view.prefilled(session, item, data)
    return Filled(
        form=form,
        data=data,
        errors=attempt.errors if attempt else {},
        flags=flag_words.beside(session, form, data),
        candidates=work_view.candidates(session, item) if open_ else (),
        staff=work_view.staff(session, item) if open_ else {},
        evidence=work_view.evidence_of(session, item.case_id),
        readonly=not open_,
        **(charge_pages.parts(item, form, data) if open_ else {}),
    )


def _page(item_id: int, attempt: Attempt | None) -> ResponseReturnValue:
    session, actor = database.session(), security.actor()
    item = work_view.visible(session, actor, item_id)
    desk = work_view.desk_of(session, actor, item)
    saved = session.get(Draft, item_id)
    filled = _filled(item, attempt, saved, open_=desk.may_work)
    page = render_template(
        "work/show.html",
        item=item,
        desk=desk,
        filled=filled,
        draft=saved,
        revision=saved.revision if saved else 0,
        key=uuid4().hex,
        outcomes=web_forms.lawful_outcomes(),
        signatures=work_view.signatures_of(session, item, saved),
        before=work_view.submissions_before(session, item),
        done=item.state is WorkItemState.DONE,
        newest=work_view.newest_submission(session, item),
        versions=work_view.replaced_versions(session, item),
        may_correct=work_view.may_correct(item, desk),
        may_withdraw=work_view.may_withdraw(actor, item),
        colleagues=work_view.colleagues(session, actor, item) if desk.may_work else [],
        me=actor.user_id,
        public=_public(session, item, filled.data) if desk.may_work else None,
        hidden_words=publicity_words.HIDDEN,
    )
    return page, attempt.status if attempt else 200


def _public(session: Session, item: WorkItem, data: Mapping[str, Any]) -> Shown | None:
    address = url_for("publications.preview", item_id=item.id)
    return publicity_view.shown(session, item, data.get(publicity_view.TEXT), address)

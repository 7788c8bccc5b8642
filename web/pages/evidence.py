"""Evidence (证据): the files themselves and their small pictures."""

from flask import Blueprint, Response, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine import authority
from engine.commands import evidence as commands
from engine.errors import NotFound
from engine.evidence_store import PDF
from models.cases import Case
from models.documents import Evidence, EvidenceKind
from web import acts, database, security
from web.evidence_files import PRIVATE, store

blueprint = Blueprint("evidence", __name__)


@blueprint.get("/evidence/<int:evidence_id>")
def show(evidence_id: int) -> ResponseReturnValue:
    """Show the file as it was taken in."""
    row = _visible(evidence_id)
    answer = send_file(
        store().open(row.sha256),
        mimetype=row.mime,
        download_name=row.filename,
        as_attachment=row.mime == PDF,
        etag=row.sha256,
    )
    return _private(answer)


@blueprint.get("/evidence/<int:evidence_id>/thumbnail")
def thumbnail(evidence_id: int) -> ResponseReturnValue:
    """Show a small upright picture of a photo."""
    row = _visible(evidence_id)
    if row.mime == PDF:
        raise NotFound("evidence.unknown", id=evidence_id)
    return _private(send_file(store().thumbnail(row.sha256).open("rb"), mimetype="image/jpeg"))


@blueprint.post("/evidence/<int:evidence_id>/kind")
def classify(evidence_id: int) -> ResponseReturnValue:
    """Say which of the eight kinds it is."""
    case_id, kind = _visible(evidence_id).case_id, request.form.get("kind", "")
    back = url_for("cases.show", case_id=case_id) + "#evidence"
    if kind not in set(EvidenceKind):
        raise NotFound("evidence.unknown", id=evidence_id)
    return acts.act(
        back, _("The kind is noted."), commands.classify, evidence_id, EvidenceKind(kind)
    )


def _visible(evidence_id: int) -> Evidence:
    session = database.session()
    row = session.get(Evidence, evidence_id)
    if row is None:
        raise NotFound("evidence.unknown", id=evidence_id)
    authority.require_office(security.actor(), session.get_one(Case, row.case_id).office_id)
    return row


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = PRIVATE
    return answer

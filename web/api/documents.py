"""/documents: the papers of a case and their files; /cases/…/file: the case file."""

from http import HTTPStatus
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import document_files, visibility
from engine.case_file import access
from engine.commands import case_files
from models.documents import Document, DocumentFile
from web import database, security
from web.api import schemas
from web.api.access import authenticated
from web.evidence_files import shelf
from web.paper_files import archive, sent, visible

blueprint = Blueprint("documents", __name__, description="文书")

#: Seconds after which a caller may ask again for what a worker makes.
AGAIN = "2"


@blueprint.get("/cases/<int:case_id>/documents")
@blueprint.response(200, schemas.DocumentList)
@authenticated
def documents(case_id: int) -> dict[str, Any]:
    """List the papers of a case, every version, with the files that are frozen."""
    session = database.session()
    visibility.case(session, security.actor(), case_id)
    papers = session.scalars(
        select(Document).where(Document.case_id == case_id).order_by(Document.id)
    ).all()
    files = document_files.files_of(session, papers)
    return {"items": [_with_files(paper, files) for paper in papers]}


@blueprint.get("/documents/<int:document_id>/file")
@blueprint.arguments(schemas.FileQuery, location="query")
@blueprint.response(200, content_type="application/octet-stream", description="DOCX or PDF")
@blueprint.alt_response(202, description="a worker makes the PDF; ask again")
@authenticated
def file(asked: dict[str, Any], document_id: int) -> ResponseReturnValue:
    """Read a paper as DOCX, or as PDF: 202 until a worker has made it."""
    visible(document_id)
    frozen = database.run(_frozen, asked["kind"], document_id)
    return _later() if frozen is None else sent(frozen)


@blueprint.post("/cases/<int:case_id>/file")
@blueprint.response(202, description="a worker makes the file; read it in a moment")
@authenticated
def make_case_file(case_id: int) -> ResponseReturnValue:
    """Have the file of a case made."""
    database.run(case_files.ask, security.actor(), case_id)
    return _later()


@blueprint.get("/cases/<int:case_id>/file")
@blueprint.response(200, content_type="application/zip", description="the case file")
@blueprint.alt_response(202, description="nobody had it made yet, or it is being made")
@authenticated
def case_file(case_id: int) -> ResponseReturnValue:
    """Read the file of a case that was made last."""
    session, actor = database.session(), security.actor()
    case = visibility.case(session, actor, case_id)
    made = access.newest(session, actor, case)
    return _later() if made is None else archive(case, made)


def _later() -> Response:
    return Response(status=HTTPStatus.ACCEPTED, headers={"Retry-After": AGAIN})


def _frozen(session: Session, kind: str, document_id: int) -> DocumentFile | None:
    document = session.get_one(Document, document_id)
    if kind == document_files.PDF:
        return document_files.ask_for_pdf(session, document)
    return document_files.docx(session, shelf(), document)


def _with_files(paper: Document, files: list[DocumentFile]) -> dict[str, Any]:
    names = ("id", "form", "title", "number", "version", "digest", "content", "issued_at")
    mine = [one for one in files if one.document_id == paper.id]
    return {name: getattr(paper, name) for name in names} | {"files": mine}

"""Sending papers and case files to those who may have them: pages and API alike."""

from io import BytesIO

from flask import Response, send_file

from engine import authority, document_files
from engine.case_file.export import name_of
from engine.errors import NotFound
from models.cases import Case
from models.documents import CaseFile, Document, DocumentFile
from web import database, security
from web.evidence_files import PRIVATE, shelf


def visible(document_id: int) -> Document:
    """Return the paper if it is any of the person's business."""
    document = database.session().get(Document, document_id)
    if document is None:
        raise NotFound("document.unknown", id=document_id)
    authority.require_office(security.actor(), document.case.office_id)
    return document


def sent(file: DocumentFile) -> Response:
    """Send a frozen file under the name of its paper."""
    document = database.session().get_one(Document, file.document_id)
    name = f"{document.title}{document.number}.{file.kind}"
    answer = send_file(
        BytesIO(shelf().read(file)),
        mimetype=document_files.MIMES[file.kind],
        download_name=name,
        as_attachment=True,
        etag=file.sha256,
    )
    answer.headers["Cache-Control"] = PRIVATE
    return answer


def archive(case: Case, made: CaseFile) -> Response:
    """Send the ZIP; every copy that is taken along is the one of the record."""
    answer = send_file(
        shelf().store.open(made.sha256),
        mimetype="application/zip",
        download_name=name_of(case),
        as_attachment=True,
        etag=made.sha256,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

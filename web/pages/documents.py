"""Documents (文书) as they are printed on A4: what was frozen when they were issued, in Chinese."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine import document_files, document_forms, documents, office
from engine.commands import papers
from engine.papers.wording import day_words, moment_words
from models.documents import Document, DocumentFile
from web import database
from web.evidence_files import shelf
from web.paper_files import sent, visible

blueprint = Blueprint("documents", __name__)

#: Seconds after which the page that waits for a PDF looks again.
LOOK_AGAIN: Final = 2
GENERAL: Final = "print/general.html"
#: Papers that have a layout of their own; the rest follow the general one.
LAYOUTS: Final = {
    "result_record": "print/result_record.html",
    "order_to_correct": "print/order_to_correct.html",
    "filing_approval": "print/approval.html",
    "no_filing_approval": "print/approval.html",
    "closure_approval": "print/approval.html",
    "penalty_notice": "print/penalty_notice.html",
    "penalty_decision": "print/penalty_decision.html",
    "no_penalty_decision": "print/no_penalty_decision.html",
    "preservation_notice": "print/measure.html",
    "preservation_release": "print/measure.html",
    "seizure_decision": "print/measure.html",
    "seizure_extension": "print/measure.html",
    "seizure_release": "print/measure.html",
    "early_disposal": "print/measure.html",
    "test_period_notice": "print/measure.html",
    "suspension_approval": "print/matter.html",
    "resumption_record": "print/matter.html",
    "termination_approval": "print/matter.html",
    "extension_approval": "print/matter.html",
    "discussion_record": "print/matter.html",
    "deferral_notice": "print/matter.html",
}


@blueprint.get("/documents/<int:document_id>")
def show(document_id: int) -> ResponseReturnValue:
    """Show a paper ready for printing."""
    document = visible(document_id)
    return render_template(
        LAYOUTS.get(document.form, GENERAL),
        document=document,
        said=document.content,
        fields=document_forms.form(document.form).fields,
        office=office.available(),
        genuine=documents.is_genuine(document),
        stands=documents.latest(database.session(), document),
        correction=papers.correction_of(database.session(), document),
        paper_day=day_words,
        paper_time=moment_words,
    )


@blueprint.get("/documents/<int:document_id>.docx")
def docx(document_id: int) -> ResponseReturnValue:
    """Give the paper as DOCX; who asks before the worker has made it has it made."""
    visible(document_id)
    return sent(database.run(_frozen_docx, document_id))


@blueprint.get("/documents/<int:document_id>.pdf")
def pdf(document_id: int) -> ResponseReturnValue:
    """Give the paper as PDF; until a worker has made it, a page that looks again by itself."""
    document = visible(document_id)
    file = database.run(_asked_pdf, document_id)
    if file is not None:
        return sent(file)
    page = render_template("print/making.html", document=document)
    return page, HTTPStatus.ACCEPTED, {"Refresh": str(LOOK_AGAIN)}


def _frozen_docx(session: Session, document_id: int) -> DocumentFile:
    return document_files.docx(session, shelf(), session.get_one(Document, document_id))


def _asked_pdf(session: Session, document_id: int) -> DocumentFile | None:
    return document_files.ask_for_pdf(session, session.get_one(Document, document_id))

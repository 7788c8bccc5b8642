"""Documents (文书) as they are printed on A4: what was frozen when they were issued, in Chinese."""

from typing import Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engine import authority, documents
from engine.errors import NotFound
from engine.papers.wording import day_words, moment_words
from models.documents import Document
from web import database, security

blueprint = Blueprint("documents", __name__)

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
    document = database.session().get(Document, document_id)
    if document is None or document.form not in LAYOUTS:
        raise NotFound("document.unknown", id=document_id)
    authority.require_office(security.actor(), document.case.office_id)
    return render_template(
        LAYOUTS[document.form],
        document=document,
        said=document.content,
        genuine=documents.is_genuine(document),
        paper_day=day_words,
        paper_time=moment_words,
    )

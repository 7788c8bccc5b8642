"""The papers of service: receipt (送达回证), public notice (公告), address (送达地址确认书)."""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from engine import documents
from engine.papers.wording import chosen
from models.cases import Case
from models.documents import Document
from models.processes import Submission


def receipt(
    session: Session, case: Case, paper: Document, submission: Submission, served_on: dt.date
) -> dict[str, Any]:
    """What was served on whom, how and when; a refusal with its reason and witness (L5 art 82)."""
    data = submission.data
    return documents.heading(session, case) | {
        "served": _named(paper),
        "way": data["way"],
        "way_label": chosen(submission, "way"),
        "served_on": served_on.isoformat(),
        "receiver": data.get("receiver", ""),
        "refusal": data.get("left_reason", ""),
        "tracking_no": data.get("tracking_no", ""),
        "entrusted_to": data.get("entrusted_to", ""),
        "e_address": data.get("e_address", ""),
        "servers": submission.submitter.name if submission.submitter else "",
    }


def public_notice(
    session: Session, case: Case, paper: Document, submission: Submission, counts_on: dt.date
) -> dict[str, Any]:
    """That a paper waits for the party, and from when it counts as served (L5 art 82)."""
    return documents.heading(session, case) | {
        "served": _named(paper),
        "published_on": submission.data["notice_published_on"],
        "counts_on": counts_on.isoformat(),
        "reason": submission.data["notice_reason"],
    }


def address_confirmation(session: Session, case: Case, submission: Submission) -> dict[str, Any]:
    """Where the party wants to be served, and that it agrees to electronic service (L5 art 83)."""
    data = submission.data
    return documents.heading(session, case) | {
        "e_address": data["e_address"],
        "agrees_to_electronic": True,
        "signed_on": data["confirmed_on"],
        "signed_by": data.get("receiver", ""),
    }


def _named(paper: Document) -> dict[str, str]:
    return {"form": paper.form, "title": paper.title, "number": paper.number}

"""The bureau's own papers: filing or no filing (立案审批表) and closure (结案审批表)."""

from typing import Any

from sqlalchemy.orm import Session

from engine import documents
from engine.papers.wording import chosen, opinion
from models.cases import Case
from models.processes import Submission


def filing_approval(
    session: Session,
    case: Case,
    proposal: Submission,
    approval: Submission | None,
    decision: Submission | None,
) -> dict[str, Any]:
    """Cause, party, source, facts, norm, handlers and both opinions (L5 arts 18-20)."""
    data = proposal.data
    return documents.heading(session, case) | {
        "cause": data["cause"],
        "source": chosen(proposal, "source"),
        "found_on": data["found_on"],
        "facts": data["facts"],
        "suspected_article": data["suspected_article"],
        "proposal": chosen(proposal, "proposal"),
        "decline_ground": chosen(proposal, "decline_ground"),
        "decline_note": data.get("decline_note", ""),
        "proposed": opinion(proposal, "proposal"),
        "supervisor": opinion(approval, "filing_approval", "opinion", "return_reason"),
        "leader": opinion(decision, "filing_decision", "opinion", "decline_reason"),
    }


def closure_approval(
    session: Session, case: Case, proposal: Submission, approval: Submission | None
) -> dict[str, Any]:
    """On which of the five grounds the case is closed, and who approved it (L5 art 77)."""
    return documents.heading(session, case) | {
        "ground": proposal.data["ground"],
        "ground_label": chosen(proposal, "ground"),
        "summary": proposal.data["summary"],
        "file_complete": proposal.data["file_complete"],
        "proposed": opinion(proposal, "ground"),
        "leader": opinion(approval, "closure", "opinion", "return_reason"),
    }

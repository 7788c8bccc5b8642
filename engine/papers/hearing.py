"""The papers of a hearing: notice (通知书), record (笔录) and report (报告) (L1 arts 64-65)."""

from typing import Any

from sqlalchemy.orm import Session

from engine import documents
from engine.papers.wording import cause_of
from models import clock
from models.accounts import User
from models.cases import Case
from models.hearings import Hearing
from models.processes import Submission


def hearing_notice(
    session: Session, case: Case, hearing: Hearing, paper: Submission, chair: User
) -> dict[str, Any]:
    """Time, place and chair, and whether the public may come (L1 art 64(2)-(4))."""
    return documents.heading(session, case) | {
        "cause": cause_of(session, case),
        "requested_on": hearing.requested_on.isoformat(),
        "hold_at": paper.data["hold_at"],
        "place": hearing.place,
        "is_public": hearing.is_public,
        "closed_reason": paper.data.get("closed_reason", ""),
        "chair": chair.name,
        "recorder": paper.data["recorder"],
    }


def hearing_record(
    session: Session, case: Case, hearing: Hearing, paper: Submission
) -> dict[str, Any]:
    """What was said, checked and signed by the party; or why nothing was (L1 art 64(6)-(8))."""
    data = paper.data
    absent = data["hearing_result"] != "held"
    return _frame(session, case, hearing) | {
        "absent": absent,
        "attendees": [{"name": data["attendees"], "title": ""}] if not absent else [],
        "content": data.get("absence_note", "") if absent else data["record"],
        "party_signature": data.get("party_signature"),
    }


def hearing_report(
    session: Session, case: Case, hearing: Hearing, paper: Submission
) -> dict[str, Any]:
    """How the hearing went and what the chair proposes (L1 art 65)."""
    return _frame(session, case, hearing) | {
        "attendees": [],
        "report": paper.data["report"],
        "opinion": paper.data["hearing_opinion"],
        "reported_on": clock.today().isoformat(),
    }


def _frame(session: Session, case: Case, hearing: Hearing) -> dict[str, Any]:
    notice = documents.newest(session, case, "hearing_notice")
    held_at = hearing.held_at.astimezone(clock.ZONE).isoformat() if hearing.held_at else ""
    return documents.heading(session, case) | {
        "cause": cause_of(session, case),
        "held_at": held_at,
        "place": hearing.place,
        "is_public": hearing.is_public,
        "chair": hearing.chair.name if hearing.chair else "",
        "recorder": notice.content["recorder"] if notice else "",
    }

"""The papers of an unpaid fine: demand (履行催告书) and application to the court (申请书)."""

from typing import Any, Final

from sqlalchemy.orm import Session

from engine import documents
from engine.papers.wording import earlier, yuan
from models.cases import Case
from models.processes import Submission
from models.statutes import statute

ANNEXES: Final = [
    "行政处罚决定书及送达回证",
    "行政处罚决定履行催告书及送达回证",
    "当事人的意见",
    "执行标的情况说明",
]


def demand_notice(
    session: Session, case: Case, *, way: str, left_fen: int, surcharge_fen: int
) -> dict[str, Any]:
    """Term, way, amount, and the right to state and defend (L2 art 35)."""
    return documents.heading(session, case) | {
        "decision": earlier(session, case, documents.decision_form(case)),
        "days": statute("T39").number,
        "way": way,
        "fine_fen": left_fen,
        "surcharge_fen": surcharge_fen,
        "total_fen": left_fen + surcharge_fen,
    }


def court_application(
    session: Session, case: Case, paper: Submission, *, amount_fen: int
) -> dict[str, Any]:
    """The decision, its facts, the party's view, the demand, what is asked (L2 art 55)."""
    data = paper.data
    return documents.heading(session, case) | {
        "court": data["court"],
        "decision": earlier(session, case, documents.decision_form(case)),
        "demand": earlier(session, case, "demand_notice"),
        "facts": data["facts"],
        "party_view": data["party_view"],
        "object": f"{data['object']}（合计{yuan(amount_fen)}）",
        "amount_fen": amount_fen,
        "annexes": ANNEXES,
        "signed_by": data["signed_by"],
    }

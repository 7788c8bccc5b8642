"""The paper of the end of an investigation (案件调查终结报告; L5 art 48)."""

from typing import Any

from sqlalchemy.orm import Session

from engine import documents
from engine.papers import penalty as papers
from engine.papers.wording import cause_of
from models.cases import Case
from models.penalties import Penalty
from models.processes import Submission


def investigation_report(
    session: Session, case: Case, report: Submission, penalty: Penalty
) -> dict[str, Any]:
    """The six items: party; course; facts; nature; opinion; discretion."""
    data = report.data
    return documents.heading(session, case) | {
        "cause": cause_of(session, case),
        "party_text": data["party"],
        "course": data["course"],
        "facts": data["facts"],
        "nature": data["nature"],
        "opinion": data["opinion"],
        "discretion": data["discretion"],
        "charges": [
            {
                "provision": charge.provision,
                "article": charge.article,
                "goods_value_fen": charge.goods_value_fen,
                "lower_fen": charge.lower_fen,
                "upper_fen": charge.upper_fen,
                "fine_fen": charge.fine_fen,
            }
            for charge in penalty.charges
        ],
        "penalty": papers.content(report, penalty) if penalty.kinds else None,
    }

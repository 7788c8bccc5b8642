"""The paper of an audit or a legal review (案件审核（法制审核）表; L5 arts 49-55)."""

from typing import Any, Final

from sqlalchemy.orm import Session

from engine import documents, forms
from engine.papers import penalty as penalty_papers
from engine.papers.wording import cause_of, opinion
from models.cases import Case
from models.penalties import Penalty
from models.processes import Submission
from models.statutes import local_day

#: The form of the opinion -> which of the two ways it was (L5 arts 49-50).
TRACKS: Final = {
    "review_legality": ("legal", "法制审核"),
    "audit_case": ("audit", "案件审核"),
    "review_hearing": ("legal", "听证后法制审核"),
}


def review_form(
    session: Session, case: Case, report: Submission, penalty: Penalty, review: Submission
) -> dict[str, Any]:
    """The seven points and the opinion (L5 arts 53-54)."""
    track, label = TRACKS[review.form]
    key = "final_review" if review.form == "review_hearing" else "review"
    agreed = review.data.get("points", [])
    return documents.heading(session, case) | {
        "cause": cause_of(session, case),
        "track": track,
        "track_label": label,
        "received_on": local_day(report.submitted_at).isoformat(),
        "facts": report.data["facts"],
        "proposal": penalty_papers.proposed(report, penalty),
        "points": [
            {"text": point.label, "answer": "是" if point.value in agreed else "见审核意见"}
            for point in forms.load(review.form).fields["points"].choices
        ],
        "review": opinion(review, key, "review_opinion"),
    }

"""Papers that a person filled in as a form and no operation issued: report, review, defence."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents
from engine.forms import load
from engine.papers.wording import choices, opinion
from models.cases import Case
from models.documents import Document
from models.processes import Submission
from models.statutes import local_day

Compose = Callable[[Submission], dict[str, Any] | None]


def investigation_report(report: Submission) -> dict[str, Any]:
    """The six items of L5 art 48."""
    names = ("course", "facts", "nature", "opinion", "discretion")
    said = {name: report.data.get(name, "") for name in names}
    return {"party_text": report.data.get("party", ""), **said}


def review_form(review: Submission) -> dict[str, Any]:
    """The seven points of L5 art 53 and the opinion of L5 art 54."""
    asked = load(review.form).fields.get("points")
    agreed = set(choices(review, "points")) if asked else set()
    points = [one.label for one in asked.choices] if asked else []
    return {
        "track_label": "审核",
        "points": [{"text": one, "answer": "是" if one in agreed else "否"} for one in points],
        "proposal": "见案件调查终结报告",
        "review": opinion(review, "review", "review_opinion"),
    }


def defence_record(defence: Submission) -> dict[str, Any] | None:
    """What the party said; nothing when it waived."""
    if not defence.data.get("content"):
        return None
    return {
        "made_on": defence.data.get("made_on", local_day(defence.submitted_at).isoformat()),
        "content": defence.data["content"],
        "reconsidered": opinion(defence, "adopted", "adopted_reason"),
    }


#: Form of the work item -> form of the paper and how it is composed.
PAPERS: Final[Mapping[str, tuple[str, Compose]]] = {
    "investigation_report": ("investigation_report", investigation_report),
    "review_legality": ("review_form", review_form),
    "record_defence": ("defence_record", defence_record),
}


def composed(session: Session, case: Case) -> list[tuple[str, Submission, dict[str, Any]]]:
    """Form, submission and content of each, unless the case has an issued paper of the form."""
    issued = set(session.scalars(select(Document.form).where(Document.case_id == case.id)))
    question = select(Submission).where(
        Submission.case_id == case.id, Submission.form.in_(list(PAPERS))
    )
    found = []
    for submission in session.scalars(question.order_by(Submission.id)):
        form, compose = PAPERS[submission.form]
        content = compose(submission) if form not in issued else None
        if content is not None:
            found.append((form, submission, documents.heading(session, case) | content))
    return found

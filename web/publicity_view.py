"""What the public will read of a publication that somebody is about to make (L7 arts 4-7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from engine import documents, forms, masking, publicity
from engine.masking import Masked
from engine.operations.penalties import newest_penalty
from engine.papers import publication as papers
from models import clock
from models.cases import Case
from models.processes import WorkItem

#: Forms of publications: of a penalty, which has a summary and a period, and of a result.
PENALTY: Final = "publish_penalty"
PUBLICATIONS: Final = frozenset({PENALTY, "publish_result"})
TEXT: Final = "text"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The public's view: summary, words, what was hidden, how long it will be public."""

    words: Masked
    summary: Mapping[str, Any]
    period: Mapping[str, Any]
    address: str


def prefilled(session: Session, item: WorkItem, data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of an untouched publication with the words of the served decision."""
    decision = documents.newest(session, item.case, documents.decision_form(item.case))
    if forms.base(item.form) != PENALTY or data or decision is None:
        return data
    shown = publicity.masked(session, item.case, papers.words(decision))
    return {TEXT: shown.text}


def shown(session: Session, item: WorkItem, text: object, address: str) -> Shown | None:
    """Return what the public would read of these words; None for any other form."""
    if forms.base(item.form) not in PUBLICATIONS:
        return None
    case, words = item.case, text if isinstance(text, str) else ""
    private = publicity.private_of(session, case)
    summary, period = _of_penalty(session, case) if forms.base(item.form) == PENALTY else ({}, {})
    return Shown(
        words=masking.mask(words, private),
        summary=publicity.masked_summary(summary, private),
        period=period,
        address=address,
    )


def _of_penalty(session: Session, case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    decision = documents.newest(session, case, "penalty_decision")
    if decision is None:
        return {}, {}
    until, how = publicity.period(session, newest_penalty(session, case), clock.today(), None)
    return papers.summary(decision, case.subject.licence), how | {"until": until}

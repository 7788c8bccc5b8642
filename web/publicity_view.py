"""What the public will read of a publication that somebody is about to make (L7 arts 4-7)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from engine import documents, forms, masking, publicity
from engine.masking import Masked
from engine.operations import listings
from engine.operations.penalties import newest_penalty
from engine.papers import publication as papers
from models import clock
from models.cases import Case
from models.documents import Document
from models.processes import WorkItem

#: Forms of publications: of a penalty and of an entry of the list, which have a summary and a
#: period, and of a result.
PENALTY: Final = "publish_penalty"
LISTING: Final = "publish_listing"
PUBLICATIONS: Final = frozenset({PENALTY, LISTING, "publish_result"})
TEXT: Final = "text"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The public's view: summary, words, what was hidden, how long it will be public."""

    #: Whether it is an entry of the list of serious violations.
    listing: bool
    words: Masked
    summary: Mapping[str, Any]
    period: Mapping[str, Any]
    address: str


def prefilled(session: Session, item: WorkItem, data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of an untouched publication with the words of the served decision."""
    form, case = forms.base(item.form), item.case
    if form not in _OF or data:
        return data
    decision = _decision(session, case.parent or case if form == LISTING else case)
    if decision is None:
        return data
    if form == LISTING:
        words = papers.listing_words(listings.of_matter(session, case), decision)
    else:
        words = papers.words(decision)
    return {TEXT: publicity.masked(session, case, words).text}


def shown(session: Session, item: WorkItem, text: object, address: str) -> Shown | None:
    """Return what the public would read of these words; None for any other form."""
    if forms.base(item.form) not in PUBLICATIONS:
        return None
    form, case, words = forms.base(item.form), item.case, text if isinstance(text, str) else ""
    private = publicity.private_of(session, case)
    summary, period = _OF[form](session, case) if form in _OF else ({}, {})
    return Shown(
        listing=form == LISTING,
        words=masking.mask(words, private),
        summary=publicity.masked_summary(summary, private),
        period=period,
        address=address,
    )


def _decision(session: Session, case: Case) -> Document | None:
    return documents.newest(session, case, documents.decision_form(case))


def _of_listing(session: Session, case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    decision, entry = _decision(session, case.parent or case), listings.of_matter(session, case)
    if decision is None:
        return {}, {}
    return papers.listing_summary(entry, decision), {"until": entry.until_on}


def _of_penalty(session: Session, case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    decision = _decision(session, case)
    if decision is None:
        return {}, {}
    until, how = publicity.period(session, newest_penalty(session, case), clock.today(), None)
    return papers.summary(decision, case.subject.licence), how | {"until": until}


#: Form -> summary and period of what it publishes.
_OF: Final[Mapping[str, Callable[[Session, Case], tuple[dict[str, Any], dict[str, Any]]]]] = {
    PENALTY: _of_penalty,
    LISTING: _of_listing,
}

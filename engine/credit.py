"""The credit file (信用档案) of a subject: what is on record, each line with its case and article.

Nothing is copied: the file is read off the cases themselves, so that what a review annulled or a
bureau withdrew shows at once. Source: L3 arts 113-114; L6 arts 40-41.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from engine import publicity, remedies
from models import clock
from models.cases import Case, CaseKind, CaseState
from models.clues import Clue, ClueSource
from models.credit import Interview, Listing
from models.documents import Publication
from models.findings import Rectification, RectificationState
from models.penalties import Penalty, PenaltyState
from models.persons import Ban, Culprit
from models.statutes import local_day
from models.subjects import Subject


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the file."""

    #: `inspection`, `rectification`, `failed_sample`, `penalty`, `ban`, `interview`, `listing`.
    kind: str
    day: dt.date
    case: Case
    #: What came of it, as a code that the page has words for.
    result: str
    article: str
    #: Amount, name or text that belongs to it; nothing that identifies an informant.
    detail: dict[str, Any]
    #: What was annulled, lifted or removed stays in the file and counts no more.
    counts: bool = True


def of_subject(session: Session, subject: Subject) -> list[Entry]:
    """The whole file of a subject, the newest first."""
    entries = [entry for source in SOURCES for entry in source(session, subject)]
    return sorted(entries, key=lambda one: (one.day, one.case.id), reverse=True)


def _cases(subject: Subject) -> Select[tuple[Case]]:
    return select(Case).where(Case.subject_id == subject.id).order_by(Case.id)


def _inspections(session: Session, subject: Subject) -> Iterator[Entry]:
    query = _cases(subject).where(
        Case.kind == CaseKind.INSPECTION,
        Case.outcome.is_not(None),
        Case.state != CaseState.CANCELLED,
    )
    for case in session.scalars(query):
        yield Entry(
            kind="inspection",
            day=local_day(case.closed_at or case.opened_at),
            case=case,
            result=case.outcome or "",
            article="《食品安全法》第一百一十三条",
            detail={},
        )


def _rectifications(session: Session, subject: Subject) -> Iterator[Entry]:
    query = (
        select(Rectification)
        .join(Rectification.case)
        .where(Case.subject_id == subject.id, Rectification.state != RectificationState.ORDERED)
        .options(joinedload(Rectification.case))
        .order_by(Rectification.id)
    )
    for one in session.scalars(query):
        yield Entry(
            kind="rectification",
            day=local_day(one.closed_at or one.ordered_at),
            case=one.case,
            result=one.state.value,
            article="《食品生产经营监督检查管理办法》第三十三条",
            detail={"due_on": one.due_on},
        )


def _failed_samples(session: Session, subject: Subject) -> Iterator[Entry]:
    query = (
        select(Clue)
        .join(Clue.case)
        .where(Case.subject_id == subject.id, Clue.source == ClueSource.SAMPLING)
        .options(joinedload(Clue.case))
        .order_by(Clue.case_id)
    )
    for clue in session.scalars(query):
        yield Entry(
            kind="failed_sample",
            day=clue.found_on,
            case=clue.case,
            result="failed",
            article="《食品安全法》第一百一十三条",
            detail={"laboratory": clue.informant},
        )


def _penalties(session: Session, subject: Subject) -> Iterator[Entry]:
    query = (
        select(Penalty, Culprit)
        .join(Penalty.case)
        .outerjoin(Culprit, Culprit.case_id == Penalty.case_id)
        .where(Case.subject_id == subject.id, Penalty.state == PenaltyState.DECIDED)
        .options(joinedload(Penalty.case), joinedload(Penalty.charges))
        .order_by(Penalty.id)
    )
    for penalty, culprit in session.execute(query).unique():
        annulled = remedies.annulled(session, penalty.case)
        changed = not annulled and remedies.changed(session, penalty.case)
        yield Entry(
            kind="penalty",
            day=local_day(penalty.decided_at or penalty.proposed_at),
            case=penalty.case,
            result="annulled" if annulled else "changed" if changed else "penalised",
            article=penalty.article,
            detail={
                "fine_fen": penalty.fine_fen,
                "kinds": list(penalty.kinds),
                "provisions": sorted({one.provision for one in penalty.charges}),
                "person": culprit.person.name if culprit is not None else "",
            },
            counts=not annulled,
        )


def _bans(session: Session, subject: Subject) -> Iterator[Entry]:
    query = (
        select(Ban)
        .join(Ban.case)
        .where(Case.subject_id == subject.id)
        .options(joinedload(Ban.case), joinedload(Ban.person))
        .order_by(Ban.id)
    )
    for ban in session.scalars(query):
        yield Entry(
            kind="ban",
            day=ban.from_on,
            case=ban.case,
            result=ban.ground.value,
            article="《食品安全法》第一百三十五条",
            detail={"person": ban.person.name, "until_on": ban.until_on},
            counts=ban.lifted_on is None,
        )


def _interviews(session: Session, subject: Subject) -> Iterator[Entry]:
    query = (
        select(Interview)
        .where(Interview.subject_id == subject.id)
        .options(joinedload(Interview.case))
        .order_by(Interview.id)
    )
    for talk in session.scalars(query):
        yield Entry(
            kind="interview",
            day=talk.held_on,
            case=talk.case,
            result="held" if talk.attended else "absent",
            article="《食品安全法》第一百一十四条",
            detail={"person": talk.person, "result": talk.result},
        )


def _listings(session: Session, subject: Subject) -> Iterator[Entry]:
    query = (
        select(Listing, Publication.id)
        .outerjoin(
            Publication,
            (Publication.case_id == Listing.case_id) & publicity.is_public(clock.today()),
        )
        .where(Listing.subject_id == subject.id)
        .options(joinedload(Listing.case))
        .order_by(Listing.id)
    )
    for listing, public in session.execute(query):
        yield Entry(
            kind="listing",
            day=listing.listed_on,
            case=listing.case,
            result="removed" if listing.removed_on else "listed",
            article="《市场监督管理严重违法失信名单管理办法》（未取得原文）",
            detail={
                "until_on": listing.until_on,
                "removed_on": listing.removed_on,
                "publication": public,
            },
            counts=listing.removed_on is None,
        )


SOURCES: Final[tuple[Callable[[Session, Subject], Iterator[Entry]], ...]] = (
    _inspections,
    _rectifications,
    _failed_samples,
    _penalties,
    _bans,
    _interviews,
    _listings,
)

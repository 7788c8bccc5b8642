"""Publicity (公示): what is hidden, for how long it is public, when and why it ends (L7)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from engine import audit, clocks, informants, masking
from engine.authority import CLOCK, Actor
from engine.masking import Masked, Private
from models import calendar, clock, fixed, legal_settings
from models.cases import Case
from models.documents import Publication, PublicationState
from models.fixed import Rows
from models.penalties import Penalty
from models.statutes import local_day

#: What L7 art 13 calls no more than a minor penalty, beside the amount of the fine.
MINOR: Final = frozenset({"warning", "criticism", "fine"})
#: An entry of the list of serious violations, which has the term of the list (T54).
LISTING: Final = "listing"
#: Publications that one tick ends.
BATCH: Final = 200


#: What the case, and whatever it grew out of, hold: forms, papers, clues; and did somebody report?
_RECORDS: Final = """
WITH RECURSIVE line AS (
  SELECT id, parent_id FROM "case" WHERE id = %(case)s
  UNION SELECT older.id, older.parent_id FROM "case" older JOIN line ON older.id = line.parent_id
)
SELECT EXISTS (SELECT FROM informant WHERE case_id IN (SELECT id FROM line)),
  (SELECT coalesce(jsonb_agg(record), '[]') FROM (
    SELECT data AS record FROM submission WHERE case_id IN (SELECT id FROM line)
    UNION ALL SELECT content FROM document WHERE case_id IN (SELECT id FROM line)
    UNION ALL SELECT jsonb_build_object('summary', summary, 'informant', informant)
      FROM clue WHERE case_id IN (SELECT id FROM line)
  ) records)
"""
_LOCKED: Final = Rows(
    Publication,
    "WHERE publication.case_id = %(case)s AND publication.what = %(what)s FOR UPDATE",
    fresh=True,
)


def is_minor(session: Session, penalty: Penalty) -> bool:
    """Whether it is public for three months: circulated criticism or a lower fine alone."""
    if not set(penalty.kinds) <= MINOR or penalty.confiscation_fen:
        return False
    return penalty.fine_fen <= legal_settings.MINOR_FINE.value(session)


def period(
    session: Session, penalty: Penalty, published_on: dt.date, restricted_until: dt.date | None
) -> tuple[dt.date, dict[str, Any]]:
    """The last day of publicity and how it was computed (T44: L7 art 13)."""
    minor = is_minor(session, penalty)
    row = "T44.minor" if minor else "T44"
    deadline = clocks.compute(session, calendar.load(session), row, published_on)
    how = deadline.explanation | {
        "minor": minor,
        "minor_fine_fen": legal_settings.MINOR_FINE.value(session),
        "kinds": list(penalty.kinds),
        "restricted_until": None,
    }
    if minor or restricted_until is None or restricted_until <= deadline.due_on:
        return deadline.due_on, how
    # A restriction that lasts longer than three years is public as long as it lasts.
    how |= {"restricted_until": restricted_until.isoformat()}
    return restricted_until, how | {"due_on": restricted_until.isoformat()}


def private_of(session: Session, case: Case) -> Private:
    """What the records of the case, and of all that it grew out of, hold of persons."""
    subject = case.subject
    [(reported, records)] = fixed.ask(session, _RECORDS, {"case": case.id})
    records.append({"phone": subject.phone, "extra": subject.extra})
    records.append({"name": subject.legal_representative})
    if reported:
        records.append(asdict(informants.behind(session, case)))
    public = (subject.name, subject.operator, subject.licence, subject.address, case.number)
    return masking.private_of(records, public)


def masked(session: Session, case: Case, text: str) -> Masked:
    """The words as the public reads them."""
    return masking.mask(text, private_of(session, case))


def masked_summary(summary: Mapping[str, Any], private: Private) -> dict[str, Any]:
    """The summary as the public reads it."""
    return {key: masking.mask(str(value), private).text for key, value in summary.items()}


def is_public(today: dt.date) -> ColumnElement[bool]:
    """Published, and its period is not over, whether or not a tick noted that already."""
    return (Publication.state == PublicationState.PUBLISHED) & or_(
        Publication.public_until.is_(None), Publication.public_until >= today
    )


def locked(session: Session, case: Case, what: str) -> Publication | None:
    """What is or was to be public of the case, held against whoever else would change it."""
    return _LOCKED.first(session, case=case.id, what=what)


def take_down(
    session: Session,
    actor: Actor,
    case: Case,
    what: str,
    reason: str,
    state: PublicationState = PublicationState.ENDED,
) -> None:
    """What is public ends with the reason; what was still to be published never will be."""
    one = locked(session, case, what)
    if one is None or one.state not in {PublicationState.PUBLISHED, PublicationState.DUE}:
        return
    if one.state is PublicationState.DUE:
        one.state, one.reason = PublicationState.WITHHELD, reason
        clocks.stop(session, case, "publication_due")
        audit.record(session, actor, "publication:withhold", case=case, reason=reason)
        return
    one.state, one.reason = state, reason
    one.ended_at, one.ended_by = clock.now(), actor.user_id
    deed = "withdraw" if state is PublicationState.WITHDRAWN else "end"
    audit.record(session, actor, f"publication:{deed}", case=case, what=what, reason=reason)


def end_expired(session: Session, now: dt.datetime) -> int:
    """End what was public long enough; returns how many (T44)."""
    over = session.scalars(
        select(Publication)
        .where(
            Publication.state == PublicationState.PUBLISHED,
            Publication.public_until < local_day(now),
        )
        .order_by(Publication.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for one in over:
        one.state, one.ended_at = PublicationState.ENDED, clock.now()
        listed = one.what == LISTING
        one.reason = "listing.expired" if listed else "publication.period_over"
        audit.record(
            session,
            CLOCK,
            "publication:end",
            case=one.case,
            public_until=str(one.public_until),
            reason=one.reason,
        )
    return len(over)

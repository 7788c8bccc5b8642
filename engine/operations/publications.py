"""Publications (公示): of results (L6 art 39), penalties (L7 arts 9-13), entries of the list."""

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from engine import audit, clocks, documents, masking, publicity
from engine.errors import Broken
from engine.operations import listings
from engine.operations.beside import wrong
from engine.operations.facts import day_of, iso, submitted
from engine.operations.penalties import PENALTY, newest_penalty
from engine.papers import publication as papers
from engine.publicity import LISTING
from engine.step import Step
from models import fixed
from models.cases import Case, CaseKind
from models.documents import Document, Publication, PublicationState
from models.processes import Submission

RESULT: Final = "inspection_result"
_WHAT: Final = {CaseKind.INSPECTION: RESULT, CaseKind.CREDIT: LISTING}


def schedule(step: Step) -> dict[str, object]:
    """publication.schedule: the result was formed; it is public within 20 working days (T03)."""
    session, case = step.session, step.case
    running = clocks.start(session, case, "T03", step.now, variable="publication_due")
    fixed.insert(session, Publication(case_id=case.id, what=RESULT, due_at=running.due_at))
    audit.record(
        session,
        step.actor,
        "publication:schedule",
        case=case,
        what=RESULT,
        due_on=running.due_on.isoformat(),
    )
    return {"publication_due": iso(running.due_at)}


def publish(step: Step) -> None:
    """publication.publish: the words are out, without personal data (L7 arts 6-7, 13)."""
    session, case = step.session, step.case
    what = _WHAT.get(case.kind, PENALTY)
    paper = submitted(step, "task_publish_result", "task_publish_penalty", "task_publish_listing")
    publication = publicity.locked(session, case, what)
    if publication is None:
        raise Broken("publication.missing", what=what, case=case.number)
    clocks.met(session, case, "publication_due")
    if publication.state is not PublicationState.DUE:
        return
    private = publicity.private_of(session, case)
    shown = masking.mask(paper.data["text"], private)
    publication.state, publication.published_at = PublicationState.PUBLISHED, step.now
    publication.text = shown.text
    if what == PENALTY:
        summary = papers.summary(_decision(session, case), case.subject.licence)
        publication.summary = publicity.masked_summary(summary, private)
        publication.public_until, publication.period = publicity.period(
            session, newest_penalty(session, case), day_of(step), _restricted_until(step, paper)
        )
    elif what == LISTING:
        listing = listings.of_matter(session, case)
        summary = papers.listing_summary(listing, _decision(session, case.parent or case))
        publication.summary = publicity.masked_summary(summary, private)
        # It is public for as long as the party is on the list (T54).
        publication.public_until = listing.until_on
        publication.period = clocks.newest(session, case, "listing_ends").explanation
    fixed.update(session, publication)
    audit.record(
        session,
        step.actor,
        "publication:publish",
        case=case,
        what=what,
        text=publication.text,
        hidden=dict(shown.hidden),
        public_until=str(publication.public_until or ""),
    )


def _decision(session: Session, case: Case) -> Document:
    form = documents.decision_form(case)
    decision = documents.newest(session, case, form)
    if decision is None:
        raise Broken("document.missing", form=form, case=case.number)
    return decision


def _restricted_until(step: Step, paper: Submission) -> dt.date | None:
    """The end of a restriction of business or profession, when the penalty holds one."""
    said = paper.data.get("restricted_until")
    if not said:
        return None
    until = dt.date.fromisoformat(said)
    if until <= day_of(step):
        raise wrong("restricted_until", "publication.restriction_over", rule="T44", article="L7 13")
    return until

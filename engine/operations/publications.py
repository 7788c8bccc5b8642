"""Publications (公示): of inspection results (L6 art 39) and of penalties (L7 arts 9-10)."""

from typing import Final

from sqlalchemy import select

from engine import audit, clocks
from engine.errors import Broken
from engine.operations.facts import iso, submitted
from engine.operations.penalties import PENALTY
from engine.step import Step
from models.cases import CaseKind
from models.documents import Publication, PublicationState

RESULT: Final = "inspection_result"


def schedule(step: Step) -> dict[str, object]:
    """publication.schedule: the result was formed; it is public within 20 working days (T03)."""
    session, case = step.session, step.case
    running = clocks.start(session, case, "T03", step.now, variable="publication_due")
    session.add(Publication(case_id=case.id, what=RESULT, due_at=running.due_at))
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
    """publication.publish: the words are out."""
    session, case = step.session, step.case
    what = RESULT if case.kind is CaseKind.INSPECTION else PENALTY
    paper = submitted(step, "task_publish_result", "task_publish_penalty")
    publication = session.scalar(
        select(Publication).where(Publication.case_id == case.id, Publication.what == what)
    )
    if publication is None:
        raise Broken("publication.missing", what=what, case=case.number)
    if publication.state is PublicationState.WITHHELD:
        return
    publication.state, publication.published_at = PublicationState.PUBLISHED, step.now
    publication.text = paper.data["text"]
    clocks.met(session, case, "publication_due")
    audit.record(
        session, step.actor, "publication:publish", case=case, what=what, text=publication.text
    )

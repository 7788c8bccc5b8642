"""/clues and on-the-spot penalties: cases that programs open."""

from typing import Any

from sqlalchemy import select

from engine.commands import clues, summary
from engine.commands.clues import NewClue
from engine.commands.summary import OnTheSpot
from models.cases import Case
from models.processes import WorkItem, WorkItemState
from web import database, security
from web.api import clue_schemas
from web.api.access import Area, authenticated

blueprint = Area("clues", __name__, description="案件来源、当场处罚")


@blueprint.post("/clues")
@blueprint.arguments(clue_schemas.Clue)
@blueprint.response(201, clue_schemas.Opened)
@authenticated
def register(asked: dict[str, Any]) -> dict[str, Any]:
    """Register the source of a case; fifteen working days to decide on filing (L5 art 18).

    Its material is attached to the first task, as evidence is everywhere. 422 with the field that
    is missing or not lawful; 403 for a clue that somebody else is to check.
    """
    return opened(database.run(clues.register, security.actor(), NewClue(**asked)))


@blueprint.post("/cases/<int:case_id>/on-the-spot")
@blueprint.response(201, clue_schemas.Opened)
@authenticated
def begin_in(case_id: int) -> dict[str, Any]:
    """Begin an on-the-spot penalty in an inspection of one's own (L1 art 51; L5 art 66)."""
    return opened(database.run(summary.begin_in, security.actor(), case_id))


@blueprint.post("/subjects/<int:subject_id>/on-the-spot")
@blueprint.arguments(clue_schemas.Colleague)
@blueprint.response(201, clue_schemas.Opened)
@authenticated
def begin_at(asked: dict[str, int], subject_id: int) -> dict[str, Any]:
    """Begin an on-the-spot penalty at a subject, together with a colleague."""
    found = OnTheSpot(subject_id=subject_id, colleague_id=asked["colleague_id"])
    return opened(database.run(summary.begin_at, security.actor(), found))


def opened(case: Case) -> dict[str, Any]:
    """What the caller is told of a case that was opened: its number and first tasks."""
    items = database.session().scalars(
        select(WorkItem.id)
        .where(WorkItem.case_id == case.id, WorkItem.state == WorkItemState.OPEN)
        .order_by(WorkItem.id)
    )
    return {"case": case.id, "number": case.number, "work_items": list(items)}

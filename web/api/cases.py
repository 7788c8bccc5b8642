"""/cases: what happens to one subject in one process."""

from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import PreconditionRequired

from engine import visibility
from engine.commands import measures, messages
from engine.errors import NotFound
from models.cases import Case
from models.clocks import Clock
from models.processes import ProcessInstance, WorkItem, WorkItemState
from web import database, security
from web.api import schemas
from web.api.access import Area, authenticated, page
from web.questions import beside
from web.questions import cases as questions

blueprint = Area("cases", __name__, description="案卷")


@blueprint.get("/cases")
@blueprint.arguments(schemas.CaseQuery, location="query")
@blueprint.response(200, schemas.CasePage)
@authenticated
def cases(asked: dict[str, Any]) -> ResponseReturnValue:
    """List the cases that the caller may read, newest first."""
    query = select(Case).where(visibility.of_cases(security.actor()))
    columns = {
        "state": Case.state,
        "kind": Case.kind,
        "campaign": Case.campaign_id,
        "subject": Case.subject_id,
    }
    for name, column in columns.items():
        if name in asked:
            query = query.where(column == asked[name])
    return page(query, Case.id, lambda one: one.id, asked)


@blueprint.get("/cases/<int:case_id>")
@blueprint.response(200, schemas.CaseDetail)
@authenticated
def case(case_id: int) -> dict[str, Any]:
    """Read one case with its clocks and its place in the process."""
    session = database.session()
    found = visibility.case(session, security.actor(), case_id)
    answer: dict[str, Any] = schemas.Case().dump(found)
    # Dumped again by the response, which takes values and no texts.
    answer = {name: getattr(found, name) for name in answer}
    clocks = session.scalars(
        select(Clock)
        .options(selectinload(Clock.events))
        .where(Clock.case_id == case_id)
        .order_by(Clock.id)
    ).all()
    matters = beside.of(session, found, questions.instances(session, found), clocks)
    return answer | {
        "resting_since": found.resting_since,
        "clocks": clocks,
        "place": _place(case_id),
        "beside": [_matter(one) for one in matters],
        "beginnings": measures.beginnings(session, security.actor(), found),
    }


@blueprint.post("/cases/<int:case_id>/beside")
@blueprint.arguments(schemas.Begin)
@blueprint.response(201, schemas.Begun)
@authenticated
def begin(asked: dict[str, str], case_id: int) -> dict[str, Any]:
    """Begin a process beside a case: evidence_preservation, seizure, clock_extension …

    403 for anybody but the two officers of the case; 409 when the case is not in the state for it.
    """
    visibility.case(database.session(), security.actor(), case_id)
    begun = database.run(measures.begin, security.actor(), case_id, asked["process"])
    return {"instance": begun, "work_items": _open_items(begun)}


@blueprint.post("/cases/<int:case_id>/messages")
@blueprint.arguments(schemas.Message)
@blueprint.response(200, schemas.MessageAnswer)
@authenticated
def message(asked: dict[str, Any], case_id: int) -> dict[str, Any]:
    """Hand a message over to a case; it is kept until a process of the case waits for it.

    `Idempotency-Key` names the message: with the same key it is handed over once. The model
    declares which messages there are, what they carry and which role hands them over.
    """
    key = request.headers.get("Idempotency-Key", "").strip()[:150]
    if not key:
        raise PreconditionRequired
    taken = database.run(
        messages.hand_over, security.actor(), case_id, asked["name"], asked["data"], key=key
    )
    return {"taken": taken}


@blueprint.get("/cases/<int:case_id>/diagram")
@blueprint.response(200, content_type="application/xml", description="BPMN 2.0")
@authenticated
def diagram(case_id: int) -> Response:
    """Read the diagram of the version that the case runs in."""
    visibility.case(database.session(), security.actor(), case_id)
    instance = _instance(case_id)
    if instance is None:
        raise NotFound("instance.unknown", id=case_id)
    definition = instance.definition
    return Response(definition.sources[definition.process], content_type="application/xml")


def _place(case_id: int) -> dict[str, Any] | None:
    instance = _instance(case_id)
    if instance is None:
        return None
    active = database.session().scalars(
        select(WorkItem).where(
            WorkItem.instance_id == instance.id, WorkItem.state == WorkItemState.OPEN
        )
    )
    return {
        "process": instance.definition.process,
        "version": instance.definition.version,
        "status": instance.status.value,
        "revision": instance.revision,
        "active": [f"{item.process}:{item.element}" for item in active],
        "visited": instance.visited,
    }


def _instance(case_id: int) -> ProcessInstance | None:
    return database.session().scalar(
        select(ProcessInstance).where(ProcessInstance.case_id == case_id, ProcessInstance.main)
    )


def _matter(one: beside.Beside) -> dict[str, Any]:
    instance = one.instance
    return {
        "instance": instance.id,
        "process": instance.definition.process,
        "status": instance.status.value,
        "end": instance.end,
        "started_at": instance.started_at,
        "ended_at": instance.ended_at,
        "work_items": [item.id for item in one.waiting],
        "measure": one.measure,
    }


def _open_items(instance_id: int) -> list[int]:
    return list(
        database.session().scalars(
            select(WorkItem.id)
            .where(WorkItem.instance_id == instance_id, WorkItem.state == WorkItemState.OPEN)
            .order_by(WorkItem.id)
        )
    )

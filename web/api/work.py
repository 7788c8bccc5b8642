"""/work-items: the inbox, and completing an item."""

import datetime as dt
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import PreconditionRequired

from engine import inbox, runtime, visibility
from engine.authority import facts_of, refusal
from engine.commands import drafts, signatures
from engine.errors import NotFound
from models.processes import Draft, WorkItem
from web import database, security
from web.api import schemas
from web.api.access import Area, authenticated, cursor
from web.paging import write_cursor

blueprint = Area("work_api", __name__, description="待办")


@blueprint.get("/work-items")
@blueprint.arguments(schemas.WorkQuery, location="query")
@blueprint.response(200, schemas.WorkPage)
@authenticated
def work_items(asked: dict[str, Any]) -> ResponseReturnValue:
    """List what the caller may work on, earliest date first."""
    filters = inbox.Filters(
        text=asked["q"],
        kind=asked.get("kind"),
        element=asked["element"],
        campaign_id=asked.get("campaign"),
        overdue=asked["overdue"],
        mine=asked["mine"],
    )
    place = cursor(asked, dt.datetime, int)
    after = (place[0], place[1]) if place else None
    found = inbox.page_of(
        database.session(), security.actor(), filters, after=after, limit=asked["limit"]
    )
    following = None
    if found.after is not None:
        following = write_cursor((found.after[0].isoformat(), found.after[1]))
    return {"items": found.items, "next": following}


@blueprint.get("/work-items/<int:work_item_id>")
@blueprint.response(200, schemas.WorkItemDetail)
@authenticated
def work_item(work_item_id: int) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Read one item; the ETag is what If-Match takes."""
    session, actor = database.session(), security.actor()
    item = session.get(WorkItem, work_item_id)
    if item is None or not visibility.may_read(actor, item.case):
        raise NotFound("work_item.unknown", id=work_item_id)
    task = runtime.user_task(item.instance.definition, item)
    refused = refusal(actor, task.rule, facts_of(session, item.case), item)
    draft = session.get(Draft, item.id) if refused is None else None
    revision = item.instance.revision
    answer = {name: getattr(item, name) for name in schemas.WorkItem().fields}
    answer |= {
        "revision": revision,
        "refusal": refused,
        "draft": draft.data if draft is not None else None,
    }
    return answer, 200, {"ETag": f'"{revision}"'}


@blueprint.post("/work-items/<int:work_item_id>/complete")
@blueprint.arguments(schemas.Completion)
@blueprint.response(200, schemas.CompletionAnswer)
@authenticated
def complete(asked: dict[str, Any], work_item_id: int) -> dict[str, Any]:
    """Complete an item with the data of its form.

    `Idempotency-Key` names this attempt: the same key gets the same answer. `If-Match` names the
    version that was read; 409 when somebody acted since.
    """
    key = request.headers.get("Idempotency-Key", "").strip()[:200]
    version = request.headers.get("If-Match", "").strip().strip('"')
    if not key or not version.isdigit():
        raise PreconditionRequired
    return database.run(
        runtime.complete,
        security.actor(),
        work_item_id,
        asked["data"],
        key=key,
        revision=int(version),
    )


@blueprint.put("/work-items/<int:work_item_id>/draft")
@blueprint.arguments(schemas.DraftRequest)
@blueprint.response(200, schemas.DraftAnswer)
@authenticated
def draft(asked: dict[str, Any], work_item_id: int) -> dict[str, Any]:
    """Save the form as far as it is filled; 409 when the other officer saved since `revision`."""
    saved = database.run(
        drafts.save,
        security.actor(),
        work_item_id,
        asked["data"],
        revision=asked.get("revision"),
    )
    return {"revision": saved.revision, "digest": saved.digest}


@blueprint.post("/work-items/<int:work_item_id>/sign")
@blueprint.arguments(schemas.Completion)
@blueprint.response(200, schemas.SignAnswer)
@authenticated
def sign(asked: dict[str, Any], work_item_id: int) -> dict[str, Any]:
    """Sign the content; the second of the two signatures completes the item.

    `Idempotency-Key` names this attempt: the key that completed the item gets the same answer.
    """
    key = request.headers.get("Idempotency-Key", "").strip()[:200]
    if not key:
        raise PreconditionRequired
    signed = database.run(signatures.sign, security.actor(), work_item_id, asked["data"], key=key)
    return {
        "signed": sorted(signed.by),
        "missing": sorted(signed.missing),
        "completed": signed.answer,
    }


@blueprint.post("/work-items/<int:work_item_id>/withdraw")
@blueprint.arguments(schemas.Reason)
@blueprint.response(204)
@authenticated
def withdraw(asked: dict[str, str], work_item_id: int) -> Response:
    """Take back one's own completion as long as nothing followed from it."""
    database.run(runtime.withdraw, security.actor(), work_item_id, asked["reason"])
    return Response(status=204)

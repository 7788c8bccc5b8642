"""Drafts: the form as far as it is filled, saved on the server as one types."""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from sqlalchemy.orm import Session

from engine import audit, digests, forms
from engine.authority import Actor
from engine.commands import desk
from engine.commands.desk import Desk
from engine.errors import Conflict, Invalid
from models import clock, fixed
from models.fixed import Rows
from models.processes import Draft

#: A filled checklist with long notes has 100 KB; more is no form.
LARGEST: Final = 512 * 1024
_OF_ITEM: Final = Rows(Draft, "WHERE draft.work_item_id = %(item)s")
_VOID: Final = "DELETE FROM signature WHERE work_item_id = %(item)s RETURNING id"


def save(
    session: Session,
    actor: Actor,
    work_item_id: int,
    data: Mapping[str, Any],
    *,
    revision: int | None = None,
) -> Draft:
    """Save a draft; either officer of the pair may. A changed draft voids the signatures.

    `revision` is the draft's as the actor saw it (0 for none yet); Conflict when the other officer
    saved in the meantime.
    """
    taken = desk.take(session, actor, work_item_id)
    return keep(session, actor, taken, _storable(taken, data), revision)


def keep(
    session: Session, actor: Actor, taken: Desk, stored: dict[str, Any], revision: int | None
) -> Draft:
    """Save a draft of an item that is locked already, as its form stores it."""
    if len(orjson.dumps(stored)) > LARGEST:
        raise Invalid("draft.too_large")
    digest = digests.of(stored)
    draft = _OF_ITEM.first(session, item=taken.item.id)
    if revision is not None and revision != (draft.revision if draft else 0):
        raise Conflict(
            "draft.stale",
            by=draft.saver.name if draft else "",
            at=draft.saved_at.isoformat() if draft else "",
        )
    if draft is not None and draft.digest == digest:
        return draft
    said = {"data": stored, "digest": digest, "saved_by": _person(actor), "saved_at": clock.now()}
    if draft is None:
        draft = fixed.insert(session, Draft(work_item_id=taken.item.id, revision=1, **said))
    else:
        for name, value in said.items():
            setattr(draft, name, value)
        draft.revision += 1
        fixed.update(session, draft)
    voided = _void(session, taken)
    desk.leave_mark(session, actor, taken, "draft")
    audit.record(
        session,
        actor,
        "draft:save",
        case=taken.item.case,
        work_item=taken.item.id,
        revision=draft.revision,
        digest=digest,
        voided_signatures=voided,
    )
    return draft


def _storable(taken: Desk, data: Mapping[str, Any]) -> dict[str, Any]:
    """Drafts may be unfinished, but what a form does not ask for is no part of it."""
    form = forms.load(taken.item.form)
    unknown = [key for key in data if key not in form.fields]
    if unknown:
        problem = forms.Problem("form.unknown_field").as_json()
        raise Invalid("form.invalid", {key: [problem] for key in unknown})
    stored: dict[str, Any] = orjson.loads(orjson.dumps(dict(data)))
    try:
        # The finished form has one way to be written, so saving it again changes nothing.
        return forms.clean(form, stored)
    except Invalid:
        return stored


def _void(session: Session, taken: Desk) -> int:
    return len(fixed.ask(session, _VOID, {"item": taken.item.id}))


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise Invalid("draft.nobody")
    return actor.user_id

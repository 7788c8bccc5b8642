"""Signatures: each officer of the pair signs the same content by own login (L6 arts 23, 35)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from engine import audit, charges, digests, evidence, forms, idempotency, runtime
from engine.authority import PAIR, Actor
from engine.commands import desk, drafts
from engine.errors import Conflict, Invalid
from models import clock, fixed
from models.processes import WorkItem

_SIGN: Final = """
WITH mine AS (
  INSERT INTO signature (work_item_id, user_id, digest, signed_at)
  VALUES (%(item)s::bigint, %(user)s::bigint, %(digest)s::varchar, %(now)s::timestamptz)
  ON CONFLICT (work_item_id, user_id)
    DO UPDATE SET digest = excluded.digest, signed_at = excluded.signed_at
  RETURNING user_id
)
SELECT user_id FROM mine UNION
SELECT user_id FROM signature WHERE work_item_id = %(item)s AND digest = %(digest)s::varchar
"""
_KEPT: Final = "SELECT 1 FROM idempotency_key WHERE actor = %(actor)s AND key = %(key)s::varchar"
_SIGNERS: Final = "SELECT user_id FROM signature WHERE work_item_id = %(item)s"


@dataclass(frozen=True, slots=True)
class Signed:
    """Who has signed this content by now; the answer of the door once the item is completed."""

    by: frozenset[int]
    missing: frozenset[int]
    answer: dict[str, Any] | None


def sign(
    session: Session,
    actor: Actor,
    work_item_id: int,
    data: Mapping[str, Any],
    *,
    revision: int | None = None,
    key: str | None = None,
) -> Signed:
    """Sign the content; with the second signature the item is completed.

    The content becomes the draft, so the other officer signs exactly this. The same `key` of who
    completed the item gets the same answer again. Raises Invalid when the form is not finished:
    nobody signs half a record.
    """
    try:
        taken = desk.take(session, actor, work_item_id)
    except Conflict:
        kept = {"actor": idempotency.actor_key(actor), "key": key}
        if not fixed.ask(session, _KEPT, kept):
            raise
        return _again(session, actor, work_item_id, data, key)
    if not taken.task.rule.both_officers:
        raise Invalid("signature.not_needed", item=taken.item.name)
    form = forms.load(taken.item.form)
    clean = forms.clean(form, data)
    evidence.expect_known(session, taken.item.case_id, form, clean)
    charges.expect_lawful(session, taken.item.case_id, form, clean)
    drafts.keep(session, actor, taken, clean, revision)
    digest = digests.of(clean)
    signed = _sign(session, actor, work_item_id, digest)
    audit.record(
        session,
        actor,
        "work_item:sign",
        case=taken.item.case,
        work_item=work_item_id,
        digest=digest,
    )
    officers = taken.facts.officers
    missing = officers - signed
    answer = None
    if len(officers) >= PAIR and not missing:
        answer = runtime.complete(session, actor, work_item_id, clean, key=key)
    return Signed(signed & officers, missing, answer)


def _again(
    session: Session, actor: Actor, work_item_id: int, data: Mapping[str, Any], key: str | None
) -> Signed:
    """The answer that the door has kept for the signature that completed the item.

    Raises Conflict when the key was used for something else.
    """
    item = session.get_one(WorkItem, work_item_id)
    clean = forms.clean(forms.load(item.form), data)
    answer = runtime.complete(session, actor, work_item_id, clean, key=key)
    rows = fixed.ask(session, _SIGNERS, {"item": work_item_id})
    return Signed(frozenset(user for (user,) in rows), frozenset(), answer)


def _sign(session: Session, actor: Actor, work_item_id: int, digest: str) -> frozenset[int]:
    """Sign, or sign anew; returns who has signed this content by now."""
    said = {"item": work_item_id, "user": actor.user_id, "digest": digest, "now": clock.now()}
    rows = fixed.ask(session, _SIGN, said)
    return frozenset(user for (user,) in rows)

"""Signatures: each officer of the pair signs the same content by own login (L6 arts 23, 35)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, charges, digests, evidence, forms, runtime
from engine.authority import PAIR, Actor
from engine.commands import desk, drafts
from engine.errors import Invalid
from models import clock
from models.processes import Signature


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

    The content becomes the draft, so the other officer signs exactly this. Raises Invalid when
    the form is not finished: nobody signs half a record.
    """
    taken = desk.take(session, actor, work_item_id)
    if not taken.task.rule.both_officers:
        raise Invalid("signature.not_needed", item=taken.item.name)
    form = forms.load(taken.item.form)
    clean = forms.clean(form, data)
    evidence.expect_known(session, taken.item.case_id, form, clean)
    charges.expect_lawful(session, taken.item.case_id, form, clean)
    drafts.keep(session, actor, taken, clean, revision)
    digest = digests.of(clean)
    _sign(session, actor, work_item_id, digest)
    audit.record(
        session,
        actor,
        "work_item:sign",
        case=taken.item.case,
        work_item=work_item_id,
        digest=digest,
    )
    session.flush()  # the door counts the signatures
    signed = frozenset(
        session.scalars(
            select(Signature.user_id).where(
                Signature.work_item_id == work_item_id, Signature.digest == digest
            )
        )
    )
    officers = taken.facts.officers
    missing = officers - signed
    answer = None
    if len(officers) >= PAIR and not missing:
        answer = runtime.complete(session, actor, work_item_id, clean, key=key)
    return Signed(signed & officers, missing, answer)


def _sign(session: Session, actor: Actor, work_item_id: int, digest: str) -> None:
    mine = session.scalar(
        select(Signature).where(
            Signature.work_item_id == work_item_id, Signature.user_id == actor.user_id
        )
    )
    if mine is None:
        mine = Signature(work_item_id=work_item_id, user_id=actor.user_id)
        session.add(mine)
    mine.digest, mine.signed_at = digest, clock.now()

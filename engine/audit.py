"""The audit trail: each deed is appended to a chain in the transaction that does it.

An entry's hash covers its own content and the hash of the entry before, so that a changed,
removed or inserted row of a chain is found by `verify`.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import clock
from models.audit import AuditEntry, AuditHead
from models.cases import Case

if TYPE_CHECKING:
    from engine.authority import Actor

#: The hash that the first entry of a chain names as the one before.
GENESIS = "0" * 64


def record(
    session: Session,
    actor: "Actor",
    action: str,
    *,
    case: Case | None = None,
    chain: str | None = None,
    **detail: object,
) -> AuditEntry:
    """Append an entry to the chain of the case, or to the named chain of the bureau.

    `detail` must be JSON: what changed, with the values before and after where they matter.
    """
    name = chain or (f"case:{case.id}" if case is not None else "bureau")
    head = _lock_head(session, name)
    case_id = case.id if case is not None else None
    entry = following(name, head.position, head.hash, actor, action, case_id, detail)
    head.position, head.hash = entry.position, entry.hash
    session.add(entry)
    return entry


def following(
    chain: str,
    position: int,
    previous: str,
    actor: "Actor",
    action: str,
    case_id: int | None,
    detail: dict[str, object],
) -> AuditEntry:
    """The entry after `position` and its hash, for whoever holds the lock of the chain's head."""
    entry = AuditEntry(
        chain=chain,
        position=position + 1,
        case_id=case_id,
        user_id=actor.user_id,
        actor=actor.name,
        action=f"{actor.source}:{action}",
        at=clock.now(),
        detail=orjson.loads(orjson.dumps(detail)),
        previous_hash=previous,
    )
    entry.hash = digest(entry)
    return entry


@dataclass(frozen=True)
class Openings:
    """The first entries of many new chains: they differ in their case and hash only."""

    action: str
    at: dt.datetime
    hashes: list[str]


def opening_entries(
    case_ids: Iterable[int], actor: "Actor", action: str, detail: dict[str, object]
) -> Openings:
    """Hash the first entry of each new case's chain."""
    at, said = clock.now(), f"{actor.source}:{action}"
    moment = at.astimezone(dt.UTC).isoformat()
    hashes = [
        _sha256([f"case:{one}", 1, one, actor.user_id, actor.name, said, moment, detail, GENESIS])
        for one in case_ids
    ]
    return Openings(said, at, hashes)


def digest(entry: AuditEntry) -> str:
    """SHA-256 over everything that the entry says and the hash of the one before."""
    return _sha256(
        [
            entry.chain,
            entry.position,
            entry.case_id,
            entry.user_id,
            entry.actor,
            entry.action,
            entry.at.astimezone(dt.UTC).isoformat(),
            entry.detail,
            entry.previous_hash,
        ]
    )


def _sha256(content: list[object]) -> str:
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def verify(session: Session, chain: str) -> list[str]:
    """What is wrong with a chain, entry by entry; empty when it is whole."""
    problems = []
    position, previous = 0, GENESIS
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.chain == chain).order_by(AuditEntry.position)
    )
    for entry in entries:
        position += 1
        if entry.position != position:
            problems.append(f"entry {position} is missing")
            position = entry.position
        if entry.previous_hash != previous:
            problems.append(f"entry {entry.position} does not follow the one before")
        if entry.hash != digest(entry):
            problems.append(f"entry {entry.position} was changed")
        previous = entry.hash
    head = session.get(AuditHead, chain)
    if head is not None and (head.position, head.hash) != (position, previous):
        problems.append(f"the chain ends at {position}, its head says {head.position}")
    return problems


def _lock_head(session: Session, chain: str) -> AuditHead:
    statement = select(AuditHead).where(AuditHead.chain == chain).with_for_update()
    head = session.scalar(statement)
    if head is None:
        session.execute(
            insert(AuditHead).values(chain=chain, position=0, hash=GENESIS).on_conflict_do_nothing()
        )
        head = session.scalars(statement).one()
    return head

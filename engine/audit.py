"""The audit trail: each deed is appended to a chain in the transaction that does it.

An entry's hash covers its own content and the hash of the entry before, so that a changed,
removed or inserted row of a chain is found by `verify`.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson
from psycopg.types.json import Jsonb
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock, once
from models.audit import AuditEntry, AuditHead
from models.cases import Case
from models.fixed import driver

if TYPE_CHECKING:
    from engine.authority import Actor

#: Appends an entry and moves the head of its chain; `columns_of` gives the values.
APPENDED: Final = """
audited AS (
  INSERT INTO audit_entry
    (chain, position, case_id, user_id, actor, action, at, detail, previous_hash, hash)
  VALUES (%(chain)s::varchar, %(position)s::bigint, %(audited_case)s::bigint,
    %(audited_user)s::bigint, %(audited_actor)s::varchar, %(action)s::varchar,
    %(at)s::timestamptz, %(detail)s::jsonb, %(previous)s::varchar, %(hash)s::varchar)
), headed AS (
  INSERT INTO audit_head (chain, position, hash)
  VALUES (%(chain)s::varchar, %(position)s::bigint, %(hash)s::varchar)
  ON CONFLICT (chain) DO UPDATE SET position = excluded.position, hash = excluded.hash
)
"""
_APPEND: Final = "WITH " + APPENDED + " SELECT"
_LOCK: Final = "SELECT position, hash FROM audit_head WHERE chain = %(chain)s FOR UPDATE"
#: Whoever begins a chain at the same moment waits here.
_BEGIN: Final = """
INSERT INTO audit_head (chain, position, hash) VALUES (%(chain)s, 0, %(hash)s)
ON CONFLICT (chain) DO UPDATE SET chain = excluded.chain RETURNING position, hash
"""
_HEAD: Final = "head of an audit chain"

#: The hash that the first entry of a chain names as the one before.
GENESIS = "0" * 64


@dataclass(slots=True)
class Entry:
    """An entry on its way to the table; a row of the ORM would cost as much as its insertion."""

    chain: str
    position: int
    case_id: int | None
    user_id: int | None
    actor: str
    action: str
    at: dt.datetime
    #: JSON, or what becomes JSON.
    detail: dict[str, object]
    previous_hash: str
    hash: str = ""


def record(
    session: Session,
    actor: "Actor",
    action: str,
    *,
    case: Case | None = None,
    chain: str | None = None,
    **detail: object,
) -> None:
    """Append an entry to the chain of the case, or to the named chain of the bureau.

    `detail` must be JSON: what changed, with the values before and after where they matter.
    """
    name = chain or (f"case:{case.id}" if case is not None else "bureau")
    position, previous = _head(session, name)
    case_id = case.id if case is not None else None
    entry = following(name, position, previous, actor, action, case_id, detail)
    driver(session).later(_APPEND, columns_of(entry))
    went_on(session, entry)


def went_on(session: Session, entry: Entry) -> None:
    """Keep in mind that the entry is the chain's newest; this transaction holds its lock."""
    once.known(session)[_HEAD, entry.chain] = (entry.position, entry.hash)


def columns_of(entry: Entry) -> dict[str, Any]:
    """The values of an entry that `APPENDED` names."""
    return {
        "chain": entry.chain,
        "position": entry.position,
        "audited_case": entry.case_id,
        "audited_user": entry.user_id,
        "audited_actor": entry.actor,
        "action": entry.action,
        "at": entry.at,
        "detail": Jsonb(entry.detail, dumps=orjson.dumps),
        "previous": entry.previous_hash,
        "hash": entry.hash,
    }


def following(
    chain: str,
    position: int,
    previous: str,
    actor: "Actor",
    action: str,
    case_id: int | None,
    detail: dict[str, object],
) -> Entry:
    """The entry after `position` and its hash, for whoever holds the lock of the chain's head."""
    entry = Entry(
        chain=chain,
        position=position + 1,
        case_id=case_id,
        user_id=actor.user_id,
        actor=actor.name,
        action=f"{actor.source}:{action}",
        at=clock.now(),
        detail=detail,
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


def digest(entry: Entry | AuditEntry) -> str:
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


def _head(session: Session, chain: str) -> tuple[int, str]:
    """Position and hash of the newest entry; the chain is locked from here on."""
    found: tuple[int, str] | None = once.known(session).get((_HEAD, chain))
    if found is None:
        connection, asked = driver(session), {"chain": chain, "hash": GENESIS}
        ((position, newest),) = connection.asked(_LOCK, asked) or connection.asked(_BEGIN, asked)
        found = position, newest
    return found

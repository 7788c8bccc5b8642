"""One locking read of everything that completing a work item asks: item, state, facts, answer.

The lock comes first and the read second, sent together: what the read sees can no longer change
by anybody who takes the same lock. Both and the BEGIN before them are one round trip.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.authority import FACT_COLUMNS, Facts
from engine.errors import NotFound
from models.fixed import driver

#: The instance first and then the head of its case's audit chain: the order of everybody who locks.
LOCK: Final = """
WITH locked AS (
  SELECT p.case_id FROM process_instance p
  WHERE p.id = (SELECT instance_id FROM work_item WHERE id = %(item)s) FOR UPDATE
)
SELECT (SELECT h.chain FROM audit_head h WHERE h.chain = 'case:' || locked.case_id FOR UPDATE)
FROM locked
"""
READ: Final = f"""
SELECT i.id, i.instance_id, i.case_id, i.task_id, i.process, i.element, i.name, i.form,
  i.state, i.claimed_by, i.assignee_id, i.closed_at, closer.name AS closed_by,
  p.state AS stored, p.revision, p.visited, p.main, p.definition_id, p.status,
  d.process AS root, d.digest,
  c.number, c.office_id, c.resting_since,
{FACT_COLUMNS},
  (SELECT jsonb_object_agg(user_id::text, digest) FROM signature
    WHERE work_item_id = i.id) AS signatures,
  (SELECT jsonb_object_agg(task_id, id) FROM work_item
    WHERE instance_id = p.id AND state = 'open') AS open_items,
  (SELECT coalesce(max(version), 0) FROM submission WHERE work_item_id = i.id) AS version,
  nextval(pg_get_serial_sequence('submission', 'id')) AS submission_id,
  h.position, h.hash,
  k.request_digest, k.answer
FROM work_item i
JOIN process_instance p ON p.id = i.instance_id
JOIN definition d ON d.id = p.definition_id
JOIN "case" c ON c.id = i.case_id
LEFT JOIN "user" closer ON closer.id = i.closed_by
LEFT JOIN audit_head h ON h.chain = 'case:' || c.id
LEFT JOIN idempotency_key k ON k.actor = %(actor)s AND k.key = %(key)s
WHERE i.id = %(item)s
"""  # noqa: S608 - of constants


@dataclass(frozen=True)
class Taken:
    """A work item under lock, with what the door asks about it: the columns of `READ` in order."""

    id: int
    instance_id: int
    case_id: int
    task_id: str
    process: str
    element: str
    name: str
    form: str
    state: str
    claimed_by: int | None
    assignee_id: int | None
    closed_at: dt.datetime | None
    closed_by: str | None
    stored: bytes
    revision: int
    visited: dict[str, int]
    main: bool
    definition_id: int
    status: str
    root: str
    digest: str
    number: str
    office_id: int | None
    resting_since: dt.date | None
    officers: list[int]
    handlers: list[int]
    recused: list[int]
    completed_by: dict[str, int] | None
    signatures: dict[str, str] | None
    #: Token -> item.
    open_items: dict[str, int] | None
    version: int
    submission_id: int
    position: int | None
    hash: str | None
    request_digest: str | None
    answer: dict[str, Any] | None

    def facts(self) -> Facts:
        """What authority asks of the case."""
        return Facts(
            officers=frozenset(self.officers),
            handlers=frozenset(self.handlers),
            recused=frozenset(self.recused),
            completed_by=self.completed_by or {},
            office_id=self.office_id,
            resting=self.resting_since is not None,
        )

    def signed(self, digest: str) -> frozenset[int]:
        """Who signed exactly this content."""
        signatures = self.signatures or {}
        return frozenset(int(user) for user, content in signatures.items() if content == digest)


def take(session: Session, work_item_id: int, actor: str, key: str | None) -> Taken:
    """Lock the instance of an item and read; raises NotFound."""
    asked = {"item": work_item_id, "actor": actor, "key": key}
    _locked, found = driver(session).trip((LOCK, asked), (READ, asked))
    if not found:
        raise NotFound("work_item.unknown", id=work_item_id)
    return Taken(*found[0])

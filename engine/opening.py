"""Opening many cases of one process at once: the first step is taken once and copied.

A process that waits for people before it calls an operation or a deadline runs begins the same way
for every case. Its state after the first step is the template; cases, instances, work items and
audit entries of a batch are one statement.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from psycopg.types.json import Jsonb
from sqlalchemy.orm import Session

from engine import audit, definitions, numbers
from engine.authority import Actor
from engine.errors import Broken
from engine.projection import projected
from engine.spiff.machine import Machine
from engine.writing import Projected
from models import clock
from models.cases import CaseKind
from models.fixed import driver
from models.processes import Definition

#: Whoever comes second waits here and finds the cases of the first below.
_LOCK: Final = """
SELECT id FROM target WHERE id = ANY(%(targets)s) AND campaign_id = %(campaign)s
ORDER BY id FOR UPDATE
"""
_CHOOSE: Final = """
SELECT t.id, nextval((SELECT pg_get_serial_sequence('"case"', 'id'))::regclass)
FROM target t
WHERE t.id = ANY(%(targets)s) AND t.campaign_id = %(campaign)s
  AND NOT EXISTS (SELECT 1 FROM "case" WHERE target_id = t.id AND kind = %(kind)s)
ORDER BY t.id
"""
_OPEN: Final = """
WITH given AS (
  SELECT g.id, g.number, g.hash, t.id AS target_id, s.id AS subject_id, s.name, s.office_id
  FROM unnest(%(ids)s::bigint[], %(targets)s::bigint[], %(numbers)s::text[], %(hashes)s::text[])
      AS g(id, target_id, number, hash)
    JOIN target t ON t.id = g.target_id JOIN subject s ON s.id = t.subject_id
), cases AS (
  INSERT INTO "case" (id, number, kind, title, subject_id, campaign_id, target_id, office_id,
    state, close_reason, opened_at)
  SELECT id, number, %(kind)s::varchar, name, subject_id, %(campaign)s::bigint, target_id,
    office_id, 'open', '', %(now)s::timestamptz
  FROM given
), started AS (
  INSERT INTO process_instance (case_id, main, definition_id, status, state, revision, visited,
    started_at)
  SELECT id, true, %(definition)s::bigint, 'running', %(state)s::bytea, 1, %(visited)s::jsonb,
    %(now)s::timestamptz
  FROM given
  RETURNING id, case_id
), opened AS (
  INSERT INTO work_item (instance_id, case_id, office_id, created_at, state, task_id, process,
    element, name, role, form, assigned_only, excludes_handlers, needs_qualification,
    while_resting)
  SELECT s.id, g.id, g.office_id, %(now)s::timestamptz, 'open', x.*
  FROM started s JOIN given g ON g.id = s.case_id,
    jsonb_to_recordset(%(opened)s::jsonb) AS x(task_id text, process text, element text,
      name text, role text, form text, assigned_only bool, excludes_handlers bool,
      needs_qualification bool, while_resting bool)
), audited AS (
  INSERT INTO audit_entry
    (chain, position, case_id, user_id, actor, action, at, detail, previous_hash, hash)
  SELECT 'case:' || id, 1, id, %(user)s::bigint, %(actor)s::varchar, %(action)s::varchar,
    %(at)s::timestamptz, %(detail)s::jsonb, %(previous)s::varchar, hash
  FROM given
)
INSERT INTO audit_head (chain, position, hash) SELECT 'case:' || id, 1, hash FROM given
"""
#: The fields of a work item that the template gives to each case.
_ITEM: Final = (
    "task_id",
    "process",
    "element",
    "name",
    "role",
    "form",
    "assigned_only",
    "excludes_handlers",
    "needs_qualification",
    "while_resting",
)


@dataclass(frozen=True)
class Batch:
    """What the cases of a batch share."""

    campaign_id: int
    kind: CaseKind
    #: The series that their numbers come from (engine/numbers.py).
    series: str
    process: str


def can_be_copied(session: Session, process: str) -> bool:
    """Whether the process begins the same way for every case."""
    return _template(definitions.newest(session, process)) is not None


def open_many(session: Session, actor: Actor, batch: Batch, target_ids: Sequence[int]) -> int:
    """Open the cases of those targets that have none yet; returns how many.

    Raises Broken when the process cannot be copied.
    """
    definition = definitions.newest(session, batch.process)
    template = _template(definition)
    if template is None:
        raise Broken("process.cannot_be_copied", process=batch.process)
    session.flush()  # the statements below go past the session
    connection = driver(session)
    shared = _shared(batch, definition, template)
    connection.execute(_LOCK, shared | {"targets": list(target_ids)})
    chosen = connection.execute(_CHOOSE, shared | {"targets": list(target_ids)}).fetchall()
    if not chosen:
        return 0
    targets, ids = (list(column) for column in zip(*chosen, strict=True))
    detail: dict[str, object] = {"process": batch.process, "version": definition.version}
    first = audit.opening_entries(ids, actor, "process:start", detail)
    # Numbers come last: their series stays locked from here to the end of the transaction.
    numbered = numbers.take(session, batch.series, len(ids))
    columns = {"ids": ids, "targets": targets, "numbers": numbered, "hashes": first.hashes}
    connection.execute(_OPEN, shared | columns | _said(actor, first, detail))
    return len(ids)


def _said(actor: Actor, first: audit.Openings, detail: dict[str, object]) -> dict[str, Any]:
    return {
        "user": actor.user_id,
        "actor": actor.name,
        "action": first.action,
        "at": first.at,
        "detail": Jsonb(detail, dumps=orjson.dumps),
        "previous": audit.GENESIS,
    }


def _shared(batch: Batch, definition: Definition, template: Projected) -> dict[str, Any]:
    opened = [{name: item[name] for name in _ITEM} for item in template.opened]
    return {
        "kind": batch.kind.value,
        "campaign": batch.campaign_id,
        "definition": definition.id,
        "state": template.state,
        "visited": Jsonb(template.visited, dumps=orjson.dumps),
        "opened": Jsonb(opened, dumps=orjson.dumps),
        "now": clock.now(),
    }


class _Called(Exception):
    """The first step calls an operation, so it differs from case to case."""


#: Templates by process and digest; None for a process that cannot be copied.
_TEMPLATES: dict[tuple[str, str], Projected | None] = {}


def _template(definition: Definition) -> Projected | None:
    key = (definition.process, definition.digest)
    if key not in _TEMPLATES:
        _TEMPLATES[key] = _first_step(definition)
    return _TEMPLATES[key]


def _first_step(definition: Definition) -> Projected | None:
    try:
        machine = Machine.start(definitions.spec_of(definition), _refuse, {})
    except _Called:
        return None
    if machine.ended or machine.next_wake() is not None:
        return None
    now = dt.datetime.fromtimestamp(0, dt.UTC)
    template = projected(machine, instance=0, case=0, visited={}, known=frozenset(), now=now)
    plain = all(item["due_at"] is None for item in template.opened)
    return template if plain else None


def _refuse(_topic: str, _element: str, _data: Mapping[str, Any]) -> Mapping[str, Any]:
    raise _Called

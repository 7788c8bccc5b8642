"""The writes of a step: what was submitted and what the machine came to, together or apart."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

import orjson
from psycopg.types.json import Jsonb

from engine.audit import APPENDED, Entry, columns_of
from models.driver import Driver, Row

#: What completes an item: it is done, its draft is gone, its audit entry appended.
_SUBMITTED: Final = f"""
done AS (
  UPDATE work_item SET state = 'done', closed_at = %(now)s, closed_by = %(user)s::bigint
  WHERE id = %(item)s
), handled AS (
  INSERT INTO handling (case_id, user_id, how, since)
  SELECT %(case)s::bigint, %(user)s::bigint, %(element)s::varchar, %(now)s::timestamptz
  WHERE %(handling)s
  ON CONFLICT DO NOTHING
), drafted AS (
  DELETE FROM draft WHERE work_item_id = %(item)s
), submitted AS (
  INSERT INTO submission (id, work_item_id, case_id, version, form, form_digest, data,
    submitted_by, submitted_at, reason)
  VALUES (%(submission)s, %(item)s, %(case)s::bigint, %(version)s, %(form)s, %(form_digest)s,
    %(data)s, %(user)s::bigint, %(now)s::timestamptz, '')
), {APPENDED}
"""  # noqa: S608 - of constants
#: What a machine came to: its state is stored, and the open items are those that wait.
_PROJECTED: Final = """
gone AS (
  UPDATE work_item SET state = 'withdrawn', closed_at = %(now)s::timestamptz
  WHERE instance_id = %(instance)s AND state = 'open'
    AND task_id <> ALL(%(waiting)s::varchar[]) AND id IS DISTINCT FROM %(item)s::bigint
), moved AS (
  UPDATE work_item w SET due_at = x.due_at
  FROM jsonb_to_recordset(%(kept)s::jsonb) AS x(task_id text, due_at timestamptz)
  WHERE w.instance_id = %(instance)s AND w.state = 'open' AND w.task_id = x.task_id
    AND w.due_at IS DISTINCT FROM x.due_at
), opened AS (
  INSERT INTO work_item (instance_id, case_id, office_id, created_at, state, task_id, process,
    element, name, role, form, due_at, assigned_only, excludes_handlers, needs_qualification,
    while_resting, assignee_id)
  SELECT %(instance)s, c.id, c.office_id, %(now)s::timestamptz, 'open', x.*
  FROM "case" c, jsonb_to_recordset(%(opened)s::jsonb) AS x(task_id text, process text,
    element text, name text, role text, form text, due_at timestamptz, assigned_only bool,
    excludes_handlers bool, needs_qualification bool, while_resting bool, assignee_id bigint)
  WHERE c.id = %(case)s
  -- The item of a token that waits again after a withdrawal is opened again.
  ON CONFLICT (instance_id, task_id) DO UPDATE SET state = 'open', closed_at = NULL,
    closed_by = NULL, due_at = excluded.due_at
  RETURNING id
), stepped AS (
  UPDATE process_instance SET state = %(state)s, revision = revision + 1, wake_at = %(wake_at)s,
    visited = %(visited)s, undo_item_id = %(undo_item)s::bigint,
    undo_state = CASE WHEN %(undo_item)s::bigint IS NOT NULL THEN state END,
    status = %(status)s, "end" = %(end)s, ended_at = %(ended_at)s, wake_enqueued_at = NULL
  WHERE id = %(instance)s
), remembered AS (
  INSERT INTO idempotency_key (actor, key, request_digest, answer, created_at)
  SELECT %(actor)s::varchar, %(key)s::varchar, %(request)s::varchar,
    %(answer)s::jsonb || jsonb_build_object(
      'opened', coalesce((SELECT jsonb_agg(id ORDER BY id) FROM opened), '[]')),
    %(now)s::timestamptz
  WHERE %(key)s::varchar IS NOT NULL
)
SELECT ARRAY(SELECT id FROM opened ORDER BY id)
"""
#: Goes before whatever is read; `values_of` gives the values.
SUBMIT: Final = f"WITH {_SUBMITTED}"
_PROJECT: Final = f"WITH {_PROJECTED}"
_BOTH: Final = f"WITH {_SUBMITTED}, {_PROJECTED}"


@dataclass(frozen=True)
class Submitted:
    """A submission that completes an item, and its entry in the audit chain."""

    submission_id: int
    item: int
    case: int
    element: str
    version: int
    form: str
    form_digest: str
    data: dict[str, Any]
    user: int | None
    handling: bool
    now: dt.datetime
    entry: Entry


@dataclass(frozen=True)
class Remembered:
    """The answer to keep under an idempotency key; without a key nothing is kept."""

    actor: str = ""
    key: str | None = None
    request: str = ""
    answer: dict[str, Any] | None = None


@dataclass(frozen=True)
class Projected:
    """What a machine came to: its stored state, what waits, when it wakes, whether it ended."""

    instance: int
    case: int
    state: bytes
    visited: dict[str, int]
    waiting: list[str]
    kept: list[dict[str, Any]]
    opened: list[dict[str, Any]]
    wake_at: dt.datetime | None
    end: str | None
    ended: bool
    now: dt.datetime
    #: The item that was completed, as long as the state before may be taken back.
    undo_item: int | None = None


def project(
    connection: Driver,
    what: Projected,
    remembered: Remembered | None = None,
    submitted: Submitted | None = None,
) -> list[int]:
    """Store the machine and make the work items equal to what waits.

    What was submitted and is not yet written goes with it. All is sent with what is asked next, at
    the latest with COMMIT; then the ids of the items that were opened are in the list.
    """
    asked = _projected(what, remembered or Remembered())
    opened: list[int] = []

    def hear(rows: list[Row]) -> None:
        opened.extend(rows[0][0])

    if submitted is None:
        connection.later(_PROJECT, {**asked, "item": None}, hear)
    else:
        connection.later(_BOTH, asked | values_of(submitted), hear)
    return opened


def values_of(what: Submitted) -> dict[str, Any]:
    """The values that `SUBMIT` names."""
    return {
        "now": what.now,
        "user": what.user,
        "item": what.item,
        "case": what.case,
        "element": what.element,
        "handling": what.handling and what.user is not None,
        "submission": what.submission_id,
        "version": what.version,
        "form": what.form,
        "form_digest": what.form_digest,
        "data": _json(what.data),
        **columns_of(what.entry),
    }


def _projected(what: Projected, keep: Remembered) -> dict[str, Any]:
    return {
        "instance": what.instance,
        "case": what.case,
        "state": what.state,
        "visited": _json(what.visited),
        "waiting": what.waiting,
        "kept": _json(what.kept),
        "opened": _json(what.opened),
        "wake_at": what.wake_at,
        "status": "ended" if what.ended else "running",
        "end": what.end if what.ended else None,
        "ended_at": what.now if what.ended else None,
        "now": what.now,
        "undo_item": what.undo_item,
        "actor": keep.actor,
        "key": keep.key,
        "request": keep.request,
        "answer": _json(keep.answer or {}),
    }


def _json(value: Any) -> Jsonb:
    return Jsonb(value, dumps=orjson.dumps)

"""Incidents (异常): what failed and was rolled back, when it is tried again, and how it ended."""

import datetime as dt
import traceback
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine import audit, queue
from engine.authority import Actor, require_role
from engine.errors import Conflict, Invalid, NotFound, YanchaError
from engine.transaction import OnFailure
from models import clock
from models.processes import Incident, IncidentState, ProcessInstance

#: How long after each failed attempt the next one comes; after the last only by hand.
PAUSES: Final = (
    dt.timedelta(seconds=30),
    dt.timedelta(minutes=2),
    dt.timedelta(minutes=10),
    dt.timedelta(hours=1),
)
#: What the system can do again by itself; all else somebody asked for and must ask for again.
REPEATABLE: Final = frozenset(
    {
        queue.OPEN_CASES,
        queue.OPEN_SEAL,
        queue.WAKE,
        queue.RECOMPUTE_DEADLINES,
        queue.RENDER_PDF,
        queue.MAKE_CASE_FILE,
        queue.FREEZE_PAPERS,
        queue.FREEZE_PDFS,
    }
)
#: Retries that one tick enqueues.
BATCH: Final = 100
DETAIL: Final = 8000


def recorder(
    job: str, subject: str, arguments: Mapping[str, Any], *, again: bool = True
) -> OnFailure:
    """A hook for `transaction.run_recording` that records the failure of a job.

    Without `again` only a person can try it once more, for example in the browser.
    """

    def on_failure(session: Session, error: Exception) -> int:
        return record(session, error, job, subject, arguments, again=again)

    return on_failure


def record(
    session: Session,
    error: Exception,
    job: str,
    subject: str,
    arguments: Mapping[str, Any],
    *,
    again: bool = True,
) -> int:
    """Record a failure: a new incident, or one more attempt of the open one. Returns its id."""
    now = clock.now()
    instance = _instance(session, arguments.get("instance_id"))
    statement = insert(Incident).values(
        job=job,
        subject=subject,
        arguments=dict(arguments),
        instance_id=instance.id if instance else None,
        case_id=instance.case_id if instance else None,
        element=error.params.get("element") if isinstance(error, YanchaError) else None,
        error=_name(error),
        detail=_detail(error),
        attempt=1,
        state=IncidentState.OPEN,
        first_at=now,
        last_at=now,
        resolution="",
    )
    incident_id = session.scalars(
        statement.on_conflict_do_update(
            index_elements=["job", "subject"],
            index_where=Incident.state == IncidentState.OPEN,
            set_={
                "attempt": Incident.attempt + 1,
                "last_at": now,
                "error": statement.excluded.error,
                "detail": statement.excluded.detail,
            },
        ).returning(Incident.id)
    ).one()
    incident = session.get_one(Incident, incident_id, populate_existing=True)
    later = again and job in REPEATABLE and incident.attempt <= len(PAUSES)
    incident.next_try_at = now + PAUSES[incident.attempt - 1] if later else None
    return incident_id


def enqueue_due(session: Session, now: dt.datetime) -> int:
    """Enqueue the retries whose time has come; each once, since none is due while it runs."""
    due = session.scalars(
        select(Incident)
        .where(Incident.state == IncidentState.OPEN, Incident.next_try_at <= now)
        .order_by(Incident.next_try_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for incident in due:
        incident.next_try_at = None
        queue.enqueue(session, queue.RETRY, incident_id=incident.id)
    return len(due)


def retry_now(session: Session, actor: Actor, incident_id: int) -> Incident:
    """Try again at once, after a repair."""
    incident = _open(session, actor, incident_id)
    if incident.job not in REPEATABLE:
        raise Conflict("incident.only_by_hand", job=incident.job)
    incident.next_try_at = None
    queue.enqueue(session, queue.RETRY, incident_id=incident.id)
    _audit(session, actor, incident, "incident:retry")
    return incident


def resolve(session: Session, actor: Actor, incident_id: int, words: str) -> Incident:
    """Close an incident by hand, saying what was done about it."""
    if not words.strip():
        raise Invalid("reason.missing", {"words": [{"code": "form.required", "params": {}}]})
    incident = _open(session, actor, incident_id)
    _close(incident, words.strip())
    incident.resolved_by = actor.user_id
    _audit(session, actor, incident, "incident:resolve", words=words.strip())
    return incident


def succeeded(session: Session, job: str, subject: str) -> None:
    """What had failed went well now: its incident, if there is one, is over."""
    now = clock.now()
    session.execute(
        update(Incident)
        .where(
            Incident.job == job,
            Incident.subject == subject,
            Incident.state == IncidentState.OPEN,
        )
        .values(
            state=IncidentState.RESOLVED,
            resolved_at=now,
            next_try_at=None,
            resolution="incident.succeeded",
        )
    )


def _close(incident: Incident, words: str) -> None:
    incident.state, incident.resolved_at = IncidentState.RESOLVED, clock.now()
    incident.next_try_at, incident.resolution = None, words


def _open(session: Session, actor: Actor, incident_id: int) -> Incident:
    require_role(actor, "administrator")
    incident = session.get(Incident, incident_id, with_for_update=True, populate_existing=True)
    if incident is None:
        raise NotFound("incident.unknown", id=incident_id)
    if incident.state is not IncidentState.OPEN:
        raise Conflict("incident.not_open", id=incident_id)
    return incident


def _audit(
    session: Session, actor: Actor, incident: Incident, action: str, words: str = ""
) -> None:
    audit.record(
        session,
        actor,
        action,
        chain="incidents",
        incident=incident.id,
        job=incident.job,
        words=words,
    )


def _instance(session: Session, instance_id: object) -> ProcessInstance | None:
    return session.get(ProcessInstance, instance_id) if isinstance(instance_id, int) else None


def _name(error: Exception) -> str:
    return error.code if isinstance(error, YanchaError) else type(error).__name__


def _detail(error: Exception) -> str:
    """The end of the traceback, where the cause is; PostgreSQL takes no NUL."""
    text = "".join(traceback.format_exception(error)).replace("\x00", "")
    return text[-DETAIL:]

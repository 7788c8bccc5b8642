"""The functions behind the queue's names, and how one job is run."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from engine import document_files, queue, runtime
from engine.authority import CLOCK
from engine.commands import campaigns, deadlines, flight_checks, incidents
from engine.commands.case_files import make as make_case_file
from engine.transaction import run, run_recording
from models.processes import Incident, IncidentState

LOG: Final = logging.getLogger(__name__)

Factory = sessionmaker[Session]
Job = Callable[..., object]


def _open_cases(session: Session, *, campaign_id: int, target_ids: list[int]) -> object:
    return campaigns.open_cases(session, CLOCK, campaign_id, target_ids)


def _open_seal(session: Session, *, seal_id: int) -> object:
    return flight_checks.open_seal(session, CLOCK, seal_id)


def _wake(session: Session, *, instance_id: int) -> object:
    return runtime.wake(session, instance_id)


def _recompute(session: Session, *, year: int | None, after: int) -> object:
    return deadlines.recompute(session, CLOCK, year, after)


def _render_pdf(session: Session, *, document_id: int) -> object:
    return document_files.render_job(session, document_id)


def _make_case_file(session: Session, *, case_id: int, user_id: int) -> object:
    return make_case_file(session, document_files.shelf_of(session), case_id, user_id)


def _freeze_papers(session: Session, *, ids: list[int]) -> object:
    return document_files.freeze(session, ids)


def _freeze_pdfs(session: Session, *, ids: list[int]) -> object:
    return document_files.freeze_pdfs(session, ids)


#: What an incident can try again: the name of the job and the function behind it.
JOBS: Final[Mapping[str, Job]] = {
    queue.OPEN_CASES: _open_cases,
    queue.OPEN_SEAL: _open_seal,
    queue.WAKE: _wake,
    queue.RECOMPUTE_DEADLINES: _recompute,
    queue.RENDER_PDF: _render_pdf,
    queue.MAKE_CASE_FILE: _make_case_file,
    queue.FREEZE_PAPERS: _freeze_papers,
    queue.FREEZE_PDFS: _freeze_pdfs,
}

#: What the incident of a failed job is about; jobs with many rows name the first and the last.
SUBJECTS: Final[Mapping[str, str]] = {
    queue.OPEN_SEAL: "seal:{seal_id}",
    queue.WAKE: "instance:{instance_id}",
    queue.RECOMPUTE_DEADLINES: "deadlines:{year}:{after}",
    queue.RENDER_PDF: "document:{document_id}",
    queue.MAKE_CASE_FILE: "case:{case_id}",
}


def perform(factory: Factory, name: str, arguments: Mapping[str, Any]) -> None:
    """Run one job in its transaction; a failure becomes an incident that is tried again."""
    if name == queue.RETRY:
        _retry(factory, arguments["incident_id"])
    else:
        _attempt(factory, name, _subject(name, arguments), arguments)


def drain(factory: Factory) -> int:
    """Run all waiting jobs in this process, one after the other; returns how many there were."""
    done = 0
    while (taken := run(factory, _take)) is not None:
        job_id, name, arguments = taken
        perform(factory, name, arguments)
        run(factory, _finish, job_id)
        done += 1
    return done


def _attempt(factory: Factory, name: str, subject: str, arguments: Mapping[str, Any]) -> None:
    try:
        run_recording(
            factory,
            incidents.recorder(name, subject, arguments),
            _once,
            name,
            subject,
            arguments,
        )
    except Exception:
        # The incident is recorded and brings the job back; the queue has nothing more to do.
        LOG.exception("a job failed", extra={"job": name, "subject": subject})


def _once(session: Session, name: str, subject: str, arguments: Mapping[str, Any]) -> None:
    JOBS[name](session, **arguments)
    incidents.succeeded(session, name, subject)


def _retry(factory: Factory, incident_id: int) -> None:
    incident = run(factory, _incident, incident_id)
    if incident is not None:
        _attempt(factory, incident.job, incident.subject, incident.arguments)


def _incident(session: Session, incident_id: int) -> Incident | None:
    return session.scalar(
        select(Incident).where(
            Incident.id == incident_id,
            Incident.state == IncidentState.OPEN,
            Incident.job.in_(JOBS),
        )
    )


def _subject(name: str, arguments: Mapping[str, Any]) -> str:
    if name in SUBJECTS:
        return SUBJECTS[name].format(**arguments)
    if name == queue.OPEN_CASES:
        whole, ids = f"campaign:{arguments['campaign_id']}", arguments["target_ids"]
    else:
        whole, ids = "documents", arguments["ids"]
    return f"{whole}:{ids[0]}-{ids[-1]}"


def _take(session: Session) -> tuple[int, str, dict[str, Any]] | None:
    """Take the oldest job as a worker would."""
    row = session.execute(
        text(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = ("
            " SELECT id FROM procrastinate_jobs WHERE status = 'todo'"
            " ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED"
            ") RETURNING id, task_name, args"
        )
    ).one_or_none()
    return None if row is None else (row.id, row.task_name, row.args)


def _finish(session: Session, job_id: int) -> None:
    session.execute(
        text("SELECT procrastinate_finish_job_v1(:id, 'succeeded', true)"), {"id": job_id}
    )

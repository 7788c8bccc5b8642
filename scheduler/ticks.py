"""What is due now: campaigns, seals, deadlines, passed limits, retries, abandoned jobs.

Every scheduler process asks all of it every minute. Each question has its own short transaction
behind its own advisory lock: who comes second skips it, and unique keys and row locks do the rest,
so there is no leader to lose.
"""

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session, sessionmaker

from engine import clocks, failed_logins, plans, publicity, queue, seals
from engine.authority import CLOCK
from engine.commands import campaigns, incidents
from engine.transaction import run
from models import clock, fixed
from models.fixed import Rows
from models.processes import IdempotencyKey
from models.processes import ProcessInstance as Instance

LOG: Final = logging.getLogger(__name__)

Factory = sessionmaker[Session]
Question = Callable[[Session, dt.datetime], int]

#: Instances that one transaction enqueues.
BATCH: Final = 500
#: A deadline that was enqueued and did not fire is enqueued again after this.
ENQUEUED_FOR: Final = dt.timedelta(minutes=5)
#: A worker that was silent for so long is dead, and what it was doing is done again.
STALLED_SECONDS: Final = 30
#: A tick that says nothing for so long has lost its host: the server ends it, so that another
#: scheduler gets its turn long before the network would tell.
IDLE_SECONDS: Final = 5
_MINE: Final = """
SELECT set_config('idle_in_transaction_session_timeout', %(idle)s, true),
  pg_try_advisory_xact_lock(hashtext(%(question)s))
"""
#: Answers to repeated requests are kept for this long.
KEYS_KEPT: Final = dt.timedelta(days=7)
KEYS_BATCH: Final = 5_000

#: What nobody enqueued for this moment, or long ago in vain.
_DUE: Final = Rows(
    Instance,
    """WHERE process_instance.wake_at <= %(now)s AND process_instance.status = 'running'
      AND (process_instance.wake_enqueued_at IS NULL
        OR process_instance.wake_enqueued_at < process_instance.wake_at
        OR process_instance.wake_enqueued_at < %(again)s)
      AND NOT EXISTS (SELECT FROM incident WHERE incident.instance_id = process_instance.id
        AND incident.job = %(job)s AND incident.state = 'open')
    ORDER BY process_instance.wake_at LIMIT %(most)s FOR UPDATE SKIP LOCKED""",
    fresh=True,
)


def tick(factory: Factory, *, stalled_seconds: float = STALLED_SECONDS) -> dict[str, int]:
    """Ask every question once; returns how much each found. One that fails stops no other."""

    def stalled(session: Session, _now: dt.datetime) -> int:
        return retry_stalled(session, stalled_seconds)

    found = {}
    for name, question in {**QUESTIONS, "stalled": stalled}.items():
        try:
            found[name] = _ask(factory, name, question)
        except Exception:
            LOG.exception("a question of the tick failed", extra={"question": name})
            found[name] = 0
    return found


def due_campaigns(session: Session, now: dt.datetime) -> int:
    """Kick off the campaigns whose window has begun, or note that one is skipped."""
    due = plans.due_campaigns(session, now)
    return sum(
        campaigns.kick_off(session, CLOCK, one.planned, one.season, one.decision) is not None
        for one in due
    )


def due_timers(session: Session, now: dt.datetime) -> int:
    """Enqueue the waking of instances whose deadline has come.

    One that fails is an incident, which has its own times to try again.
    """
    due = _DUE.all(session, now=now, again=now - ENQUEUED_FOR, job=queue.WAKE, most=BATCH)
    for instance in due:
        instance.wake_enqueued_at = now
        queue.enqueue(session, queue.WAKE, instance_id=instance.id)
    return len(due)


def retry_stalled(session: Session, seconds: float = STALLED_SECONDS) -> int:
    """Give back the jobs of workers that died; the jobs are idempotent.

    The queue counts heartbeats by the database's own clock, which never travels.
    """
    silent = text(
        "SELECT job.id FROM procrastinate_jobs job"
        " LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id"
        " WHERE job.status = 'doing' AND (worker.id IS NULL"
        " OR worker.last_heartbeat < now() - make_interval(secs => :seconds))"
    )
    stalled = session.scalars(silent, {"seconds": seconds}).all()
    for job_id in stalled:
        session.execute(
            text("SELECT procrastinate_retry_job_v2(:id, now(), NULL, NULL, NULL)"),
            {"id": job_id},
        )
    return len(stalled)


def old_keys(session: Session, now: dt.datetime) -> int:
    """Forget the answers of requests that nobody repeats any more."""
    old = (
        select(IdempotencyKey.id)
        .where(IdempotencyKey.created_at < now - KEYS_KEPT)
        .order_by(IdempotencyKey.created_at)
        .limit(KEYS_BATCH)
    )
    gone = session.scalars(
        delete(IdempotencyKey).where(IdempotencyKey.id.in_(old)).returning(IdempotencyKey.id)
    )
    return len(gone.all())


QUESTIONS: Final[Mapping[str, Question]] = {
    "campaigns": due_campaigns,
    "seals": seals.enqueue_due,
    "timers": due_timers,
    "clocks": clocks.pass_overdue,
    "retries": incidents.enqueue_due,
    "keys": old_keys,
    "failed_logins": failed_logins.forget_old,
    "publicity": publicity.end_expired,
}


def _ask(factory: Factory, name: str, question: Question) -> int:
    """Ask until nothing more is found, each time in a short transaction of its own."""
    total = 0
    while (found := run(factory, _locked, name, question)) > 0:
        total += found
        if name in _ONCE:
            break
    return total


#: Questions whose answer is whole the first time.
_ONCE: Final = frozenset({"campaigns", "stalled"})


def _locked(session: Session, name: str, question: Question) -> int:
    idle = f"{IDLE_SECONDS}s"
    ((_idle, mine),) = fixed.ask(session, _MINE, {"question": f"tick:{name}", "idle": idle})
    return question(session, clock.now()) if mine else 0

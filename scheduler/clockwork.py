"""The alarm clock: wakes up every minute and asks what is due. It never holds the truth."""

import logging
import signal
from collections.abc import Callable
from types import FrameType
from typing import Final

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.blocking import BlockingScheduler
from sqlalchemy.orm import Session, sessionmaker

from models.clock import ZONE

LOG: Final = logging.getLogger(__name__)

#: How often the clock rings when nobody says otherwise, and at the rarest.
MINUTE: Final = 60

Tick = Callable[[sessionmaker[Session]], object]


def run(factory: sessionmaker[Session], tick: Tick, seconds: int = MINUTE) -> None:
    """Tick now and then every so many seconds until the process is told to stop."""
    clockwork = build(factory, tick, seconds)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        clockwork.shutdown(wait=False)

    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, stop)
    _tick(factory, tick)
    clockwork.start()


def build(factory: sessionmaker[Session], tick: Tick, seconds: int = MINUTE) -> BlockingScheduler:
    """One job in memory: late ticks are run, ticks that were missed together are run once."""
    clockwork = BlockingScheduler(timezone=ZONE)
    clockwork.add_job(
        _tick,
        "cron",
        args=(factory, tick),
        second="0" if seconds == MINUTE else f"*/{seconds}",
        id="tick",
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    clockwork.add_listener(_tell, EVENT_JOB_ERROR)
    return clockwork


def _tick(factory: sessionmaker[Session], tick: Tick) -> None:
    try:
        tick(factory)
    except Exception:
        # What could not be asked now is asked again in a minute: nothing is lost by waiting,
        # while a scheduler that ends would lose everything.
        LOG.exception("a tick failed")


def _tell(event: JobExecutionEvent) -> None:
    LOG.error("a tick was lost", extra={"job": event.job_id, "reason": str(event.exception)})

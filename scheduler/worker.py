"""A worker: takes jobs from the queue until it is told to stop, whatever becomes of the network."""

import asyncio
import logging
import signal
from collections.abc import Callable
from typing import Any, Final

from procrastinate import App, PsycopgConnector

from engine import queue
from engine.connections import arguments
from scheduler.jobs import JOBS, Factory, perform

LOG: Final = logging.getLogger(__name__)

#: How often a worker says that it lives; see ticks.STALLED_SECONDS.
HEARTBEAT_SECONDS: Final = 10.0
#: Between two attempts to reach a database that is away.
PAUSE_SECONDS: Final = 1.0


def work(
    factory: Factory,
    conninfo: str,
    *,
    threads: int = 1,
    heartbeat: float = HEARTBEAT_SECONDS,
) -> None:
    """Take jobs until the process is told to stop; what it has begun it finishes.

    A worker that cannot reach the database begins anew. What it was doing may have been given to
    another one meanwhile: jobs are idempotent.
    """
    asyncio.run(_work(factory, conninfo, threads, heartbeat))


async def _work(factory: Factory, conninfo: str, threads: int, heartbeat: float) -> None:
    mine = asyncio.current_task()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, _cancel, mine)
    while True:
        try:
            await _take_jobs(factory, conninfo, threads, heartbeat)
        except asyncio.CancelledError:
            return
        except Exception:
            LOG.exception("the queue is away")
        else:
            LOG.warning("the queue was away")
        try:
            await asyncio.sleep(PAUSE_SECONDS)
        except asyncio.CancelledError:
            return


async def _take_jobs(factory: Factory, conninfo: str, threads: int, heartbeat: float) -> None:
    """Take jobs until cancelled; returns or raises when the database is away."""
    app = App(connector=PsycopgConnector(conninfo=conninfo, kwargs=arguments()))
    for name in (*JOBS, queue.RETRY):
        app.task(name=name)(_function(factory, name))
    async with app.open_async():
        await app.run_worker_async(
            name="yancha",
            concurrency=threads,
            update_heartbeat_interval=heartbeat,
            stalled_worker_timeout=3 * heartbeat,
            delete_jobs="successful",
            install_signal_handlers=False,
        )


def _function(factory: Factory, name: str) -> Callable[..., None]:
    def function(**arguments: Any) -> None:
        perform(factory, name, arguments)

    function.__name__ = name
    return function


def _cancel(task: "asyncio.Task[None] | None") -> None:
    if task is not None:
        task.cancel()

"""`yancha worker` and `yancha scheduler`: one process each, on any number of machines."""

from functools import partial

import click

from engine import metrics
from engine.connections import conninfo, open_engine, session_factory
from scheduler import clockwork, ticks
from scheduler.worker import work
from yancha import database, logs, settings
from yancha.carrying import carried


@click.command()
def worker() -> None:
    """Take jobs from the queue; any number of workers may do so."""
    logs.configure("worker")
    given = settings.read()
    with database.serving(given) as url:
        database.set_clock(given, url)
        metrics.keep(given.metrics)
        engine = open_engine(url, pool_size=given.threads)
        factory = session_factory(engine, **carried(given))
        work(factory, conninfo(url), threads=given.threads, heartbeat=given.heartbeat_seconds)
        engine.dispose()


@click.command()
def scheduler() -> None:
    """Look every minute for what is due; several schedulers do no harm."""
    logs.configure("scheduler")
    given = settings.read()
    tick = partial(ticks.tick, stalled_seconds=3 * given.heartbeat_seconds)
    with database.opened(given) as factory:
        clockwork.run(factory, tick, given.tick_seconds)

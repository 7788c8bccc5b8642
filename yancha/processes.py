"""`yancha worker` and `yancha scheduler`: one process each, on any number of machines."""

import click

from engine.connections import conninfo
from scheduler import clockwork, jobs, ticks
from yancha import database, logs, settings


@click.command()
def worker() -> None:
    """Take jobs from the queue; any number of workers may do so."""
    logs.configure("worker")
    given = settings.read()
    with database.opened(given) as (url, factory):
        jobs.work(factory, conninfo(url), threads=given.threads)


@click.command()
def scheduler() -> None:
    """Look every minute for what is due; several schedulers do no harm."""
    logs.configure("scheduler")
    with database.opened(settings.read()) as (_url, factory):
        clockwork.run(factory, ticks.tick)

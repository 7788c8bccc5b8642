"""`yancha run`: PostgreSQL, web, worker and scheduler under one process, until Ctrl-C."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FrameType
from typing import Final

import click

from models import clock
from yancha import database, demo, logs, settings, shipping
from yancha.postgres import Cluster, die_with_parent

LOG: Final = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.2
#: A child that lived this long starts again at once; one that dies at once waits longer.
HEALTHY_SECONDS: Final = 60.0
LONGEST_PAUSE: Final = 30.0
STOP_SECONDS: Final = 25.0


@dataclass(slots=True)
class Child:
    """One supervised process: started, watched, started again after a growing pause."""

    name: str
    arguments: list[str]
    environment: Callable[[], Mapping[str, str]]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = 0.0

    def start(self) -> None:
        """Start the process; it ends when the supervisor ends, however that happens."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            self.arguments,
            env=dict(self.environment()),
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one system call
        )
        LOG.info("started a process", extra={"child": self.name, "pid": self.process.pid})

    def look(self) -> None:
        """Start it again if it has ended and its pause is over."""
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            lived = time.monotonic() - self.started
            self.pause = 0.0 if lived >= HEALTHY_SECONDS else min(self.pause * 2 + 1, LONGEST_PAUSE)
            self.due = time.monotonic() + self.pause
            self.process = None
            LOG.warning(
                "a process has ended",
                extra={"child": self.name, "code": code, "again_in_seconds": self.pause},
            )
        if time.monotonic() >= self.due:
            self.start()

    def ask_to_stop(self) -> None:
        """Let it finish what it is doing."""
        if self.process is not None:
            self.process.terminate()

    def wait_or_kill(self, end: float) -> None:
        """Wait until it has stopped; after `end` it is killed."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            LOG.warning("killed a process that did not stop", extra={"child": self.name})
            self.process.kill()
            self.process.wait()


@dataclass(slots=True)
class Supervisor:
    """Keeps all children alive until it is told to stop."""

    children: list[Child]
    cluster: Cluster | None = None
    stopping: bool = field(default=False)

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Handle Ctrl-C and SIGTERM."""
        self.stopping = True

    def run(self) -> None:
        """Watch until told to stop, then stop everything in order."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self.stop)
        try:
            while not self.stopping:
                self._look()
                time.sleep(LOOK_SECONDS)
        finally:
            LOG.info("stopping")
            end = time.monotonic() + STOP_SECONDS
            for child in self.children:
                child.ask_to_stop()
            for child in self.children:
                child.wait_or_kill(end)

    def _look(self) -> None:
        if self.cluster is not None and self.cluster.has_ended():
            LOG.warning("PostgreSQL has ended and is started again")
            self.cluster.start()
        for child in self.children:
            child.look()


def children_of(given: settings.Settings, url: str) -> list[Child]:
    """What `yancha run` keeps alive."""

    def environment() -> Mapping[str, str]:
        told = {**os.environ, "DATABASE_URL": url, "YANCHA_HOME": str(given.home)}
        if given.clock is not None:
            # A child that starts again later must not fall back in time.
            told["YANCHA_CLOCK"] = clock.now().isoformat()
        return told

    names = ["serve", "scheduler"] + ["worker"] * given.worker_processes
    return [Child(name, [sys.executable, "-m", "yancha", name], environment) for name in names]


@click.command()
@click.option(
    "--demo",
    "with_demo",
    is_flag=True,
    help="Load the demonstration bureau into an empty database on this machine.",
)
def run(*, with_demo: bool) -> None:
    """Start everything on this machine: database, web, worker and scheduler."""
    given = settings.read()
    logs.configure("run")
    # Ctrl-C during the preparations ends them like any other command.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with database.owning(given) as (url, cluster):
        database.migrate(url)
        database.set_clock(given, url)
        shipping.bring_in(url)
        if with_demo:
            demo.load_at(url, given.evidence, click.echo)
        LOG.info("serving", extra={"address": f"http://{given.host}:{given.port}"})
        Supervisor(children_of(given, url), cluster).run()

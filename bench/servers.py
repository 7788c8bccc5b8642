"""Servers of the bench: one durable PostgreSQL, and web servers as `yancha serve` runs its own."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session, sessionmaker

from engine.connections import open_engine, session_factory
from yancha import database
from yancha.postgres import DURABLE, Cluster

PROCESSES: Final = 2
THREADS: Final = 4
START_SECONDS: Final = 60
ROOT: Final = Path(__file__).parent.parent
#: Port -> the leader of the process group that serves it.
LEADERS: Final[dict[int, int]] = {}


@contextmanager
def durable(**options: str) -> Iterator[Cluster]:
    """A server whose commits survive a power cut, in a temporary folder; options as for one."""
    folder = Path(tempfile.mkdtemp(prefix="yancha-bench-"))
    cluster = Cluster(folder, {**DURABLE, **options})
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def sessions(cluster: Cluster, name: str) -> Iterator[sessionmaker[Session]]:
    """A new database of that name with all our tables."""
    database.create(cluster.url("postgres"), name)
    database.migrate(cluster.url(name))
    engine = open_engine(cluster.url(name))
    try:
        yield session_factory(engine)
    finally:
        engine.dispose()


@contextmanager
def granian(
    application: str,
    environment: Mapping[str, str],
    python: str = sys.executable,
    *,
    factory: bool = False,
) -> Iterator[int]:
    """Serve a WSGI application, or what a factory makes, with the options of `yancha serve`.

    Gives the port; what the server said is shown when it fails.
    """
    port = free_port()
    command = [python, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    command += ["--workers", str(PROCESSES), "--blocking-threads", str(THREADS)]
    command += ["--factory"] if factory else []
    with serving([*command, application], port, environment):
        yield port


@contextmanager
def serving(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    """Run a web server until the end of the block, once it answers."""
    given = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(  # noqa: S603 - our own commands
            command, env=given, stdout=said, stderr=said, cwd=ROOT, process_group=0
        )
        try:
            _wait(child, port)
            LEADERS[port] = child.pid
            yield
        except BaseException:
            said.seek(0)
            words = said.read().decode(errors="replace").splitlines()
            sys.stderr.write("\n".join(one for one in words if "status=200" not in one)[-4000:])
            raise
        finally:
            child.send_signal(signal.SIGINT)
            child.wait(30)


def postmaster(cluster: Cluster) -> int:
    """The process whose children serve the connections of a running cluster."""
    return int((cluster.data / "postmaster.pid").read_text(encoding="ascii").split()[0])


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _wait(child: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and child.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"{command_name(child)} does not answer")


def command_name(child: subprocess.Popen[bytes]) -> str:
    """What was started, for an error message."""
    return " ".join(map(str, child.args)) if isinstance(child.args, list) else str(child.args)

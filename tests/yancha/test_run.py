"""`yancha run` from nothing: database, web, worker and scheduler, and an end in order."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest


@pytest.fixture
def home() -> Iterator[Path]:

    # Not pytest's folder: PostgreSQL's own account could not enter it when root runs this.
    folder = Path(tempfile.mkdtemp(prefix="yancha-run-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def a_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)


def children(process: subprocess.Popen[bytes], name: str) -> list[psutil.Process]:
    found = []
    for child in psutil.Process(process.pid).children():
        # One that has just died is a zombie without a command line until it is reaped.
        with suppress(psutil.NoSuchProcess):
            if name in child.cmdline()[-1:]:
                found.append(child)
    return found


def test_one_command_serves_repairs_and_stops(home: Path) -> None:
    port = a_free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "YANCHA_HOME": str(home),
        "YANCHA_PORT": str(port),
        "YANCHA_WEB_PROCESSES": "1",
    }
    log = home / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "yancha", "run"], env=environment, stderr=output
        )
    try:
        until(lambda: process.poll() is not None or answers(f"http://127.0.0.1:{port}/readyz"))
        assert process.poll() is None, log.read_text()
        until(lambda: len(children(process, "worker")) == 1)
        until(lambda: len(children(process, "scheduler")) == 1)
        (worker,) = children(process, "worker")
        worker.kill()
        until(
            lambda: [child.pid for child in children(process, "worker")] not in ([], [worker.pid])
        )
        everybody = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(40) == 0
    finally:
        process.kill()
        process.wait()
    _gone, alive = psutil.wait_procs(everybody, 10)
    assert alive == []
    text = log.read_text()
    assert "Traceback" not in text, text
    assert "killed a process that did not stop" not in text, text

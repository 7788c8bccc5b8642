"""`yancha serve` itself: what is broken on the wire, processes that die, an end without loss."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from yancha.postgres import die_with_parent

PROCESSES = 2


@dataclass
class Served:
    """A running `yancha serve`."""

    process: subprocess.Popen[bytes]
    port: int
    environment: dict[str, str]
    log: Path

    def status(self, path: str = "/readyz") -> int:
        """Ask for a page on a connection of its own; gives the status of the answer."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            asked.request("GET", path)
            return asked.getresponse().status
        finally:
            asked.close()

    def raw(self, request: bytes) -> bytes:
        """Send bytes as they are and read until the server hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            return _all(connection)

    def workers(self) -> list[psutil.Process]:
        """Its web processes."""
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self.process.pid).children()
        return []

    def wait(self) -> None:
        """Wait until it answers."""
        end = time.monotonic() + 60
        while True:
            assert self.process.poll() is None, self.log.read_text()
            with suppress(OSError):
                if self.status() == 200 and len(self.workers()) == PROCESSES:
                    return
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.1)


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "YANCHA_HOME": str(tmp_path),
        "YANCHA_HOST": "localhost",
        "YANCHA_PORT": str(port),
        "YANCHA_WEB_PROCESSES": str(PROCESSES),
    }
    log = tmp_path / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "yancha", "serve"],
            env=environment,
            stderr=output,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one system call
        )
    made = Served(process, port, environment, log)
    try:
        made.wait()
        yield made
    finally:
        process.terminate()
        process.wait(30)


def _all(connection: socket.socket) -> bytes:
    got = b""
    while part := connection.recv(65536):
        got += part
    return got


BROKEN = {
    "no HTTP": b"NONSENSE\r\n\r\n",
    "a length that is no number": b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
    "endless headers": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 600_000 + b"\r\n\r\n",
    "two lengths": b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
}


def test_what_is_broken_on_the_wire_is_refused_and_the_next_one_is_answered(
    served: Served,
) -> None:
    for name, request in BROKEN.items():
        answer = b""
        # The server hangs up on a request while it is still being sent.
        with suppress(ConnectionError):
            answer = served.raw(request)
            assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 431")), name
        assert served.status() == 200, name
    chinese = served.raw("GET /案卷 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert b"location: /login?next=/%e6%a1%88%e5%8d%b7" in chinese.lower()
    assert "Traceback" not in served.log.read_text()


def test_nobody_joins_a_port_that_is_taken(served: Served) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "yancha", "serve"],
        env=served.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 1
    assert f"cannot serve on localhost:{served.port}" in second.stderr
    assert "YANCHA_PORT" in second.stderr
    assert served.status() == 200


def test_a_key_that_cannot_be_read_is_one_line_of_error(database_url: str, tmp_path: Path) -> None:
    key = tmp_path / "secrets" / "session"
    key.parent.mkdir()
    key.touch(mode=0o600)
    done = subprocess.run(
        [sys.executable, "-m", "yancha", "serve"],
        env={**os.environ, "DATABASE_URL": database_url, "YANCHA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"Error: {key} is empty; remove it and a new secret is made"
    ]


def test_a_web_process_that_dies_is_replaced(served: Served) -> None:
    before = {one.pid for one in served.workers()}
    victim = served.workers()[0]
    victim.kill()
    end = time.monotonic() + 30
    while len({one.pid for one in served.workers()} - before) != 1 or victim.is_running():
        assert time.monotonic() < end, served.log.read_text()
        time.sleep(0.1)
    served.wait()
    assert "_granian" in served.log.read_text()


def test_no_web_process_outlives_its_parent(served: Served) -> None:
    workers = served.workers()
    served.process.kill()
    _gone, alive = psutil.wait_procs(workers, 20)
    assert alive == []


def test_an_answer_that_is_under_way_is_given_before_the_end(served: Served) -> None:
    body = b"username=nobody&password=nothing"
    head = (
        "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
        connection.sendall(head.encode() + body[:10])
        time.sleep(0.5)
        served.process.terminate()
        time.sleep(0.5)
        connection.sendall(body[10:])
        answer = _all(connection)
    # Without a token the form is refused, by the application and with its page.
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"<html" in answer
    assert served.process.wait(30) == 0

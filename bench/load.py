"""Load: clients in processes of their own that send ready-made requests over one connection each.

Run as a program it is one client, and needs nothing but the standard library: requests come in
by stdin, `go` starts it, times and statuses go out by stdout.
"""

import pickle
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import BinaryIO, Final

#: Every answer has to begin with one of these, or the round counts for nothing.
FINE: Final = frozenset({200, 302})
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSE: Final = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
SECONDS: Final = 120


@dataclass(frozen=True)
class Round:
    """What one round of load came to."""

    #: Answers a second, all clients together.
    rate: float
    #: Milliseconds of each request.
    spent: list[float]

    def percentile(self, hundredth: int) -> float:
        """A percentile of the times."""
        return quantiles(self.spent, n=100)[hundredth - 1]


def fire(port: int, requests: list[bytes], clients: int) -> Round:
    """Send the requests by so many clients at once; raises when one is refused."""
    shares = [requests[number::clients] for number in range(clients)]
    running = [_client(port, share) for share in shares]
    for one in running:
        assert _out(one).readline() == b"ready\n"
    began = time.perf_counter()
    for one in running:
        _in(one).write(b"go\n")
        _in(one).flush()
    found = [pickle.load(_out(one)) for one in running]  # noqa: S301 - from our own child
    lasted = max(ended for ended, _times in found) - began
    for one in running:
        one.communicate()
    answers = [answer for _ended, times in found for answer in times]
    refused = [status for _spent, status in answers if status not in FINE]
    assert not refused, f"{len(refused)} of {len(answers)} requests got {set(refused)}"
    return Round(len(answers) / lasted, [spent * 1e3 for spent, _status in answers])


def _client(port: int, share: list[bytes]) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(  # noqa: S603 - this file
        [sys.executable, "-S", str(Path(__file__)), str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    pickle.dump(share, _in(child))
    _in(child).flush()
    return child


def _in(child: subprocess.Popen[bytes]) -> BinaryIO:
    assert child.stdin is not None
    return child.stdin  # type: ignore[return-value]  # a pipe is a binary file


def _out(child: subprocess.Popen[bytes]) -> BinaryIO:
    assert child.stdout is not None
    return child.stdout  # type: ignore[return-value]  # a pipe is a binary file


def _send(connection: socket.socket, request: bytes) -> tuple[int, bool]:
    """The status of the answer, and whether the server closes the connection."""
    connection.sendall(request)
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(connection)
    head, _gap, body = got.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    missing = (int(length[1]) if length else 0) - len(body)
    while missing > 0:
        missing -= len(_more(connection))
    return int(head[9:12]), _CLOSE.search(head) is not None


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(65536)
    if not part:
        raise ConnectionError("the server closed the connection in the middle of an answer")
    return part


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def main(port: int) -> None:
    """Be one client."""
    requests: list[bytes] = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
    connection = _connect(port)
    print("ready", flush=True)
    sys.stdin.readline()
    times = []
    for request in requests:
        began = time.perf_counter()
        status, closed = _send(connection, request)
        times.append((time.perf_counter() - began, status))
        if closed:
            connection.close()
            connection = _connect(port)
    # The clock of perf_counter is the machine's own: parent and children read the same.
    pickle.dump((time.perf_counter(), times), sys.stdout.buffer)


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""Viewflow from PyPI as a peer: installed into a throwaway environment, driven over HTTP."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import urlencode

import psycopg

from bench import matter, servers
from yancha import database
from yancha.postgres import SUPERUSER, Cluster

PROJECT: Final = Path(__file__).parent / "viewflow"
DATABASE: Final = "viewflow"
_OPEN: Final = """
SELECT DISTINCT ON (process_id) id, process_id, flow_task FROM viewflow_task
WHERE status = 'ASSIGNED' ORDER BY process_id, id
"""


class NotReachableError(Exception):
    """The package index could not be reached, so that the peer cannot be measured."""


def install(folder: Path) -> str:
    """Install the pinned versions into an environment in the folder; returns its Python."""
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    steps = (
        [sys.executable, "-m", "venv", str(folder)],
        [*pip, "--requirement", str(PROJECT / "requirements.txt")],
    )
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        if done.returncode:
            raise NotReachableError(done.stderr.strip().splitlines()[-1][:200])
    return str(python)


class Viewflow:
    """Eight human tasks of four people, one after the other."""

    def __init__(self, cluster: Cluster, python: str, matters: int) -> None:
        """Make the database with so many matters."""
        self.socket = str(cluster.socket_folder)
        self.python = python
        self.environment = {
            "PEER_USER": SUPERUSER,
            "PEER_SOCKET": self.socket,
            "PEER_KEEPS_CONNECTIONS": "1",
            "PYTHONPATH": str(PROJECT),
        }
        database.create(cluster.url("postgres"), DATABASE)
        done = subprocess.run(  # noqa: S603 - ours
            [python, "-m", "approvals.prepare", str(matters)],
            env={**os.environ, **self.environment},
            capture_output=True,
            check=True,
        )
        self.logins = {
            name: matter.Login(one["cookie"], one["token"])
            for name, one in json.loads(done.stdout).items()
        }

    def as_shipped(self) -> "Viewflow":
        """The same with one connection for each request, as Django does unless it is told."""
        other = copy(self)
        other.environment = {**self.environment, "PEER_KEEPS_CONNECTIONS": ""}
        return other

    @contextmanager
    def serving(self) -> Iterator[int]:
        """Serve; gives the port."""
        application = "approvals.wsgi:application"
        with servers.granian(application, self.environment, self.python) as port:
            yield port

    def requests(self, count: int, random: Random) -> list[bytes]:
        """Requests that complete one open task of so many matters each."""
        with psycopg.connect(host=self.socket, user=SUPERUSER, dbname=DATABASE) as connection:
            found = connection.execute(_OPEN).fetchall()
        return [self._request(*row) for row in random.sample(found, min(count, len(found)))]

    def _request(self, task: int, process: int, reference: str) -> bytes:
        name = reference.rpartition(".")[2]
        number = int(name.removeprefix("task_"))
        login = self.logins[f"bench_{matter.ROLES[number % len(matter.ROLES)]}"]
        body = urlencode({f"text_{number}": matter.TEXT})
        head = (
            f"POST /approval/{process}/{name}/{task}/execute/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Cookie: {login.cookie}\r\nX-CSRFToken: {login.token}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return (head + body).encode()

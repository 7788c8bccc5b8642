"""What runs on the hosts: PostgreSQL on one, and on three others web, worker and scheduler each."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psycopg

from engine.connections import conninfo
from tests.hosts.network import NETWORK, Network
from yancha import database
from yancha.postgres import THROWAWAY, Cluster, die_with_parent

ROOT: Final = Path(__file__).parents[2]
PORT: Final = 8000
#: A test cannot wait a minute for each tick and half a minute for a dead worker.
TICK: Final = 2
HEARTBEAT: Final = 1
#: A worker is taken for dead after so many seconds of silence.
SILENCE: Final = 3 * HEARTBEAT
KINDS: Final = ("serve", "worker", "scheduler")


@dataclass
class Host:
    """A machine of the bureau with its own folder and its three processes."""

    name: str
    network: Network
    environment: dict[str, str]
    log: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self) -> None:
        """Start web, worker and scheduler."""
        for kind in KINDS:
            with self.network.inside(self.name), self.log.open("ab") as log:
                self.processes[kind] = subprocess.Popen(
                    [sys.executable, "-m", "yancha", kind],
                    cwd=ROOT,
                    env={**os.environ, **self.environment},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    process_group=0,
                    preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509 - one system call
                )

    def kill(self) -> None:
        """Pull the plug: nothing of it ends in order."""
        for process in self.processes.values():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def stop(self, kind: str) -> int:
        """End one process in order; returns its exit code."""
        self.processes[kind].terminate()
        return self.processes[kind].wait(30)

    def remove(self) -> None:
        """End what still runs."""
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def postgres(network: Network, name: str) -> Iterator[Cluster]:
    """A server that listens on the host's address; this process reaches it by its socket."""
    folder = Path(tempfile.mkdtemp(prefix="yancha-hosts-"))
    cluster = Cluster(folder, {**THROWAWAY, "listen_addresses": "*"})
    try:
        with network.inside(name):
            cluster.start()
        with (cluster.data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {NETWORK}.0/24 trust\n")
        with psycopg.connect(conninfo(cluster.url("postgres"))) as connection:
            connection.execute("SELECT pg_reload_conf()")
        database.create(cluster.url("postgres"), "bureau")
        database.migrate(cluster.url("bureau"))
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def host(network: Network, name: str, server: str, folder: Path) -> Host:
    """A host that uses the server; all hosts have the same secret keys."""
    home = folder / name
    shutil.copytree(folder / "secrets", home / "secrets")
    environment = {
        "DATABASE_URL": f"postgresql://yancha@{network.address(server)}/bureau",
        "YANCHA_HOME": str(home),
        "YANCHA_HOST": network.address(name),
        "YANCHA_PORT": str(PORT),
        "YANCHA_WEB_PROCESSES": "1",
        "YANCHA_THREADS": "4",
        "YANCHA_TICK_SECONDS": str(TICK),
        "YANCHA_HEARTBEAT_SECONDS": str(HEARTBEAT),
    }
    return Host(name, network, environment, folder / f"{name}.log")

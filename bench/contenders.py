"""Whoever completes work items over HTTP in the bench: Yancha, the naive way, the ceiling."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random
from typing import Protocol

from bench import matter, servers
from bench.matter import Factory, Login, Starts
from yancha.postgres import Cluster


class Contender(Protocol):
    """One that can be served and loaded."""

    def serving(self) -> AbstractContextManager[int]:
        """Serve; gives the port."""

    def requests(self, count: int, random: Random) -> list[bytes]:
        """Requests that complete one open item of so many cases each, or of all there are."""


class Ours:
    """The realistic process in a database of its own, behind one of our three applications."""

    def __init__(
        self,
        url: str,
        factory: Factory,
        serve: Callable[[str], AbstractContextManager[int]],
        path: str = "",
        begin: Starts = matter.start,
    ) -> None:
        """Prepare the database; `serve` takes its address, items lie below `path`."""
        self.url, self.factory, self.serve = url, factory, serve
        self.path, self.begin = path, begin
        self.logins: dict[str, Login] = {}
        with factory.begin() as session:
            matter.prepare(session)

    @contextmanager
    def serving(self) -> Iterator[int]:
        """Serve and log everybody in; gives the port."""
        with self.serve(self.url) as port:
            self.logins = matter.log_in(port)
            yield port

    def requests(self, count: int, random: Random) -> list[bytes]:
        """Begin as many cases as end, and take each case one step further.

        After as many calls as a case has steps there are `count` cases, as many at each step.
        """
        matter.open_cases(self.factory, count // len(matter.ANSWERS), self.begin)
        items = matter.open_items(self.factory, count, random)
        return [
            matter.completion(
                self.logins[role], f"{self.path}/work-items/{item}/complete", element, revision
            )
            for item, role, element, revision in items
        ]


@contextmanager
def yancha(url: str) -> Iterator[int]:
    """`yancha serve`, as it is started in production."""
    port = servers.free_port()
    with tempfile.TemporaryDirectory(prefix="yancha-bench-home-") as home:
        environment = {
            "DATABASE_URL": url,
            "YANCHA_HOME": str(Path(home)),
            "YANCHA_PORT": str(port),
            "YANCHA_WEB_PROCESSES": str(servers.PROCESSES),
            "YANCHA_THREADS": str(servers.THREADS),
        }
        command = [sys.executable, "-m", "yancha", "serve"]
        with servers.serving(command, port, environment):
            yield port


def of_the_bench(application: str) -> Callable[[str], AbstractContextManager[int]]:
    """An application of this folder under the same server."""
    return lambda url: servers.granian(
        f"{application}:create_app", {"BENCH_DATABASE": url}, factory=True
    )


@contextmanager
def all_of_ours(cluster: Cluster) -> Iterator[dict[str, Contender]]:
    """The three, each with its database."""
    from bench.naive import stepping

    def begin_naively(session: object, case: object) -> None:
        stepping.start(session, case, matter.PROCESS)  # type: ignore[arg-type]  # as Starts says

    with (
        servers.sessions(cluster, "yancha") as first,
        servers.sessions(cluster, "naive") as second,
        servers.sessions(cluster, "ceiling") as third,
    ):
        yield {
            "Yancha": Ours(cluster.url("yancha"), first, yancha, "/api/v1"),
            "naive": Ours(
                cluster.url("naive"), second, of_the_bench("bench.naive.app"), begin=begin_naively
            ),
            "ceiling": Ours(cluster.url("ceiling"), third, of_the_bench("bench.ceiling.app")),
        }

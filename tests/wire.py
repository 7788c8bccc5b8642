"""What goes over a connection to PostgreSQL, counted as the server sees it."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg.pq import Trace


@dataclass
class Wire:
    """Everything that was said while one listened."""

    said: str = ""

    @property
    def round_trips(self) -> int:
        """How often the server was waited for."""
        return len(re.findall(r"\tReadyForQuery\t", self.said))

    @property
    def commits(self) -> int:
        """How often something was made to last."""
        return len(re.findall(r'\t(?:Query|Parse)\t.*"COMMIT"', self.said))

    @property
    def statements(self) -> int:
        """How many statements were sent, BEGIN and COMMIT among them."""
        return len(re.findall(r"^F\t\d+\t(?:Execute|Query)\t", self.said, re.MULTILINE))


@contextmanager
def listening(connection: psycopg.Connection) -> Iterator[Wire]:
    """Listen until the end of the block; what was said is there afterwards."""
    heard = Wire()
    with tempfile.TemporaryFile() as trace:
        connection.pgconn.trace(trace.fileno())
        connection.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        try:
            yield heard
        finally:
            connection.pgconn.untrace()
            trace.seek(0)
            heard.said = trace.read().decode(errors="replace")

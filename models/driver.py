"""The driver's connection, which asks fixed statements by libpq's own calls.

A fixed statement is prepared once a connection and has one plan, whatever it is asked for: its
values go as text, and their types are those that the statement itself says. psycopg builds a
cursor and a coroutine for each question and takes twice the CPU; rows are read by its own loaders,
and whatever differs from time to time is asked by psycopg on the same connection.
"""

import re
import select
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import psycopg
from psycopg.abc import PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, PipelineStatus, TransactionStatus
from psycopg.pq.abc import PGresult

Row = tuple[Any, ...]
Values = Mapping[str, Any]

_NAMED: Final = re.compile(r"%(?:\((\w+)\)s|%)")
#: Looked up once: each is asked several times a question.
_IDLE: Final = TransactionStatus.IDLE
_OPEN: Final = (TransactionStatus.INTRANS, TransactionStatus.INERROR)
_NO_PIPELINE: Final = PipelineStatus.OFF
_ROWS: Final = ExecStatus.TUPLES_OK
_DONE: Final = ExecStatus.COMMAND_OK
_SYNC: Final = ExecStatus.PIPELINE_SYNC


@dataclass(frozen=True)
class _Statement:
    """A statement as PostgreSQL reads it, and the names of its values in order."""

    text: bytes
    names: tuple[str, ...]
    formats: list[PyFormat]


@cache
def _statement(text: str) -> _Statement:
    names: list[str] = []

    def number(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "%"
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    numbered = _NAMED.sub(number, text).encode()
    return _Statement(numbered, tuple(names), [PyFormat.TEXT] * len(names))


class Driver(psycopg.Connection[Any]):
    """A connection with fixed statements, whose prepared statements outlive a rollback.

    psycopg forgets them, because what a transaction created is gone with it. Ours create no
    tables or types, and every page that was read ends in a rollback: planning anew all that the
    next one asks would cost more than asking.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        """As psycopg makes one."""
        super().__init__(*given, **named)
        self._names: dict[str, bytes] = {}
        self._transformer = Transformer(self)

    def asked(self, statement: str, values: Values, *, alone: bool = False) -> list[Row]:
        """The rows of a statement whose text never changes; `alone` begins no transaction.

        Raises psycopg's errors.
        """
        if not alone and self.pgconn.transaction_status == _IDLE and not self.autocommit:
            (found,) = self.trip((statement, values))
            return found
        return self._rows(self.pgconn.exec_prepared(*self._said(statement, values)))

    def trip(self, *asked: tuple[str, Values]) -> list[list[Row]]:
        """The rows of several fixed statements in one round trip, BEGIN before them if need be."""
        said = [self._said(statement, values) for statement, values in asked]
        begins = self.pgconn.transaction_status == _IDLE and not self.autocommit
        if begins and self.isolation_level is not None:
            # psycopg knows how to begin such a transaction.
            self.execute("")
            begins = False
        self.pgconn.enter_pipeline_mode()
        if begins:
            self.pgconn.send_query_params(b"BEGIN", None)
        for name, given in said:
            self.pgconn.send_query_prepared(name, given)
        self.pgconn.pipeline_sync()
        results = self._results()
        self.pgconn.exit_pipeline_mode()
        return [self._rows(result) for result in results][begins:]

    def commit(self) -> None:
        """Commit by libpq's own call; raises psycopg's errors."""
        status = self.pgconn.transaction_status
        if self.pgconn.pipeline_status != _NO_PIPELINE or status not in _OPEN:
            super().commit()
        else:
            self._rows(self.pgconn.exec_(b"COMMIT"))

    def rollback(self) -> None:
        """Roll back by libpq's own call, past psycopg's memory of what was prepared.

        Raises OperationalError when the server is gone, so that the pool lets the connection go.
        """
        status = self.pgconn.transaction_status
        if self.pgconn.pipeline_status != _NO_PIPELINE or status not in {_IDLE, *_OPEN}:
            super().rollback()
        elif status != _IDLE and self.pgconn.exec_(b"ROLLBACK").status != _DONE:
            raise psycopg.OperationalError(self.pgconn.get_error_message())

    def _deallocate(self, name: bytes | None) -> PQGen[None]:
        """What psycopg says after a savepoint was undone; without a name it frees ours as well."""
        if name is None:
            self._names.clear()
        return super()._deallocate(name)

    def _said(self, statement: str, values: Values) -> tuple[bytes, Sequence[Any]]:
        """The name of the statement on this connection, and its values as PostgreSQL reads them."""
        said = _statement(statement)
        name = self._names.get(statement)
        if name is None:
            name = b"fixed_%d" % len(self._names)
            self._rows(self.pgconn.prepare(name, said.text))
            self._names[statement] = name
        given = [values[one] for one in said.names]
        return name, self._transformer.dump_sequence(given, said.formats)

    def _rows(self, result: PGresult) -> list[Row]:
        status = result.status
        if status == _ROWS:
            self._transformer.set_pgresult(result)
            return self._transformer.load_rows(0, result.ntuples, tuple)
        if status == _DONE:
            return []
        self._expect_alive()
        raise error_from_result(result)

    def _results(self) -> list[PGresult]:
        """What came back of a pipeline; what follows an error is not done and not in it."""
        found: list[PGresult] = []
        while True:
            while self.pgconn.is_busy():
                self._wait()
            result = self.pgconn.get_result()
            if result is None or result.status == ExecStatus.PIPELINE_ABORTED:
                self._expect_alive()
            elif result.status == _SYNC:
                return found
            else:
                found.append(result)

    def _expect_alive(self) -> None:
        if self.pgconn.status == ConnStatus.BAD:
            raise psycopg.OperationalError(self.pgconn.get_error_message())

    def _wait(self) -> None:
        """Wait for more without the interpreter's lock, which libpq's own waiting here keeps."""
        poll = select.poll()
        unsent = select.POLLOUT if self.pgconn.flush() else 0
        poll.register(self.pgconn.socket, select.POLLIN | unsent)
        poll.poll()
        self.pgconn.consume_input()

"""The driver's connection, which asks fixed statements by libpq's own calls.

A fixed statement is prepared once a connection and has one plan, whatever it is asked for: its
values go as text, and their types are those that the statement itself says. psycopg builds a
cursor and a coroutine for each question and takes twice the CPU; rows are read by its own loaders,
and whatever differs from time to time is asked by psycopg on the same connection.
"""

import re
import select
from collections.abc import Callable, Mapping, Sequence
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
#: Whoever waits for the rows of a statement that is sent later.
Heard = Callable[[list[Row]], object]
#: Values as libpq sends them.
Given = Sequence[Any]
_Waiting = tuple[str, Given, Heard | None]

_NAMED: Final = re.compile(r"%(?:\((\w+)\)s|%)")
#: Looked up once: each is asked several times a question.
_IDLE: Final = TransactionStatus.IDLE
_OPEN: Final = (TransactionStatus.INTRANS, TransactionStatus.INERROR)
_NO_PIPELINE: Final = PipelineStatus.OFF
_ROWS: Final = ExecStatus.TUPLES_OK
_DONE: Final = ExecStatus.COMMAND_OK
_SYNC: Final = ExecStatus.PIPELINE_SYNC
_LEVELS: Final = {
    level: f"BEGIN ISOLATION LEVEL {level.name.replace('_', ' ')}".encode()
    for level in psycopg.IsolationLevel
}


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
        self._count = 0
        self._transformer = Transformer(self)
        #: What is to be sent later: statement, values, who hears the rows.
        self._waiting: list[_Waiting] = []

    def asked(self, statement: str, values: Values, *, alone: bool = False) -> list[Row]:
        """The rows of a statement whose text never changes; `alone` begins no transaction.

        Raises psycopg's errors.
        """
        begins = not alone and self.pgconn.transaction_status == _IDLE and not self.autocommit
        if begins or self._waiting:
            return self.trip((statement, values))[0]
        name, given = self._names.get(statement), self._given(statement, values)
        if name is None:
            return self._sent([(statement, given)])[0]
        return self._rows(self.pgconn.exec_prepared(name, given))

    def later(self, statement: str, values: Values, heard: Heard | None = None) -> None:
        """Send a statement, as it is now, with whatever goes next, at the latest with COMMIT.

        `heard` is then told its rows; an error of it is raised there.
        """
        self._waiting.append((statement, self._given(statement, values), heard))

    def send(self) -> None:
        """Send at once what was to be sent later."""
        if self._waiting:
            self.trip()

    def trip(self, *asked: tuple[str, Values]) -> list[list[Row]]:
        """The rows of several fixed statements in one round trip, BEGIN before them if need be.

        What was to be sent later goes before them.
        """
        waiting, self._waiting = self._waiting, []
        begins = self.pgconn.transaction_status == _IDLE and not self.autocommit
        if begins and (self.read_only or self.deferrable):
            # psycopg knows how to begin such a transaction.
            self.execute("")
            begins = False
        said = [(statement, given) for statement, given, _heard in waiting]
        said += [(statement, self._given(statement, values)) for statement, values in asked]
        found = self._sent(said, begins=self._beginning() if begins else None)
        _tell(waiting, found)
        return found[len(waiting) :]

    def commit(self) -> None:
        """Commit by libpq's own call, with what was to be sent later; raises psycopg's errors."""
        if self.pgconn.transaction_status == _IDLE:
            self.send()
        waiting, self._waiting = self._waiting, []
        status = self.pgconn.transaction_status
        if waiting:
            said = [(statement, given) for statement, given, _heard in waiting]
            _tell(waiting, self._sent(said, commits=True))
        elif self.pgconn.pipeline_status != _NO_PIPELINE or status not in _OPEN:
            super().commit()
        else:
            self._rows(self.pgconn.exec_(b"COMMIT"))

    def cursor(self, *given: Any, **named: Any) -> Any:
        """As psycopg's, after what was to be sent later: its statements come in their order."""
        self.send()
        return super().cursor(*given, **named)

    def rollback(self) -> None:
        """Roll back by libpq's own call, past psycopg's memory of what was prepared.

        Raises OperationalError when the server is gone, so that the pool lets the connection go.
        """
        self._waiting = []
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

    def _beginning(self) -> bytes:
        """BEGIN as this connection was told to; SQLAlchemy leaves its level after others."""
        level = self.isolation_level
        return b"BEGIN" if level is None else _LEVELS[level]

    def _sent(
        self,
        said: Sequence[tuple[str, Given]],
        *,
        begins: bytes | None = None,
        commits: bool = False,
    ) -> list[list[Row]]:
        """The rows of each, in one trip; what this connection does not know is prepared in it."""
        new: dict[str, bytes] = {}
        shown: list[bool] = []
        self.pgconn.enter_pipeline_mode()
        if begins is not None:
            self.pgconn.send_query_params(begins, None)
            shown.append(False)
        for statement, given in said:
            name = self._names.get(statement) or new.get(statement)
            if name is None:
                # After an error nobody knows which of them are prepared: no name comes twice.
                self._count += 1
                name = new[statement] = b"fixed_%d" % self._count
                self.pgconn.send_prepare(name, _statement(statement).text)
                shown.append(False)
            self.pgconn.send_query_prepared(name, given)
            shown.append(True)
        if commits:
            self.pgconn.send_query_params(b"COMMIT", None)
        self.pgconn.pipeline_sync()
        results = self._results()
        self.pgconn.exit_pipeline_mode()
        rows = [self._rows(result) for result in results]
        self._names |= new
        return [one for one, counts in zip(rows, shown, strict=False) if counts]

    def _given(self, statement: str, values: Values) -> Given:
        """The values as PostgreSQL reads them; raises KeyError for one that is missing."""
        said = _statement(statement)
        return self._transformer.dump_sequence([values[one] for one in said.names], said.formats)

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


def _tell(waiting: Sequence[_Waiting], found: Sequence[list[Row]]) -> None:
    for (_statement, _given, heard), rows in zip(waiting, found, strict=False):
        if heard is not None:
            heard(rows)

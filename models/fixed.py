"""Fixed statements: what nearly every step asks and writes, by the driver and prepared once.

SQLAlchemy takes 100 to 280 microseconds of CPU to build, look up and read one statement, and 360
to write one row; the driver takes 30. So whatever a completion, its operations or a tick ask
each time is said here; whatever is asked now and then, or differs in its conditions, stays with
the ORM. The objects are the session's own, so that both ways can be used beside each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.orm import InstrumentedAttribute, Mapper, Session, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_state, set_committed_value

from models import shapes
from models.base import Base
from models.driver import Driver, Row

T = TypeVar("T", bound=Base)


def driver(session: Session) -> Driver:
    """The driver's own connection under the session, inside the session's transaction."""
    return driver_of(session.connection())


def driver_of(connection: Connection) -> Driver:
    """The driver's own connection under SQLAlchemy's; raises TypeError for another one's."""
    found = connection.connection.driver_connection
    if not isinstance(found, Driver):
        raise TypeError("the tables need an engine of engine.connections")
    return found


def ask(session: Session, statement: str, asked: Mapping[str, Any]) -> list[Row]:
    """Ask a statement whose text never changes, after what the session has still to write.

    Raises psycopg's errors.
    """
    session.flush()
    return driver(session).asked(statement, asked)


class Rows(Generic[T]):
    """Rows of a table, found by a fixed end of the statement: joins, conditions, order, lock.

    `along` are relations to one row each, or none, that the end joins; they are read with it.
    `before` is a WITH that goes before the reading, and may write.
    """

    def __init__(
        self,
        model: type[T],
        end: str,
        *along: InstrumentedAttribute[Any],
        fresh: bool = False,
        before: str = "",
    ) -> None:
        self._model, self._end, self._along, self._before = model, end, along, before
        #: Read over what the session knows already: for rows that are locked by the reading.
        self._fresh = fresh
        self._statement = ""

    def all(self, session: Session, **asked: Any) -> list[T]:
        """The rows, in the order of the statement."""
        found = ask(session, self._statement or self._said(), asked)
        return [self._made(session, row) for row in found]

    def first(self, session: Session, **asked: Any) -> T | None:
        """The first row, if there is one."""
        found = ask(session, self._statement or self._said(), asked)
        return self._made(session, found[0]) if found else None

    def _said(self) -> str:
        """The statement; models are complete only when they are used."""
        columns = ", ".join(shapes.of(one).selected for one in self._models())
        table = shapes.of(self._model).table
        said = f"{self._before} SELECT {columns} FROM {table} {self._end}"  # noqa: S608 - constants
        self._statement = said
        return self._statement

    def _models(self) -> list[Any]:
        return [self._model, *(one.property.mapper.class_ for one in self._along)]

    def _made(self, session: Session, row: Sequence[Any]) -> T:
        known: dict[Any, Any] = {}
        start = 0
        for model in self._models():
            shape = shapes.of(model)
            values, start = row[start : start + len(shape.names)], start + len(shape.names)
            found = values[shape.keys[0]] is not None
            known[model] = shape.made(session, values, fresh=self._fresh) if found else None
        for relation in self._along:
            target = relation.property.mapper.class_
            set_committed_value(known[relation.class_], relation.key, known[target])
        first: T = known[self._model]
        return first


def insert(session: Session, row: T) -> T:
    """Write a new row at once; its relations are given by their keys, not by objects.

    It has its key and defaults afterwards. Mapper events do not see it, so this is not for
    settings and offices (`once.forget_with`). Raises psycopg's IntegrityError.
    """
    shape = shapes.of(type(row))
    for made in ask(session, shape.insertion, shape.values_of(row)):
        for name, value in zip(shape.counted, made, strict=True):
            setattr(row, name, value)
    make_transient_to_detached(row)
    session.add(row)
    return row


def update(session: Session, row: Base) -> None:
    """Write what was changed of a row with the next statement: the unit of work has nothing to do.

    As `insert`, it goes past mapper events. Raises psycopg's IntegrityError.
    """
    shape, state = shapes.of(type(row)), instance_state(row)
    changed = tuple(name for name in shape.stored if name in state.committed_state)
    if len(changed) < len(state.committed_state):
        # A relation was changed, whose keys the unit of work knows.
        session.flush()
    elif changed:
        statement, values = shape.change(row, changed)
        # What the unit of work does after its own writing; else it would write it again.
        state._commit_all(state.dict, session.identity_map)  # noqa: SLF001
        session.flush()
        driver(session).later(statement, values)


def forget(session: Session, model: type[Base], keys: Iterable[int]) -> None:
    """Rows that were written by a statement are read anew when somebody asks for them."""
    mapper: Mapper[Any] = model.__mapper__
    for key in keys:
        row = session.identity_map.get(mapper.identity_key_from_primary_key((key,)))
        if row is not None:
            session.expire(row)

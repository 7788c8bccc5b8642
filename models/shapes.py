"""How the driver's rows and the ORM's objects of one table become each other."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from sqlalchemy import Dialect, inspect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import instance_state, set_committed_value
from sqlalchemy.types import TypeEngine

_DIALECT: Final[Dialect] = PGDialect_psycopg()  # type: ignore[no-untyped-call]
#: How the value of a column is changed on its way; most are not.
_Change = Callable[[Any], Any]


@dataclass(frozen=True)
class Shape:
    """The columns of one table, on the way from it and to it."""

    mapper: Mapper[Any]
    table: str
    #: What is read: all but what is deferred.
    names: tuple[str, ...]
    #: Which values of a row make its identity.
    keys: tuple[int, ...]
    #: Place of a value -> how it is changed when it is read.
    changes: tuple[tuple[int, _Change], ...]
    #: Column -> how its value is changed when it is written, and what it is without one.
    stored: Mapping[str, _Change]
    absent: Mapping[str, Callable[[], Any]]
    #: What the database itself gives a new row.
    counted: tuple[str, ...]
    #: The statement that writes a new row.
    insertion: str
    _said: dict[tuple[str, ...], str] = field(default_factory=dict)

    @property
    def selected(self) -> str:
        """The columns, as a statement names them."""
        return ", ".join(f'{self.table}."{name}"' for name in self.names)

    def values_of(self, row: object) -> dict[str, Any]:
        """What a new object has to be stored."""
        given = vars(row)
        return {
            name: self.stored[name](given[name]) if name in given else absent()
            for name, absent in self.absent.items()
        }

    def change(self, row: object, names: Sequence[str]) -> tuple[str, dict[str, Any]]:
        """The statement that writes these columns of a row, and its values."""
        given = vars(row)
        values = {name: self.stored[name](given[name]) for name in names}
        values |= {f"old_{self.names[key]}": given[self.names[key]] for key in self.keys}
        return self._changes(tuple(names)), values

    def _changes(self, names: tuple[str, ...]) -> str:
        """Few sets of columns are ever changed together, so that their statements are kept."""
        said = self._said.get(names)
        if said is None:
            columns = ", ".join(f'"{name}" = %({name})s' for name in names)
            keys = (self.names[key] for key in self.keys)
            which = " AND ".join(f'"{key}" = %(old_{key})s' for key in keys)
            said = f"UPDATE {self.table} SET {columns} WHERE {which}"  # noqa: S608 - of constants
            self._said[names] = said
        return said

    def made(self, session: Session, row: Sequence[Any], *, fresh: bool) -> Any:
        """The session's object for a row; what it knows already stays, unless read afresh."""
        values = list(row)
        for place, change in self.changes:
            values[place] = change(values[place])
        key = self.mapper.identity_key_from_primary_key(tuple(values[place] for place in self.keys))
        found = session.identity_map.get(key)
        if found is None:
            found = self.mapper.class_manager.new_instance()
            vars(found).update(zip(self.names, values, strict=True))
            # As the ORM's own loading does; `add` would walk all relations of the object.
            state = instance_state(found)
            state.key, state.session_id = key, session.hash_key
            session.identity_map.add(state)
            return found
        known = vars(found)
        for name, value in zip(self.names, values, strict=True):
            if fresh or name not in known:
                set_committed_value(found, name, value)
        return found


@cache
def of(model: Hashable) -> Shape:
    """The shape of a model's table; models are complete only when they are used."""
    mapper: Mapper[Any] = inspect(model, raiseerr=True)
    table = _DIALECT.identifier_preparer.format_table(mapper.local_table)
    read = [one for one in mapper.column_attrs if not one.deferred]
    changes = [_type(one.columns[0]).result_processor(_DIALECT, None) for one in read]
    columns = list(mapper.local_table.columns)
    names = tuple(one.key for one in read)
    counted = tuple(one.name for one in columns if one.identity or one.computed)
    given = tuple(one for one in columns if one.name not in counted)
    return Shape(
        mapper=mapper,
        table=table,
        names=names,
        keys=tuple(names.index(one.name) for one in mapper.primary_key),
        changes=tuple((place, one) for place, one in enumerate(changes) if one is not None),
        stored={one.name: _stored(one) for one in given},
        absent={one.name: _absent(one) for one in given},
        counted=counted,
        insertion=_insertion(table, [one.name for one in given], counted),
    )


def _insertion(table: str, names: Sequence[str], counted: Sequence[str]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(f"%({name})s" for name in names)
    said = f"INSERT INTO {table} ({columns}) VALUES ({values})"  # noqa: S608 - of constants
    return f"{said} RETURNING {', '.join(counted)}" if counted else said


def _type(column: Any) -> TypeEngine[Any]:
    found: TypeEngine[Any] = column.type.dialect_impl(_DIALECT)
    return found


def _stored(column: Any) -> _Change:
    return _type(column).bind_processor(_DIALECT) or _as_it_is


def _absent(column: Any) -> Callable[[], Any]:
    """What a row has in a column that nobody set."""
    default: Any = column.default
    if default is None:
        return lambda: None
    store = _stored(column)
    if default.is_callable:
        return lambda: store(default.arg(None))
    return lambda: store(default.arg)


def _as_it_is(value: Any) -> Any:
    return value

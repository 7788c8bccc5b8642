"""Keyset paging: the next page begins after the last row seen, however much was added meanwhile."""

import base64
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import orjson
from flask import request
from sqlalchemy import Select, SQLColumnExpression, tuple_
from sqlalchemy.orm import Session

from web.addresses import address_with

ROWS: Final = 50
_LARGEST: Final = 2**63 - 1

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows and the address of those after them, if there are any."""

    rows: Sequence[T]
    next: str | None

    def __bool__(self) -> bool:
        return bool(self.rows)


def paged(
    session: Session,
    query: Select[tuple[T]],
    keys: Sequence[SQLColumnExpression[Any]],
    key_of: Callable[[T], Sequence[Any]],
    *,
    descending: bool = False,
    size: int = ROWS,
) -> Page[T]:
    """Return the page that the request asks for, ordered by the keys (the last one is unique)."""
    after = read_cursor(request.args.get("after"), [_kind(key) for key in keys])
    if after is not None:
        place = tuple_(*keys)
        query = query.where(place < tuple_(*after) if descending else place > tuple_(*after))
    order = [key.desc() if descending else key.asc() for key in keys]
    rows = session.scalars(query.order_by(*order).limit(size + 1)).all()
    if len(rows) <= size:
        return Page(rows, None)
    rows = rows[:size]
    return Page(rows, address_with(after=write_cursor(key_of(rows[-1]))))


def _kind(key: SQLColumnExpression[Any]) -> type:
    # Every column has a type; only the library's own annotation does not say so.
    kind: type = getattr(key, "type").python_type  # noqa: B009
    return kind


def write_cursor(values: Sequence[Any]) -> str:
    """Return the place of a row as part of an address."""
    return base64.urlsafe_b64encode(orjson.dumps(list(values))).decode().rstrip("=")


def read_cursor(text: str | None, kinds: Sequence[type]) -> list[Any] | None:
    """Read a place again; one that nobody wrote means the beginning."""
    if not text:
        return None
    try:
        values = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return [_value(value, kind) for value, kind in zip(values, kinds, strict=True)]
    except (ValueError, TypeError):
        return None


def _value(value: object, kind: type) -> object:
    if issubclass(kind, dt.datetime):
        moment = dt.datetime.fromisoformat(str(value))
        if moment.tzinfo is None:
            raise ValueError("a place in time needs a zone")
        return moment
    if type(value) is not kind or (isinstance(value, int) and abs(value) > _LARGEST):
        raise TypeError("the place is of another list")
    if isinstance(value, str) and "\0" in value:
        raise ValueError("no text of the database")
    return value

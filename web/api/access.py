"""Who asks, and which part of a list: shared by all areas of the API."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask_security import current_user
from flask_smorest import Blueprint
from sqlalchemy import Select, SQLColumnExpression, tuple_
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, Unauthorized

from web import database
from web.paging import read_cursor, write_cursor


class _Parser(FlaskParser):
    """Lets the schema decide what is unknown; the library's default drops it in silence."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"query": None, "json": None}


class Area(Blueprint):
    """The paths of one area."""

    ARGUMENTS_PARSER = _Parser()

    def arguments(self, schema: Any, **options: Any) -> Any:
        """The arguments of a path; their schema is made once, not for each request."""
        known = schema() if isinstance(schema, type) else schema
        return super().arguments(known, **options)


P = ParamSpec("P")
T = TypeVar("T")


def authenticated(view: Callable[P, T]) -> Callable[P, T]:
    """Answer 401 to whoever brings neither token nor session, or must change the password."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        if not current_user.is_authenticated or current_user.must_change_password:
            raise Unauthorized
        return view(*args, **kwargs)

    return checked


def page(
    query: Select[tuple[Any]],
    key: SQLColumnExpression[Any],
    key_of: Callable[[Any], int],
    asked: dict[str, Any],
) -> dict[str, Any]:
    """The rows after the cursor, newest first, and the cursor of the next page."""
    after = cursor(asked, int)
    if after is not None:
        query = query.where(tuple_(key) < tuple_(*after))
    limit: int = asked["limit"]
    rows = list(database.session().scalars(query.order_by(key.desc()).limit(limit + 1)))
    more = len(rows) > limit
    rows = rows[:limit]
    return {"items": rows, "next": write_cursor([key_of(rows[-1])]) if more else None}


def cursor(asked: dict[str, Any], *kinds: type) -> Sequence[Any] | None:
    """The place that the request names; 400 for one that nobody gave out."""
    text = asked.get("after")
    if not text:
        return None
    place = read_cursor(text, kinds)
    if place is None:
        raise BadRequest
    return place

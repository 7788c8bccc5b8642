"""What a person may write into a paper: the fields of the catalogue, each read by its kind."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from engine.document_forms import Field, Form
from engine.errors import Invalid
from models import clock

Reading = Callable[[Any], Any]
#: No field of a paper that is written by hand is longer, and no list.
LONGEST: Final = 8_000
MOST_ROWS: Final = 200


class _WrongError(ValueError):
    """One value is not of its kind."""


def clean(form: Form, names: Mapping[str, Field], data: Mapping[str, Any]) -> dict[str, Any]:
    """Read the named fields; refuse unknown fields and wrong values, each by its name."""
    errors: dict[str, list[dict[str, object]]] = {
        key: [{"code": "document.unknown_field", "params": {"name": key, "form": form.title}}]
        for key in sorted(set(data) - set(names))
    }
    read: dict[str, Any] = {}
    for key, one in names.items():
        try:
            read[key] = _read(one, data.get(key))
        except _WrongError as error:
            params: dict[str, object] = {"field": one.label}
            errors[key] = [{"code": str(error), "params": params}]
    if errors:
        raise Invalid("document.wrong_fields", errors, form=form.title)
    return read


def _read(one: Field, value: Any) -> Any:
    if one.each:
        return _rows(one, value)
    if one.parts:
        return _parts(one, value)
    reading: Reading = _KINDS.get(one.kind, _text)
    return reading(value)


def _rows(one: Field, value: Any) -> list[dict[str, Any]]:
    if value in (None, ""):
        return []
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        raise _WrongError("document.no_rows")
    rows = [_parts(one, row) for row in value]
    # Rows that were left blank on the page are none.
    return [row for row in rows if any(row.values())]


def _parts(one: Field, value: Any) -> dict[str, Any]:
    if value in (None, ""):
        value = {}
    if not isinstance(value, Mapping) or not set(value) <= set(one.parts):
        raise _WrongError("document.no_parts")
    return {name: _read(part, value.get(name)) for name, part in one.parts.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str | int | float) or len(str(value)) > LONGEST or "\0" in str(value):
        raise _WrongError("document.no_text")
    return str(value).strip()


def _day(value: Any) -> str:
    if value in (None, ""):
        return ""
    try:
        return dt.date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise _WrongError("document.no_day") from error


def _moment(value: Any) -> str:
    if value in (None, ""):
        return ""
    try:
        moment = dt.datetime.fromisoformat(str(value))
    except ValueError as error:
        raise _WrongError("document.no_moment") from error
    # A browser writes the bureau's own time without its zone.
    return (moment if moment.tzinfo else moment.replace(tzinfo=clock.ZONE)).isoformat()


def _flag(value: Any) -> bool:
    return value in (True, "true", "yes", "on")


def _list(value: Any) -> list[str]:
    lines = value.splitlines() if isinstance(value, str) else value or []
    if not isinstance(lines, list) or len(lines) > MOST_ROWS:
        raise _WrongError("document.no_rows")
    return [line for line in (_text(one) for one in lines) if line]


_KINDS: Final[Mapping[str, Reading]] = {
    "day": _day,
    "moment": _moment,
    "flag": _flag,
    "list": _list,
}

"""Widgets that hold rows: things that were taken (清单), instalments of a fine (分期)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from marshmallow import ValidationError

from engine.forms.problems import Problem
from engine.forms.values import Value, wrong

#: A list longer than this belongs into a file.
MOST_ROWS: Final = 200
_MOST: Final = Decimal(10) ** 15


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of such a list."""

    key: str
    #: `text`, `quantity`, `date` or `money` (in fen).
    kind: str = "text"
    required: bool = False
    max_length: int = 200
    #: What the column is called where its key is called otherwise elsewhere.
    words: str = ""


#: Widget -> its columns. Things: L2 art 24 and the official inventory (场所、设施、财物清单).
ROWS: Final[Mapping[str, tuple[Column, ...]]] = {
    "things": (
        Column(key="name", required=True),
        Column(key="specification"),
        Column(key="unit", required=True, max_length=20),
        Column(key="quantity", kind="quantity", required=True),
        Column(key="remark"),
    ),
    # Whom a ban names, and as what (L3 art 135).
    "people": (
        Column(key="name", required=True, max_length=120, words="full_name"),
        Column(key="id_number", max_length=24),
        Column(key="duty", required=True, max_length=40),
    ),
    "instalments": (
        Column(key="day", kind="date", required=True),
        Column(key="amount_fen", kind="money", required=True),
    ),
}


class Rows(Value[list[dict[str, Any]]]):
    """A list of rows; what is wrong is named by row and column."""

    def read(self, value: Any) -> list[dict[str, Any]]:
        """Return the rows as they are stored."""
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise wrong("form.not_a_list")
        if len(value) > MOST_ROWS:
            raise wrong("form.too_many_rows", most=MOST_ROWS)
        problems: dict[str, dict[str, list[Problem]]] = {}
        rows = []
        for number, raw in enumerate(value):
            row, found = _row(ROWS[self.component.widget], raw)
            rows.append(row)
            if found:
                problems[str(number)] = found
        if problems:
            raise ValidationError(problems)
        return rows


def _row(
    columns: tuple[Column, ...], raw: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[Problem]]]:
    known = {column.key for column in columns}
    problems = {key: [Problem("form.unknown_field")] for key in map(str, raw) if key not in known}
    row: dict[str, Any] = {}
    for column in columns:
        try:
            cell = _cell(column, raw.get(column.key))
        except ValidationError as error:
            problems[column.key] = [one for one in error.messages if isinstance(one, Problem)]
            continue
        if cell is not None:
            row[column.key] = cell
    return row, problems


def _cell(column: Column, value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        if column.required:
            raise wrong("form.required")
        return None
    return _READERS[column.kind](column, value)


def _text(column: Column, value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise wrong("form.not_a_text")
    text = value.strip()
    if len(text) > column.max_length:
        raise wrong("form.too_long", max=column.max_length)
    return text


def _quantity(_column: Column, value: Any) -> str:
    number = _number(value)
    if number <= 0:
        raise wrong("form.too_small", min="0.001")
    if number != round(number, 3):
        raise wrong("form.too_many_digits", digits=3)
    return f"{number.normalize():f}"


def _money(_column: Column, value: Any) -> int:
    number = _number(value)
    if number != number.to_integral_value():
        raise wrong("form.too_many_digits", digits=2)
    if number < 1:
        raise wrong("form.too_small", min="0.01")
    return int(number)


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise wrong("form.not_a_number")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise wrong("form.not_a_number") from error
    if not number.is_finite():
        raise wrong("form.not_a_number")
    if abs(number) > _MOST:
        raise wrong("form.too_large", max=f"{_MOST:f}")
    return number


def _date(_column: Column, value: Any) -> str:
    try:
        return dt.date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise wrong("form.not_a_date") from error


_READERS: Final = {"text": _text, "quantity": _quantity, "money": _money, "date": _date}

"""From a table to checked rows: which column is which field, what is good and what is not."""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from engine.errors import Invalid
from engine.imports.problems import Problem
from engine.imports.tables import Row, Table, read

#: The column that `returned.py` adds; a corrected file may still have it.
REASON_HEADINGS: Final = ("未导入原因", "Reason not imported")
#: The first of the letters that a cell may hold; what is before controls printers.
_FIRST_PRINTABLE: Final = 32


class Cell(fields.Field[Any]):
    """One cell: text within a limit, one of some choices, or a day."""

    def __init__(
        self,
        limit: int = 400,
        *,
        required: bool = False,
        choices: Mapping[str, str] | None = None,
        headings: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.limit = limit
        self.must_be_filled = required
        #: What people write, in small letters -> what is stored.
        self.choices = choices
        #: Headings that name this field without a mapping.
        self.headings = tuple(headings)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:
        text = " ".join(str(value).split())
        if not text:
            if self.must_be_filled:
                raise ValidationError([Problem("import.required")])
            return ""
        if any(ord(sign) < _FIRST_PRINTABLE for sign in text):
            raise ValidationError([Problem("import.control_character")])
        if len(text) > self.limit:
            raise ValidationError([Problem("import.too_long", {"limit": self.limit})])
        return text if self.choices is None else self._choice(text)

    def _choice(self, text: str) -> str:
        choices = self.choices or {}
        known = choices.get(unicodedata.normalize("NFKC", text).lower())
        if known is None:
            named = sorted(set(choices.values()))
            raise ValidationError(
                [Problem("import.unknown_value", {"value": text, "known": named})]
            )
        return known


class DayCell(Cell):
    """A day as files write it: 2012-03-01, 2012/3/1 or 20120301."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:
        text = super()._deserialize(value, attr, data)
        for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%m/%d/%Y", "%Y-%m-%d %H:%M:%S"):
            try:
                return dt.datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day
            except ValueError:
                continue
        if text:
            raise ValidationError([Problem("import.no_day", {"value": text})])
        return ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not taken, and everything that is wrong with it."""

    row: Row
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A row whose fields are right; `extra` holds the columns that have no field."""

    row: Row
    values: dict[str, Any]
    extra: dict[str, str]


@dataclass(slots=True)
class Checked:
    """A file after checking: what may be taken and what goes back."""

    table: Table
    #: Field -> heading of its column.
    columns: dict[str, str]
    good: list[GoodRow]
    bad: list[BadRow]
    digest: str = ""
    name: str = ""

    def reject(self, rejected: Mapping[int, Problem]) -> None:
        """Move rows to the bad ones, by line; a command does when the database disagrees."""
        lost = [row for row in self.good if row.row.line in rejected]
        self.good = [row for row in self.good if row.row.line not in rejected]
        self.bad += [BadRow(one.row, (rejected[one.row.line],)) for one in lost]
        self.bad.sort(key=lambda bad: bad.row.line)


@dataclass(slots=True)
class Report:
    """What an import did; `bad` rows were not taken, all others are in the database."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    #: Subjects of this file whose people bear the name of somebody who is banned (L3 art 135).
    flagged: int = 0
    #: Each of them, with the column that names him (engine/flags.py).
    flags: list[dict[str, Any]] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return the numbers."""
        counted = {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "bad": len(self.bad),
        }
        return counted | ({"flagged": self.flagged} if self.flagged else {})


def parse_mapping(text: str) -> dict[str, str]:
    """Read `name=DBA_Name,licence=License`: our field on the left, the file's heading right."""
    mapping: dict[str, str] = {}
    for part in text.split(","):
        name, sign, heading = (piece.strip() for piece in part.partition("="))
        if not (name and sign and heading) or name in mapping:
            raise Invalid("import.mapping", part=part.strip())
        mapping[name] = heading
    return mapping


def check_file(
    data: bytes,
    schema: Schema,
    mapping: Mapping[str, str] | None = None,
    *,
    unique: Sequence[str] = (),
    name: str = "",
) -> Checked:
    """Read a file and check every row of it; fields in `unique` may not repeat in the file."""
    table = read(data)
    checked = check(table, schema, mapping, unique=unique)
    checked.digest, checked.name = hashlib.sha256(data).hexdigest(), name
    return checked


def check(
    table: Table,
    schema: Schema,
    mapping: Mapping[str, str] | None = None,
    *,
    unique: Sequence[str] = (),
) -> Checked:
    """Check every row of a table."""
    columns = _columns(table.header, schema, mapping)
    places = {field: table.header.index(heading) for field, heading in columns.items()}
    rest = [
        (heading, place)
        for place, heading in enumerate(table.header)
        if heading and place not in places.values() and heading not in REASON_HEADINGS
    ]
    checked = Checked(table, columns, [], [])
    first: dict[tuple[str, str], int] = {}
    for row in table.rows:
        found = _check_row(row, schema, places, len(table.header))
        values = found if isinstance(found, dict) else {}
        problems = [] if values else [*_named(found, columns)]
        keys = [(key, values[key]) for key in unique if values.get(key)]
        problems += [
            Problem("import.duplicate", {"column": columns[key[0]], "value": key[1], "line": line})
            for key in keys
            if (line := first.get(key)) is not None
        ]
        if problems:
            checked.bad.append(BadRow(row, tuple(problems)))
        else:
            first.update(dict.fromkeys(keys, row.line))
            extra = {heading: _cell(row, place) for heading, place in rest}
            checked.good.append(GoodRow(row, values, extra))
    return checked


def _columns(
    header: Sequence[str], schema: Schema, mapping: Mapping[str, str] | None
) -> dict[str, str]:
    """Find the column of every field: as mapped, else by the headings that people use."""
    given = dict(mapping or {})
    for name, heading in given.items():
        if name not in schema.fields:
            raise Invalid("import.unknown_field", field=name, known=sorted(schema.fields))
        if heading not in header:
            raise Invalid("import.no_column", heading=heading, known=[one for one in header if one])
    spoken = {heading.lower(): heading for heading in header if heading not in given.values()}
    for name, column in schema.fields.items():
        known = (name, *getattr(column, "headings", ()))
        match = next((spoken[one.lower()] for one in known if one.lower() in spoken), None)
        if name not in given and match is not None:
            given[name] = match
        if name not in given and getattr(column, "must_be_filled", False):
            raise Invalid("import.not_mapped", field=name, known=[one for one in header if one])
    return given


def _check_row(
    row: Row, schema: Schema, places: Mapping[str, int], width: int
) -> dict[str, Any] | Mapping[str, list[Problem]] | list[Problem]:
    surplus = [cell for cell in row.cells[width:] if cell.strip()]
    if surplus:
        return [Problem("import.too_many_cells", {"expected": width, "found": len(row.cells)})]
    try:
        raw = {name: _cell(row, place) for name, place in places.items()}
        loaded: dict[str, Any] = schema.load(raw, unknown=EXCLUDE)
    except ValidationError as error:
        return [
            Problem(one.code, {**one.params, "column": str(name)})
            for name, said in dict(error.messages_dict).items()
            for one in said
        ]
    return loaded


def _named(found: Any, columns: Mapping[str, str]) -> Iterable[Problem]:
    """Say the file's heading in place of our field's name."""
    for one in found:
        params = dict(one.params)
        if "column" in params:
            params["column"] = columns.get(params["column"], params["column"])
        yield Problem(one.code, params)


def _cell(row: Row, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""

"""A table as people send it: CSV or xlsx in, rows of text with their line numbers out."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl

from engine.errors import Invalid
from engine.imports.encoding import decode

MAX_BYTES: Final = 50 * 1024 * 1024
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 200
#: What an xlsx may grow to when it is unpacked.
MAX_UNPACKED: Final = 500 * 1024 * 1024

_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_SEPARATORS: Final = (",", "\t", ";")
#: Every way in which openpyxl says that a workbook is none.
_BROKEN: Final = (
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    NotImplementedError,
    ParseError,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row and the line of the file in which it begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read."""

    #: `csv` or `xlsx`; bad rows go back in the same form.
    form: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read(data: bytes) -> Table:
    """Read a file by what is in it, whatever its name says."""
    if len(data) > MAX_BYTES:
        raise Invalid("import.too_large", limit=MAX_BYTES // 1024 // 1024)
    if not data.strip():
        raise Invalid("import.empty")
    if data.startswith(_OLD_EXCEL):
        raise Invalid("import.old_excel")
    if data.startswith(_ZIP):
        return _table("xlsx", _xlsx_rows(data))
    return _table("csv", _csv_rows(decode(data)))


def _table(form: str, found: Iterator[Row]) -> Table:
    header = next(found, None)
    if header is None:
        raise Invalid("import.empty")
    names = tuple(re.sub(r"\s+", " ", cell).strip() for cell in header.cells)
    while names and not names[-1]:
        names = names[:-1]
    if len(names) > MAX_COLUMNS:
        raise Invalid("import.too_many_columns", limit=MAX_COLUMNS)
    if twice := next((name for name in names if name and names.count(name) > 1), None):
        raise Invalid("import.duplicate_heading", heading=twice)
    return Table(form, names, tuple(found))


def _csv_rows(text: str) -> Iterator[Row]:
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begun = 1
    rows = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows += 1
                _count(rows)
                yield Row(begun, tuple(cells))
            begun = reader.line_num + 1
    except csv.Error as error:
        # The line in which the row began: an open quotation mark swallows all that follows.
        raise Invalid("import.csv_broken", line=begun) from error


def _xlsx_rows(data: bytes) -> Iterator[Row]:
    try:
        _check_archive(data)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        # Some programs write a wrong size of the sheet, and rows would be lost.
        sheet.reset_dimensions()
        # A formula is never computed here: the value that was saved beside it is read.
        yield from _values(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1))
        book.close()
    except _BROKEN as error:
        raise Invalid("import.xlsx_broken") from error


def _values(rows: Iterable[Iterable[Any]]) -> Iterator[Row]:
    filled = 0
    for line, values in enumerate(rows, start=1):
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            filled += 1
            _count(filled)
            yield Row(line, tuple(cells))


def _check_archive(data: bytes) -> None:
    """Refuse archives that explode and XML that defines entities."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
            raise Invalid("import.too_large", limit=MAX_UNPACKED // 1024 // 1024)
        for member in archive.infolist():
            with archive.open(member) as opened:
                if b"<!DOCTYPE" in opened.read(4096).upper():
                    raise Invalid("import.xlsx_broken")


def _count(rows: int) -> None:
    # One more than the limit, for the headings.
    if rows > MAX_ROWS + 1:
        raise Invalid("import.too_many_rows", limit=MAX_ROWS)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer():
        # Excel keeps every number as a fraction; a licence number is none.
        return str(int(value))
    return str(value).strip()

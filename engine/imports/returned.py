"""Bad rows as a file of the same form, with the reason in one more column."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError

from engine.imports.problems import Problem
from engine.imports.rows import REASON_HEADINGS, BadRow
from engine.imports.tables import Table

#: A spreadsheet program takes a cell that begins so for a formula and runs it.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def bad_rows(
    table: Table, bad: Sequence[BadRow], words: Callable[[Problem], str], heading: str
) -> bytes:
    """Write the bad rows as they came; `words` makes a sentence of a problem."""
    kept = [place for place, name in enumerate(table.header) if name not in REASON_HEADINGS]
    header = [table.header[place] for place in kept]
    width = max([len(kept), *(len(one.row.cells) for one in bad)])
    lines = [[*_padded(header, width), heading]]
    for one in bad:
        cells = [_at(one.row.cells, place) for place in kept]
        surplus = list(one.row.cells[len(table.header) :])
        reason = "；".join(words(problem) for problem in one.problems)
        lines.append([*_padded(cells + surplus, width), reason])
    return _xlsx(lines) if table.form == "xlsx" else _csv(lines)


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _csv(lines: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([_harmless(cell) for cell in line] for line in lines)
    # With the mark, Excel knows that it is UTF-8.
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """Quote what would run as a formula; a number with a sign is none."""
    if not cell.startswith(_FORMULA):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def _xlsx(lines: Iterable[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in lines:
        sheet.append([_text_cell(sheet, value) for value in line])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _text_cell(sheet: Any, value: str) -> Any:
    try:
        cell = WriteOnlyCell(sheet, value)
    except IllegalCharacterError:
        cell = WriteOnlyCell(sheet, "".join(sign for sign in value if sign.isprintable()))
    # Text, whatever it begins with: never a formula.
    cell.data_type = "s"
    return cell

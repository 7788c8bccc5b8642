"""The rows of a case for its file: every table that speaks of the case, as JSON."""

import datetime as dt
import enum
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from models.cases import Case
from models.tables import METADATA

#: Of no meaning outside of the running system, or not the case's own record.
LEFT_OUT: Final = frozenset(
    {
        "case_file",
        "draft",
        "early_look",
        "idempotency_key",
        "inbox_message",
        # Who reported is kept apart, for named people only (P40).
        "informant",
        "incident",
        "notice",
        "process_instance",
        "seal",
        "sealed_check",
    }
)
#: Table -> the column by which it hangs on another table of the file.
HANGING: Final = {
    "charge": ("penalty_id", "penalty"),
    "clock_event": ("clock_id", "clock"),
    "deferral": ("penalty_id", "penalty"),
    "document_file": ("document_id", "document"),
    "payment": ("penalty_id", "penalty"),
    "signature": ("work_item_id", "work_item"),
}
#: Column -> how its values are told apart in the index of rows.
_PEOPLE: Final = ("id", "name", "certificate_no", "office_id")


def rows_of(session: Session, cases: Sequence[Case]) -> dict[str, list[dict[str, Any]]]:
    """Table -> rows of these cases, each as JSON with its key as `id`."""
    ids = [case.id for case in cases]
    tables = METADATA.tables
    found: dict[str, list[dict[str, Any]]] = {}
    for name, table in sorted(tables.items()):
        if "case_id" in table.c and name not in LEFT_OUT:
            found[name] = _rows(session, table, "case_id", ids)
    found["case"] = _rows(session, tables["case"], "id", ids)
    found["subject"] = _rows(session, tables["subject"], "id", [case.subject_id for case in cases])
    for name, (column, over) in HANGING.items():
        found[name] = _rows(session, tables[name], column, [row["id"] for row in found[over]])
    found["person"] = _people(session, found)
    return {name: rows for name, rows in found.items() if rows}


def _rows(session: Session, table: Table, column: str, values: Sequence[Any]) -> list[Any]:
    question = select(table).where(table.c[column].in_(values)).order_by(*table.primary_key)
    rows = [
        {name: _json(value) for name, value in row.items()}
        for row in session.execute(question).mappings()
    ]
    keys = [column.name for column in table.primary_key]
    if keys != ["id"]:
        for row in rows:
            row["id"] = "/".join(str(row[key]) for key in keys)
    return rows


def _people(session: Session, found: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Names and certificates of everybody whom a row names, and nothing else of them."""
    ids = {
        row[column.name]
        for name, table in METADATA.tables.items()
        for row in found.get(name, [])
        for column in table.c
        if any(key.column.table.name == "user" for key in column.foreign_keys)
        and row.get(column.name) is not None
    }
    user = METADATA.tables["user"]
    question = select(*(user.c[name] for name in _PEOPLE)).where(user.c.id.in_(ids))
    rows = session.execute(question.order_by(user.c.id)).mappings()
    return [{name: _json(value) for name, value in row.items()} for row in rows]


def _json(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        # The very form that the hash of an audit entry is computed from.
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return value.value
    return str(value) if isinstance(value, Decimal) else value

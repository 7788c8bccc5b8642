"""What belongs to a case is found by an index, however many other cases there are."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Table, UniqueConstraint

from models.tables import METADATA


def _of_a_case() -> list[Column[object]]:
    return [
        column
        for table in METADATA.sorted_tables
        for column in table.columns
        if any(key.target_fullname == "case.id" for key in column.foreign_keys)
    ]


def _leading(table: Table) -> Iterator[str]:
    """The first columns of the indexes that hold every row of the table."""
    for index in table.indexes:
        if index.dialect_options["postgresql"]["where"] is None:
            yield next(iter(index.columns)).name
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield next(iter(constraint.columns)).name
    yield next(iter(table.primary_key.columns)).name


@pytest.mark.parametrize("column", _of_a_case(), ids=str)
def test_what_refers_to_a_case_is_read_by_an_index(column: Column[object]) -> None:
    assert isinstance(column.table, Table)
    assert column.name in set(_leading(column.table))

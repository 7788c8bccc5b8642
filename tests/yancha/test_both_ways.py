"""Rows that fixed statements read, beside the same rows as the ORM reads them, for all tables."""

from typing import Any, Final

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import Mapper, Session

from models.base import Base
from models.fixed import Rows
from tests.yancha.conftest import Played

#: So many rows of each table are looked at, the newest first.
MANY: Final = 200
MODELS: Final[list[type[Base]]] = sorted(
    (mapper.class_ for mapper in Base.registry.mappers), key=lambda model: model.__name__
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_row_is_the_same_by_both_ways(model: type[Base], played: Played) -> None:
    mapper: Mapper[Any] = inspect(model)
    newest = [column.desc() for column in mapper.primary_key]
    order = ", ".join(f'"{model.__tablename__}"."{key.key}" DESC' for key in mapper.primary_key)
    by_orm = select(model).order_by(*newest).limit(MANY)

    with Session(played.session.bind) as one, Session(played.session.bind) as other:
        theirs = [_values(mapper, row) for row in one.scalars(by_orm)]
        ours = [
            _values(mapper, row) for row in Rows(model, f"ORDER BY {order} LIMIT {MANY}").all(other)
        ]

    assert ours == theirs
    assert [_kinds(row) for row in ours] == [_kinds(row) for row in theirs]


def test_nearly_all_tables_have_rows_to_look_at(played: Played) -> None:
    filled = [model for model in MODELS if played.session.scalar(select(model).limit(1))]
    assert len(filled) > len(MODELS) / 2


def _values(mapper: Mapper[Any], row: Base) -> dict[str, Any]:
    return {one.key: getattr(row, one.key) for one in mapper.column_attrs}


def _kinds(row: dict[str, Any]) -> dict[str, type]:
    return {name: type(value) for name, value in row.items()}

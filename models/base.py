"""The declarative base of every table: names of constraints, types of columns, one kind of key."""

import datetime as dt
import enum
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Identity, MetaData, String
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

JsonObject = dict[str, Any]

#: A surrogate key that PostgreSQL counts up.
PrimaryKey = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
#: A short code in ASCII: names of processes, elements, roles, languages.
Code = Annotated[str, mapped_column(String(120))]
#: A name or title in any language.
Title = Annotated[str, mapped_column(String(400))]

_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=_CONVENTION)
    type_annotation_map: ClassVar = {
        int: BigInteger(),
        dt.datetime: DateTime(timezone=True),
        JsonObject: JSONB(none_as_null=True),
        list[Any]: JSONB(none_as_null=True),
    }


def enum_column(kind: type[enum.StrEnum]) -> SqlEnum:
    """A string column that holds one value of `kind`, checked by the database."""
    return SqlEnum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        name=kind.__name__.lower(),
    )

"""Settings (设置) that an administrator may change while the system runs."""

import datetime as dt
from typing import Any, TypeVar, cast

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Code

T = TypeVar("T")


class Setting(Base):
    """One value by its key; what has no row has the default of the code that reads it."""

    __tablename__ = "setting"

    key: Mapped[Code] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


def value_of(session: Session, key: str, default: T) -> T:
    """The value that is set, or the default."""
    row = session.get(Setting, key)
    return default if row is None else cast("T", row.value)

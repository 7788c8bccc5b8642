"""Settings (设置) that an administrator may change while the system runs."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, TypeVar, cast

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import once
from models.base import Base, Code
from models.fixed import Rows

_SETTINGS: Final = "settings"
T = TypeVar("T")


class Setting(Base):
    """One value by its key; what has no row has the default of the code that reads it."""

    __tablename__ = "setting"

    key: Mapped[Code] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


_ALL: Final = Rows(Setting, "")


def value_of(session: Session, key: str, default: T) -> T:
    """The value that is set, or the default; one read gives a transaction all settings."""
    row = _rows(session).get(key)
    return default if row is None else cast("T", row.value)


def _rows(session: Session) -> Mapping[str, Setting]:
    known = once.known(session)
    changed = any(isinstance(one, Setting) for one in (*session.new, *session.deleted))
    if changed or _SETTINGS not in known:
        # The read flushes what was changed, before it.
        known[_SETTINGS] = {row.key: row for row in _ALL.all(session)}
    found: Mapping[str, Setting] = known[_SETTINGS]
    return found


once.forget_with(Setting, _SETTINGS)

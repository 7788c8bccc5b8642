"""The State Council's yearly holiday notices, as days off and make-up working days."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Title


class HolidayNotice(Base):
    """放假安排通知 of one year; a year without a row has provisional dates."""

    __tablename__ = "holiday_notice"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[Title]
    source: Mapped[str] = mapped_column(String(1000), default="")
    digest: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[dt.datetime]


class HolidayDay(Base):
    """A day off (`off`) or a make-up working day (调休上班)."""

    __tablename__ = "holiday_day"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("holiday_notice.year", ondelete="CASCADE"))
    name: Mapped[Title]
    off: Mapped[bool]

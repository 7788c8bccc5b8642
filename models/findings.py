"""Findings (问题) of an inspection and their rectification (整改)."""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Code, PrimaryKey, Title, enum_column
from models.cases import Case


class Finding(Base):
    """问题: an item of the checklist that was not met."""

    __tablename__ = "finding"

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    checklist: Mapped[Code]
    item: Mapped[Code]
    title: Mapped[str] = mapped_column(String(1000))
    #: 重点项目 (L6 art 13).
    key_item: Mapped[bool]
    #: Whether the officer found that it affects food safety (L6 arts 32-33).
    affects_safety: Mapped[bool]
    note: Mapped[str] = mapped_column(String(4000), default="")
    #: When it was corrected, on the spot or later.
    corrected_at: Mapped[dt.datetime | None]

    case: Mapped[Case] = relationship()


class RectificationState(enum.StrEnum):
    """Where a rectification is."""

    ORDERED = "ordered"
    PASSED = "passed"
    FAILED = "failed"
    REFUSED = "refused"


class Rectification(Base):
    """整改: ordered in writing with a deadline (L6 art 33)."""

    __tablename__ = "rectification"

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    ordered_at: Mapped[dt.datetime]
    due_on: Mapped[dt.date]
    demand: Mapped[str] = mapped_column(String(8000))
    reminded_at: Mapped[dt.datetime | None]
    #: When the subject reported the correction.
    reported_at: Mapped[dt.datetime | None]
    state: Mapped[RectificationState] = mapped_column(
        enum_column(RectificationState), default=RectificationState.ORDERED
    )
    closed_at: Mapped[dt.datetime | None]
    result: Mapped[Title] = mapped_column(default="")

    case: Mapped[Case] = relationship()

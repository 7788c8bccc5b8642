"""Clues (案件来源) of a case that did not grow out of an inspection (L5 art 18)."""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Title, enum_column
from models.cases import Case


class ClueSource(enum.StrEnum):
    """Where a clue came from, as the form to propose a filing words it."""

    INSPECTION = "inspection"
    REPORT = "report"
    SAMPLING = "sampling"
    TRANSFERRED = "transferred"
    ASSIGNED = "assigned"
    OTHER = "other"


class Clue(Base):
    """线索: what was received, when, and from which authority."""

    __tablename__ = "clue"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    source: Mapped[ClueSource] = mapped_column(enum_column(ClueSource))
    #: The day from which the fifteen working days run (T12).
    found_on: Mapped[dt.date]
    summary: Mapped[str] = mapped_column(String(4000))
    #: An authority or a laboratory. Who reports a violation is not written here (P40).
    informant: Mapped[Title] = mapped_column(default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[dt.datetime]

    case: Mapped[Case] = relationship()

"""What goes into the credit file of a subject beside its cases: interviews, grades, listings."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Code, PrimaryKey, Title
from models.cases import Case
from models.subjects import Subject


class Interview(Base):
    """责任约谈 of the legal representative or the principal (L3 art 114; L6 arts 40-41)."""

    __tablename__ = "interview"

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)
    person: Mapped[str] = mapped_column(String(120))
    held_on: Mapped[dt.date]
    attended: Mapped[bool]
    hazard: Mapped[str] = mapped_column(String(4000))
    #: What was promised, or why nobody came.
    result: Mapped[str] = mapped_column(String(4000))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[dt.datetime]

    case: Mapped[Case] = relationship()


class GradeDecision(Base):
    """风险等级 of a subject from a day on, with the score and reasons it came from (L6 art 21)."""

    __tablename__ = "grade_decision"

    id: Mapped[PrimaryKey]
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)
    grade: Mapped[str] = mapped_column(String(1))
    static_score: Mapped[int]
    dynamic_score: Mapped[int]
    #: Each with its points, words, article and status.
    reasons: Mapped[list[Any]]
    from_on: Mapped[dt.date]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[dt.datetime]

    subject: Mapped[Subject] = relationship()


class Listing(Base):
    """列入严重违法失信名单 (Order 44; statuses S and M, see the settings)."""

    __tablename__ = "listing"

    id: Mapped[PrimaryKey]
    #: The matter of the listing itself; its parent is the penalty case.
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)
    conduct: Mapped[Code]
    weighing: Mapped[str] = mapped_column(String(4000))
    #: The higher bureau that consented (T53).
    consented_by: Mapped[Title]
    consented_on: Mapped[dt.date]
    listed_on: Mapped[dt.date]
    until_on: Mapped[dt.date]
    removed_on: Mapped[dt.date | None]
    removal_reason: Mapped[str] = mapped_column(String(2000), default="")

    case: Mapped[Case] = relationship()
    subject: Mapped[Subject] = relationship()

"""Remedies (复议、诉讼) of the party against a decision: when they ran and how they ended."""

import datetime as dt
import enum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Title, enum_column
from models.cases import Case


class RemedyKind(enum.StrEnum):
    """What the party turned to."""

    #: 行政复议 (L14).
    REVIEW = "review"
    #: 行政诉讼 (L13).
    LITIGATION = "litigation"


class RemedyResult(enum.StrEnum):
    """How it ended."""

    UPHELD = "upheld"
    CHANGED = "changed"
    ANNULLED = "annulled"
    #: The party withdrew.
    WITHDRAWN = "withdrawn"


class Remedy(Base):
    """A review or a litigation; its days bear no surcharge and no court is asked (L1 art 73)."""

    __tablename__ = "remedy"

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[RemedyKind] = mapped_column(enum_column(RemedyKind))
    #: The reviewing body or the court.
    body: Mapped[Title]
    applied_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    result: Mapped[RemedyResult | None] = mapped_column(enum_column(RemedyResult))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[dt.datetime]

    case: Mapped[Case] = relationship()

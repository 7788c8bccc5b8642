"""Penalties (行政处罚): what was proposed, approved, decided, served and paid."""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Code, PrimaryKey, enum_column
from models.cases import Case


class PenaltyState(enum.StrEnum):
    """Where a penalty is."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    APPROVED = "approved"
    DECIDED = "decided"
    #: Decided not to punish (L1 art 33).
    NO_PENALTY = "no_penalty"


class Penalty(Base):
    """处罚: proposed by the handlers, approved by the supervisor, decided by the leader."""

    __tablename__ = "penalty"
    __table_args__ = (UniqueConstraint("case_id", "version"),)

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    version: Mapped[int]
    state: Mapped[PenaltyState] = mapped_column(
        enum_column(PenaltyState), default=PenaltyState.PROPOSED
    )
    #: 警告, 罚款, 没收 … (L1 art 9).
    kinds: Mapped[list[Any]]
    fine_fen: Mapped[int] = mapped_column(default=0)
    confiscation_fen: Mapped[int] = mapped_column(default=0)
    #: The article that was broken and the one that punishes it.
    article: Mapped[str] = mapped_column(String(400))
    reason: Mapped[str] = mapped_column(String(8000), default="")
    proposed_at: Mapped[dt.datetime]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[dt.datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[dt.datetime | None]

    case: Mapped[Case] = relationship()

    @property
    def due_fen(self) -> int:
        """What the party has to pay: fine and confiscated gains."""
        return self.fine_fen + self.confiscation_fen


class Delivery(Base):
    """送达: how and when a document reached the party (L5 arts 82-83)."""

    __tablename__ = "delivery"

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    way: Mapped[Code]
    served_on: Mapped[dt.date]
    receiver: Mapped[str] = mapped_column(String(400), default="")
    remark: Mapped[str] = mapped_column(String(2000), default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[dt.datetime]


class Payment(Base):
    """缴款: money that came in for a penalty (L1 arts 67, 74)."""

    __tablename__ = "payment"

    id: Mapped[PrimaryKey]
    penalty_id: Mapped[int] = mapped_column(ForeignKey("penalty.id"), index=True)
    amount_fen: Mapped[int]
    surcharge_fen: Mapped[int] = mapped_column(default=0)
    paid_on: Mapped[dt.date]
    receipt: Mapped[str] = mapped_column(String(200), default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[dt.datetime]

    penalty: Mapped[Penalty] = relationship()

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
    #: Transferred to another agency or the police, or referred up (L5 art 60; L4 art 81).
    REFERRED = "referred"


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
    charges: Mapped[list["Charge"]] = relationship(order_by="Charge.id", back_populates="penalty")

    @property
    def due_fen(self) -> int:
        """What the party has to pay: fine and confiscated gains."""
        return self.fine_fen + self.confiscation_fen


class Charge(Base):
    """案由: one act under one provision, with its band and the fine within (L1 art 29)."""

    __tablename__ = "charge"

    id: Mapped[PrimaryKey]
    penalty_id: Mapped[int] = mapped_column(ForeignKey("penalty.id"), index=True)
    #: The row of the table of bands, for example `F124.1`.
    provision: Mapped[Code]
    #: 货值金额 and 违法所得.
    goods_value_fen: Mapped[int] = mapped_column(default=0)
    gains_fen: Mapped[int] = mapped_column(default=0)
    fine_fen: Mapped[int] = mapped_column(default=0)
    lower_fen: Mapped[int]
    upper_fen: Mapped[int]
    #: The rule of the decision table that fired, and its article.
    rule: Mapped[Code]
    article: Mapped[str] = mapped_column(String(400))
    #: 从轻、减轻、从重 and the facts behind (L1 art 32; L4 arts 67, 76).
    grounds: Mapped[list[Any]] = mapped_column(default=list)

    penalty: Mapped[Penalty] = relationship(back_populates="charges")


class Deferral(Base):
    """延期、分期缴纳 (L1 art 66; L5 art 74): granted by the leader."""

    __tablename__ = "deferral"

    id: Mapped[PrimaryKey]
    penalty_id: Mapped[int] = mapped_column(ForeignKey("penalty.id"), index=True)
    until: Mapped[dt.date]
    #: Day and amount in fen of each instalment; one for a deferral.
    instalments: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(String(2000))
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    granted_at: Mapped[dt.datetime]
    #: An instalment was missed, so that the rest is due at once.
    ended_on: Mapped[dt.date | None]


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

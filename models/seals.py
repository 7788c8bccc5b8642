"""Seals (密封) on flight checks: who is checked by whom stays closed until a set hour.

Before that hour there is no case, no work item, no number and no notice: what does not exist
cannot be told by any list, count or search. A sealed check becomes a case when its seal opens.
"""

import datetime as dt
import enum

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import User
from models.base import Base, JsonObject, PrimaryKey, enum_column
from models.cases import Case
from models.subjects import Subject


class Ground(enum.StrEnum):
    """Why a flight check is made: by need or on a lead (L6 arts 22, 53)."""

    NEED = "need"
    SAMPLE = "sample"
    COMPLAINT = "complaint"
    MEDIA = "media"
    OTHER_LEAD = "other_lead"


class Seal(Base):
    """A planned flight check (飞行检查), closed until `opens_at` even to most who planned none."""

    __tablename__ = "seal"
    __table_args__ = (
        Index(
            "ix_seal_opens_at_closed",
            "opens_at",
            postgresql_where="opened_at IS NULL AND withdrawn_at IS NULL",
        ),
    )

    id: Mapped[PrimaryKey]
    opens_at: Mapped[dt.datetime]
    ground: Mapped[Ground] = mapped_column(enum_column(Ground))
    reason: Mapped[str] = mapped_column(String(2000))
    #: The seed of the draw; it gives the targets and pairs away, so it is closed as well.
    seed: Mapped[str | None] = mapped_column(String(64))
    #: What was drawn from, so that anyone can replay the draw once the seal is open.
    inputs: Mapped[JsonObject] = mapped_column(default=dict)
    salt: Mapped[str] = mapped_column(String(64))
    #: SHA-256 of the salt and all that is closed; the audit trail names it when it is sealed.
    digest: Mapped[str] = mapped_column(String(64))
    sealed_by: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    sealed_at: Mapped[dt.datetime]
    #: When a tick enqueued the opening; it does so once.
    enqueued_at: Mapped[dt.datetime | None]
    opened_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]
    withdraw_reason: Mapped[str] = mapped_column(String(2000), default="")

    sealer: Mapped[User] = relationship()
    checks: Mapped[list["SealedCheck"]] = relationship(
        order_by="SealedCheck.id", back_populates="seal"
    )


class SealedCheck(Base):
    """One subject under a seal, with the pair of officers that is to go there."""

    __tablename__ = "sealed_check"
    __table_args__ = (UniqueConstraint("seal_id", "subject_id"),)

    id: Mapped[PrimaryKey]
    seal_id: Mapped[int] = mapped_column(ForeignKey("seal.id"))
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    #: Empty when no pair could be drawn: the supervisor assigns one when the seal is open.
    officers: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), unique=True)

    seal: Mapped[Seal] = relationship(back_populates="checks")
    subject: Mapped[Subject] = relationship()
    case: Mapped[Case | None] = relationship()


class EarlyLook(Base):
    """An early look under a seal, with the reason that was asked for; it stays on record."""

    __tablename__ = "early_look"

    id: Mapped[PrimaryKey]
    seal_id: Mapped[int] = mapped_column(ForeignKey("seal.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(String(2000))
    looked_at: Mapped[dt.datetime]

    user: Mapped[User] = relationship()

"""Seals (密封) on flight checks: who is checked by whom stays closed until a set hour."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import User
from models.base import Base, PrimaryKey
from models.cases import Case


class Seal(Base):
    """A sealed case: its existence is known to nobody before `opens_at` without a look."""

    __tablename__ = "seal"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    opens_at: Mapped[dt.datetime] = mapped_column(index=True)
    sealed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    sealed_at: Mapped[dt.datetime]

    case: Mapped[Case] = relationship()


class EarlyLook(Base):
    """An early look under a seal, with the reason that was asked for; it stays on record."""

    __tablename__ = "early_look"

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    reason: Mapped[str] = mapped_column(String(2000))
    looked_at: Mapped[dt.datetime]

    user: Mapped[User] = relationship()

"""Hearings (听证) of a case (L1 arts 63-65)."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import User
from models.base import Base, Code, PrimaryKey, Title
from models.cases import Case


class Hearing(Base):
    """听证: asked for in time, announced seven working days before, held by a chair."""

    __tablename__ = "hearing"

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    requested_on: Mapped[dt.date]
    #: 听证主持人: never an investigator of the case (L1 art 64).
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    notified_on: Mapped[dt.date | None]
    hold_at: Mapped[dt.datetime | None]
    place: Mapped[Title] = mapped_column(default="")
    #: Held in public unless a secret or privacy stands against it.
    is_public: Mapped[bool] = mapped_column(default=True)
    #: `held`, `absent` (a waiver), `withdrawn`.
    result: Mapped[Code] = mapped_column(default="")
    held_at: Mapped[dt.datetime | None]
    report: Mapped[str] = mapped_column(String(8000), default="")
    reported_at: Mapped[dt.datetime | None]

    case: Mapped[Case] = relationship()
    chair: Mapped[User | None] = relationship()

"""Complaints (投诉) and who stands behind a complaint or a report (举报): L12."""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, enum_column
from models.cases import Case


class Channel(enum.StrEnum):
    """How a complaint or a report came in."""

    HOTLINE = "hotline"
    INTERNET = "internet"
    LETTER = "letter"
    VISIT = "visit"


class ComplaintResult(enum.StrEnum):
    """How a complaint ended."""

    REFUSED = "refused"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"
    #: 终止调解: no agreement, also when the term passed (T08).
    ENDED = "ended"


class Complaint(Base):
    """投诉: a dispute of a consumer with a subject, which the bureau mediates."""

    __tablename__ = "complaint"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    received_on: Mapped[dt.date]
    #: What happened, without the name of the complainant.
    matter: Mapped[str] = mapped_column(String(4000))
    #: 投诉请求.
    request: Mapped[str] = mapped_column(String(2000))
    accepted_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    result: Mapped[ComplaintResult | None] = mapped_column(enum_column(ComplaintResult))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[dt.datetime]

    case: Mapped[Case] = relationship()


class Informant(Base):
    """投诉人、举报人: who complained or reported; the identity is readable to named people only."""

    __tablename__ = "informant"

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    #: 实名: whoever reports under the own name is told whether a case is filed (T11).
    real_name: Mapped[bool]
    #: Name, contact and address, encrypted (engine/confidential.py).
    identity: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[dt.datetime]
    #: 举报奖励 in fen (L3 art 115); null while nobody decided.
    reward_fen: Mapped[int | None]

    case: Mapped[Case] = relationship()
    readers: Mapped[list["InformantReader"]] = relationship(order_by="InformantReader.id")


class InformantReader(Base):
    """Who may read the identity, and who let them; rows are never deleted."""

    __tablename__ = "informant_reader"
    __table_args__ = (UniqueConstraint("informant_id", "user_id"),)

    id: Mapped[PrimaryKey]
    informant_id: Mapped[int] = mapped_column(ForeignKey("informant.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    named_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    named_at: Mapped[dt.datetime]

"""Persons (自然人) behind subjects: their positions, penalties of their own, and industry bans."""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Title, enum_column
from models.cases import Case
from models.subjects import Subject


class PositionKind(enum.StrEnum):
    """What a person is in a unit (L3 art 135; L4 arts 19, 75)."""

    #: 法定代表人.
    LEGAL_REPRESENTATIVE = "legal_representative"
    #: 主要负责人.
    PRINCIPAL = "principal"
    #: 直接负责的主管人员.
    SUPERVISOR = "supervisor"
    #: 其他直接责任人员.
    RESPONSIBLE = "responsible"
    #: 食品安全管理人员: director or officer of food safety.
    SAFETY_MANAGER = "safety_manager"
    #: 经营者 who is a natural person.
    OPERATOR = "operator"


class Person(Base):
    """A natural person; the number of the identity card is kept as a keyed digest only."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_name", "name"),)

    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(String(120))
    #: Keyed digest of the number of the identity card; null when it is not known.
    identity: Mapped[str | None] = mapped_column(String(64), unique=True)
    #: Its last four characters, so that people can tell two of one name apart.
    tail: Mapped[str] = mapped_column(String(4), default="")
    recorded_at: Mapped[dt.datetime]


class Position(Base):
    """任职: what a person is in a subject, from when to when."""

    __tablename__ = "position"

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)
    kind: Mapped[PositionKind] = mapped_column(enum_column(PositionKind))
    since: Mapped[dt.date]
    until: Mapped[dt.date | None]

    person: Mapped[Person] = relationship()
    subject: Mapped[Subject] = relationship()


class Culprit(Base):
    """处罚到人: the person whom a case of its own is about (L4 art 75)."""

    __tablename__ = "culprit"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: What the person was in the unit; which of the three grounds there is.
    kind: Mapped[PositionKind] = mapped_column(enum_column(PositionKind))
    ground: Mapped[str] = mapped_column(String(40))
    #: Income from the unit in the year before, in fen.
    income_fen: Mapped[int]
    address: Mapped[Title] = mapped_column(default="")

    case: Mapped[Case] = relationship()
    person: Mapped[Person] = relationship()


class BanGround(enum.StrEnum):
    """Why somebody is banned (L3 art 135)."""

    #: The licence was revoked: five years from the decision.
    REVOKED = "revoked"
    #: Prison for a crime of food safety: for life.
    PRISON = "prison"


class Ban(Base):
    """行业禁入: no food licence, no managing job and no job of food safety (L3 art 135)."""

    __tablename__ = "ban"

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    ground: Mapped[BanGround] = mapped_column(enum_column(BanGround))
    from_on: Mapped[dt.date]
    #: The last day; null for life.
    until_on: Mapped[dt.date | None]
    #: The decision fell in review or litigation.
    lifted_on: Mapped[dt.date | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[dt.datetime]

    person: Mapped[Person] = relationship()
    case: Mapped[Case] = relationship()

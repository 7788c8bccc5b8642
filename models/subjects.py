"""Subjects (监管对象): schools, makers, sellers and caterers, and who is recused from them."""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import Office, User
from models.base import Base, JsonObject, PrimaryKey, Title, enum_column


class SubjectKind(enum.StrEnum):
    """What a subject does with food (L3 art 2; L6 art 2)."""

    SCHOOL = "school"
    MAKER = "maker"
    SELLER = "seller"
    CATERER = "caterer"


class Subject(Base):
    """检查对象: premises with a licence; the operator may differ from the premises."""

    __tablename__ = "subject"
    __table_args__ = (
        Index("ix_subject_bigrams", "bigrams", postgresql_using="gin"),
        Index("ix_subject_pinyin_id", "pinyin", "id"),
    )

    id: Mapped[PrimaryKey]
    kind: Mapped[SubjectKind] = mapped_column(enum_column(SubjectKind), index=True)
    name: Mapped[Title]
    #: 许可证编号 or another number that names the premises for good.
    licence: Mapped[str] = mapped_column(String(120), unique=True)
    address: Mapped[Title] = mapped_column(default="")
    street: Mapped[Title] = mapped_column(default="")
    operator: Mapped[Title] = mapped_column(default="")
    legal_representative: Mapped[Title] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    risk_grade: Mapped[str] = mapped_column(String(1), default="")
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    #: Sort key, since PostgreSQL from the wheel knows no Chinese collation.
    pinyin: Mapped[str] = mapped_column(String(800), default="")
    #: Pairs of neighbouring characters of name, licence and address, for search.
    bigrams: Mapped[list[str]] = mapped_column(ARRAY(String(4)), default=list)
    #: Columns of the source file that have no place of their own.
    extra: Mapped[JsonObject] = mapped_column(default=dict)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    office: Mapped[Office | None] = relationship()


class Recusal(Base):
    """回避: an officer who must not handle a subject (L1 art 43; L5 art 4; L6 art 23)."""

    __tablename__ = "recusal"
    __table_args__ = (UniqueConstraint("user_id", "subject_id"),)

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)
    reason: Mapped[Title]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[dt.datetime]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    subject: Mapped[Subject] = relationship()

"""Notices (消息) to people inside the system."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, JsonObject, PrimaryKey


class Notice(Base):
    """站内消息: a code that the pages turn into words of the reader's language."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_user_id_id", "user_id", "id"),
        Index("ix_notice_unread", "user_id", postgresql_where="read_at IS NULL"),
    )

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    #: The same thing is told to the same person once.
    key: Mapped[str] = mapped_column(String(200), unique=True)
    code: Mapped[Code]
    params: Mapped[JsonObject]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    work_item_id: Mapped[int | None] = mapped_column(ForeignKey("work_item.id"))
    created_at: Mapped[dt.datetime]
    read_at: Mapped[dt.datetime | None]

"""The audit trail (留痕): who did what and when, chained by hashes."""

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, JsonObject, PrimaryKey


class AuditEntry(Base):
    """An entry of a chain: `case:12` for a case, else one of the bureau such as `campaigns`."""

    __tablename__ = "audit_entry"
    __table_args__ = (UniqueConstraint("chain", "position"),)

    id: Mapped[PrimaryKey]
    chain: Mapped[Code]
    position: Mapped[int]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    #: None when the clock or the system did it; `actor` holds its name then.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    actor: Mapped[Code]
    #: `source:subject:action`, for example `web:work_item:complete`.
    action: Mapped[Code]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    detail: Mapped[JsonObject]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The last entry of each chain, locked by whoever appends the next."""

    __tablename__ = "audit_head"

    chain: Mapped[Code] = mapped_column(primary_key=True)
    position: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))

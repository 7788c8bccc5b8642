"""Measures (措施) on evidence and goods: registration for preservation and seizure."""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Code, PrimaryKey, enum_column
from models.cases import Case


class MeasureKind(enum.StrEnum):
    """What was taken."""

    #: 先行登记保存 (L1 art 56).
    PRESERVATION = "preservation"
    #: 查封、扣押 (L2 arts 22-28; L4 art 61).
    SEIZURE = "seizure"


class MeasureState(enum.StrEnum):
    """Where a measure is."""

    IN_FORCE = "in_force"
    RELEASED = "released"
    #: Its term ended without a decision, which ends it by law.
    LAPSED = "lapsed"
    #: The goods were confiscated, disposed of or handed on.
    DISPOSED = "disposed"
    #: An urgent one that the leader did not approve within 24 hours (T16).
    LIFTED = "lifted"


class CaseMeasure(Base):
    """A measure of a case with its things, each in force for a term that never rolls forward."""

    __tablename__ = "case_measure"

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    #: The process that carries it.
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), index=True)
    kind: Mapped[MeasureKind] = mapped_column(enum_column(MeasureKind))
    state: Mapped[MeasureState] = mapped_column(
        enum_column(MeasureState), default=MeasureState.IN_FORCE
    )
    #: Taken at once and approved within 24 hours after (L2 art 19).
    urgent: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(4000))
    #: 清单: name, specification, unit, quantity, remark of each thing.
    things: Mapped[list[Any]]
    place: Mapped[str] = mapped_column(String(400), default="")
    taken_at: Mapped[dt.datetime]
    due_on: Mapped[dt.date]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[dt.datetime | None]
    extended_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[dt.datetime | None]
    #: Ground of the release or disposal (L2 art 28; L5 arts 35, 41-42).
    ground: Mapped[Code] = mapped_column(default="")

    case: Mapped[Case] = relationship()

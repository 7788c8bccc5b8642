"""Legal clocks (期限) of a case: what runs, until when, and how the date was computed."""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Code, JsonObject, PrimaryKey, enum_column
from models.cases import Case


class ClockState(enum.StrEnum):
    """Where a clock is."""

    RUNNING = "running"
    #: What it waited for was done in time or late (`ended_at` tells).
    MET = "met"
    #: It no longer matters, for example because the case was cancelled.
    STOPPED = "stopped"


class Clock(Base):
    """期限: a statutory term that runs in a case; `passed_at` stays in the record for good."""

    __tablename__ = "clock"
    __table_args__ = (
        Index("ix_clock_running_due_at", "due_at", postgresql_where="state = 'running'"),
    )

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    #: The row of the law, for example `T21`.
    statute: Mapped[Code]
    #: The process variable that holds the date, for example `defence_due`.
    variable: Mapped[Code]
    started_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    due_at: Mapped[dt.datetime]
    #: Rule, article, start, excluded days, result, provisional (models/statutes.py).
    explanation: Mapped[JsonObject]
    provisional: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ClockState] = mapped_column(enum_column(ClockState), default=ClockState.RUNNING)
    started_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    passed_at: Mapped[dt.datetime | None]
    #: The day of the last warning, so that there is one a day.
    warned_on: Mapped[dt.date | None]

    case: Mapped[Case] = relationship()

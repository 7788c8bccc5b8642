"""Legal clocks (期限) of a case: what runs, until when, and how the date was computed."""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Code, JsonObject, PrimaryKey, enum_column
from models.cases import Case
from models.clock import NEVER


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
    #: The process beside the main one whose variable it is, such as a seizure; else the case's.
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"))
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
    #: Since when it rests (T19, T29), if it does.
    rests_since: Mapped[dt.date | None]

    case: Mapped[Case] = relationship()
    events: Mapped[list["ClockEvent"]] = relationship(
        order_by="ClockEvent.id", back_populates="clock"
    )

    @property
    def fires_at(self) -> dt.datetime:
        """When the timers that wait for it fire: never while it rests."""
        return self.due_at if self.rests_since is None else NEVER


class ClockEventKind(enum.StrEnum):
    """What happened to a running clock."""

    REST = "rest"
    RESUME = "resume"
    EXTEND = "extend"
    #: Computed anew, for example after a holiday notice.
    RECOUNT = "recount"


class ClockEvent(Base):
    """A rest, a resumption, an extension or a recount of a clock; never changed, never deleted."""

    __tablename__ = "clock_event"

    id: Mapped[PrimaryKey]
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"), index=True)
    kind: Mapped[ClockEventKind] = mapped_column(enum_column(ClockEventKind))
    at: Mapped[dt.datetime]
    on: Mapped[dt.date]
    #: Days, in the unit of the statute, that an extension adds or a rest left out.
    days: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(2000), default="")
    #: Who approved an extension (the approver that the statute names).
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    due_before: Mapped[dt.date]
    due_after: Mapped[dt.date]

    clock: Mapped[Clock] = relationship(back_populates="events")

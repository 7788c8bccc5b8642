"""The annual plan (年度计划): its measures (措施) and the campaigns that it announces."""

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Code, JsonObject, PrimaryKey, Title


class Plan(Base):
    """年度计划; an archive is for reading and never opens a campaign."""

    __tablename__ = "plan"

    id: Mapped[PrimaryKey]
    key: Mapped[Code] = mapped_column(unique=True)
    title_zh: Mapped[Title]
    title_en: Mapped[Title]
    number: Mapped[Title] = mapped_column(default="")
    year: Mapped[int]
    issued_on: Mapped[dt.date]
    zone: Mapped[str] = mapped_column(String(60), default="Asia/Shanghai")
    archive: Mapped[bool] = mapped_column(default=False)
    #: The key of the plan whose measures were rolled to this year, if any.
    rolled_from: Mapped[str | None] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[dt.datetime]

    measures: Mapped[list["Measure"]] = relationship(order_by="Measure.code", back_populates="plan")
    campaigns: Mapped[list["PlannedCampaign"]] = relationship(
        order_by="PlannedCampaign.key", back_populates="plan"
    )


class Measure(Base):
    """措施: one numbered measure; `content` holds chapter, tasks and who answers for each."""

    __tablename__ = "measure"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    id: Mapped[PrimaryKey]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    code: Mapped[Code]
    title_zh: Mapped[Title]
    title_en: Mapped[Title]
    content: Mapped[JsonObject]

    plan: Mapped[Plan] = relationship(back_populates="measures")


class PlannedCampaign(Base):
    """A drive that the plan announces, with its rule; `Campaign` is the one that opened."""

    __tablename__ = "planned_campaign"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[PrimaryKey]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    key: Mapped[Code]
    title_zh: Mapped[Title]
    title_en: Mapped[Title]
    #: For example `spring`; with the plan's year it names the season, `2026-spring`.
    season: Mapped[Code]
    process: Mapped[Code]
    #: The kinds of subject it is for, and further conditions on them.
    targets: Mapped[JsonObject]
    #: Opening and closing rule, and what to do when the date was missed (engine/seasons.py).
    rule: Mapped[JsonObject]
    #: True when the dates are a setting of the product and no fact of the plan.
    setting: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(2000), default="")

    plan: Mapped[Plan] = relationship(back_populates="campaigns")
    measure: Mapped[Measure] = relationship()

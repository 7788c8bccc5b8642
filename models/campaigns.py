"""Campaigns (专项行动) that opened, their frozen targets and the draws of officers."""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Code, JsonObject, PrimaryKey, Title, enum_column
from models.plans import Plan, PlannedCampaign
from models.subjects import Subject


class CampaignState(enum.StrEnum):
    """Where a campaign is."""

    OPENING = "opening"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    #: The window had ended while the system was down and its rule says skip.
    SKIPPED = "skipped"


class Coverage(enum.StrEnum):
    """What became of a target; the four always add up to the frozen targets."""

    OPEN = "open"
    INSPECTED = "inspected"
    NOT_PERFORMED = "not_performed"
    CARRIED_OVER = "carried_over"


class Campaign(Base):
    """专项行动 of one season; the unique key makes a second kick-off harmless."""

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("plan_id", "key", "season"),)

    id: Mapped[PrimaryKey]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    planned_id: Mapped[int] = mapped_column(ForeignKey("planned_campaign.id"))
    key: Mapped[Code]
    season: Mapped[Code]
    title_zh: Mapped[Title]
    title_en: Mapped[Title]
    process: Mapped[Code]
    state: Mapped[CampaignState] = mapped_column(enum_column(CampaignState))
    opens_at: Mapped[dt.datetime]
    closes_at: Mapped[dt.datetime]
    opened_at: Mapped[dt.datetime]
    opened_late: Mapped[bool] = mapped_column(default=False)
    late_reason: Mapped[str] = mapped_column(String(400), default="")
    #: Targets whose case the workers have not opened yet.
    unopened: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[dt.datetime | None]
    close_reason: Mapped[str] = mapped_column(String(2000), default="")

    plan: Mapped[Plan] = relationship()
    planned: Mapped[PlannedCampaign] = relationship()


class Target(Base):
    """检查对象: a subject frozen into a campaign, with the reason why it is in."""

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("campaign_id", "subject_id"),)

    id: Mapped[PrimaryKey]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)
    reason: Mapped[Title]
    #: The subject as it was at kick-off: name, licence, address, kind, operator, risk grade.
    frozen: Mapped[JsonObject]
    coverage: Mapped[Coverage] = mapped_column(enum_column(Coverage), default=Coverage.OPEN)
    coverage_reason: Mapped[str] = mapped_column(String(2000), default="")
    outcome: Mapped[str | None] = mapped_column(String(40))

    campaign: Mapped[Campaign] = relationship()
    subject: Mapped[Subject] = relationship()


class Draw(Base):
    """双随机抽取: the seed, what was drawn from and what came out, so that anyone can replay it."""

    __tablename__ = "draw"

    id: Mapped[PrimaryKey]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    seed: Mapped[str] = mapped_column(String(64))
    #: Cases, officers, recusals, loads and the load limit at the time of the draw.
    inputs: Mapped[JsonObject]
    #: Case id -> pair of officer ids, or the reason why none could be drawn.
    result: Mapped[JsonObject]
    drawn_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    drawn_at: Mapped[dt.datetime]

    campaign: Mapped[Campaign] = relationship()

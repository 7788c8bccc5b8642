"""Cases (案卷): one subject in one process, who handled it, and its numbers."""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import Office, User
from models.base import Base, Code, PrimaryKey, Title, enum_column
from models.campaigns import Campaign, Target
from models.subjects import Subject


class CaseKind(enum.StrEnum):
    """What a case is about."""

    INSPECTION = "inspection"
    ENFORCEMENT = "enforcement"
    #: 当场处罚: decided on the spot in the summary procedure (L1 art 51).
    SUMMARY = "summary"
    #: 投诉: a consumer's dispute that the bureau mediates (L12).
    COMPLAINT = "complaint"
    #: 严重违法失信: a listing and its removal, after the penalty case.
    CREDIT = "credit"


class CaseState(enum.StrEnum):
    """Where a case is."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Case(Base):
    """案卷; an enforcement case (`parent_id`) grows out of an inspection and has its own number."""

    __tablename__ = "case"
    __table_args__ = (
        UniqueConstraint("target_id", "kind"),
        Index("ix_case_campaign_id_id", "campaign_id", "id"),
        Index("ix_case_state_id", "state", "id"),
    )

    id: Mapped[PrimaryKey]
    number: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[CaseKind] = mapped_column(enum_column(CaseKind))
    title: Mapped[Title]
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("target.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    state: Mapped[CaseState] = mapped_column(enum_column(CaseState), default=CaseState.OPEN)
    #: The outcome of the inspection, or the decision of the enforcement case.
    outcome: Mapped[str | None] = mapped_column(String(40))
    #: The id of the end event that was reached, or `cancelled`.
    end: Mapped[str | None] = mapped_column(String(120))
    close_reason: Mapped[str] = mapped_column(String(2000), default="")
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    #: 中止调查: since when the case rests (L5 art 46).
    resting_since: Mapped[dt.date | None]

    subject: Mapped[Subject] = relationship()
    campaign: Mapped[Campaign | None] = relationship()
    target: Mapped[Target | None] = relationship()
    parent: Mapped["Case | None"] = relationship(remote_side="Case.id")
    office: Mapped[Office | None] = relationship()
    officers: Mapped[list["CaseOfficer"]] = relationship(
        order_by="CaseOfficer.id", back_populates="case"
    )


class CaseOfficer(Base):
    """承办人员: one of the pair that a case is assigned to; a former one stays with `until`."""

    __tablename__ = "case_officer"
    __table_args__ = (
        # By the person first: an officer's cases are read from a few pages of the index alone.
        Index(
            "uq_case_officer_current",
            "user_id",
            "case_id",
            unique=True,
            postgresql_where="until IS NULL",
        ),
    )

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    since: Mapped[dt.datetime]
    until: Mapped[dt.datetime | None]
    #: `supervisor` when a person chose, `draw` when the draw did, `officer` on the spot.
    assigned_by: Mapped[Code]
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("draw.id"))

    case: Mapped[Case] = relationship(back_populates="officers")
    user: Mapped[User] = relationship()


class Handling(Base):
    """办案: that a person handled a case and thereby lost the right to review or decide it.

    Whoever is assigned to, submits, uploads or edits in an inspection or investigation task is a
    handler, also as substitute or administrator (L5 arts 49-52; design.md section 5). Rows are
    never deleted.
    """

    __tablename__ = "handling"
    __table_args__ = (UniqueConstraint("case_id", "user_id"),)

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    how: Mapped[Code]
    since: Mapped[dt.datetime]

    user: Mapped[User] = relationship()


class NumberSeries(Base):
    """文号: the last number given in a series and year; counted without gaps in the transaction."""

    __tablename__ = "number_series"

    series: Mapped[Code] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)

"""Processes: deployed definitions, running instances, work items, submissions and messages."""

import datetime as dt
import enum

from sqlalchemy import Computed, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import User
from models.base import Base, Code, JsonObject, PrimaryKey, Title, enum_column
from models.cases import Case


class Definition(Base):
    """流程定义: a deployed BPMN file; versions stand side by side, told apart by their digest."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("process", "digest"), UniqueConstraint("process", "version"))

    id: Mapped[PrimaryKey]
    process: Mapped[Code]
    version: Mapped[int]
    name: Mapped[Title]
    #: SHA-256 of the file and of all files that it calls.
    digest: Mapped[str] = mapped_column(String(64))
    #: Process id -> XML text of this process and of all that it calls; read when it is asked for.
    sources: Mapped[JsonObject] = mapped_column(deferred=True)
    deployed_at: Mapped[dt.datetime]
    deployed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class InstanceStatus(enum.StrEnum):
    """Where a process instance is."""

    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


class ProcessInstance(Base):
    """流程实例: its stored state and when it next wants to be woken."""

    __tablename__ = "process_instance"
    __table_args__ = (
        Index(
            "ix_process_instance_wake_at",
            "wake_at",
            postgresql_where="wake_at IS NOT NULL AND status = 'running'",
        ),
        # One process carries the case; others, such as a seizure, run beside it.
        Index("uq_process_instance_main", "case_id", unique=True, postgresql_where="main"),
    )

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    #: Whether its end is the end of the case.
    main: Mapped[bool] = mapped_column(default=True)
    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id"), index=True)
    status: Mapped[InstanceStatus] = mapped_column(
        enum_column(InstanceStatus), default=InstanceStatus.RUNNING
    )
    #: The state as engine/state.py encodes it; its first byte is the version of the format.
    state: Mapped[bytes] = mapped_column(LargeBinary)
    #: Counted up by every step, so that a stale page can be told.
    revision: Mapped[int] = mapped_column(default=0)
    wake_at: Mapped[dt.datetime | None]
    #: When a tick last enqueued the waking up; for some minutes no other tick does it again.
    wake_enqueued_at: Mapped[dt.datetime | None]
    end: Mapped[str | None] = mapped_column(String(120))
    started_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    #: `process:element` -> how often it was passed, for the picture of the case.
    visited: Mapped[JsonObject] = mapped_column(default=dict)
    #: The item that was completed last and the state before, while it can still be withdrawn.
    undo_item_id: Mapped[int | None]
    undo_state: Mapped[bytes | None] = mapped_column(LargeBinary)

    case: Mapped[Case] = relationship()
    definition: Mapped[Definition] = relationship()


class WorkItemState(enum.StrEnum):
    """Where a work item is."""

    OPEN = "open"
    DONE = "done"
    #: The process went on without it: a deadline fired or the case was cancelled.
    WITHDRAWN = "withdrawn"


class WorkItem(Base):
    """待办: a user task that waits for somebody."""

    __tablename__ = "work_item"
    __table_args__ = (
        UniqueConstraint("instance_id", "task_id"),
        # What anybody of a role may do, office by office in the order of the inbox: a page costs
        # the same among few cases and a million. What is assigned is found by its officers.
        Index(
            "ix_work_item_inbox",
            "office_id",
            "role",
            "inbox_at",
            "id",
            postgresql_where="state = 'open' AND assigned_only IS FALSE",
        ),
        Index("ix_work_item_case_id_state", "case_id", "state"),
        # Neither holds every open item: without statistics PostgreSQL would walk all of it for
        # those of one instance.
        Index(
            "ix_work_item_claimed_by",
            "claimed_by",
            postgresql_where="state = 'open' AND claimed_by IS NOT NULL",
        ),
        Index(
            "ix_work_item_due_at",
            "due_at",
            postgresql_where="state = 'open' AND due_at IS NOT NULL",
        ),
    )

    id: Mapped[PrimaryKey]
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    #: The id of the token inside the instance, in hexadecimal.
    task_id: Mapped[str] = mapped_column(String(32))
    process: Mapped[Code]
    element: Mapped[Code]
    name: Mapped[Title]
    role: Mapped[Code]
    form: Mapped[Code]
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    state: Mapped[WorkItemState] = mapped_column(
        enum_column(WorkItemState), default=WorkItemState.OPEN
    )
    #: Copied from the diagram's rule, so that the inbox can ask in SQL what the door asks.
    assigned_only: Mapped[bool] = mapped_column(default=False)
    excludes_handlers: Mapped[bool] = mapped_column(default=False)
    needs_qualification: Mapped[bool] = mapped_column(default=False)
    while_resting: Mapped[bool] = mapped_column(default=False)
    #: The one person who may do it, where the case names one.
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    claimed_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime | None]
    #: The place in the inbox: what has no date comes last.
    inbox_at: Mapped[dt.datetime] = mapped_column(
        Computed("coalesce(due_at, timestamptz '9999-01-01 00:00:00+00')", persisted=True)
    )
    created_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    instance: Mapped[ProcessInstance] = relationship()
    case: Mapped[Case] = relationship()
    claimant: Mapped[User | None] = relationship(foreign_keys=[claimed_by])
    closer: Mapped[User | None] = relationship(foreign_keys=[closed_by])


class Submission(Base):
    """提交: a filled form, one row a version; a correction adds a version and keeps the old one."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("work_item_id", "version"),)

    id: Mapped[PrimaryKey]
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    form: Mapped[Code]
    form_digest: Mapped[str] = mapped_column(String(64))
    data: Mapped[JsonObject]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[dt.datetime]
    #: Why a correction was made; empty for the first version.
    reason: Mapped[str] = mapped_column(String(2000), default="")

    work_item: Mapped[WorkItem] = relationship()
    submitter: Mapped[User | None] = relationship()


class Draft(Base):
    """草稿: the form as far as it is filled; shared by the pair of officers."""

    __tablename__ = "draft"

    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), primary_key=True)
    data: Mapped[JsonObject]
    #: SHA-256 of the canonical data, which a signature names.
    digest: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(default=1)
    saved_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    saved_at: Mapped[dt.datetime]

    saver: Mapped[User] = relationship()


class Signature(Base):
    """签字: an officer signed exactly this content by own login."""

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("work_item_id", "user_id"),)

    id: Mapped[PrimaryKey]
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    digest: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[dt.datetime]

    user: Mapped[User] = relationship()


class IdempotencyKey(Base):
    """A request that was answered: the same key of the same actor gets the same answer."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("actor", "key"),)

    id: Mapped[PrimaryKey]
    actor: Mapped[Code]
    key: Mapped[str] = mapped_column(String(200))
    #: SHA-256 of what was asked, so that a key cannot be used for something else.
    request_digest: Mapped[str] = mapped_column(String(64))
    answer: Mapped[JsonObject]
    created_at: Mapped[dt.datetime] = mapped_column(index=True)


class InboxMessage(Base):
    """消息: one for a process that may not wait for it yet; it is kept until somebody does."""

    __tablename__ = "inbox_message"
    __table_args__ = (
        Index(
            "ix_inbox_message_waiting",
            "instance_id",
            "name",
            postgresql_where="delivered_at IS NULL",
        ),
    )

    id: Mapped[PrimaryKey]
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"))
    name: Mapped[Code]
    key: Mapped[str] = mapped_column(String(200), unique=True)
    payload: Mapped[JsonObject]
    received_at: Mapped[dt.datetime]
    delivered_at: Mapped[dt.datetime | None]


class IncidentState(enum.StrEnum):
    """Where an incident is."""

    OPEN = "open"
    RESOLVED = "resolved"


class Incident(Base):
    """异常: a step that failed, rolled back whole, and when it is tried again."""

    __tablename__ = "incident"
    __table_args__ = (
        Index(
            "uq_incident_open",
            "job",
            "subject",
            unique=True,
            postgresql_where="state = 'open'",
        ),
    )

    id: Mapped[PrimaryKey]
    #: What was tried: `wake`, `open_case`, `deliver`, `complete`, …
    job: Mapped[Code]
    #: What it was tried on, for example `instance:12`.
    subject: Mapped[Code]
    arguments: Mapped[JsonObject]
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    element: Mapped[str | None] = mapped_column(String(120))
    error: Mapped[str] = mapped_column(String(200))
    detail: Mapped[str] = mapped_column(String(8000))
    attempt: Mapped[int] = mapped_column(default=1)
    state: Mapped[IncidentState] = mapped_column(
        enum_column(IncidentState), default=IncidentState.OPEN
    )
    first_at: Mapped[dt.datetime]
    last_at: Mapped[dt.datetime]
    #: None when only an administrator can start the next try.
    next_try_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    resolved_at: Mapped[dt.datetime | None]
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    resolution: Mapped[str] = mapped_column(String(2000), default="")

    case: Mapped[Case | None] = relationship()

"""Documents (文书), publications (公示) and evidence (证据) of a case."""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import User
from models.base import Base, Code, JsonObject, PrimaryKey, Title, enum_column
from models.cases import Case


class DocumentTemplate(Base):
    """文书模板: kept byte by byte from the first paper that was issued with it."""

    __tablename__ = "document_template"
    __table_args__ = (UniqueConstraint("form", "sha256"),)

    id: Mapped[PrimaryKey]
    form: Mapped[Code]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    first_used_at: Mapped[dt.datetime]


class Document(Base):
    """文书: what it says is frozen when it is issued; a change issues a new version."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("case_id", "form", "serial", "version"),)

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    #: Which paper it is: `result_record`, `order_to_correct`, `penalty_notice`, …
    form: Mapped[Code]
    #: Counts the papers of one form in a case; a version replaces the paper of the same serial.
    serial: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[Title]
    content: Mapped[JsonObject]
    #: SHA-256 of the canonical content.
    digest: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[dt.datetime]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: What it is printed with, whatever becomes of the template later; none of papers of old.
    template_id: Mapped[int | None] = mapped_column(ForeignKey("document_template.id"))

    case: Mapped[Case] = relationship()
    template: Mapped[DocumentTemplate | None] = relationship()


class DocumentFile(Base):
    """The rendered paper: bytes in the store under their SHA-256, frozen when it was issued."""

    __tablename__ = "document_file"
    __table_args__ = (UniqueConstraint("document_id", "kind"),)

    id: Mapped[PrimaryKey]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    #: `docx` or `pdf`.
    kind: Mapped[Code]
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    made_at: Mapped[dt.datetime]

    document: Mapped[Document] = relationship()


class CaseFile(Base):
    """卷宗: a case as a ZIP with its papers, evidence and rows; lies in the store like a paper."""

    __tablename__ = "case_file"

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    #: Of the ZIP; and of its manifest, which the offline checker prints.
    sha256: Mapped[str] = mapped_column(String(64))
    manifest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    files: Mapped[int]
    made_at: Mapped[dt.datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class PublicationState(enum.StrEnum):
    """Where a publication is."""

    DUE = "due"
    PUBLISHED = "published"
    #: Not published, with the reason (for example a mere warning, L7 art 2).
    WITHHELD = "withheld"
    #: Taken back since the decision was changed or annulled (L1 art 48; T43).
    WITHDRAWN = "withdrawn"
    #: Its publicity period is over (L7 art 13; T44).
    ENDED = "ended"


class Publication(Base):
    """公示: of an inspection result (L6 art 39) or of a penalty (L7 arts 9-10)."""

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("case_id", "what"),)

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    what: Mapped[Code]
    state: Mapped[PublicationState] = mapped_column(
        enum_column(PublicationState), default=PublicationState.DUE
    )
    due_at: Mapped[dt.datetime]
    published_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    #: The last day of the publicity period (L7 art 13); none of an inspection result.
    public_until: Mapped[dt.date | None]
    #: When it was withdrawn or ended.
    ended_at: Mapped[dt.datetime | None]
    #: The words that the public reads.
    text: Mapped[str] = mapped_column(String(8000), default="")
    #: 行政处罚信息摘要 (L7 art 4), masked as the words are; empty of an inspection result.
    summary: Mapped[JsonObject] = mapped_column(default=dict)
    #: How the last day was computed (T44), as a clock explains its own.
    period: Mapped[JsonObject] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(String(2000), default="")
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    case: Mapped[Case] = relationship()


class EvidenceKind(enum.StrEnum):
    """证据种类: the eight of L1 art 46 and L5 art 23."""

    DOCUMENT = "document"
    OBJECT = "object"
    AUDIOVISUAL = "audiovisual"
    ELECTRONIC = "electronic"
    WITNESS = "witness"
    STATEMENT = "statement"
    OPINION = "opinion"
    RECORD = "record"


class Evidence(Base):
    """证据: a photo or paper; the file lies in the store under its SHA-256."""

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_case_id_id", "case_id", "id"),)

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    work_item_id: Mapped[int | None] = mapped_column(ForeignKey("work_item.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    filename: Mapped[Title]
    mime: Mapped[Code]
    size: Mapped[int]
    caption: Mapped[Title] = mapped_column(default="")
    #: None until somebody says which of the eight it is.
    kind: Mapped[EvidenceKind | None] = mapped_column(enum_column(EvidenceKind))
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[dt.datetime]
    #: Taken out of the draft again; the row and the file stay.
    removed_at: Mapped[dt.datetime | None]

    uploader: Mapped[User | None] = relationship()

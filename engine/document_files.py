"""Papers as files: a worker makes them of what was issued, once; kept under their SHA-256."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine import document_forms, document_templates, documents, office, queue, template_versions
from engine.errors import Conflict, NotFound
from engine.evidence_store import EvidenceStore
from models import clock
from models.documents import Document, DocumentFile

Kind = Literal["docx", "pdf"]
DOCX: Final = "docx"
PDF: Final = "pdf"
MIMES: Final = {
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PDF: "application/pdf",
}
#: The folder of the bureau's own templates, beside the store.
TEMPLATES: Final = "templates"
SHELF: Final = documents.SHELF
#: So many become PDF in one transaction; more would outlive its limit (engine/connections.py).
PDFS_AT_ONCE: Final = 5


@dataclass(frozen=True)
class Shelf:
    """Where files lie, and the folder with the bureau's own templates."""

    store: EvidenceStore
    templates: Path

    def template(self, form: document_forms.Form) -> bytes:
        """The bureau's own template, if it has one, else the one that is shipped."""
        return template_versions.in_folder(self.templates, form)

    def read(self, file: DocumentFile) -> bytes:
        """The bytes of a file, proved to be those that were frozen."""
        with self.store.open(file.sha256) as source:
            content = source.read()
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise Conflict("document.file_changed", sha256=file.sha256)
        return content


def shelf_in(home: Path) -> Shelf:
    """The shelf in the folder of this machine's data."""
    return Shelf(EvidenceStore(home / "evidence"), home / TEMPLATES)


def keeping(home: Path) -> dict[str, object]:
    """What the sessions of a process carry, so that papers find store and templates."""
    shelf = shelf_in(home)
    return {SHELF: shelf, template_versions.FOLDER: shelf.templates}


def accept_template(shelf: Shelf, form: document_forms.Form, template: bytes) -> Path:
    """Take a clerk's template into use, or refuse it with the reasons."""
    document_templates.expect_usable(form, template)
    shelf.templates.mkdir(parents=True, exist_ok=True)
    path = shelf.templates / f"{form.id}.docx"
    # Whoever issues a paper meanwhile reads the old one or the new one, never half of it.
    half = path.with_suffix(".half")
    half.write_bytes(template)
    return half.replace(path)


def found(session: Session, document: Document, kind: Kind) -> DocumentFile | None:
    """The frozen file, if it was made."""
    return session.scalar(
        select(DocumentFile).where(
            DocumentFile.document_id == document.id, DocumentFile.kind == kind
        )
    )


def docx(session: Session, shelf: Shelf, document: Document) -> DocumentFile:
    """The paper as DOCX, made once, with the template that it was issued with."""
    known = found(session, document, DOCX)
    if known is not None:
        return known
    if not documents.is_genuine(document):
        raise Conflict("document.not_genuine", number=document.number or document.title)
    form = document_forms.form(document.form)
    content = document_templates.render(
        form,
        template_versions.of(session, document),
        document.content,
        number=document.number,
        title=document.title,
    )
    return _freeze(session, shelf, document, DOCX, content)


def pdf(session: Session, shelf: Shelf, document: Document) -> DocumentFile:
    """The paper as PDF, made of its frozen DOCX at the first call; needs LibreOffice."""
    return pdfs(session, shelf, [document])[0]


def pdfs(session: Session, shelf: Shelf, papers: Sequence[Document]) -> list[DocumentFile]:
    """The papers as PDF, those that are missing made in one run."""
    made = {paper.id: found(session, paper, PDF) for paper in papers}
    missing = [paper for paper in papers if made[paper.id] is None]
    sources = {str(one.id): shelf.read(docx(session, shelf, one)) for one in missing}
    converted = office.to_pdf(sources)
    for paper in missing:
        made[paper.id] = _freeze(session, shelf, paper, PDF, converted[str(paper.id)])
    return [file for paper in papers if (file := made[paper.id]) is not None]


def ask_for_pdf(session: Session, document: Document) -> DocumentFile | None:
    """The PDF if it is there; otherwise a worker is asked for it, once."""
    known = found(session, document, PDF)
    if known is not None:
        return known
    if not office.available():
        raise Conflict("office.missing")
    waiting = session.scalar(
        text(
            "SELECT 1 FROM procrastinate_jobs WHERE task_name = :name"
            " AND status IN ('todo', 'doing') AND args ->> 'document_id' = :id LIMIT 1"
        ),
        {"name": queue.RENDER_PDF, "id": str(document.id)},
    )
    if waiting is None:
        queue.enqueue(session, queue.RENDER_PDF, document_id=document.id)
    return None


def render_job(session: Session, document_id: int) -> DocumentFile:
    """What the worker does: its session knows the shelf."""
    document = session.get(Document, document_id)
    if document is None:
        raise NotFound("document.unknown", id=document_id)
    return pdf(session, shelf_of(session), document)


def freeze(session: Session, ids: Sequence[int]) -> list[DocumentFile]:
    """What a worker does with papers that were issued: DOCX now, PDF in jobs that may fail alone.

    Who asked for a file before has had it made; nothing is made twice.
    """
    shelf = shelf_of(session)
    made = [docx(session, shelf, paper) for paper in _papers(session, ids)]
    if office.available():
        for first in range(0, len(ids), PDFS_AT_ONCE):
            part = list(ids[first : first + PDFS_AT_ONCE])
            queue.enqueue(session, queue.FREEZE_PDFS, ids=part)
    return made


def freeze_pdfs(session: Session, ids: Sequence[int]) -> list[DocumentFile]:
    """What a worker does then; without LibreOffice papers stay DOCX, and that is no failure."""
    if not office.available():
        return []
    return pdfs(session, shelf_of(session), _papers(session, ids))


def shelf_of(session: Session) -> Shelf:
    """The shelf that the sessions of a worker were made with."""
    shelf = session.info.get(SHELF)
    if not isinstance(shelf, Shelf):
        raise Conflict("office.no_shelf")
    return shelf


def files_of(session: Session, documents_: Iterable[Document]) -> list[DocumentFile]:
    """All frozen files of these papers."""
    ids = [one.id for one in documents_]
    question = select(DocumentFile).where(DocumentFile.document_id.in_(ids))
    return list(session.scalars(question.order_by(DocumentFile.id)))


def _papers(session: Session, ids: Sequence[int]) -> list[Document]:
    # Always in the same order: two who freeze the same papers do not wait for each other.
    question = select(Document).where(Document.id.in_(ids)).order_by(Document.id)
    return list(session.scalars(question))


def _freeze(
    session: Session, shelf: Shelf, document: Document, kind: Kind, content: bytes
) -> DocumentFile:
    values = {
        "document_id": document.id,
        "kind": kind,
        "sha256": shelf.store.keep(content),
        "size": len(content),
        "made_at": clock.now(),
    }
    # Who comes second takes the file of the first: there is one DOCX and one PDF of a paper.
    statement = insert(DocumentFile).values(**values).on_conflict_do_nothing()
    session.execute(statement)
    made = found(session, document, kind)
    if made is None:
        raise NotFound("document.unknown", id=document.id)
    return made

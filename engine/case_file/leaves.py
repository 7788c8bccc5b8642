"""The leaves (件) of a case file: each paper and each piece of evidence in its ordered place."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import document_files, document_forms, document_templates, evidence, office
from engine.case_file import submitted
from engine.case_file.order import EVIDENCE, Place, place_of
from engine.document_files import Shelf
from engine.evidence_store import PDF, SUFFIXES
from models.cases import Case
from models.documents import Document, Evidence
from models.statutes import local_day

#: A4 at 150 dots an inch: enough to read a photo of a label, small enough to send.
PAGE: Final = (1240, 1754)


@dataclass(frozen=True)
class Leaf:
    """One paper or piece of evidence."""

    place: Place
    title: str
    number: str
    date: str
    #: Suffix -> bytes.
    files: Mapping[str, bytes]
    remark: str = ""
    pages: int = 0

    @property
    def pdf(self) -> bytes | None:
        """Its pages, if there are any."""
        return self.files.get(".pdf")


def collect(session: Session, shelf: Shelf, cases: Sequence[Case]) -> list[Leaf]:
    """All leaves in the order of the law, counted."""
    papers = _papers(session, cases)
    if office.available():
        document_files.pdfs(session, shelf, papers)
    leaves = [_of_paper(session, shelf, paper, papers) for paper in papers]
    leaves += _submitted(session, shelf, cases)
    leaves += _evidence(session, shelf, cases)
    counted = [replace(leaf, pages=pages_of(leaf.pdf)) for leaf in leaves]
    return sorted(counted, key=lambda leaf: leaf.place)


def pages_of(pdf: bytes | None) -> int:
    """How many pages a PDF has; none when it cannot be read."""
    if pdf is None:
        return 0
    try:
        return len(PdfReader(io.BytesIO(pdf)).pages)
    except (PyPdfError, ValueError, KeyError):
        return 0


def bound(pdfs: Sequence[bytes]) -> bytes:
    """Several PDFs as one."""
    writer = PdfWriter()
    for one in pdfs:
        writer.append(io.BytesIO(one), import_outline=False)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def photo_page(picture: bytes) -> bytes:
    """A photo as a page of the file."""
    with Image.open(io.BytesIO(picture)) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
        upright.thumbnail((PAGE[0] - 120, PAGE[1] - 120))
        page = Image.new("RGB", PAGE, "white")
        page.paste(upright, ((PAGE[0] - upright.width) // 2, 60))
    target = io.BytesIO()
    page.save(target, "PDF", resolution=150)
    return target.getvalue()


def _papers(session: Session, cases: Sequence[Case]) -> list[Document]:
    question = select(Document).where(Document.case_id.in_([case.id for case in cases]))
    return list(session.scalars(question.order_by(Document.id)))


def _of_paper(session: Session, shelf: Shelf, paper: Document, papers: Sequence[Document]) -> Leaf:
    files = {".docx": shelf.read(document_files.docx(session, shelf, paper))}
    frozen = document_files.found(session, paper, "pdf")
    if frozen is not None:
        files[".pdf"] = shelf.read(frozen)
    served = paper.content.get("served")
    return Leaf(
        place=place_of(paper.form, served["form"] if isinstance(served, dict) else ""),
        title=paper.title,
        number=paper.number,
        date=local_day(paper.issued_at).isoformat(),
        files=files,
        remark=_remark(paper, papers),
    )


def _submitted(session: Session, shelf: Shelf, cases: Sequence[Case]) -> list[Leaf]:
    """What was filled in as a form, printed on the form of the law."""
    papers = [one for case in cases for one in submitted.composed(session, case)]
    files = {
        str(number): document_templates.render(
            document_forms.form(form), shelf.template(document_forms.form(form)), content
        )
        for number, (form, _submission, content) in enumerate(papers)
    }
    pdfs = office.to_pdf(files) if office.available() else {}
    return [
        Leaf(
            place=place_of(form),
            title=document_forms.form(form).title,
            number="",
            date=local_day(submission.submitted_at).isoformat(),
            files={".docx": files[key]} | ({".pdf": pdfs[key]} if key in pdfs else {}),
            remark=f"第{submission.version}版" if submission.version > 1 else "",
        )
        for key, (form, submission, _content) in zip(files, papers, strict=True)
    ]


def _remark(paper: Document, papers: Sequence[Document]) -> str:
    same = (paper.case_id, paper.form, paper.serial)
    newest = max(one.version for one in papers if (one.case_id, one.form, one.serial) == same)
    return "" if paper.version == newest else f"第{paper.version}版，已更正"


def _evidence(session: Session, shelf: Shelf, cases: Sequence[Case]) -> Iterator[Leaf]:
    question = select(Evidence).where(
        Evidence.case_id.in_([case.id for case in cases]), Evidence.removed_at.is_(None)
    )
    for row in session.scalars(question.order_by(Evidence.id)):
        with shelf.store.open(row.sha256) as source:
            content = source.read()
        files = {SUFFIXES.get(row.mime, ".bin"): content}
        if row.mime != PDF:
            files[".pdf"] = photo_page(content)
        yield Leaf(
            place=EVIDENCE,
            title=_called(row),
            number="",
            date=local_day(row.uploaded_at).isoformat(),
            files=files,
        )


def _called(row: Evidence) -> str:
    """A piece with its kind before it, once somebody has said which (L5 art 23)."""
    name = row.caption or row.filename
    return f"{evidence.KINDS[row.kind]}：{name}" if row.kind else name


def as_index(leaf: Leaf, position: int, first: int) -> dict[str, Any]:
    """The leaf as a row of the index (卷内文件目录)."""
    last = first + leaf.pages - 1
    pages = "" if not leaf.pages else str(first) if leaf.pages == 1 else f"{first}-{last}"
    return {
        "position": position,
        "item": leaf.place.item_name,
        "title": leaf.title,
        "number": leaf.number,
        "date": leaf.date,
        "pages": pages,
        "remark": leaf.remark,
    }

"""Papers as PDF by LibreOffice: Chinese fonts inside, frozen once, bound into one file."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from engine import document_files, document_forms, document_templates, documents, office
from engine.authority import CLOCK
from engine.case_file import leaves
from engine.case_file.export import export
from engine.case_file.verify import verify
from engine.document_files import Shelf
from engine.errors import Conflict
from engine.evidence_store import EvidenceStore
from engine.transaction import run
from models.cases import Case
from models.documents import Document
from scheduler import jobs
from tests import builders
from tests.bureau import Bureau

#: A text in the smallest font that still prints every paper.
ORDER: Final = document_forms.form("order_to_correct")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(EvidenceStore(tmp_path / "evidence"), tmp_path / "templates")


@pytest.fixture
def paper(session: Session) -> Document:
    return documents.issue(
        session, CLOCK, builders.a_case(session), "order_to_correct", ORDER.example()
    )


def fonts(pdf: bytes) -> dict[str, bool]:
    """Name of each font -> whether its glyphs are inside."""
    return {
        str(font["/BaseFont"]): "/FontFile2" in descriptor or "/FontFile3" in descriptor
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font, descriptor in _descriptors(page)
    }


def _descriptors(page: Any) -> Iterator[tuple[Any, Any]]:
    for reference in page["/Resources"]["/Font"].values():
        font = reference.get_object()
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        yield font, inner["/FontDescriptor"].get_object()


@pytest.fixture(scope="module")
def every_form() -> dict[str, bytes]:
    """Each form with a full case, as PDF; all in one run of LibreOffice."""
    return office.to_pdf(
        {
            form.id: document_templates.render(
                form, document_templates.shipped(form), form.example(), number="〔2026〕2号"
            )
            for form in document_forms.forms().values()
        }
    )


def test_every_form_becomes_one_or_two_pages(every_form: dict[str, bytes]) -> None:
    pages = {name: leaves.pages_of(pdf) for name, pdf in every_form.items()}
    assert set(pages) == set(document_forms.forms())
    assert {name: count for name, count in pages.items() if count not in {1, 2}} == {}


def test_every_form_brings_its_chinese_font_along(every_form: dict[str, bytes]) -> None:
    for name, pdf in every_form.items():
        known = fonts(pdf)
        assert all(known.values()), (name, known)
        # Which one it is depends on the machine; boxes would come from none of these.
        assert any(
            part in font.lower() for font in known for part in ("wenquan", "cjk", "song", "fang")
        ), (name, known)


def test_the_text_of_a_pdf_can_be_searched(every_form: dict[str, bytes]) -> None:
    page = PdfReader(io.BytesIO(every_form["penalty_decision"])).pages[0]
    assert "行政处罚决定书" in page.extract_text().replace(" ", "")


def test_a_paper_is_frozen_once(session: Session, shelf: Shelf, paper: Document) -> None:
    first = document_files.pdf(session, shelf, paper)
    content = shelf.read(first)

    assert document_files.pdf(session, shelf, paper) is first
    assert shelf.read(first) == content
    assert {file.kind for file in document_files.files_of(session, [paper])} == {"docx", "pdf"}


def test_a_later_change_is_a_new_version_and_the_old_file_stays(
    session: Session, shelf: Shelf, paper: Document
) -> None:
    old = document_files.docx(session, shelf, paper)
    content = shelf.read(old)
    newer = documents.reissue(session, CLOCK, paper, paper.content | {"demand": "立即改正。"})

    new = document_files.docx(session, shelf, newer)

    assert new.sha256 != old.sha256
    assert shelf.read(old) == content


def test_a_paper_whose_words_were_changed_is_not_rendered(
    session: Session, shelf: Shelf, paper: Document
) -> None:
    paper.content = paper.content | {"demand": "不必改正"}
    with pytest.raises(Conflict, match=r"document\.not_genuine"):
        document_files.docx(session, shelf, paper)


def test_a_stored_file_that_was_changed_is_not_given_out(
    session: Session, shelf: Shelf, paper: Document
) -> None:
    file = document_files.docx(session, shelf, paper)
    shelf.store.path(file.sha256).write_bytes(b"another")
    with pytest.raises(Conflict, match=r"document\.file_changed"):
        shelf.read(file)


def test_the_worker_makes_the_pdf_that_somebody_asked_for(
    session_factory: sessionmaker[Session], shelf: Shelf
) -> None:
    session_factory.configure(info={document_files.SHELF: shelf})

    def ask(session: Session) -> int:
        case = builders.a_case(session)
        paper = documents.issue(session, CLOCK, case, "order_to_correct", ORDER.example())
        assert document_files.ask_for_pdf(session, paper) is None
        assert document_files.ask_for_pdf(session, paper) is None
        return paper.id

    paper_id = run(session_factory, ask)
    # What somebody waits for goes before what the paper is frozen with anyway.
    assert jobs.drain(session_factory) == 3
    with session_factory() as session:
        made = document_files.ask_for_pdf(session, session.get_one(Document, paper_id))
        assert made is not None
        assert leaves.pages_of(shelf.read(made)) in {1, 2}


def test_without_libreoffice_it_is_said_and_docx_works(
    session: Session,
    shelf: Shelf,
    paper: Document,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not office.available()
    assert document_files.docx(session, shelf, paper).size > 0
    with pytest.raises(Conflict, match=r"office\.missing"):
        document_files.ask_for_pdf(session, paper)


def test_the_case_file_is_bound_with_cover_index_and_page_numbers(
    session: Session, shelf: Shelf
) -> None:
    bureau = Bureau(session)
    case = bureau.inspected("RECTIFY_BY_DATE")

    exported = export(session, bureau.actor(bureau.supervisor), shelf, case)

    assert verify(exported.archive, exported.manifest) == []
    text = _text_of(exported.archive)
    assert text.startswith("天津市河北区市场监督管理局行政处罚案件卷宗")
    assert text.count("卷内文件目录") == text.count("卷内备考表") == 2
    assert "责令改正通知书" in text
    assert _papers(session, case) == {
        "checklist_record",
        "notice_page",
        "order_to_correct",
        "result_record",
    }


def _text_of(archive: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        pages = PdfReader(io.BytesIO(source.read("案卷.pdf"))).pages
        return "".join(page.extract_text() for page in pages).replace(" ", "").replace("\n", "")


def _papers(session: Session, case: Case) -> set[str]:
    return set(session.scalars(select(Document.form).where(Document.case_id == case.id)))

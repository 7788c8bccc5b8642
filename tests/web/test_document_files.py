"""Papers and case files on the page and in the API: downloads for those who may have them."""

import io
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from engine import document_files, document_forms, documents
from engine.authority import CLOCK
from engine.case_file.verify import verify
from engine.document_files import Shelf
from engine.evidence_store import EvidenceStore
from models.accounts import User
from models.cases import Case
from models.documents import Document
from scheduler import jobs
from tests import builders
from tests.bureau import Bureau
from tests.web.conftest import PASSWORD, Person


@pytest.fixture
def bureau(session: Session) -> Bureau:
    return Bureau(session)


@pytest.fixture
def case(session: Session, bureau: Bureau) -> Case:
    made = bureau.inspected("RECTIFY_BY_DATE")
    session.commit()
    return made


@pytest.fixture
def head(session: Session, bureau: Bureau) -> User:
    return builders.a_supervisor(session, bureau.office, password=PASSWORD)


@pytest.fixture
def worker(app: Flask, session_factory: sessionmaker[Session]) -> Callable[[], int]:
    """What the worker of this machine does with what waits."""
    store = EvidenceStore(app.config["EVIDENCE_FOLDER"])
    shelf = Shelf(store, store.root.parent / "templates")
    session_factory.configure(info={document_files.SHELF: shelf})
    return lambda: jobs.drain(session_factory)


def order_of(session: Session, case: Case) -> Document:
    query = select(Document).where(Document.case_id == case.id, Document.form == "order_to_correct")
    return session.scalars(query).one()


def test_a_paper_comes_as_docx_under_its_title_and_number(
    session: Session, case: Case, head: User, person: Person
) -> None:
    order = order_of(session, case)
    session.commit()
    answer = person.log_in(head).get(f"/documents/{order.id}.docx")
    assert answer.mimetype == document_files.MIMES["docx"]
    assert zipfile.is_zipfile(io.BytesIO(answer.data))
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_pdf_is_made_by_the_worker_while_the_page_waits(
    session: Session, case: Case, head: User, person: Person, worker: Callable[[], int]
) -> None:
    address = f"/documents/{order_of(session, case).id}.pdf"
    session.commit()
    waiting = person.log_in(head).get(address)
    assert (waiting.status_code, waiting.headers["Refresh"]) == (202, "2")
    worker()
    assert person.get(address).data.startswith(b"%PDF-")


def test_without_libreoffice_the_page_says_so_and_docx_works(
    session: Session,
    case: Case,
    head: User,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = order_of(session, case)
    session.commit()
    person.log_in(head)
    monkeypatch.setenv("PATH", "")
    assert person.get(f"/documents/{order.id}.pdf").status_code == 409
    assert f"/documents/{order.id}.pdf" not in person.text(f"/cases/{case.id}")
    assert person.get(f"/documents/{order.id}.docx").status_code == 200


def test_the_case_file_is_made_and_taken_along(
    session: Session, case: Case, head: User, person: Person, worker: Callable[[], int]
) -> None:
    session.commit()
    person.log_in(head)
    assert person.get(f"/cases/{case.id}/file.zip").status_code == 404
    person.post(f"/cases/{case.id}/file", page=f"/cases/{case.id}")
    worker()
    with person.get(f"/cases/{case.id}/file.zip") as answer:
        assert verify(answer.data) == []
    assert f"/cases/{case.id}/file.zip" in person.text(f"/cases/{case.id}")


def test_an_inspector_of_another_case_is_not_offered_the_file(
    session: Session, bureau: Bureau, case: Case, person: Person
) -> None:
    stranger = builders.an_inspector(session, bureau.office, password=PASSWORD)
    session.commit()
    person.log_in(stranger)
    assert "case-file" not in person.text(f"/cases/{case.id}")
    assert person.get(f"/cases/{case.id}/file.zip").status_code == 404


def test_another_office_gets_no_file_of_a_paper(
    session: Session, case: Case, new_person: Callable[[], Person]
) -> None:
    order = order_of(session, case)
    stranger = builders.an_inspector(session, builders.an_office(session), password=PASSWORD)
    session.commit()
    person = new_person().log_in(stranger)
    for address in (f"/documents/{order.id}.docx", f"/documents/{order.id}.pdf"):
        assert person.get(address).status_code == 403
    assert person.get(f"/api/v1/documents/{order.id}/file").status_code == 403
    assert person.get(f"/api/v1/cases/{case.id}/documents").status_code == 404


def test_the_api_lists_papers_with_their_files(
    session: Session, case: Case, head: User, person: Person
) -> None:
    order = order_of(session, case)
    session.commit()
    person.log_in(head)
    assert person.get(f"/api/v1/documents/{order.id}/file").status_code == 200
    items = person.get(f"/api/v1/cases/{case.id}/documents").get_json()["items"]
    mine = next(one for one in items if one["id"] == order.id)
    assert mine["number"] == order.number
    assert [file["kind"] for file in mine["files"]] == ["docx"]
    assert person.get(f"/api/v1/documents/{order.id}/file?kind=odt").status_code == 422
    assert person.get(f"/api/v1/cases/{case.id}/file").status_code == 202


def test_every_form_has_a_page_for_printing(session: Session, person: Person) -> None:
    office = builders.an_office(session)
    head = builders.a_supervisor(session, office, password=PASSWORD)
    case = builders.a_case(session, subject=builders.a_subject(session, office_id=office.id))
    papers = {
        known.title: documents.issue(session, CLOCK, case, known.id, known.example()).id
        for known in document_forms.forms().values()
    }
    session.commit()
    person.log_in(head)
    for title, paper_id in papers.items():
        page = person.text(f"/documents/{paper_id}")
        assert title in page
        assert "天津市河北区光复道小学" in page

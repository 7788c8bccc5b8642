"""Whoever issues a paper need not ask for its files: a worker freezes them, once."""

from pathlib import Path
from typing import Final

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from engine import document_files, document_forms, document_templates, documents, office
from engine.authority import CLOCK, Actor
from engine.commands import incidents, papers
from engine.document_files import Shelf
from engine.errors import Conflict
from engine.transaction import run
from models import clock
from models.documents import Document, DocumentFile
from models.processes import Incident, IncidentState
from scheduler import jobs
from tests import builders
from tests.bureau import Bureau

ORDER: Final = document_forms.form("order_to_correct")
DEMAND: Final = {
    "facts": "后厨未分区。",
    "basis": "《行政处罚法》第二十八条",
    "demand": "分区。",
    "at_once": "true",
}
#: Outside a folder with programs nothing is found, LibreOffice neither.
NOWHERE: Final = "/nowhere"


@pytest.fixture
def shelf(session_factory: sessionmaker[Session], tmp_path: Path) -> Shelf:
    """What the sessions of this machine carry."""
    session_factory.configure(info=document_files.keeping(tmp_path))
    return document_files.shelf_in(tmp_path)


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without LibreOffice."""
    monkeypatch.setenv("PATH", NOWHERE)


def issue(session: Session, papers: int = 1) -> list[int]:
    case = builders.a_case(session)
    return [
        documents.issue(session, CLOCK, case, ORDER.id, ORDER.example()).id for _ in range(papers)
    ]


def give_up(session: Session) -> None:
    issue(session)
    raise Conflict("case.not_open")


def waiting(session: Session) -> list[tuple[str, dict[str, list[int]]]]:
    question = "SELECT task_name, args FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"
    return [(row.task_name, row.args) for row in session.execute(text(question))]


def files(session: Session) -> dict[str, list[str]]:
    """The SHA-256 of what is frozen, by kind, in the order of the papers."""
    found: dict[str, list[str]] = {}
    for file in session.scalars(select(DocumentFile).order_by(DocumentFile.document_id)):
        found.setdefault(file.kind, []).append(file.sha256)
    return found


def asked(session: Session, shelf: Shelf, paper_id: int) -> str:
    return document_files.docx(session, shelf, session.get_one(Document, paper_id)).sha256


def test_a_transaction_leaves_one_job_for_all_its_papers(
    session_factory: sessionmaker[Session], session: Session, shelf: Shelf
) -> None:
    ids = run(session_factory, issue, 3)
    assert waiting(session) == [("freeze_papers", {"ids": ids})]
    assert files(session) == {}
    assert not shelf.store.root.exists()


def test_papers_that_were_rolled_back_leave_no_job(
    session_factory: sessionmaker[Session], session: Session, shelf: Shelf
) -> None:
    with pytest.raises(Conflict):
        run(session_factory, give_up)
    assert waiting(session) == []
    assert not shelf.store.root.exists()


def test_where_no_files_are_kept_no_job_is_left(
    session_factory: sessionmaker[Session], session: Session
) -> None:
    run(session_factory, issue)
    assert waiting(session) == []


@pytest.mark.usefixtures("no_office")
def test_the_worker_freezes_the_docx_before_anybody_asks(
    session_factory: sessionmaker[Session], session: Session, shelf: Shelf
) -> None:
    ids = run(session_factory, issue, 2)
    assert jobs.drain(session_factory) == 1

    # Without LibreOffice there is no PDF, and nothing failed.
    frozen = files(session)
    assert set(frozen) == {"docx"}
    assert session.scalars(select(Incident)).all() == []
    assert [asked(session, shelf, one) for one in ids] == frozen["docx"]


def write(session: Session) -> tuple[Actor, int]:
    """An officer writes a paper by hand."""
    bureau = Bureau(session)
    actor = bureau.actor(bureau.pair[0])
    case = bureau.enforced()
    return actor, papers.issue(session, actor, case.id, ORDER.id, DEMAND).id


@pytest.mark.usefixtures("no_office")
def test_the_worker_freezes_a_correction_beside_what_it_replaced(
    session_factory: sessionmaker[Session], session: Session, shelf: Shelf
) -> None:
    actor, first = run(session_factory, write)
    jobs.drain(session_factory)
    before = asked(session, shelf, first)
    data = DEMAND | {"demand": "生熟食品分区存放。"}
    second = run(session_factory, papers.replace, actor, first, data, reason="要求不明确。")
    jobs.drain(session_factory)
    assert files(session)["docx"][-2:] == [before, asked(session, shelf, second.id)]
    assert asked(session, shelf, first) == before != asked(session, shelf, second.id)


@pytest.mark.usefixtures("no_office")
def test_a_template_that_is_edited_before_the_worker_comes_changes_nothing(
    session_factory: sessionmaker[Session], session: Session, shelf: Shelf
) -> None:
    (paper_id,) = run(session_factory, issue)
    own = document_templates.shipped(document_forms.form("demand_notice"))
    shelf.templates.mkdir(parents=True)
    (shelf.templates / f"{ORDER.id}.docx").write_bytes(own)
    jobs.drain(session_factory)

    paper = session.get_one(Document, paper_id)
    expected = document_templates.render(
        ORDER,
        document_templates.shipped(ORDER),
        paper.content,
        number=paper.number,
        title=paper.title,
    )
    assert shelf.read(_docx_of(session, paper)) == expected


def _docx_of(session: Session, paper: Document) -> DocumentFile:
    file = document_files.found(session, paper, "docx")
    assert file is not None
    return file


@pytest.mark.usefixtures("no_office")
def test_whoever_asks_before_the_worker_comes_has_it_made_and_it_stays(
    session_factory: sessionmaker[Session], session: Session, shelf: Shelf
) -> None:
    (paper_id,) = run(session_factory, issue)
    early = run(session_factory, asked, shelf, paper_id)
    jobs.drain(session_factory)
    run(session_factory, document_files.freeze, [paper_id])
    assert files(session) == {"docx": [early]}


def test_the_same_words_and_template_are_the_same_bytes_at_any_time() -> None:
    made = []
    for moment in ("2026-03-02 09:00", "2027-11-28 17:30"):
        with time_machine.travel(moment, tick=False):
            made.append(
                document_templates.render(ORDER, document_templates.shipped(ORDER), ORDER.example())
            )
    assert made[0] == made[1]


def test_the_worker_freezes_the_pdf_as_well(
    session_factory: sessionmaker[Session], session: Session, shelf: Shelf
) -> None:
    assert office.available()
    run(session_factory, issue, 2)
    assert jobs.drain(session_factory) == 2

    frozen = files(session)
    assert {kind: len(found) for kind, found in frozen.items()} == {"docx": 2, "pdf": 2}
    assert all(shelf.store.path(one).read_bytes()[:5] == b"%PDF-" for one in frozen["pdf"])
    assert session.scalars(select(Incident)).all() == []


def test_many_papers_become_pdf_in_parts(
    session_factory: sessionmaker[Session], session: Session, shelf: Shelf
) -> None:
    ids = run(session_factory, issue, document_files.PDFS_AT_ONCE + 1)
    run(session_factory, document_files.freeze, ids)
    parts = [args["ids"] for name, args in waiting(session) if name == "freeze_pdfs"]
    assert parts == [ids[:-1], ids[-1:]]
    assert shelf.store.root.exists()


@pytest.mark.usefixtures("no_office")
def test_a_paper_that_cannot_be_rendered_is_an_incident_and_heals(
    session_factory: sessionmaker[Session], session: Session, shelf: Shelf
) -> None:
    (paper_id,) = run(session_factory, issue)
    run(session_factory, _say, paper_id, "不必改正")
    jobs.drain(session_factory)

    (incident,) = session.scalars(select(Incident)).all()
    assert incident.job == "freeze_papers"
    assert incident.subject == f"documents:{paper_id}-{paper_id}"
    assert incident.error == "document.not_genuine"
    assert incident.next_try_at is not None
    assert files(session) == {}

    run(session_factory, _say, paper_id, ORDER.example()["demand"])
    due = incident.next_try_at
    session.rollback()
    run(session_factory, incidents.enqueue_due, due)
    jobs.drain(session_factory)
    session.refresh(incident)
    assert incident.state is IncidentState.RESOLVED
    assert len(files(session)["docx"]) == 1
    assert shelf.store.root.exists()


def _say(session: Session, paper_id: int, demand: str) -> None:
    paper = session.get_one(Document, paper_id)
    paper.content = paper.content | {"demand": demand}


def test_an_office_that_fails_leaves_the_docx_and_an_incident(
    session_factory: sessionmaker[Session],
    session: Session,
    shelf: Shelf,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = tmp_path / "bin" / office.PROGRAMS[0]
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{broken.parent}:/bin:/usr/bin")
    run(session_factory, issue)
    before = clock.now()
    jobs.drain(session_factory)

    assert set(files(session)) == {"docx"}
    (incident,) = session.scalars(select(Incident)).all()
    assert (incident.job, incident.error) == ("freeze_pdfs", "office.failed")
    assert incident.first_at >= before
    assert shelf.store.root.exists()

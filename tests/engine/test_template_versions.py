"""A paper is printed with the template of the moment at which it was issued, and no other."""

import io
from pathlib import Path
from typing import Any, Final

import docx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import document_files, document_forms, document_templates, documents, template_versions
from engine.authority import CLOCK
from engine.document_files import Shelf
from engine.errors import Invalid
from models.documents import Document, DocumentTemplate
from tests import builders

ORDER: Final = document_forms.form("order_to_correct")


@pytest.fixture
def shelf(session: Session, tmp_path: Path) -> Shelf:
    keeping = document_files.keeping(tmp_path)
    session.info.update(keeping)
    made = keeping[document_files.SHELF]
    assert isinstance(made, Shelf)
    return made


def edited(words: str) -> bytes:
    """The shipped template with a line of the clerk's own."""
    document: Any = docx.Document(io.BytesIO(document_templates.shipped(ORDER)))
    document.add_paragraph(words)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def issued(session: Session) -> Document:
    return documents.issue(session, CLOCK, builders.a_case(session), ORDER.id, ORDER.example())


def last_line(session: Session, shelf: Shelf, paper: Document) -> str:
    content = shelf.read(document_files.docx(session, shelf, paper))
    document: Any = docx.Document(io.BytesIO(content))
    return str(document.paragraphs[-1].text)


def test_a_template_that_was_edited_after_the_issue_changes_nothing(
    session: Session, shelf: Shelf
) -> None:
    document_files.accept_template(shelf, ORDER, edited("甲版"))
    paper = issued(session)
    document_files.accept_template(shelf, ORDER, edited("乙版"))

    # Nobody had asked for the file before the template was edited.
    assert last_line(session, shelf, paper) == "甲版"
    assert last_line(session, shelf, issued(session)) == "乙版"


def test_a_new_version_is_printed_with_the_template_of_its_own_day(
    session: Session, shelf: Shelf
) -> None:
    first = issued(session)
    document_files.accept_template(shelf, ORDER, edited("乙版"))
    second = documents.reissue(session, CLOCK, first, ORDER.example() | {"demand": "立即改正。"})
    assert last_line(session, shelf, second) == "乙版"
    assert last_line(session, shelf, first) != "乙版"


def test_a_template_that_vanished_is_still_there_for_its_papers(
    session: Session, shelf: Shelf
) -> None:
    document_files.accept_template(shelf, ORDER, edited("甲版"))
    paper = issued(session)
    (shelf.templates / f"{ORDER.id}.docx").unlink()
    assert last_line(session, shelf, paper) == "甲版"


def test_papers_with_the_same_template_share_one_copy(session: Session, shelf: Shelf) -> None:
    papers = [issued(session) for _ in range(3)]
    assert len({paper.template_id for paper in papers}) == 1
    assert len(session.scalars(select(DocumentTemplate)).all()) == 1


def test_a_paper_of_old_takes_the_template_of_today(session: Session, shelf: Shelf) -> None:
    paper = issued(session)
    paper.template_id = None
    session.flush()
    session.expire(paper)
    assert template_versions.of(session, paper) == document_templates.shipped(ORDER)


def test_a_refused_template_leaves_the_one_in_use(session: Session, shelf: Shelf) -> None:
    document_files.accept_template(shelf, ORDER, edited("甲版"))
    with pytest.raises(Invalid, match=r"template\.refused") as refused:
        document_files.accept_template(shelf, ORDER, edited("{{ party.fax }}"))
    assert refused.value.errors["template"] == [
        {"code": "template.unknown_field", "params": {"name": "party.fax"}}
    ]
    assert [one.name for one in shelf.templates.iterdir()] == [f"{ORDER.id}.docx"]
    assert last_line(session, shelf, issued(session)) == "甲版"

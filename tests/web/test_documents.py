"""Papers as they are printed: the words that were frozen, for people of the office only."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.papers.wording import day_words, moment_words
from models.accounts import User
from models.cases import Case
from models.documents import Document
from tests import builders
from tests.bureau import Bureau
from tests.web.conftest import PASSWORD, Person


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


@pytest.fixture
def clerk(session: Session, bureau: Bureau) -> User:
    """Somebody of the office who may log in."""
    return builders.an_inspector(session, bureau.office, password=PASSWORD)


def paper_of(session: Session, case: Case, form: str) -> Document:
    """The paper of this kind."""
    query = select(Document).where(Document.case_id == case.id, Document.form == form)
    return session.scalars(query).one()


def test_the_result_record_says_what_was_found_and_by_whom(
    session: Session, bureau: Bureau, clerk: User, person: Person
) -> None:
    record = paper_of(session, bureau.inspected("INVESTIGATE_KEY"), "result_record")
    session.commit()

    page = person.log_in(clerk).text(f"/documents/{record.id}")

    assert "食品生产经营监督检查结果记录表" in page
    assert "现场发现不符合。" in page
    assert "重点项目；影响食品安全" in page
    assert all(str(user.certificate_no) in page for user in bureau.pair)
    assert "二十个工作日内向社会公开" in page


def test_the_order_to_correct_has_number_demand_and_deadline(
    session: Session, bureau: Bureau, clerk: User, person: Person
) -> None:
    order = paper_of(session, bureau.inspected("RECTIFY_BY_DATE"), "order_to_correct")
    session.commit()

    page = person.log_in(clerk).text(f"/documents/{order.id}")

    assert order.number in page
    assert "完善留样记录。" in page
    assert day_words(order.content["due_on"]) in page


def test_a_refused_signature_is_printed_with_its_reason(
    session: Session, bureau: Bureau, clerk: User, person: Person
) -> None:
    refused = {"status": "refused", "reason": "对结果有异议", "witness": "社区民警张某"}
    case = bureau.inspected("NO_PROBLEM", party_signature=refused)
    record = paper_of(session, case, "result_record")
    session.commit()

    page = person.log_in(clerk).text(f"/documents/{record.id}")

    assert "对结果有异议" in page
    assert "社区民警张某" in page


def test_a_paper_whose_words_were_changed_is_marked(
    session: Session, bureau: Bureau, clerk: User, person: Person
) -> None:
    record = paper_of(session, bureau.inspected("NO_PROBLEM"), "result_record")
    record.digest = "0" * 64
    session.commit()

    assert "print-warning" in person.log_in(clerk).text(f"/documents/{record.id}")


def test_another_office_does_not_read_the_paper(
    session: Session, bureau: Bureau, new_person: Callable[[], Person]
) -> None:
    record = paper_of(session, bureau.inspected("NO_PROBLEM"), "result_record")
    other = builders.an_office(session)
    stranger = builders.an_inspector(session, other, password=PASSWORD)
    session.commit()
    person = new_person().log_in(stranger)

    assert person.get(f"/documents/{record.id}").status_code == 403
    assert person.get("/documents/999999").status_code == 404


@pytest.mark.parametrize(
    ("value", "words"),
    [("2026-03-02", "2026年3月2日"), ("", "　　年　　月　　日"), (None, "　　年　　月　　日")],
)
def test_papers_write_dates_in_chinese(value: str | None, words: str) -> None:
    assert day_words(value) == words


def test_papers_write_moments_in_the_bureaus_own_time() -> None:
    assert moment_words("2026-03-02T01:05:00+00:00") == "2026年3月2日9时05分"

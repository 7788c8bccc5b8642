"""Writing a paper on its page: what is lacking is said beside the field, with the article."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.commands import papers
from models.cases import Case
from models.documents import Document
from tests.bureau import Bureau
from tests.web.conftest import Person, with_password


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor, *made.pair)
    return made


@pytest.fixture
def case(session: Session, bureau: Bureau) -> Case:
    made = bureau.enforced()
    session.commit()
    return made


def disposals(session: Session, case: Case) -> list[Document]:
    query = select(Document).where(
        Document.case_id == case.id, Document.form == "goods_disposal_record"
    )
    return list(session.scalars(query))


def test_an_officer_writes_a_paper_from_the_case_page(
    session: Session, bureau: Bureau, case: Case, person: Person
) -> None:
    person.log_in(bureau.pair[0])
    path = f"/cases/{case.id}/papers/goods_disposal_record"
    assert path in person.text(f"/cases/{case.id}")
    form = {"things.0.name": "酱油", "things.0.quantity": "12", "things.0.unit": "瓶"}
    refused = person.post(path, form | {"way": "销毁"}, page=path)
    assert refused.status_code == 422
    assert "L1 art 74" in refused.text
    # Nothing that was written is lost.
    assert 'value="酱油"' in refused.text
    assert disposals(session, case) == []

    whole = form | {"way": "销毁", "disposed_at": "2026-05-08T10:00", "place": "垃圾焚烧厂"}
    page = person.post(path, whole, page=path)
    assert page.status_code == 200
    assert "涉案物品处理记录" in page.text
    assert [paper.content["things"][0]["quantity"] for paper in disposals(session, case)] == ["12"]


def test_every_paper_that_is_written_by_hand_has_a_page(
    bureau: Bureau, case: Case, person: Person
) -> None:
    person.log_in(bureau.pair[0])
    for form in papers.ON_DEMAND:
        answer = person.get(f"/cases/{case.id}/papers/{form}")
        assert answer.status_code == (403 if form == "inspection_order" else 200), form
    assert person.get(f"/cases/{case.id}/papers/penalty_decision").status_code == 404


def test_who_does_not_work_on_the_case_is_offered_no_paper(
    bureau: Bureau, case: Case, person: Person
) -> None:
    person.log_in(bureau.supervisor)
    assert f"/cases/{case.id}/papers/" not in person.text(f"/cases/{case.id}")
    assert person.get(f"/cases/{case.id}/papers/goods_disposal_record").status_code == 403

"""Writing a paper on its page: what is lacking is said beside the field, with the article."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.commands import papers
from models.cases import Case
from models.documents import Document
from tests.bureau import Bureau
from tests.web.conftest import Person


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
        assert answer.status_code == (
            403 if form in ("inspection_order", "case_transfer") else 200
        ), form
    assert person.get(f"/cases/{case.id}/papers/penalty_decision").status_code == 404


def test_who_does_not_work_on_the_case_is_offered_no_paper(
    bureau: Bureau, case: Case, person: Person
) -> None:
    person.log_in(bureau.supervisor)
    assert f"/cases/{case.id}/papers/" not in person.text(f"/cases/{case.id}")
    assert person.get(f"/cases/{case.id}/papers/goods_disposal_record").status_code == 403


WHOLE = {"way": "销毁", "disposed_at": "2026-05-08T10:00", "place": "垃圾焚烧厂"}


def written(bureau: Bureau, case: Case, rows: int = 1) -> Document:
    """A paper that an officer wrote."""
    things = [{"name": f"酱油{one}", "quantity": "12", "unit": "瓶"} for one in range(rows)]
    actor = bureau.actor(bureau.pair[0])
    data = WHOLE | {"things": things}
    paper = papers.issue(bureau.session, actor, case.id, "goods_disposal_record", data)
    bureau.session.commit()
    return paper


def test_an_officer_corrects_a_paper_and_the_old_one_says_so(
    session: Session, bureau: Bureau, case: Case, person: Person
) -> None:
    paper = written(bureau, case)
    person.log_in(bureau.pair[0])
    path = f"/documents/{paper.id}/correction"
    assert path in person.text(f"/cases/{case.id}")
    # What it says now is where the correction begins.
    assert 'value="酱油0"' in person.text(path)
    form = {"things.0.name": "酱油", "things.0.quantity": "10", "things.0.unit": "瓶"}
    refused = person.post(path, form | WHOLE, page=path)
    assert refused.status_code == 422
    assert 'id="wrong-correction_reason"' in refused.text
    assert 'value="10"' in refused.text

    reason = {"correction_reason": "数量写错。"}
    wrong = person.post(path, form | reason, page=path)
    assert wrong.status_code == 422
    assert "L1 art 74" in wrong.text
    assert "数量写错。" in wrong.text

    answer = person.post(path, form | WHOLE | reason, page=path)
    assert answer.status_code == 200
    assert [one.content["things"][0]["quantity"] for one in disposals(session, case)] == [
        "12",
        "10",
    ]
    old = person.text(f"/documents/{paper.id}")
    assert "print-replaced" in old
    assert "数量写错。" in old
    assert "print-replaced" not in answer.text
    page = person.text(f"/cases/{case.id}")
    # Only the version that stands is offered for another correction.
    assert path not in page
    assert person.get(path).status_code == 409


def test_a_long_list_is_corrected_whole(
    session: Session, bureau: Bureau, case: Case, person: Person
) -> None:
    paper = written(bureau, case, rows=9)
    person.log_in(bureau.pair[1])
    path = f"/documents/{paper.id}/correction"
    assert 'value="酱油8"' in person.text(path)
    form = {f"things.{one}.name": f"酱油{one}" for one in range(9)}
    form |= {f"things.{one}.quantity": "1" for one in range(9)}
    form |= {f"things.{one}.unit": "瓶" for one in range(9)}
    person.post(path, form | WHOLE | {"correction_reason": "数量写错。"}, page=path)
    assert [len(one.content["things"]) for one in disposals(session, case)] == [9, 9]


def test_who_does_not_work_on_the_case_corrects_nothing(
    bureau: Bureau, case: Case, person: Person
) -> None:
    paper = written(bureau, case)
    person.log_in(bureau.supervisor)
    path = f"/documents/{paper.id}/correction"
    assert path not in person.text(f"/cases/{case.id}")
    assert person.get(path).status_code == 403


def test_a_correction_has_files_of_its_own(
    session: Session, bureau: Bureau, case: Case, person: Person
) -> None:
    paper = written(bureau, case)
    actor = bureau.actor(bureau.pair[0])
    data = {name: paper.content[name] for name in (*WHOLE, "things")}
    second = papers.replace(session, actor, paper.id, data, reason="数量写错。")
    session.commit()
    person.log_in(bureau.pair[0])
    files = [person.get(f"/documents/{one.id}.docx") for one in (paper, second)]
    assert [one.status_code for one in files] == [200, 200]
    assert paper.number == second.number

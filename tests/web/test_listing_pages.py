"""What everybody reads of the list of serious violations, and when it is gone from there."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock
from models.cases import Case
from models.documents import Publication
from models.remedies import RemedyResult
from tests.bureau import Bureau
from tests.engine.test_listings import end_remedy, entered, publish
from tests.web.conftest import Person

PHONE = "13812345678"


@pytest.fixture
def matter(session: Session, bureau: Bureau) -> Case:
    """An entry that waits to be published."""
    made = entered(bureau)
    session.commit()
    return made


def published(session: Session, bureau: Bureau, matter: Case) -> Publication:
    publish(bureau, matter, f"主观故意明显，证人王小明，电话{PHONE}。")
    session.commit()
    query = select(Publication).where(Publication.case_id == matter.id)
    return session.scalars(query).one()


@pytest.mark.law("P42", "T54")
def test_the_publisher_sees_the_entry_as_the_public_will(
    bureau: Bureau, matter: Case, person: Person
) -> None:
    person.log_in(bureau.supervisor)
    item = bureau.item(matter, "task_publish_listing")
    page = person.text(f"/work/{item.id}")
    shown = page[page.index('id="public-view"') :]
    assert "天津市市场监督管理委员会" in shown
    assert "食品安全领域严重违法行为" in shown
    # That the term is a setting stands beside it.
    assert "T54" in shown
    # The reasons of the proposal are where the words begin.
    assert "综合情况：主观故意明显。" in page[: page.index('id="public-view"')]
    address = f"/work/{item.id}/public"
    preview = person.post(address, {"text": f"电话{PHONE}。"}, page=f"/work/{item.id}")
    assert "电话****。" in preview.text


@pytest.mark.law("P42", "T54")
def test_everybody_finds_an_entry_by_name_licence_and_decision(
    session: Session, bureau: Bureau, matter: Case, new_person: Callable[[], Person]
) -> None:
    everybody = new_person()
    assert "名单上目前没有当事人" in everybody.text("/public?what=listing")
    one = published(session, bureau, matter)
    subject = matter.subject
    for words in (subject.name, subject.licence, one.summary["number"], ""):
        page = everybody.text(f"/public?what=listing&q={words}")
        assert f"/public/{one.id}" in page
        # Numbers that nobody read in the law say so.
        assert "未取得" in page
    assert f"/public/{one.id}" not in everybody.text("/public?what=penalty")
    assert "没有符合条件的信息" in everybody.text("/public?what=listing&q=不存在的单位")
    page = everybody.text(f"/public/{one.id}")
    for said in (subject.name, "王某某", "食品安全领域严重违法行为", one.summary["bureau"]):
        assert said in page
    assert str(one.public_until) in page
    assert PHONE not in page
    assert "王小明" not in page
    answer = everybody.get("/public/index.json?what=listing").get_json()
    assert [item["what"] for item in answer["items"]] == ["listing"]
    assert "List of serious violations" in everybody.text(f"/public/{one.id}?lang=en")
    person = new_person().log_in(bureau.pair[0])
    assert f"/public/{one.id}" in person.text(f"/subjects/{subject.id}/credit")
    assert "未取得" in person.text(f"/cases/{matter.id}")


@pytest.mark.law("T54")
def test_an_entry_is_gone_on_the_day_after_its_term(
    session: Session, bureau: Bureau, matter: Case, person: Person
) -> None:
    one = published(session, bureau, matter)
    assert one.public_until is not None
    clock.travel(dt.datetime.combine(one.public_until, dt.time(12), clock.ZONE))
    assert person.get(f"/public/{one.id}").status_code == 200
    clock.travel(clock.now() + dt.timedelta(days=1))
    assert person.get(f"/public/{one.id}").status_code == 404
    assert f"/public/{one.id}" not in person.text("/public?what=listing")


@pytest.mark.law("P42", "T43")
def test_a_fallen_entry_says_only_why(
    session: Session, bureau: Bureau, matter: Case, person: Person
) -> None:
    one = published(session, bureau, matter)
    end_remedy(bureau, matter, RemedyResult.ANNULLED)
    session.commit()
    answer = person.get(f"/public/{one.id}")
    assert answer.status_code == 410
    assert "列入所依据的行政处罚决定已被撤销" in answer.text
    assert matter.subject.name not in answer.text
    assert f"/public/{one.id}" not in person.text("/public?what=listing")

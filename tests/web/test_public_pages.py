"""What everybody reads of results and penalties, and what nobody may read there (L7)."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock
from models.cases import Case
from models.documents import Publication, PublicationState
from tests.bureau import Bureau
from tests.dockets import decided, publish, serve
from tests.web.conftest import Person, with_password

ID_NUMBER = "120105198001011234"
PHONE = "13812345678"
HOME = "河东区某路8号楼2单元301室"
#: What an officer wrote into the report without a thought for the public.
REPORT = {
    "facts": f"食堂未按照规定留样。证人王小明，身份证号{ID_NUMBER}，电话{PHONE}，家住{HOME}。",
}
SECRETS = (ID_NUMBER, PHONE, HOME, "王小明")


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor, *made.pair)
    return made


@pytest.fixture
def case(session: Session, bureau: Bureau) -> Case:
    """A case whose decision was served and waits to be published."""
    made = decided(bureau, **REPORT)
    serve(bureau, made)
    session.commit()
    return made


def publication_of(session: Session, case: Case) -> Publication:
    return session.scalars(select(Publication).where(Publication.case_id == case.id)).one()


@pytest.mark.law("T42")
def test_the_publisher_sees_what_the_public_will_read_and_publishes_just_that(
    session: Session, bureau: Bureau, case: Case, new_person: Callable[[], Person]
) -> None:
    head = new_person().log_in(bureau.supervisor)
    item = bureau.item(case, "task_publish_penalty")
    page = head.text(f"/work/{item.id}")
    assert "公众将看到的内容" in page
    shown = page[page.index('id="public-view"') :]
    for secret in SECRETS:
        assert secret not in shown
    assert "王某某" in shown
    # The words are those of the decision, ready to be published.
    assert "食堂未按照规定留样" in page[: page.index('id="public-view"')]

    preview = head.post(
        f"/work/{item.id}/public", {"text": f"联系电话{PHONE}。"}, page=f"/work/{item.id}"
    )
    assert PHONE not in preview.text
    assert "联系电话****。" in preview.text

    publish(bureau, case, f"未按规定留样，证人王小明（{ID_NUMBER}）。")
    session.commit()
    one = publication_of(session, case)
    everybody = new_person()
    for path in ("/public", f"/public/{one.id}", "/public/index.json", f"/public/{one.id}.json"):
        answer = everybody.get(path)
        assert answer.status_code == 200
        for secret in SECRETS:
            assert secret not in answer.text, path
    said = everybody.get(f"/public/{one.id}.json").get_json()
    assert said["text"] == "未按规定留样，证人王某某（****）。"
    assert set(said["summary"]) == {
        "number",
        "party",
        "licence",
        "violation",
        "content",
        "bureau",
        "date",
    }
    assert said["party"] in everybody.text(f"/public?q={said['party']}")
    assert said["party"] not in everybody.text("/public?q=不存在的单位")


@pytest.mark.law("T44")
def test_what_is_no_longer_public_is_gone_from_the_page(
    session: Session, bureau: Bureau, case: Case, person: Person
) -> None:
    publish(bureau, case)
    session.commit()
    one = publication_of(session, case)
    path = f"/public/{one.id}"
    assert person.get(path).status_code == 200
    assert one.public_until is not None
    clock.travel(dt.datetime.combine(one.public_until, dt.time(12), clock.ZONE))
    assert person.get(path).status_code == 200
    clock.travel(clock.now() + dt.timedelta(days=1))
    assert person.get(path).status_code == 404
    assert person.get("/public/index.json").get_json()["items"] == []


@pytest.mark.law("T43")
def test_a_withdrawn_penalty_shows_the_reason_and_nothing_else(
    session: Session, bureau: Bureau, case: Case, new_person: Callable[[], Person]
) -> None:
    publish(bureau, case)
    session.commit()
    one = publication_of(session, case)
    head, everybody = new_person().log_in(bureau.supervisor), new_person()
    assert "三年：不属于" in head.text(f"/cases/{case.id}")
    day = clock.today().isoformat()
    form = {"ground": "annulled", "changed_on": day, "reason": "复议决定撤销。"}
    head.post(f"/publications/{one.id}/withdraw", form, page=f"/cases/{case.id}")
    session.refresh(one)
    assert one.state is PublicationState.WITHDRAWN
    gone = everybody.get(f"/public/{one.id}")
    assert gone.status_code == 410
    assert "复议决定撤销。" in gone.text
    assert "罚款" not in gone.text
    assert everybody.get("/public/index.json").get_json()["items"] == []
    assert "复议决定撤销。" in head.text(f"/cases/{case.id}")


def test_who_may_not_end_a_publication_is_not_offered_it(
    session: Session, bureau: Bureau, case: Case, person: Person
) -> None:
    publish(bureau, case)
    session.commit()
    one = publication_of(session, case)
    person.log_in(bureau.pair[0])
    page = person.text(f"/cases/{case.id}")
    assert f"/public/{one.id}" in page
    assert "/withdraw" not in page
    refused = person.post(f"/publications/{one.id}/withdraw", {}, page=f"/cases/{case.id}")
    assert refused.status_code == 403
    assert publication_of(session, case).state is PublicationState.PUBLISHED


def test_an_empty_list_and_nonsense_have_an_answer(person: Person) -> None:
    assert person.get("/public").status_code == 200
    assert person.get("/public/99999999").status_code == 404
    assert person.get("/public/index.json?after=nonsense&what=%00").get_json()["items"] == []
    assert "Cache-Control" in person.get("/public/index.json").headers

"""Cases, inbox and the year by page."""

import datetime as dt

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from models import clock
from models.audit import AuditEntry
from models.cases import CaseState
from models.processes import WorkItem
from tests.builders import a_pair, a_supervisor, an_office
from tests.bureau import Bureau
from tests.web.conftest import Person, with_password


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor, made.leader, made.reviewer, *made.pair)
    return made


def test_a_case_tells_its_whole_story(person: Person, bureau: Bureau, session: Session) -> None:
    case = bureau.inspected("RECTIFY_BY_DATE")
    session.commit()
    page = person.log_in(bureau.supervisor).text(f"/cases/{case.id}")
    assert case.number in page
    for part in ("work", "findings", "history", "clocks", "documents", "evidence", "officers"):
        assert f'id="{part}"' in page, part
    assert "链式校验通过" in page
    assert "责令改正通知书" in page
    # How the date of publication came about: 20 working days, L6 art 39.
    assert "20个工作日" in page
    assert "第39条" in page


def test_a_changed_history_is_seen(person: Person, bureau: Bureau, session: Session) -> None:
    case = bureau.inspected("NO_PROBLEM")
    session.commit()
    session.execute(
        update(AuditEntry)
        .where(AuditEntry.case_id == case.id, AuditEntry.position == 1)
        .values(actor="somebody else")
    )
    session.commit()
    assert "留痕链校验不通过" in person.log_in(bureau.supervisor).text(f"/cases/{case.id}")


def test_the_diagram_of_a_case_is_the_version_that_it_runs(
    person: Person, bureau: Bureau, session: Session
) -> None:
    case = bureau.assigned()
    session.commit()
    person.log_in(bureau.pair[0])
    drawing = person.get(f"/cases/{case.id}/diagrams/school_inspection.bpmn")
    assert drawing.content_type.startswith("application/xml")
    assert "实施现场检查" in drawing.text
    english = person.get(f"/cases/{case.id}/diagrams/school_inspection.bpmn?lang=en")
    assert "实施现场检查" not in english.text
    assert person.get(f"/cases/{case.id}/diagrams/nothing.bpmn").status_code == 404


def test_cases_of_other_offices_are_nobodys_business(
    person: Person, bureau: Bureau, session: Session
) -> None:
    case = bureau.case()
    stranger = a_supervisor(session, an_office(session, "检查九科"))
    with_password(session, stranger)
    person.log_in(stranger)
    assert person.get(f"/cases/{case.id}").status_code == 404
    assert case.number not in person.text("/cases")
    assert case.number not in person.text(f"/search?q={case.title}")


def test_the_supervisor_changes_the_officers(
    person: Person, bureau: Bureau, session: Session
) -> None:
    case = bureau.assigned()
    new = a_pair(session, bureau.office)
    session.commit()
    person.log_in(bureau.supervisor)
    data = {"officer": [str(user.id) for user in new], "reason": "工作调整"}
    page = f"/cases/{case.id}"
    assert "alert-success" in person.post(f"{page}/officers", data, page=page).text
    session.expire_all()
    assert {one.user_id for one in case.officers if one.until is None} == {one.id for one in new}


def test_a_case_is_cancelled_with_a_reason(
    person: Person, bureau: Bureau, session: Session
) -> None:
    case = bureau.case()
    session.commit()
    page = f"/cases/{case.id}"
    person.log_in(bureau.supervisor)
    person.post(f"{page}/end", {"reason": "学校已撤销", "how": "cancel"}, page=page)
    session.refresh(case)
    assert case.state is CaseState.CANCELLED
    assert "学校已撤销" in person.text(page)


def test_who_handled_a_case_cannot_end_it(person: Person, bureau: Bureau, session: Session) -> None:
    case = bureau.assigned()
    session.commit()
    person.log_in(bureau.pair[0])
    page = f"/cases/{case.id}"
    assert f'action="{page}/end"' not in person.text(page)
    assert person.post(f"{page}/end", {"reason": "x"}, page=page).status_code == 403


def test_an_item_is_taken_and_given_back(person: Person, bureau: Bureau, session: Session) -> None:
    case = bureau.case()
    item = bureau.item(case, "task_assign_officers")
    session.commit()
    person.log_in(bureau.supervisor)
    assert "可领取" in person.text("/inbox")
    person.post(f"/work/{item.id}/claim", page="/inbox")
    session.refresh(item)
    assert item.claimed_by == bureau.supervisor.id
    assert case.number in person.text("/inbox?tab=mine")
    person.post(f"/work/{item.id}/release", {"reason": "休假"}, page="/inbox")
    session.refresh(item)
    assert item.claimed_by is None


def test_the_inbox_filters_by_words_kind_and_delay(
    person: Person, bureau: Bureau, session: Session
) -> None:
    case = bureau.case()
    item: WorkItem = bureau.item(case, "task_assign_officers")
    session.commit()
    person.log_in(bureau.supervisor)
    assert case.number in person.text(f"/inbox?tab=all&q={case.subject.licence}")
    assert case.number not in person.text("/inbox?tab=all&kind=enforcement")
    assert case.number not in person.text("/inbox?tab=all&overdue=1")
    item.due_at = clock.now() - dt.timedelta(days=2)
    session.commit()
    assert case.number in person.text("/inbox?tab=all&overdue=1")
    assert "逾期" in person.text("/inbox?tab=all")


def test_long_lists_come_in_pages_that_miss_nothing(
    person: Person, bureau: Bureau, session: Session
) -> None:
    campaign = bureau.campaign(60)
    session.commit()
    person.log_in(bureau.supervisor)
    seen: set[str] = set()
    path: str | None = "/inbox?tab=all"
    while path:
        page = person.text(path)
        seen |= {case.number for case in bureau.cases(campaign) if case.number in page}
        more = page.split('class="more-row', 1)
        path = (
            more[1].split('href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
            if more[1:]
            else None
        )
    assert len(seen) == 60


def test_a_place_in_a_list_that_nobody_wrote_means_the_beginning(
    person: Person, bureau: Bureau, session: Session
) -> None:
    bureau.case()
    session.commit()
    person.log_in(bureau.supervisor)
    for after in ("x", "eyJhIjoxfQ", "W251bGxd", "WyJ4IiwxXQ"):
        assert person.get(f"/inbox?tab=all&after={after}").status_code == 200
        assert person.get(f"/cases?after={after}").status_code == 200


def test_the_year_shows_when_campaigns_come(
    person: Person, bureau: Bureau, session: Session
) -> None:
    campaign = bureau.campaign()
    campaign.opened_late, campaign.late_reason = True, "opening_missed"
    session.commit()
    page = person.log_in(bureau.leader).text("/year")
    assert campaign.title_zh in page
    assert "启动时系统未运行" in page

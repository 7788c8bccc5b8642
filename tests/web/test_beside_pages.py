"""What runs beside a case, on its page and for programs."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock
from models.cases import Case
from models.documents import Document
from models.measures import CaseMeasure
from models.processes import WorkItem
from tests import beside
from tests.bureau import Bureau
from tests.dockets import filed
from tests.web.conftest import PASSWORD, Person, with_password

API = "/api/v1"


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor, made.leader, *made.pair)
    return made


@pytest.fixture
def case(bureau: Bureau, session: Session) -> Case:
    made = filed(bureau)
    session.commit()
    return made


def test_an_officer_begins_a_seizure_and_comes_to_its_first_task(
    person: Person, bureau: Bureau, case: Case, session: Session
) -> None:
    page = f"/cases/{case.id}"
    shown = person.log_in(bureau.pair[0]).text(page)
    assert 'value="seizure"' in shown
    assert "查封、扣押" in shown
    person.post(f"{page}/beside", {"process": "seizure"}, page=page)
    item = session.scalars(select(WorkItem).where(WorkItem.element == "task_request_measure")).one()
    assert "采取措施的理由" in person.text(f"/work/{item.id}")
    assert f"/work/{item.id}" in person.text(page)
    # The same again says so in words.
    person.post(f"{page}/beside", {"process": "seizure"}, page=page)
    assert "已经发起" in person.text(page)


def test_only_the_officers_see_the_buttons(person: Person, bureau: Bureau, case: Case) -> None:
    shown = person.log_in(bureau.leader).text(f"/cases/{case.id}")
    assert 'value="seizure"' not in shown


def test_the_page_shows_what_was_taken_and_what_happened_to_the_clocks(
    person: Person, bureau: Bureau, case: Case, session: Session
) -> None:
    beside.taken(bureau, "seizure", case)
    form = {"seizure_step": "extend", "extend_days": 20, "extend_reason": "案情复杂。"}
    bureau.do(case, "task_propose_seizure_step", bureau.pair[0], **form)
    bureau.do(case, "task_decide_seizure_step", bureau.leader, seizure_decision="approved")
    session.commit()
    shown = person.log_in(bureau.supervisor).text(f"/cases/{case.id}")
    for words in ("酱油", "学校食堂后厨", "生效中", "延长", "20日", bureau.leader.name):
        assert words in shown, words


def test_the_list_of_things_is_filled_in_as_rows(
    person: Person, bureau: Bureau, case: Case, session: Session
) -> None:
    beside.begin(bureau, case, "seizure")
    beside.request(bureau, case, urgent=True)
    item = bureau.item(case, "task_take_measure")
    session.commit()
    shown = person.log_in(bureau.pair[0]).text(f"/work/{item.id}")
    assert 'name="things[0].name"' in shown
    assert 'name="things[2].quantity"' in shown


def test_the_papers_of_a_seizure_can_be_printed(
    person: Person, bureau: Bureau, case: Case, session: Session
) -> None:
    beside.taken(bureau, "seizure", case)
    until = clock.today().isoformat()
    steps: list[dict[str, object]] = [
        {"seizure_step": "extend", "extend_days": 20, "extend_reason": "案情复杂"},
        {"seizure_step": "test", "test_body": "天津市食品检验所", "test_until": until},
        {"seizure_step": "release", "release_ground": "no_violation"},
    ]
    for form in steps:
        bureau.do(case, "task_propose_seizure_step", bureau.pair[0], **form)
        bureau.do(case, "task_decide_seizure_step", bureau.leader, seizure_decision="approved")
    session.commit()
    person.log_in(bureau.leader)
    papers = session.scalars(select(Document).where(Document.case_id == case.id)).all()
    told = {paper.form: person.text(f"/documents/{paper.id}") for paper in papers}
    assert "酱油" in told["seizure_decision"]
    assert "延长20日" in told["seizure_extension"]
    assert "天津市食品检验所" in told["test_period_notice"]
    assert "当事人没有违法行为" in told["seizure_release"]


def test_an_extension_can_be_printed(
    person: Person, bureau: Bureau, case: Case, session: Session
) -> None:
    beside.begin(bureau, case, "clock_extension")
    form = {"extended_clock": "case_due", "extend_days": 30, "reason": "案情复杂。"}
    bureau.do(case, "task_request_extension", bureau.pair[0], **form)
    bureau.do(case, "task_approve_extension", bureau.leader, extension_decision="approved")
    session.commit()
    paper = session.scalars(select(Document).where(Document.form == "extension_approval")).one()
    shown = person.log_in(bureau.leader).text(f"/documents/{paper.id}")
    assert "延长期限：作出处理决定" in shown


def test_a_program_reads_and_begins_what_runs_beside_a_case(
    app: Flask, bureau: Bureau, case: Case, session: Session
) -> None:
    client = app.test_client()
    asked = {"username": bureau.pair[0].username, "password": PASSWORD}
    token = client.post(f"{API}/token", json=asked).get_json()["token"]
    headers = {"Authentication-Token": token}
    path = f"{API}/cases/{case.id}"
    begun = client.post(f"{path}/beside", json={"process": "seizure"}, headers=headers)
    assert begun.status_code == 201
    again = client.post(f"{path}/beside", json={"process": "seizure"}, headers=headers)
    assert again.status_code == 409
    session.rollback()
    read = client.get(path, headers=headers).get_json()
    [one] = read["beside"]
    assert (one["process"], one["status"]) == ("seizure", "running")
    assert one["work_items"] == begun.get_json()["work_items"]
    offered = {row["process"]: row["refusal"] for row in read["beginnings"]}
    assert offered["clock_extension"] is None
    assert offered["payment_deferral"] == "penalty.nothing_payable"


def test_a_program_reads_the_list_and_the_events_of_clocks(
    app: Flask, bureau: Bureau, case: Case, session: Session
) -> None:
    beside.taken(bureau, "seizure", case)
    until = clock.today().isoformat()
    form = {"seizure_step": "test", "test_body": "天津市食品检验所", "test_until": until}
    bureau.do(case, "task_propose_seizure_step", bureau.pair[0], **form)
    bureau.do(case, "task_decide_seizure_step", bureau.leader, seizure_decision="approved")
    session.commit()
    client = app.test_client()
    asked = {"username": bureau.leader.username, "password": PASSWORD}
    token = client.post(f"{API}/token", json=asked).get_json()["token"]
    read = client.get(f"{API}/cases/{case.id}", headers={"Authentication-Token": token}).get_json()
    [one] = read["beside"]
    assert one["measure"]["things"] == [beside.THING]
    due_on = session.scalars(select(CaseMeasure.due_on)).one()
    assert one["measure"]["due_on"] == due_on.isoformat()
    events = [
        (row["statute"], event["kind"], event["reason"])
        for row in read["clocks"]
        for event in row["events"]
    ]
    # The seizure rests, and the case with it.
    assert sorted(events) == [("T17", "rest", "testing"), ("T28", "rest", "testing")]
    assert read["beginnings"] == []

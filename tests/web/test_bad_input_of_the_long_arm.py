"""Bad input about persons, the police, complaints and reviews, by page and by program.

Each is refused beside its field, nothing changes, and what was typed stands on the page again.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engine import remedies
from engine.commands import remedies as commands
from models import clock
from models.cases import Case, CaseKind
from models.persons import Ban, Culprit
from models.remedies import RemedyKind
from tests import beside, police
from tests.bureau import REPORT, Bureau
from tests.dockets import decide_outcome, decided, filed, review, serve, without_penalty
from tests.engine.test_persons import WHO, banned, revoked
from tests.web.conftest import Person, with_password
from tests.web.test_api import Program

#: Sends data to an address of the page and of the program; the fields that were wrong.
Refused = Callable[..., TestResponse]
BODY = "天津市河北区人民政府"


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor, made.leader, made.reviewer, *made.pair)
    session.commit()
    return made


def money(data: Mapping[str, Any]) -> dict[str, Any]:
    """As a browser sends it: yuan."""
    return {
        key: f"{value / 100:.2f}" if key.endswith("_fen") else value for key, value in data.items()
    }


def by_page(
    app: Flask, bureau: Bureau, case: Case, element: str, data: Mapping[str, Any], who: str = "pair"
) -> TestResponse:
    """Hand the form in on its page."""
    user = bureau.pair[0] if who == "pair" else bureau.leader
    path = f"/work/{bureau.item(case, element).id}"
    person = Person(app.test_client()).log_in(user)
    return person.post(path, money(data) | {"action": "complete"}, page=path)


def by_program(
    app: Flask, bureau: Bureau, case: Case, element: str, data: Mapping[str, Any], who: str = "pair"
) -> TestResponse:
    """Hand the form in by the API."""
    user = bureau.pair[0] if who == "pair" else bureau.leader
    return Program(app.test_client(), user).complete(bureau.item(case, element), dict(data))


def errors(answer: TestResponse) -> set[str]:
    assert answer.status_code == 422, answer.text
    return set(answer.json["errors"]) if answer.json else set()


@pytest.mark.law("R75")
def test_an_income_that_is_missing_or_zero(session: Session, app: Flask, bureau: Bureau) -> None:
    unit = decided(bureau)
    beside.begin(bureau, unit, "person_penalty")
    session.commit()
    missing = {key: value for key, value in WHO.items() if key != "income_fen"}
    for sent in (missing, missing | {"income_fen": 0}):
        page = by_page(app, bureau, unit, "task_propose_person", sent)
        assert page.status_code == 422
        assert 'id="income_fen-error"' in page.text
        for typed in (WHO["name"], WHO["id_number"], WHO["liability"], WHO["income_evidence"]):
            assert typed in page.text
        assert errors(by_program(app, bureau, unit, "task_propose_person", sent)) == {"income_fen"}
    assert session.scalar(select(Culprit.case_id)) is None


@pytest.fixture
def filed_by_the_police(session: Session, bureau: Bureau) -> Case:
    case = police.taken_over(bureau)
    session.commit()
    return case


@pytest.mark.law("T55")
def test_a_ban_for_life_on_somebody_unknown(
    session: Session, app: Flask, bureau: Bureau, filed_by_the_police: Case
) -> None:
    sent = {
        "name": "王志强",
        "sentenced_on": clock.today().isoformat(),
        "judgment": "（2026）津0105刑初12号",
    }
    path = f"/cases/{filed_by_the_police.id}/prosecution"
    person = Person(app.test_client()).log_in(bureau.supervisor)
    program = Program(app.test_client(), bureau.supervisor)
    address = f"/cases/{filed_by_the_police.id}/sentences"
    for number in ("", "110101199003070039"):
        page = person.post(f"{path}/sentence", sent | {"id_number": number}, page=path)
        assert page.status_code == 422
        assert 'id="wrong-id_number"' in page.text
        assert all(typed in page.text for typed in (sent["name"], sent["judgment"], number))
        assert errors(program.post(address, sent | {"id_number": number})) == {"id_number"}
    assert session.scalars(select(Ban)).all() == []
    sent["id_number"] = "110101199003070038"
    assert program.post(address, sent).status_code == 201
    assert program.post(address, sent).status_code == 409


@pytest.mark.law("T55")
def test_a_list_of_the_banned_that_names_nobody_or_nothing_known(
    session: Session, app: Flask, bureau: Bureau
) -> None:
    unit = revoked(bureau)
    beside.begin(bureau, unit, "industry_ban")
    session.commit()
    path = f"/work/{bureau.item(unit, 'task_name_banned').id}"
    person = Person(app.test_client()).log_in(bureau.pair[0])
    reasons = "对违法行为负有责任。"
    for row, cell in (
        ({"duty": "法定代表人"}, "people.0.name"),
        ({"name": "王志强", "duty": "厨师"}, "people.0.duty"),
        ({"name": "王志强", "duty": "经营者", "id_number": "12"}, "people.0.id_number"),
    ):
        cells = {f"people[0].{key}": value for key, value in row.items()}
        page = person.post(path, cells | {"reasons": reasons, "action": "complete"}, page=path)
        assert page.status_code == 422
        assert 'aria-invalid="true"' in page.text
        assert all(typed in page.text for typed in (*row.values(), reasons))
        sent = {"people": [row], "reasons": reasons}
        assert errors(by_program(app, bureau, unit, "task_name_banned", sent)) == {cell}
    assert session.scalars(select(Ban)).all() == []


@pytest.mark.law("P33")
def test_a_fine_where_there_are_signs_of_a_crime(
    session: Session, app: Flask, bureau: Bureau
) -> None:
    case = filed(bureau)
    session.commit()
    item = bureau.item(case, "task_report_investigation")
    row = {"provision": "F124.1", "item": "4", "goods_value_fen": 30_000_000}
    row |= {"fine_fen": 9_000_000, "discretion": "mitigated", "grounds": ["recalled"]}
    sent = REPORT | {"penalty_kinds": ["fine"], "charges": [row]}
    cells = {f"charges[0].{key}": value for key, value in money(row).items() if key != "item"}
    cells["charges[0].provision"] = "F124.1/4"
    path, person = f"/work/{item.id}", Person(app.test_client()).log_in(bureau.pair[0])
    plain = {key: value for key, value in sent.items() if key != "charges"}
    page = person.post(path, plain | cells | {"action": "complete"}, page=path)
    assert page.status_code == 422
    assert 'id="proposal-error"' in page.text
    assert all(typed in page.text for typed in (sent["facts"], sent["course"], 'value="300000"'))
    program = Program(app.test_client(), bureau.pair[0])
    assert errors(program.complete(item, sent)) == {"proposal"}
    bands = program.post(f"/work-items/{item.id}/bands", {"charges": [row]}).json
    assert bands is not None
    assert bands["transfer_due"] is True
    police_report = without_penalty("transfer_judicial")
    bureau.do(case, "task_report_investigation", bureau.pair[0], **police_report)
    review(bureau, case)
    decide_outcome(bureau, case, "transfer_judicial")
    facts = {"signs": ["unsafe", "near_school"], "amount_fen": 30_000_000}
    police.report_crime(bureau, case, **facts)
    police.decide(bureau, case, "refused")
    session.commit()
    again = bureau.item(case, "task_report_investigation")
    noted = sent | {"crime_note": "负责人决定不予移送，理由记录在案。"}
    assert program.complete(again, noted, key="b").status_code == 200


@pytest.mark.law("P35")
def test_a_second_transfer_of_one_case(session: Session, app: Flask, bureau: Bureau) -> None:
    case = police.declined(bureau)
    again = without_penalty("transfer_judicial")
    bureau.do(case, "task_report_investigation", bureau.pair[0], **again)
    review(bureau, case)
    bureau.do(case, "task_approve_outcome", bureau.supervisor, outcome_approval="approved")
    session.commit()
    sent = {
        "outcome_decision": "transfer_judicial",
        "receiver": police.POLICE,
        "transfer_reason": "依法移送公安机关处理。",
        "crime": police.CRIME,
    }
    page = by_page(app, bureau, case, "task_decide_outcome", sent, who="leader")
    assert page.status_code == 422
    assert 'id="outcome_decision-error"' in page.text
    assert all(sent[typed] in page.text for typed in ("receiver", "transfer_reason", "crime"))
    answer = by_program(app, bureau, case, "task_decide_outcome", sent, who="leader")
    assert errors(answer) == {"outcome_decision"}
    assert bureau.open_elements(case) == {"task_decide_outcome"}


@pytest.mark.law("P35")
def test_a_case_that_comes_back_twice(
    session: Session, app: Flask, bureau: Bureau, filed_by_the_police: Case
) -> None:
    sent = {
        "sender": "天津市河北区人民检察院",
        "received_on": clock.today().isoformat(),
        "opinion": "决定不起诉，建议给予行政处罚。",
        "officers": [user.id for user in bureau.pair],
    }
    program = Program(app.test_client(), bureau.supervisor)
    path = f"/cases/{filed_by_the_police.id}/returns"
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    assert errors(program.post(path, sent | {"received_on": tomorrow})) == {"received_on"}
    first = program.post(path, sent)
    assert first.status_code == 201, first.text
    again = program.post(path, sent)
    assert (again.status_code, again.json and again.json["code"]) == (
        409,
        "transfer.came_back_already",
    )
    children = select(Case).where(Case.parent_id == filed_by_the_police.id)
    assert len(session.scalars(children).all()) == 1


@pytest.mark.law("T07")
def test_a_complaint_without_a_contact(session: Session, app: Flask, bureau: Bureau) -> None:
    subject = bureau.subject()
    session.commit()
    sent = {
        "channel": "hotline",
        "received_on": clock.today().isoformat(),
        "matter": "盒饭中发现异物。",
        "request": "退款并赔偿。",
    }
    who = {"name": "赵晓梅", "contact": " "}
    path = f"/subjects/{subject.id}/complaint"
    page = Person(app.test_client()).log_in(bureau.supervisor).post(path, sent | who, page=path)
    assert page.status_code == 422
    assert 'id="wrong-contact"' in page.text
    assert all(typed in page.text for typed in (sent["matter"], sent["request"], who["name"]))
    program = Program(app.test_client(), bureau.pair[0])
    answer = program.post("/complaints", sent | {"subject_id": subject.id, "identity": who})
    assert answer.status_code == 422
    assert "contact" in answer.text
    assert session.scalars(select(Case).where(Case.kind == CaseKind.COMPLAINT)).all() == []


@pytest.mark.law("T37", "P37")
def test_a_review_that_is_asked_for_on_day_61(session: Session, app: Flask, bureau: Bureau) -> None:
    case = decided(bureau)
    serve(bureau, case)
    session.commit()
    last = commands.limits(session, case)[RemedyKind.REVIEW]
    clock.travel(dt.datetime.combine(last + dt.timedelta(days=1), dt.time(9), clock.ZONE))
    sent = {"kind": "review", "body": BODY, "applied_on": clock.today().isoformat()}
    path = f"/cases/{case.id}/remedies"
    page = Person(app.test_client()).log_in(bureau.reviewer).post(path, sent, page=path)
    assert page.status_code == 422
    assert 'id="wrong-applied_on"' in page.text
    assert all(f'value="{sent[typed]}"' in page.text for typed in ("body", "applied_on"))
    program = Program(app.test_client(), bureau.reviewer)
    assert errors(program.post(path, sent)) == {"applied_on"}
    assert remedies.of_case(session, case) == []
    in_time = program.post(path, sent | {"applied_on": last.isoformat()})
    assert in_time.status_code == 201


def test_a_ban_that_was_imposed_is_not_imposed_again(
    session: Session, app: Flask, bureau: Bureau
) -> None:
    unit = revoked(bureau)
    banned(bureau, unit, {"name": "王志强", "duty": "法定代表人"})
    session.commit()
    person = Person(app.test_client()).log_in(bureau.pair[0])
    assert "/beside/industry_ban" not in person.text(f"/cases/{unit.id}")
    assert len(session.scalars(select(Ban)).all()) == 1

"""A program hands a message over to a case: by name, once a key, in the role of the model."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from engine import definitions, runtime
from engine.authority import CLOCK, CONSOLE
from models import clock
from models.cases import Case
from models.processes import WorkItem, WorkItemState
from tests import builders
from tests.bureau import Bureau
from tests.engine.bpmn.test_message_door import PAYLOAD, RACING
from tests.web.conftest import Person, with_password
from tests.web.test_api import Program


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor, made.leader)
    return made


@pytest.fixture
def case(bureau: Bureau, session: Session) -> Case:
    made = builders.a_case(session, office_id=bureau.supervisor.office_id)
    definitions.deploy(session, CONSOLE, "waits", {"waits": RACING})
    due = (clock.now() + dt.timedelta(days=3)).isoformat()
    runtime.start(session, CLOCK, made, "waits", data={"due": due})
    session.commit()
    return made


def _body(**changed: Any) -> dict[str, Any]:
    return {"name": "reply", "data": PAYLOAD | changed}


def test_a_message_waits_in_the_inbox_and_carries_the_case_on(
    app: Flask, bureau: Bureau, case: Case, session: Session
) -> None:
    program = Program(app.test_client(), bureau.supervisor)
    path = f"/cases/{case.id}/messages"
    first = program.post(path, _body(), Idempotency_Key="a")
    assert (first.status_code, first.json) == (200, {"taken": False})
    item = session.query(WorkItem).filter_by(case_id=case.id, state=WorkItemState.OPEN).one()
    assert program.complete(item, {"acceptance": "accepted"}).status_code == 200
    again = program.post(path, _body(), Idempotency_Key="a")
    assert again.json == {"taken": True}
    session.expire_all()
    item = session.query(WorkItem).filter_by(case_id=case.id, state=WorkItemState.OPEN).one()
    assert item.element == "replied"


def test_what_is_wrong_with_a_message_is_said(app: Flask, bureau: Bureau, case: Case) -> None:
    program = Program(app.test_client(), bureau.supervisor)
    path = f"/cases/{case.id}/messages"
    assert program.post(path, _body()).status_code == 428
    wrong = program.post(path, _body(referral_reply="maybe"), Idempotency_Key="a")
    assert wrong.status_code == 422
    unknown = program.post(path, {"name": "other"}, Idempotency_Key="a")
    assert (unknown.status_code, "other" in unknown.text) == (404, True)
    leader = Program(app.test_client(), bureau.leader)
    assert leader.post(path, _body(), Idempotency_Key="a").status_code == 403


def test_the_page_of_a_case_says_what_it_waits_for(
    app: Flask, bureau: Bureau, case: Case, person: Person
) -> None:
    program = Program(app.test_client(), bureau.supervisor)
    (item,) = program.get(f"/cases/{case.id}").get_json()["place"]["active"]
    assert item == "waits:first"
    bureau.do(case, "first", bureau.supervisor, acceptance="accepted")
    bureau.session.commit()
    shown = person.log_in(bureau.supervisor).text(f"/cases/{case.id}")
    assert "收到答复; 期限届满" in shown

"""Bad input by page and by program: an error that names the rule, and nothing changed."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import clock
from models.audit import AuditEntry
from models.cases import Case
from models.penalties import Penalty
from models.processes import ProcessInstance, Submission, WorkItem
from tests.bureau import REPORT
from tests.dockets import HEAVY, clock_of, filed, told
from tests.engine.test_case_time import suspended
from tests.web.conftest import PASSWORD, Person
from tests.web.test_work import Office

Send = Callable[[WorkItem, Mapping[str, Any]], TestResponse]
SPOILED: dict[str, Any] = {
    "provision": "F124.1",
    "item": "4",
    "goods_value_fen": 1_200_000,
    "fine_fen": 12_000_000,
}


@pytest.fixture
def bureau(session: Session) -> Office:
    """One office with people of every role."""
    return Office(session)


@pytest.fixture(params=["page", "program"])
def send(
    request: pytest.FixtureRequest, app: Flask, person: Person, bureau: Office, session: Session
) -> Send:
    """One of the pair, at a page or as a program."""
    if request.param == "page":
        person.log_in(bureau.pair[0])

        def by_page(item: WorkItem, data: Mapping[str, Any]) -> TestResponse:
            session.commit()
            path = f"/work/{item.id}"
            return person.post(path, {**_fields(data), "action": "complete"}, page="/")

        return by_page
    client: FlaskClient = app.test_client()
    said = {"username": bureau.pair[0].username, "password": PASSWORD}
    token = client.post("/api/v1/token", json=said).json
    assert token is not None

    def by_program(item: WorkItem, data: Mapping[str, Any]) -> TestResponse:
        session.commit()
        return client.post(
            f"/api/v1/work-items/{item.id}/complete",
            json={"data": data},
            headers={
                "Authentication-Token": token["token"],
                "Idempotency-Key": "once",
                "If-Match": str(item.instance.revision),
            },
        )

    return by_program


def _fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """A form as a browser sends it: charges as cells, money in yuan."""
    fields = {key: value for key, value in data.items() if key != "charges"}
    for place, charge in enumerate(data.get("charges", ())):
        cells = {f"charges[{place}].{name}": _yuan(name, one) for name, one in charge.items()}
        provision = f"{charge['provision']}/{charge['item']}"
        fields |= cells | {f"charges[{place}].provision": provision}
    return fields


def _yuan(name: str, value: Any) -> Any:
    return f"{value / 100:.2f}" if name.endswith("_fen") and isinstance(value, int) else value


def state(session: Session) -> tuple[Any, ...]:
    """What would be different if anything had been done."""
    session.expire_all()
    revisions = session.execute(
        select(ProcessInstance.id, ProcessInstance.revision).order_by(ProcessInstance.id)
    ).all()
    counts = [
        session.scalar(select(func.count(column)))
        for column in (AuditEntry.id, Submission.id, Penalty.id)
    ]
    return (*map(tuple, revisions), *counts)


def refused(
    session: Session, send: Send, item: WorkItem, data: Mapping[str, Any]
) -> tuple[int, str]:
    """Send it; the answer, after making sure that nothing changed."""
    session.commit()
    before = state(session)
    answer = send(item, data)
    assert state(session) == before
    text: str = answer.text
    if answer.is_json:
        text = str(answer.json)
    return answer.status_code, text


@pytest.mark.law("F124.1")
@pytest.mark.parametrize(
    ("charge", "said"),
    [
        ({"fine_fen": 24_000_001}, ("F124.1", "第一百二十四条")),
        ({"fine_fen": 11_999_999}, ("F124.1", "第一百二十四条")),
        ({"goods_value_fen": None}, ("F124.1", "第一百二十四条")),
        ({"goods_value_fen": -1}, ()),
        ({"goods_value_fen": 10**18}, ()),
        ({"goods_value_fen": "1e18"}, ()),
    ],
    ids=["above", "below", "missing", "negative", "huge", "1e18"],
)
def test_a_charge_that_is_none_is_refused_at_its_cell(
    session: Session, bureau: Office, send: Send, charge: dict[str, Any], said: tuple[str, ...]
) -> None:
    item = bureau.item(filed(bureau), "task_report_investigation")
    row = {name: one for name, one in (SPOILED | charge).items() if one is not None}
    data = REPORT | {"penalty_kinds": ["fine"], "charges": [row]}
    status, text = refused(session, send, item, data)
    assert status == 422
    for words in said:
        assert words in text
    assert "charges" in text


@pytest.mark.law("T21")
def test_a_hearing_asked_for_on_day_six_is_refused(
    session: Session, bureau: Office, send: Send
) -> None:
    case: Case = told(bureau, **HEAVY)
    due_on = clock_of(session, case, "defence_due").due_on
    clock.travel(dt.datetime.combine(due_on + dt.timedelta(days=1), dt.time(9), clock.ZONE))
    item = bureau.item(case, "task_record_defence")
    data = {"defence": "hearing", "made_on": clock.today().isoformat(), "content": "要求听证。"}
    status, text = refused(session, send, item, data)
    assert status == 422
    assert "T21" in text or "五十七" in text
    assert due_on.isoformat() in text or f"{due_on.month}月{due_on.day}日" in text


@pytest.mark.law("P12")
def test_nothing_is_done_in_a_case_that_rests(session: Session, bureau: Office, send: Send) -> None:
    case = filed(bureau)
    item = bureau.item(case, "task_report_investigation")
    suspended(bureau, case)
    status, text = refused(session, send, item, REPORT)
    assert status == 403
    assert "中止" in text or "case.resting" in text


def test_a_kind_that_no_form_offers_is_refused(
    session: Session, bureau: Office, send: Send
) -> None:
    item = bureau.item(filed(bureau), "task_report_investigation")
    data = REPORT | {"penalty_kinds": ["hanging"]}
    status, text = refused(session, send, item, data)
    assert status == 422
    assert "penalty_kinds" in text

"""The bands of charges for programs: computed, explained, and nothing saved."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.penalties import Penalty
from models.processes import WorkItem
from tests.bureau import Bureau
from tests.engine.test_operations_enforcement import filed
from tests.web.conftest import PASSWORD, with_password

API = "/api/v1"
SPOILED: dict[str, Any] = {"provision": "F124.1", "item": "4", "goods_value_fen": 1_200_000}


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office whose officers have passwords."""
    made = Bureau(session)
    with_password(session, *made.pair)
    return made


@pytest.fixture
def item(bureau: Bureau, session: Session) -> WorkItem:
    """The report of a filed case."""
    case = filed(bureau)
    session.commit()
    return bureau.item(case, "task_report_investigation")


@pytest.fixture
def client(app: Flask, bureau: Bureau) -> FlaskClient:
    """A program with a token."""
    made = app.test_client()
    user = {"username": bureau.pair[0].username, "password": PASSWORD}
    token = made.post(f"{API}/token", json=user).json
    assert token is not None
    made.environ_base["HTTP_AUTHENTICATION_TOKEN"] = token["token"]
    return made


def ask(client: FlaskClient, item: WorkItem, *rows: Any) -> dict[str, Any]:
    answer = client.post(f"{API}/work-items/{item.id}/bands", json={"charges": list(rows)})
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json or {}
    return said


def test_a_charge_is_answered_with_its_band(
    client: FlaskClient, item: WorkItem, session: Session
) -> None:
    said = ask(client, item, SPOILED | {"fine_fen": 24_000_001})
    (one,) = said["charges"]
    assert (one["band"]["lower_fen"], one["band"]["upper_fen"]) == (12_000_000, 24_000_000)
    assert one["band"]["article"] == "《食品安全法》第一百二十四条第一款"
    assert [problem["code"] for problem in one["problems"]] == ["charge.above_band"]
    assert said["total_fine_fen"] == 24_000_001
    assert session.scalars(select(Penalty)).all() == []


def test_what_cannot_be_read_is_named_by_cell(client: FlaskClient, item: WorkItem) -> None:
    (one,) = ask(client, item, {"provision": "F999", "goods_value_fen": "1e18"})["charges"]
    assert one["band"] is None
    assert {problem["cell"] for problem in one["problems"]} == {"provision", "goods_value_fen"}


def test_an_item_of_nobodys_business_is_unknown(client: FlaskClient, item: WorkItem) -> None:
    answer = client.post(f"{API}/work-items/{item.id + 999}/bands", json={"charges": []})
    assert answer.status_code == 404

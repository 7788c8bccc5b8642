"""The API for programs: token, keyset lists, completion by key and version, problem documents."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import clock
from models.accounts import User
from models.cases import Case
from models.processes import Submission, WorkItem, WorkItemState
from tests import builders
from tests.bureau import FILING, Bureau, visit_form
from tests.web.conftest import PASSWORD, with_password

API = "/api/v1"


class Program:
    """A program that holds a token."""

    def __init__(self, client: FlaskClient, user: User) -> None:
        self._client = client
        answer = client.post(f"{API}/token", json={"username": user.username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        assert answer.json is not None
        self._headers = {"Authentication-Token": answer.json["token"]}

    def get(self, path: str) -> TestResponse:
        return self._client.get(f"{API}{path}", headers=self._headers)

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.post(f"{API}{path}", json=body, headers=self._headers | named)

    def complete(self, item: WorkItem, data: Any, key: str = "a") -> TestResponse:
        version = self.get(f"/work-items/{item.id}").headers["ETag"]
        return self.post(
            f"/work-items/{item.id}/complete",
            {"data": data},
            Idempotency_Key=key,
            If_Match=version,
        )


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor, made.leader, made.reviewer, *made.pair)
    return made


@pytest.fixture
def case(bureau: Bureau, session: Session) -> Case:
    made = bureau.case()
    session.commit()
    return made


def _json(answer: TestResponse) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json


def test_without_a_token_there_is_nothing(app: Flask) -> None:
    answer = app.test_client().get(f"{API}/cases")

    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


def test_a_wrong_password_gets_no_token(app: Flask, bureau: Bureau) -> None:
    answer = app.test_client().post(
        f"{API}/token", json={"username": bureau.leader.username, "password": "wrong"}
    )

    assert answer.status_code == 401


def test_a_disabled_persons_token_is_worth_nothing(
    app: Flask, bureau: Bureau, session: Session
) -> None:
    program = Program(app.test_client(), bureau.leader)
    bureau.leader.active = False
    session.commit()

    assert program.get("/cases").status_code in {401, 403}


def test_a_list_is_read_page_by_page(app: Flask, bureau: Bureau, session: Session) -> None:
    bureau.campaign(5)
    session.commit()
    program = Program(app.test_client(), bureau.supervisor)

    first = _json(program.get("/cases?limit=3"))
    second = _json(program.get(f"/cases?limit=3&after={first['next']}"))

    ids = [one["id"] for one in first["items"] + second["items"]]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 5
    assert second["next"] is None


def test_a_case_of_another_office_does_not_exist(
    app: Flask, bureau: Bureau, case: Case, session: Session
) -> None:
    stranger = builders.a_supervisor(session, builders.an_office(session, "检查二科"))
    with_password(session, stranger)
    program = Program(app.test_client(), stranger)

    assert program.get(f"/cases/{case.id}").status_code == 404
    assert _json(program.get("/cases"))["items"] == []
    assert _json(program.get("/work-items"))["items"] == []


def test_a_case_shows_its_clocks_and_its_place(
    app: Flask, bureau: Bureau, session: Session
) -> None:
    made = bureau.inspected("RECTIFY_BY_DATE")
    session.commit()

    found = _json(Program(app.test_client(), bureau.supervisor).get(f"/cases/{made.id}"))

    assert {one["statute"] for one in found["clocks"]} >= {"T03"}
    assert found["clocks"][0]["explanation"]
    assert found["place"]["process"] == "school_inspection"
    assert "rectification:task_submit_correction" in found["place"]["active"]


def test_an_item_is_completed_once_per_key(app: Flask, bureau: Bureau, case: Case) -> None:
    program = Program(app.test_client(), bureau.supervisor)
    item = bureau.item(case, "task_assign_officers")
    data = {"officers": [user.id for user in bureau.pair]}
    version = program.get(f"/work-items/{item.id}").headers["ETag"]

    answers = [
        program.post(
            f"/work-items/{item.id}/complete",
            {"data": data},
            Idempotency_Key="k1",
            If_Match=version,
        )
        for _ in range(2)
    ]

    assert _json(answers[0]) == _json(answers[1])


def test_a_second_completion_is_a_conflict_with_words(
    app: Flask, bureau: Bureau, case: Case
) -> None:
    program = Program(app.test_client(), bureau.supervisor)
    item = bureau.item(case, "task_assign_officers")
    data = {"officers": [user.id for user in bureau.pair]}
    program.complete(item, data)

    again = program.complete(item, data, key="b")

    assert again.status_code == 409
    assert again.json is not None
    assert again.json["code"] == "work_item.done"
    assert bureau.supervisor.name in again.json["detail"]


def test_a_completion_must_name_key_and_version(app: Flask, bureau: Bureau, case: Case) -> None:
    item = bureau.item(case, "task_assign_officers")

    answer = Program(app.test_client(), bureau.supervisor).post(
        f"/work-items/{item.id}/complete", {"data": {}}
    )

    assert answer.status_code == 428


def test_a_wrong_form_is_answered_field_by_field(app: Flask, bureau: Bureau, case: Case) -> None:
    item = bureau.item(case, "task_assign_officers")

    answer = Program(app.test_client(), bureau.supervisor).complete(
        item, {"officers": [], "fine": 1}
    )

    assert answer.status_code == 422
    assert answer.json is not None
    assert {"officers", "fine"} <= set(answer.json["errors"])


def test_an_unknown_part_of_a_request_is_refused(app: Flask, bureau: Bureau) -> None:
    answer = Program(app.test_client(), bureau.supervisor).get("/cases?colour=red")

    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"


def test_a_cursor_that_nobody_gave_out_is_refused(app: Flask, bureau: Bureau) -> None:
    answer = Program(app.test_client(), bureau.supervisor).get("/cases?after=nonsense")

    assert answer.status_code == 400


def test_two_officers_draft_and_sign_by_their_own_tokens(
    app: Flask, bureau: Bureau, session: Session
) -> None:
    made = bureau.assigned()
    session.commit()
    item = bureau.item(made, "task_inspect_school")
    data = visit_form("NO_PROBLEM")
    first, second = (Program(app.test_client(), user) for user in bureau.pair)

    one = _json(first.post(f"/work-items/{item.id}/sign", {"data": data}, Idempotency_Key="1"))
    two = _json(second.post(f"/work-items/{item.id}/sign", {"data": data}, Idempotency_Key="2"))

    assert one["completed"] is None
    assert one["missing"] == [bureau.pair[1].id]
    assert two["completed"]["work_item"] == item.id
    session.expire_all()
    assert session.get_one(WorkItem, item.id).state is WorkItemState.DONE


def test_a_signature_is_answered_once_per_key(app: Flask, bureau: Bureau, session: Session) -> None:
    made = bureau.assigned()
    session.commit()
    item = bureau.item(made, "task_inspect_school")
    address, body = f"/work-items/{item.id}/sign", {"data": visit_form("NO_PROBLEM")}
    first, second = (Program(app.test_client(), user) for user in bureau.pair)

    one = [_json(first.post(address, body, Idempotency_Key="1")) for _ in range(2)]
    two = [_json(second.post(address, body, Idempotency_Key="2")) for _ in range(2)]

    assert one[0] == one[1]
    assert one[0]["completed"] is None
    assert two[0] == two[1]
    assert two[0]["completed"]["work_item"] == item.id
    assert two[0]["signed"] == sorted(user.id for user in bureau.pair)
    # Who signed first and sends it again learns that the item is closed.
    late = first.post(address, body, Idempotency_Key="1")
    assert (late.status_code, (late.json or {})["code"]) == (409, "work_item.not_open")
    count = select(func.count()).select_from(Submission)
    assert session.scalar(count.where(Submission.work_item_id == item.id)) == 1


def test_a_key_of_one_signature_is_none_of_another(
    app: Flask, bureau: Bureau, session: Session
) -> None:
    made = bureau.assigned()
    session.commit()
    item = bureau.item(made, "task_inspect_school")
    address = f"/work-items/{item.id}/sign"
    body = {"data": visit_form("NO_PROBLEM")}
    other = {"data": visit_form("RECTIFY_BY_DATE")}
    first, second = (Program(app.test_client(), user) for user in bureau.pair)

    def code(program: Program, sent: Any, key: str) -> str:
        answer = program.post(address, sent, Idempotency_Key=key)
        assert answer.json is not None
        return "" if answer.status_code == 200 else str(answer.json["code"])

    assert code(first, body, "1") == ""
    assert code(second, body, "2") == ""
    assert code(second, other, "2") == "key.used_for_something_else"
    # Another attempt, also with half a form, learns that the item is closed.
    assert code(second, body, "3") == "work_item.not_open"
    assert code(second, {"data": {}}, "3") == "work_item.not_open"
    # The keys of one officer are not the other's.
    assert code(first, body, "2") == "work_item.not_open"


def test_a_handler_cannot_approve_his_own_case(
    app: Flask, bureau: Bureau, session: Session
) -> None:
    made = bureau.enforced()
    officer = bureau.pair[0]
    officer.roles = [*officer.roles, builders.a_role(session, "supervisor")]
    item = bureau.item(made, "task_propose_filing")
    session.commit()
    program = Program(app.test_client(), officer)
    done = program.complete(item, FILING | {"found_on": clock.today().isoformat()})
    assert done.status_code == 200, done.text
    session.expire_all()
    approval = bureau.item(made, "task_approve_filing")

    seen = _json(program.get(f"/work-items/{approval.id}"))
    answer = program.complete(approval, {"filing_approval": "approved"}, key="c")

    assert seen["refusal"] == "case.handled_by_you"
    assert answer.status_code == 403
    assert answer.json is not None
    assert answer.json["code"] == "case.handled_by_you"


def test_campaigns_and_subjects_are_read(app: Flask, bureau: Bureau, session: Session) -> None:
    campaign = bureau.campaign(3)
    session.commit()
    program = Program(app.test_client(), bureau.supervisor)

    found = _json(program.get(f"/campaigns/{campaign.id}"))
    subjects = _json(program.get("/subjects?kind=school"))

    assert found["coverage"] == {
        "targets": 3,
        "inspected": 0,
        "not_performed": 0,
        "carried_over": 0,
        "open": 3,
    }
    assert len(subjects["items"]) == 3
    assert program.get("/campaigns/999999").status_code == 404


def test_the_api_describes_itself(app: Flask) -> None:
    answer = app.test_client().get(f"{API}/openapi.json")

    assert answer.json is not None
    assert answer.json["openapi"] == "3.1.0"
    assert f"{API}/work-items/{{work_item_id}}/complete" in answer.json["paths"]

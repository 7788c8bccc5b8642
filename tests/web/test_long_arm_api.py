"""Complaints, credit files, remedies and informants for programs, by the rules of the pages."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock
from models.audit import AuditEntry
from models.cases import Case
from models.subjects import Subject
from tests.bureau import Bureau
from tests.dockets import decided, serve
from tests.web.conftest import with_password
from tests.web.test_api import Program

NAME, CONTACT = "赵举报", "13800001234"


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor, made.reviewer, *made.pair)
    session.commit()
    return made


@pytest.fixture
def subject(bureau: Bureau, session: Session) -> Subject:
    made = bureau.subject()
    session.commit()
    return made


def complaint(subject: Subject, **more: Any) -> dict[str, Any]:
    return {
        "subject_id": subject.id,
        "channel": "hotline",
        "received_on": clock.today().isoformat(),
        "matter": "午餐有异物。",
        "request": "退还餐费。",
        "identity": {"name": NAME, "contact": CONTACT},
    } | more


@pytest.mark.law("P40")
def test_a_complaint_is_taken_down_and_its_complainant_read_for_a_reason_only(
    app: Flask, session: Session, bureau: Bureau, subject: Subject
) -> None:
    program = Program(app.test_client(), bureau.pair[0])
    answer = program.post("/complaints", complaint(subject))
    assert answer.status_code == 201, answer.text
    assert answer.json is not None
    case_id = answer.json["case"]
    assert answer.json["work_items"]
    for path in ("/cases", f"/cases/{case_id}", "/work-items", f"/subjects/{subject.id}/credit"):
        text = program.get(path).get_data(as_text=True)
        assert NAME not in text
        assert CONTACT not in text

    assert program.post(f"/cases/{case_id}/informant", {}).status_code == 422
    seen = program.post(f"/cases/{case_id}/informant", {"reason": "联系调解"})
    assert seen.json == {"name": NAME, "contact": CONTACT, "address": ""}
    assert seen.headers["Cache-Control"] == "no-store"
    looks = select(AuditEntry.detail).where(AuditEntry.action == "api:informant:look")
    assert session.scalars(looks).one()["reason"] == "联系调解"

    other = Program(app.test_client(), bureau.pair[1])
    refused = other.post(f"/cases/{case_id}/informant", {"reason": "好奇"})
    assert refused.status_code == 404
    assert NAME not in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    "more",
    [
        {"identity": {"name": NAME}},
        {"identity": {"name": NAME, "contact": " "}},
        {"matter": f"{NAME}说午餐有异物。"},
        {"received_on": "2999-01-01"},
        {"channel": "dove"},
    ],
)
def test_a_complaint_without_what_it_needs_is_refused(
    app: Flask, session: Session, bureau: Bureau, subject: Subject, more: dict[str, Any]
) -> None:
    program = Program(app.test_client(), bureau.pair[0])
    answer = program.post("/complaints", complaint(subject, **more))
    assert answer.status_code == 422, answer.text
    assert session.scalars(select(Case)).all() == []


def test_a_complaint_is_taken_down_by_officers_only(
    app: Flask, bureau: Bureau, subject: Subject
) -> None:
    program = Program(app.test_client(), bureau.reviewer)
    assert program.post("/complaints", complaint(subject)).status_code == 403


@pytest.mark.law("P37", "T37")
def test_a_review_is_begun_and_ended(app: Flask, session: Session, bureau: Bureau) -> None:
    case = decided(bureau)
    serve(bureau, case)
    session.commit()
    program = Program(app.test_client(), bureau.reviewer)
    today = clock.today().isoformat()
    form = {"kind": "review", "body": "河北区人民政府", "applied_on": today}
    begun = program.post(f"/cases/{case.id}/remedies", form)
    assert begun.status_code == 201, begun.text
    assert begun.json is not None
    assert program.post(f"/cases/{case.id}/remedies", form).status_code == 409
    over = {"result": "annulled", "ended_on": today}
    ended = program.post(f"/cases/{case.id}/remedies/{begun.json['id']}", over)
    assert ended.status_code == 200, ended.text
    listed = program.get(f"/cases/{case.id}/remedies").json
    assert listed == [ended.json]
    officer = Program(app.test_client(), bureau.pair[0])
    assert officer.post(f"/cases/{case.id}/remedies", form).status_code == 403

    file = program.get(f"/subjects/{case.subject_id}/credit").json
    assert file is not None
    kinds = {one["kind"]: one["counts"] for one in file["entries"]}
    assert kinds["penalty"] is False
    assert file["proposal"]["grade"]
    assert set(file["frequency"]) == {"least", "made", "missing"}


def test_there_is_no_file_of_nobody(app: Flask, bureau: Bureau) -> None:
    program = Program(app.test_client(), bureau.reviewer)
    assert program.get("/subjects/999999/credit").status_code == 404
    assert program.get("/cases/999999/remedies").status_code == 404

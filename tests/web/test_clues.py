"""Clues and on-the-spot penalties by page and by program."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock
from models.cases import Case, CaseKind
from models.documents import Evidence
from tests.bureau import Bureau
from tests.web.conftest import Person, with_password
from tests.web.test_api import Program

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor, made.leader, *made.pair)
    session.commit()
    return made


def form(bureau: Bureau, **other: object) -> dict[str, object]:
    sent = {
        "source": "transferred",
        "found_on": clock.today().isoformat(),
        "summary": "教育局移送：学校食堂使用过期食用油。",
        "informant": "河北区教育局",
        "officer": [str(user.id) for user in bureau.pair],
    }
    return sent | other


def opened(session: Session, kind: CaseKind) -> Case:
    return session.scalars(select(Case).where(Case.kind == kind)).one()


def test_a_clue_is_registered_with_its_material(
    session: Session, bureau: Bureau, new_person: Callable[[], Person]
) -> None:
    subject = bureau.subject()
    session.commit()
    person = new_person().log_in(bureau.supervisor)
    address = f"/subjects/{subject.id}/clue"
    assert address in person.text(f"/subjects/{subject.id}")
    material = (io.BytesIO(PDF), "移送函.pdf")
    answer = person.post(address, form(bureau, material=material), page=address)
    assert answer.status_code == 200
    assert "提出立案意见" in answer.text
    case = opened(session, CaseKind.ENFORCEMENT)
    piece = session.scalars(select(Evidence).where(Evidence.case_id == case.id)).one()
    assert piece.filename == "移送函.pdf"


def test_what_is_wrong_with_a_clue_is_said_at_its_field(
    session: Session, bureau: Bureau, new_person: Callable[[], Person]
) -> None:
    subject = bureau.subject()
    session.commit()
    person = new_person().log_in(bureau.supervisor)
    address = f"/subjects/{subject.id}/clue"
    later = (clock.today() + dt.timedelta(days=1)).isoformat()
    for other, field in (
        ({"informant": ""}, "informant"),
        ({"found_on": later}, "found_on"),
        ({"found_on": "gestern"}, "found_on"),
        ({"source": "rumour"}, "source"),
        ({"officer": [str(bureau.pair[0].id)]}, "officers"),
    ):
        answer = person.post(address, form(bureau, **other), page=address)
        assert answer.status_code == 422
        assert f'id="wrong-{field}"' in answer.text, field
    assert session.scalar(select(Case.id)) is None


def test_an_officer_punishes_on_the_spot_from_the_page_of_the_visit(
    session: Session, bureau: Bureau, new_person: Callable[[], Person]
) -> None:
    visit = bureau.assigned()
    session.commit()
    person = new_person().log_in(bureau.pair[0])
    page, address = f"/cases/{visit.id}", f"/cases/{visit.id}/on-the-spot"
    assert address in person.text(page)
    answer = person.post(address, {}, page=page)
    assert answer.status_code == 200
    assert "当场调查取证" in answer.text
    assert address not in person.text(page)


def test_two_officers_punish_on_the_spot_at_a_subject(
    session: Session, bureau: Bureau, new_person: Callable[[], Person]
) -> None:
    subject = bureau.subject()
    session.commit()
    person = new_person().log_in(bureau.pair[0])
    address = f"/subjects/{subject.id}/on-the-spot"
    answer = person.post(address, {"colleague": ""}, page=address)
    assert session.scalar(select(Case.id)) is None
    answer = person.post(address, {"colleague": str(bureau.pair[1].id)}, page=address)
    assert "当场调查取证" in answer.text
    assert opened(session, CaseKind.SUMMARY).subject_id == subject.id


def test_a_program_registers_a_clue_and_begins_an_on_the_spot_penalty(
    session: Session, bureau: Bureau, app: Flask
) -> None:
    subject, visit = bureau.subject(), bureau.assigned()
    session.commit()
    program = Program(app.test_client(), bureau.pair[0])
    body = {
        "subject_id": subject.id,
        "source": "report",
        "found_on": clock.today().isoformat(),
        "summary": "举报称使用过期原料。",
        "officers": [user.id for user in bureau.pair],
    }
    answer = program.post("/clues", body)
    assert answer.status_code == 201, answer.text
    assert answer.json is not None
    assert len(answer.json["work_items"]) == 1
    assert program.post("/clues", body | {"source": "sampling"}).status_code == 422
    begun = program.post(f"/cases/{visit.id}/on-the-spot", {})
    assert begun.status_code == 201, begun.text
    assert program.post(f"/cases/{visit.id}/on-the-spot", {}).status_code == 409
    with_colleague = {"colleague_id": bureau.pair[1].id}
    found = program.post(f"/subjects/{subject.id}/on-the-spot", with_colleague)
    assert found.status_code == 201, found.text

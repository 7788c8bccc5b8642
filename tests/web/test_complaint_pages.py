"""Complaints by page: taken down, refused at the field, and nobody told who complained."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock
from models.accounts import User
from models.cases import Case, CaseKind
from tests import builders
from tests.bureau import Bureau
from tests.web.conftest import Person, with_password

WHO = {"name": "赵晓梅", "contact": "13802176655", "address": "河北区中山路六十号"}


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor, made.leader, made.reviewer, *made.pair)
    session.commit()
    return made


def form(**other: str) -> dict[str, str]:
    sent = {
        "channel": "hotline",
        "received_on": clock.today().isoformat(),
        "matter": "盒饭中发现异物。",
        "request": "退款并赔偿。",
    }
    return sent | WHO | other


@pytest.fixture
def taken(session: Session, bureau: Bureau, new_person: Callable[[], Person]) -> Case:
    """A complaint that the supervisor took down on the page of the subject."""
    subject = bureau.subject()
    session.commit()
    person = new_person().log_in(bureau.supervisor)
    address = f"/subjects/{subject.id}/complaint"
    assert address in person.text(f"/subjects/{subject.id}")
    answer = person.post(address, form(), page=address)
    assert answer.status_code == 200
    return session.scalars(select(Case).where(Case.kind == CaseKind.COMPLAINT)).one()


def test_a_complaint_is_taken_down_and_waits_for_its_acceptance(
    taken: Case, bureau: Bureau, new_person: Callable[[], Person]
) -> None:
    person = new_person().log_in(bureau.supervisor)
    page = person.text(f"/cases/{taken.id}")
    assert "决定是否受理投诉" in page
    assert f"/cases/{taken.id}/informant" in page
    assert WHO["name"] not in page


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(
    session: Session, bureau: Bureau, new_person: Callable[[], Person]
) -> None:
    subject = bureau.subject()
    session.commit()
    person = new_person().log_in(bureau.supervisor)
    address = f"/subjects/{subject.id}/complaint"
    answer = person.post(address, form(contact="", matter="赵晓梅说有异物。"), page=address)
    assert answer.status_code == 422
    assert 'id="wrong-matter"' in answer.text
    assert "盒饭" not in answer.text
    assert "赵晓梅说有异物。" in answer.text
    answer = person.post(address, form(contact=""), page=address)
    assert 'id="wrong-contact"' in answer.text
    assert session.scalar(select(Case.id).where(Case.kind == CaseKind.COMPLAINT)) is None


def test_a_reader_gives_a_reason_and_sees_the_identity_once(
    taken: Case, bureau: Bureau, new_person: Callable[[], Person]
) -> None:
    person = new_person().log_in(bureau.supervisor)
    address = f"/cases/{taken.id}/informant"
    assert WHO["contact"] not in person.text(address)
    refused = person.post(address, {"reason": " "}, page=address)
    assert WHO["contact"] not in refused.text
    shown = person.post(address, {"reason": "电话核实"}, page=address)
    assert WHO["contact"] in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert WHO["contact"] not in person.text(address)


@pytest.mark.law("P40")
def test_nobody_else_finds_the_informant_on_any_page_or_list(
    taken: Case, app: Flask, bureau: Bureau, session: Session, new_person: Callable[[], Person]
) -> None:
    admin = builders.an_administrator(session, bureau.office)
    with_password(session, admin)
    session.commit()
    paths = {
        rule.rule.replace("<int:case_id>", str(taken.id)).replace(
            "<int:subject_id>", str(taken.subject_id)
        )
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    paths = {path for path in paths if "<" not in path and not path.startswith("/static")}
    paths |= {f"/{name}?q={WHO['name']}" for name in ("search", "cases", "subjects", "inbox")}
    others: list[User] = [bureau.leader, bureau.reviewer, *bureau.pair, admin]
    for user in others:
        person = new_person().log_in(user)
        assert person.get(f"/cases/{taken.id}/informant").status_code == 404
        for path in sorted(paths):
            text = person.get(path).get_data(as_text=True)
            # A search says again what was searched for.
            told = text.replace(WHO["name"], "", text.count(WHO["name"]) * ("?q=" in path))
            assert not [one for one in WHO.values() if one in told], (user.name, path)

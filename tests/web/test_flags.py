"""A banned person stands beside the field that names him, on the page and in answers of the API."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from engine import forms
from models.accounts import User
from tests import builders
from tests.banned import FIELDS, NAME, Door, a_ban, naming, places
from tests.web.conftest import Person, with_password
from tests.web.test_api import Program


def as_sent(name: str, field: str, value: Any) -> dict[str, str]:
    """The field as a browser sends it."""
    widget = forms.load(name).fields[field].widget
    if widget == "signature":
        return {f"{field}.{part}": text for part, text in value.items()}
    if widget == "people":
        return {f"{field}[0].{part}": text for part, text in value[0].items()}
    return {field: value}


def beside(page: str, place: str) -> str:
    """What is said beside the place of a name."""
    until = r"[^>]*>(.*?)</div>\s*</div>"
    found = re.search(rf'data-flags="{re.escape(place)}"{until}', page, re.DOTALL)
    return found[1] if found else ""


@pytest.fixture
def supervisor(session: Session) -> User:
    made = builders.a_supervisor(session, builders.an_office(session))
    with_password(session, made)
    return made


@pytest.mark.law("T55")
def test_whoever_is_banned_is_flagged_on_the_page_of_every_form(
    session: Session, app: Flask, supervisor: User
) -> None:
    ban = a_ban(session)
    doors = {place: Door(session, place[0], supervisor) for place in FIELDS}
    session.commit()
    assert ban.until_on is not None
    parts = (NAME, ban.until_on.isoformat(), ban.case.number, "第一百三十五条")
    person = Person(app.test_client()).log_in(supervisor)
    silent = []
    for (name, field), door in doors.items():
        data, path = naming(name, field, NAME), f"/work/{door.item.id}"
        (place,) = [one for one in places(name, field) if one.split(".")[0] == field]
        draft = as_sent(name, field, data[field]) | {"action": "draft"}
        said = beside(person.post(path, draft, page=path).text, place)
        silent += [(name, field)] if any(part not in said for part in parts) else []
    assert silent == []


@pytest.mark.law("T55")
def test_whoever_is_banned_is_flagged_in_the_answer_to_every_form(
    session: Session, app: Flask, supervisor: User
) -> None:
    ban = a_ban(session)
    doors = {place: Door(session, place[0], supervisor) for place in FIELDS}
    session.commit()
    program = Program(app.test_client(), supervisor)
    for (name, field), door in doors.items():
        answer = program.complete(door.item, naming(name, field, NAME), key=f"{name} {field}")
        assert answer.status_code == 200, (name, field, answer.text)
        (flag,) = answer.json["flags"] if answer.json else []
        assert flag["field"] in places(name, field)
        assert (flag["name"], flag["certain"]) == (NAME, False)
        assert (flag["until_on"], flag["decision"]) == (str(ban.until_on), ban.case.number)


def test_the_page_tells_of_it_once_more_when_the_form_is_handed_in(
    session: Session, app: Flask
) -> None:
    a_ban(session)
    door = Door(session, "submit_correction")
    with_password(session, door.supervisor)
    session.commit()
    path = f"/work/{door.item.id}"
    person = Person(app.test_client()).log_in(door.supervisor)
    data = naming("submit_correction", "reporter", NAME)
    done = person.post(path, data | {"action": "complete"}, page=path)
    assert done.status_code == 200
    assert NAME in done.text
    assert "同名" in done.text

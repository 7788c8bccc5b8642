"""Flight checks by page, and that nothing anywhere tells a sealed subject from any other."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from engine.authority import CLOCK
from engine.commands import flight_checks
from engine.search import bigrams_of
from models import clock
from models.accounts import User
from models.seals import EarlyLook
from models.subjects import Subject
from tests import builders, flights
from tests.bureau import Bureau
from tests.web.conftest import Person, with_password

NOW = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)
#: What differs between two readings of the same page and says nothing: tokens and references.
_TOKENS = re.compile(
    r'(name="csrf_token" value=|name="key" value=|csrf-token" content=)"[^"]*"'
    r'|Reference.*|参考.*|<span class="hash">[^<]*|"request_id":"[^"]*"'
)
#: Readings of the machine, not of the bureau's work.
_MACHINE = ("/health", "/static", "/evidence", "/documents")
Reading = dict[tuple[str, str], tuple[int, str]]


@pytest.fixture(autouse=True)
def _the_clock_stands() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor, made.leader, made.reviewer, *made.pair)
    return made


@pytest.fixture
def strangers(bureau: Bureau, session: Session) -> list[User]:
    """Everybody who has no business with the seal: among them the pair and an administrator."""
    other = builders.a_supervisor(session, bureau.office)
    admin = builders.an_administrator(session, bureau.office)
    with_password(session, other, admin)
    return [*bureau.pair, bureau.leader, bureau.reviewer, other, admin]


@pytest.fixture
def twins(bureau: Bureau, session: Session) -> tuple[Subject, Subject]:
    """Two makers that differ in nothing but their name and number."""
    one, two = (
        flights.a_maker(bureau, name, licence=licence, bigrams=bigrams_of(name, licence))
        for name, licence in (("糕点一厂", "SC12"), ("糕点二厂", "SC34"))
    )
    session.commit()
    return one, two


def addresses(app: Flask, subject: Subject) -> list[str]:
    """Every page and list that there is, searches for the subject among them."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(_MACHINE):
            path = rule.rule.replace("<int:subject_id>", str(subject.id))
            if "<" not in path:
                found.append(path)
    found += [f"/{name}?q={subject.name}" for name in ("search", "cases", "subjects", "inbox")]
    found += [f"/inbox?tab={tab}" for tab in ("mine", "available", "all", "done")]
    api = "/api/v1"
    found += [f"{api}/subjects?q={subject.name}", f"{api}/work-items?q={subject.name}"]
    return [*found, f"{api}/cases?subject={subject.id}"]


def read(app: Flask, people: dict[str, Person], subject: Subject) -> Reading:
    """What each of the people is shown everywhere."""
    return {
        (name, path): (answer.status_code, _TOKENS.sub("", answer.text))
        for name, person in people.items()
        for path in addresses(app, subject)
        for answer in [person.get(path)]
    }


@pytest.fixture
def people(new_person: Callable[[], Person], strangers: list[User]) -> dict[str, Person]:
    """The strangers at their browsers."""
    return {user.username: new_person().log_in(user) for user in strangers}


@pytest.mark.law("P01")
def test_a_seal_changes_no_byte_of_anything_that_a_stranger_sees(
    app: Flask,
    people: dict[str, Person],
    bureau: Bureau,
    session: Session,
    twins: tuple[Subject, Subject],
) -> None:
    drawn, _other = twins
    before = read(app, people, drawn)
    assert len(before) > 100
    assert {status for status, _text in before.values()} >= {200, 403}

    flights.sealed(bureau, drawn)
    session.commit()

    assert read(app, people, drawn) == before


def test_a_drawn_subject_reads_like_one_that_was_not_drawn(
    app: Flask,
    people: dict[str, Person],
    bureau: Bureau,
    session: Session,
    twins: tuple[Subject, Subject],
) -> None:
    drawn, other = twins
    flights.sealed(bureau, drawn)
    session.commit()

    def like(reading: Reading, subject: Subject) -> list[str]:
        escaped = json.dumps(subject.name).strip('"')
        marks = (subject.name, escaped, quote(subject.name), subject.licence)
        texts = [text for (_who, path), (_status, text) in reading.items() if "?" in path]
        texts += [
            text for (_who, path), (_, text) in reading.items() if f"/subjects/{subject.id}" in path
        ]
        for mark in marks:
            texts = [text.replace(mark, "…") for text in texts]
        places = rf'(/subjects/|subject=|"id":|"subject_id":|"subject":){subject.id}\b'
        return [re.sub(places, r"\1#", text) for text in texts]

    assert like(read(app, people, drawn), drawn) == like(read(app, people, other), other)


def test_the_planner_seals_by_page_and_sees_the_target_only_with_a_reason(
    person: Person, bureau: Bureau, session: Session, twins: tuple[Subject, Subject]
) -> None:
    person.log_in(bureau.supervisor)
    data = {
        "opens_at": "2026-03-03T07:30",
        "ground": "sample",
        "reason": "抽样检验不合格。",
        "how": "draw",
        "kind": ["maker"],
        "count": "1",
        "seed": "flight-7",
    }
    page = person.post("/flight-checks/new", data, page="/flight-checks/new").text
    seal = flights.seal_of(session)
    name = seal.checks[0].subject.name
    assert seal.opens_at == dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.UTC)
    assert name not in page
    here = f"/flight-checks/{seal.id}"
    assert name not in person.text(here)
    assert "flight-7" not in person.text(here)

    refused = person.post(f"{here}/look", {"reason": " "}, page=here)
    assert name not in refused.text
    assert session.query(EarlyLook).count() == 0

    seen = person.post(f"{here}/look", {"reason": "安排采样车辆。"}, page=here)
    assert name in seen.text
    assert seen.headers["Cache-Control"] == "no-store"
    again = person.text(here)
    assert name not in again
    assert "安排采样车辆。" in again


def test_what_is_wrong_with_a_plan_is_said_and_what_was_written_stays(
    person: Person, bureau: Bureau
) -> None:
    person.log_in(bureau.supervisor)
    data = {"opens_at": "soon", "ground": "need", "reason": "日常需要。", "how": "named"}
    answer = person.post("/flight-checks/new", data, page="/flight-checks/new")
    assert answer.status_code == 422
    assert "日常需要。" in answer.text


def test_subjects_can_be_chosen_by_name(
    person: Person, bureau: Bureau, session: Session, twins: tuple[Subject, Subject]
) -> None:
    person.log_in(bureau.supervisor)
    page = person.text("/flight-checks/new?q=SC34")
    assert f'value="{twins[1].id}"' in page
    data = {
        "opens_at": "2026-03-03T07:30",
        "ground": "need",
        "reason": "日常需要。",
        "how": "named",
        "subject": [str(twins[1].id)],
        "officer": [str(user.id) for user in bureau.pair],
    }
    person.post("/flight-checks/new", data, page="/flight-checks/new")
    (check,) = flights.seal_of(session).checks
    assert check.subject_id == twins[1].id
    assert check.officers == sorted(user.id for user in bureau.pair)


def test_strangers_find_no_seal(
    people: dict[str, Person],
    strangers: list[User],
    bureau: Bureau,
    session: Session,
    twins: tuple[Subject, Subject],
) -> None:
    seal = flights.sealed(bureau, twins[0])
    session.commit()
    for user in strangers:
        person = people[user.username]
        assert person.get(f"/flight-checks/{seal.id}").status_code == 404
        planner = not {"supervisor", "leader"}.isdisjoint(user.role_names)
        assert person.get("/flight-checks").status_code == (200 if planner else 403)


def test_an_open_seal_shows_cases_and_that_nothing_was_changed(
    person: Person, bureau: Bureau, session: Session, twins: tuple[Subject, Subject]
) -> None:
    seal = flights.sealed(bureau, twins[0])
    clock.travel(seal.opens_at)
    (case,) = flight_checks.open_seal(session, CLOCK, seal.id)
    session.commit()
    person.log_in(bureau.leader)
    page = person.text(f"/flight-checks/{seal.id}")
    assert case.number in page
    assert "没有改动" in page
    assert case.number in person.text("/cases")


def test_a_plan_is_withdrawn_by_page(
    person: Person, bureau: Bureau, session: Session, twins: tuple[Subject, Subject]
) -> None:
    seal = flights.sealed(bureau, twins[0])
    session.commit()
    here = f"/flight-checks/{seal.id}"
    person.log_in(bureau.supervisor)
    page = person.post(f"{here}/withdraw", {"reason": "线索已查清。"}, page=here).text
    assert "线索已查清。" in page
    assert twins[0].name not in page


def test_the_officers_fill_in_the_checklist_of_the_subject(
    person: Person, bureau: Bureau, session: Session, twins: tuple[Subject, Subject]
) -> None:
    (case,) = flights.opened(bureau, twins[0], officer_ids=[user.id for user in bureau.pair])
    item = bureau.item(case, "task_inspect_premises")
    session.commit()
    page = person.log_in(bureau.pair[0]).text(f"/work/{item.id}")
    assert "食品生产环节监督检查要点表" in page
    assert "data-partial" in page
    assert "未检查" in page

"""Penalty cases of every kind, rehearsed: every end is reached, nothing stays open."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from engine import audit, confidential
from engine.connections import open_engine, session_factory
from models import clock
from models.accounts import Role, User
from models.audit import AuditHead
from models.cases import Case, CaseState
from models.clocks import Clock, ClockState
from models.complaints import Informant
from models.documents import Document
from models.penalties import Delivery
from models.processes import InstanceStatus, ProcessInstance
from tests.engine.proof.watching import Seen, fits, map_of, watched
from tests.web.conftest import Person, with_password
from tests.web.test_no_handler_decides import judged_by_handlers
from web.app import WebSettings, create_app
from yancha import iron_rehearsal, iron_report
from yancha.__main__ import main
from yancha.iron_rehearsal import Wanted
from yancha.simulation import dockets

Played = tuple[dict[str, Any], Session, Seen]


@contextmanager
def rehearsed(server_url: str, template: str, wanted: Wanted) -> Iterator[Played]:
    from tests.conftest import _copy_of
    from yancha import database

    # Two workers that share the tests of this file each have their own.
    name = f"iron_{wanted.cases}_{uuid.uuid4().hex[:8]}"
    engine = open_engine(_copy_of(server_url, template, name))
    factory = session_factory(engine, **confidential.keeping(iron_rehearsal.KEY))
    try:
        with watched() as seen:
            report = iron_rehearsal.play(factory, wanted)
    finally:
        clock.set_offset(timedelta())
    with factory() as session:
        yield report, session, seen
    engine.dispose()
    database.drop(server_url, name)


@pytest.fixture(scope="module")
def played(server_url: str, template: str) -> Iterator[Played]:
    """One case of each kind that is needed to reach every end."""
    with rehearsed(server_url, template, Wanted(cases=len(dockets.ESSENTIAL))) as found:
        yield found


def test_every_end_of_every_process_of_a_penalty_case_is_reached(played: Played) -> None:
    assert played[0]["missing_ends"] == []


def test_nothing_fails_and_nothing_is_left_open(played: Played) -> None:
    report, session, _seen = played
    assert (report["incidents"], report["open"]) == (0, {})
    assert CaseState.OPEN not in set(session.scalars(select(Case.state)))
    assert InstanceStatus.RUNNING not in set(session.scalars(select(ProcessInstance.status)))
    assert ClockState.RUNNING not in set(session.scalars(select(Clock.state)))


def test_the_proof_has_explored_every_step_of_every_case(played: Played) -> None:
    moves = set(played[2].moves)
    assert len(moves) > 200
    strange = [move for move in moves if not map_of(move.process).knows(move)]
    assert [(move.process, move.passed) for move in strange] == []


def test_every_operation_returned_what_its_contract_says(played: Played) -> None:
    calls = played[2].calls
    assert len({call.topic for call in calls}) > 30
    assert [(call.topic, call.result) for call in calls if not fits(call)] == []


def test_cases_and_papers_are_numbered_without_a_gap(played: Played) -> None:
    assert played[0]["number_gaps"] == []


def test_papers_were_served_in_every_way(played: Played) -> None:
    ways = {"in_person", "left", "mailed", "entrusted", "electronic", "public_notice"}
    assert set(played[1].scalars(select(Delivery.way))) == ways


def test_nobody_judged_what_he_handled(played: Played) -> None:
    wrong, ways = judged_by_handlers(played[1])
    assert wrong == []
    assert ways["rehearsal"] > 4 * len(dockets.ESSENTIAL)


@pytest.mark.law("P40")
def test_nothing_that_was_written_names_who_reported(played: Played) -> None:
    session = played[1]
    sealed = session.scalars(select(Informant).where(Informant.real_name)).all()
    assert len(sealed) > 5
    who = [confidential.unseal(session, one.identity) for one in sealed]
    told = {word for one in who for word in (one["name"], one["contact"])}
    tables = session.execute(
        text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    ).scalars()
    for table in tables.all():
        for row in session.execute(text(f'SELECT t::text FROM "{table}" t')).scalars():
            assert not [word for word in told if word in row], table


@pytest.mark.law("P40")
def test_no_page_of_the_rehearsed_bureau_names_who_reported(played: Played, tmp_path: Path) -> None:
    session = played[1]
    sealed = session.scalars(select(Informant).where(Informant.real_name)).all()
    who = [confidential.unseal(session, one.identity) for one in sealed]
    told = {word for one in who for word in (one["name"], one["contact"])}
    leader = session.scalars(select(User).join(User.roles).where(Role.name == "leader")).first()
    assert leader is not None
    with_password(session, leader)
    factory = sessionmaker(session.get_bind(), expire_on_commit=False, info=dict(session.info))
    app = create_app(
        WebSettings(
            sessions=factory,
            secret_key="no secret",
            evidence=tmp_path,
            login_limit=False,
            testing=True,
        )
    )
    person = Person(app.test_client()).log_in(leader)
    cases = session.scalars(select(Case).where(Case.id.in_([one.case_id for one in sealed]))).all()
    answers = session.scalars(
        select(Case.id).where(Case.parent_id.in_([one.id for one in cases]))
    ).all()
    paths = [f"/cases/{key}" for key in (*(one.id for one in cases), *answers)]
    paths += [f"/subjects/{one.subject_id}/credit" for one in cases]
    paths += ["/inbox", "/notices", "/limits", "/cases", "/public", "/public/index.json"]
    searched = [f"/search?q={word}" for word in sorted(told)[:4]]
    for path in (*paths, *searched):
        text = person.get(path, follow_redirects=True).get_data(as_text=True)
        named = [word for word in told if word in text and word not in path]
        assert not named, path
    for one in cases:
        assert person.get(f"/cases/{one.id}/informant").status_code == 404


def test_the_record_of_every_case_is_whole(played: Played) -> None:
    session = played[1]
    chains = session.scalars(select(AuditHead.chain)).all()
    assert [problem for chain in chains for problem in audit.verify(session, chain)] == []


def test_a_missing_number_is_named(played: Played) -> None:
    session = played[1]
    paper = session.scalars(select(Document).where(Document.number.like("%〕1号")).limit(1)).one()
    paper.number = ""
    session.flush()
    assert any("[1] were never given" in one for one in iron_report.gaps(session))
    session.rollback()


def test_the_table_says_how_often_each_end_was_reached(played: Played) -> None:
    lines = [line.split() for line in iron_report.table(played[0]["ends"])]
    assert lines[0] == ["process", "end", "count"]
    assert ["iron_fist_case", "end_not_filed", "1"] in lines
    assert {process for process, *_ in lines[1:]} == set(iron_report.drawn())


def test_the_command_fails_when_an_end_was_not_reached_and_plays_the_same_again(
    server_url: str, template: str
) -> None:
    with rehearsed(server_url, template, Wanted(cases=1, seed=5)) as (before, _, _):
        pass
    done = CliRunner().invoke(main, ["rehearse", "--iron-fist", "1", "--seed", "5", "--json"])
    assert done.exit_code == 1
    assert "no case came to iron_fist_case:end_not_filed" in done.stderr
    report = json.loads(done.stdout)
    assert (report["cases"], report["open"], report["incidents"]) == (1, {}, 0)
    assert report["digest"] == before["digest"]
    assert clock.offset() == timedelta()


def test_a_season_says_what_it_needs() -> None:
    done = CliRunner().invoke(main, ["rehearse", "--plan", "hebei-2023"])
    assert done.exit_code == 2
    assert "--campaign, --year, --map, --outcome, --outcome-map" in done.output

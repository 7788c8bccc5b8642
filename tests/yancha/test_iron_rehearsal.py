"""Penalty cases of every kind, rehearsed: every end is reached, nothing stays open."""

import json
from datetime import timedelta

from click.testing import CliRunner
from sqlalchemy import select

from engine import audit
from models import clock
from models.audit import AuditHead
from models.cases import Case, CaseState
from models.clocks import Clock, ClockState
from models.documents import Document
from models.penalties import Delivery
from models.processes import InstanceStatus, ProcessInstance
from tests.engine.proof.watching import fits, map_of
from tests.web.test_no_handler_decides import judged_by_handlers
from tests.yancha.conftest import Played, rehearsed
from yancha import iron_report
from yancha.__main__ import main
from yancha.iron_rehearsal import Wanted
from yancha.simulation import dockets


def test_every_end_of_every_process_of_a_penalty_case_is_reached(played: Played) -> None:
    assert played.report["missing_ends"] == []


def test_nothing_fails_and_nothing_is_left_open(played: Played) -> None:
    report, session = played.report, played.session
    assert (report["incidents"], report["open"]) == (0, {})
    assert CaseState.OPEN not in set(session.scalars(select(Case.state)))
    assert InstanceStatus.RUNNING not in set(session.scalars(select(ProcessInstance.status)))
    assert ClockState.RUNNING not in set(session.scalars(select(Clock.state)))


def test_the_proof_has_explored_every_step_of_every_case(played: Played) -> None:
    moves = set(played.seen.moves)
    assert len(moves) > 200
    strange = [move for move in moves if not map_of(move.process).knows(move)]
    assert [(move.process, move.passed) for move in strange] == []


def test_every_operation_returned_what_its_contract_says(played: Played) -> None:
    calls = played.seen.calls
    assert len({call.topic for call in calls}) > 30
    assert [(call.topic, call.result) for call in calls if not fits(call)] == []


def test_cases_and_papers_are_numbered_without_a_gap(played: Played) -> None:
    assert played.report["number_gaps"] == []


def test_papers_were_served_in_every_way(played: Played) -> None:
    ways = {"in_person", "left", "mailed", "entrusted", "electronic", "public_notice"}
    assert set(played.session.scalars(select(Delivery.way))) == ways


def test_nobody_judged_what_he_handled(played: Played) -> None:
    wrong, ways = judged_by_handlers(played.session)
    assert wrong == []
    assert ways["rehearsal"] > 4 * len(dockets.ESSENTIAL)


def test_the_record_of_every_case_is_whole(played: Played) -> None:
    session = played.session
    chains = session.scalars(select(AuditHead.chain)).all()
    assert [problem for chain in chains for problem in audit.verify(session, chain)] == []


def test_a_missing_number_is_named(played: Played) -> None:
    session = played.session
    paper = session.scalars(select(Document).where(Document.number.like("%〕1号")).limit(1)).one()
    paper.number = ""
    session.flush()
    assert any("[1] were never given" in one for one in iron_report.gaps(session))
    session.rollback()


def test_the_table_says_how_often_each_end_was_reached(played: Played) -> None:
    lines = [line.split() for line in iron_report.table(played.report["ends"])]
    assert lines[0] == ["process", "end", "count"]
    assert ["iron_fist_case", "end_not_filed", "1"] in lines
    assert {process for process, *_ in lines[1:]} == set(iron_report.drawn())


def test_the_command_fails_when_an_end_was_not_reached_and_plays_the_same_again(
    server_url: str, template: str
) -> None:
    with rehearsed(server_url, template, Wanted(cases=1, seed=5)) as played:
        before = played.report
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

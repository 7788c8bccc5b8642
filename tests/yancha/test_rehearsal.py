"""A small rehearsal with invented premises: every outcome, every turn, and nothing left open."""

import dataclasses
import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit
from engine.connections import open_engine, session_factory
from engine.errors import Invalid
from engine.outcomes import Outcome
from models import clock
from models.audit import AuditHead
from models.documents import Publication, PublicationState
from models.findings import Rectification, RectificationState
from models.penalties import Payment, Penalty, PenaltyState
from models.processes import ProcessInstance
from tests.ends import SEASON, ends_of
from yancha import rehearsal
from yancha.__main__ import main
from yancha.rehearsal import Wanted
from yancha.simulation.intent import Shares

#: Everything that may happen does so often.
LIVELY = Shares(
    assignment_returned=0.3,
    returned=0.4,
    filing_declined=0.2,
    defence_made=0.3,
    defence_waived=0.3,
    no_penalty=0.25,
    warning_only=0.25,
    paid_late=0.5,
    correction_unreported=0.5,
    rectification_failed=0.2,
    rectification_refused=0.2,
    signature_refused=0.2,
)


def wanted(seed: int = 7) -> Wanted:
    outcomes = [outcome.value for outcome in Outcome]
    rows = [f"第{n}小学,X{n:03d},{outcomes[n % len(outcomes)]},中山路{n}号" for n in range(42)]
    return Wanted(
        plan="hebei-2023",
        campaign="M06.school.spring",
        year=2026,
        content="\n".join(["名称,许可证编号,结果,地址", *rows, "重复,X001,STOP,中山路"]).encode(),
        mapping={"name": "名称", "licence": "许可证编号", "outcome": "结果", "address": "地址"},
        outcome_map={outcome.value: outcome for outcome in Outcome},
        seed=seed,
        shares=LIVELY,
    )


@pytest.fixture(scope="module")
def played(server_url: str, template: str) -> Iterator[tuple[dict[str, Any], Session]]:
    from tests.conftest import _copy_of
    from yancha import database

    # Two workers that share the tests of this file each have their own.
    name = f"rehearsed_{uuid.uuid4().hex[:8]}"
    url = _copy_of(server_url, template, name)
    engine = open_engine(url)
    factory = session_factory(engine)
    asked = wanted()
    try:
        report = rehearsal.play(factory, asked, rehearsal.premises_of(asked), lambda done: None)
    finally:
        clock.set_offset(timedelta())
    with factory() as session:
        yield report, session
    engine.dispose()
    database.drop(server_url, name)


def test_nothing_is_left_open_and_coverage_adds_up(played: tuple[dict[str, Any], Session]) -> None:
    report, _ = played
    assert report["targets"] == 42
    assert report["coverage"] == {
        "open": 0,
        "inspected": 36,
        "not_performed": 6,
        "carried_over": 0,
    }
    assert (report["open_cases"], report["work_items_open"], report["incidents"]) == (0, 0, 0)


def test_every_end_of_a_season_was_reached(played: tuple[dict[str, Any], Session]) -> None:
    passed: set[str] = set().union(*played[1].scalars(select(ProcessInstance.visited)))
    wanted = {f"{process}:{end}" for process in SEASON for end in ends_of(process)}
    assert wanted - passed == set()


def test_every_outcome_was_reached(played: tuple[dict[str, Any], Session]) -> None:
    assert played[0]["outcomes"] == {outcome.value: 6 for outcome in sorted(Outcome)}


def test_investigations_and_failed_rectifications_became_cases(
    played: tuple[dict[str, Any], Session],
) -> None:
    report, session = played
    failed = session.scalars(
        select(Rectification).where(Rectification.state != RectificationState.PASSED)
    ).all()
    assert failed
    assert report["enforcement_cases"] == 18 + len(failed)
    assert report["instances"]["end_not_filed"] > 0


def test_penalties_were_paid_in_time_or_late_or_spared(
    played: tuple[dict[str, Any], Session],
) -> None:
    session = played[1]
    payments = session.scalars(select(Payment)).all()
    assert {bool(payment.surcharge_fen) for payment in payments} == {True, False}
    states = set(session.scalars(select(Penalty.state)))
    assert {PenaltyState.DECIDED, PenaltyState.NO_PENALTY, PenaltyState.RETURNED} <= states


def test_all_that_must_be_public_is(played: tuple[dict[str, Any], Session]) -> None:
    assert set(played[1].scalars(select(Publication.state))) == {
        PublicationState.PUBLISHED,
        PublicationState.WITHHELD,
    }


def test_every_audit_chain_is_whole(played: tuple[dict[str, Any], Session]) -> None:
    session = played[1]
    chains = session.scalars(select(AuditHead.chain)).all()
    assert len(chains) > 42
    assert [problem for chain in chains for problem in audit.verify(session, chain)] == []


def test_an_outcome_that_nobody_mapped_is_refused_by_name() -> None:
    asked = wanted()
    broken = dataclasses.replace(asked, outcome_map={"STOP": Outcome.STOP})
    with pytest.raises(Invalid) as refused:
        rehearsal.premises_of(broken)
    assert refused.value.code == "import.unknown_value"


def test_the_command_prints_one_json_object(tmp_path: Path) -> None:
    file = tmp_path / "schools.csv"
    file.write_text("n,l,r,a\nA,1,Pass,one\nB,2,Fail,two\n")
    arguments = ["rehearse", "--plan", "hebei-2023", "--campaign", "M06.school.spring"]
    arguments += ["--year", "2025", "--subjects", str(file), "--map", "name=n,licence=l,address=a"]
    arguments += ["--outcome", "r", "--outcome-map", "Pass=NO_PROBLEM,Fail=INVESTIGATE_KEY"]
    done = CliRunner().invoke(main, [*arguments, "--law-as-of", "2025-02-01", "--json"])
    assert done.exit_code == 0, done.output
    report = json.loads(done.output)
    assert (report["targets"], report["enforcement_cases"]) == (2, 1)
    assert report["law_as_of"] == "2025-02-01"
    assert clock.offset() == timedelta()


def test_a_campaign_that_the_plan_does_not_have_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "schools.csv"
    file.write_text("n,l,r\nA,1,Pass\n")
    arguments = ["rehearse", "--plan", "hebei-2023", "--campaign", "M99", "--year", "2025"]
    arguments += ["--subjects", str(file), "--map", "name=n,licence=l", "--outcome", "r"]
    done = CliRunner().invoke(main, [*arguments, "--outcome-map", "Pass=NO_PROBLEM"])
    assert done.exit_code == 1
    assert "plan.campaign_unknown" in done.output

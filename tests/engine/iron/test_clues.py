"""Clues: registered with their material, checked in time, filed, declined or handed on."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents
from engine.commands import clues, measures
from engine.commands.clues import Material, NewClue
from engine.errors import Forbidden, Invalid
from engine.evidence_store import EvidenceStore
from models import clock
from models.cases import Case, CaseState
from models.clocks import Clock
from models.clues import ClueSource
from models.documents import Evidence
from tests import builders
from tests.bureau import FILING, Bureau
from tests.dockets import file

MONDAY = dt.datetime(2023, 4, 17, 10, tzinfo=clock.ZONE)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def new_clue(bureau: Bureau, **more: Any) -> NewClue:
    given: dict[str, Any] = {
        "subject_id": bureau.subject().id,
        "source": ClueSource.SAMPLING,
        "found_on": clock.today(),
        "summary": "抽检的酱油氨基酸态氮不合格。",
        "informant": "天津市食品检验所",
        "officers": [user.id for user in bureau.pair],
    }
    return NewClue(**given | more)


def registered(bureau: Bureau, **more: Any) -> Case:
    """A clue that the supervisor registered for the pair."""
    given = new_clue(bureau, **more)
    return clues.register(bureau.session, bureau.actor(bureau.supervisor), given)


def due_of(session: Session, case: Case) -> Clock:
    return session.scalars(
        select(Clock).where(Clock.case_id == case.id, Clock.variable == "filing_due")
    ).one()


@pytest.mark.law("T12")
def test_the_check_of_a_clue_runs_from_the_day_of_the_clue(
    bureau: Bureau, session: Session
) -> None:
    with time_machine.travel(MONDAY + dt.timedelta(days=2), tick=False):
        case = registered(bureau, found_on=MONDAY.date())
        due = due_of(session, case)
        assert (due.statute, due.started_on) == ("T12", MONDAY.date())
        assert case.parent_id is None
        assert bureau.open_elements(case) == {"task_propose_filing"}


@pytest.mark.law("T12")
def test_its_fifteen_days_are_extended_by_the_leader(bureau: Bureau, session: Session) -> None:
    with time_machine.travel(MONDAY, tick=False):
        case = registered(bureau)
        measures.begin(session, bureau.actor(bureau.pair[0]), case.id, "clock_extension")
        asked = {"extended_clock": "filing_due", "extend_days": 15, "reason": "需要送检。"}
        bureau.do(case, "task_request_extension", bureau.pair[0], **asked)
        bureau.do(case, "task_approve_extension", bureau.leader, extension_decision="approved")
        assert due_of(session, case).explanation["extension"] == 15


@pytest.mark.parametrize("source", list(ClueSource))
def test_the_form_of_the_source_is_issued(
    bureau: Bureau, session: Session, source: ClueSource
) -> None:
    paper = documents.newest(session, registered(bureau, source=source), "case_source")
    assert paper is not None
    choices = {
        "inspection": "监督检查",
        "report": "投诉举报",
        "sampling": "抽样检验",
        "transferred": "其他部门移送",
        "assigned": "上级交办",
        "other": "其他",
    }
    assert paper.content["source"] == choices[source]
    assert paper.content["recorded"]["by"] == bureau.supervisor.name


def test_an_inspection_leaves_the_same_form(bureau: Bureau, session: Session) -> None:
    case = bureau.enforced()
    paper = documents.newest(session, case, "case_source")
    assert paper is not None
    assert paper.content["source"] == "监督检查"
    assert paper.content["summary"].startswith("监督检查中发现：")


@pytest.mark.law("P07")
def test_what_came_with_a_clue_is_evidence_of_the_case(
    bureau: Bureau, session: Session, tmp_path: Path
) -> None:
    report = Material(file=io.BytesIO(PDF), filename="检验报告.pdf")
    store, actor = EvidenceStore(tmp_path), bureau.actor(bureau.supervisor)
    case = clues.register(session, actor, new_clue(bureau), [report], store)
    piece = session.scalars(select(Evidence).where(Evidence.case_id == case.id)).one()
    paper = documents.newest(session, case, "case_source")
    assert paper is not None
    assert paper.content["annexes"] == ["检验报告.pdf"]
    filing = FILING | {"found_on": clock.today().isoformat(), "evidence": [piece.id]}
    bureau.do(case, "task_propose_filing", bureau.pair[0], **filing)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"summary": " "}, "summary"),
        ({"found_on": dt.date(2999, 1, 1)}, "found_on"),
        ({"informant": ""}, "informant"),
        ({"officers": []}, "officers"),
    ],
)
def test_a_clue_without_what_it_needs_is_refused(
    bureau: Bureau, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        registered(bureau, **more)
    assert set(refused.value.errors) == {field}


def test_an_officer_registers_what_he_checks_himself(bureau: Bureau, session: Session) -> None:
    first, second = bureau.pair
    case = clues.register(session, bureau.actor(first), new_clue(bureau))
    assert case.state is CaseState.OPEN
    others = [second.id, builders.an_inspector(session, bureau.office).id]
    with pytest.raises(Forbidden):
        clues.register(session, bureau.actor(first), new_clue(bureau, officers=others))
    with pytest.raises(Forbidden):
        clues.register(session, bureau.actor(bureau.leader), new_clue(bureau))


def test_a_clue_without_inspection_goes_the_whole_way(bureau: Bureau) -> None:
    case = registered(bureau)
    file(bureau, case)
    assert bureau.open_elements(case) == {"task_report_investigation"}


def handed_on(bureau: Bureau, case: Case) -> None:
    proposal = {key: FILING[key] for key in ("cause", "source", "facts", "suspected_article")}
    bureau.do(
        case,
        "task_propose_filing",
        bureau.pair[0],
        **proposal,
        found_on=clock.today().isoformat(),
        proposal="transfer",
        transfer_to="天津市河东区市场监督管理局",
        transfer_note="违法行为发生地在河东区。",
    )
    bureau.do(case, "task_approve_filing", bureau.supervisor, filing_approval="approved")


@pytest.mark.law("P05")
def test_what_is_not_ours_is_handed_on_with_its_letter(bureau: Bureau, session: Session) -> None:
    case = registered(bureau)
    handed_on(bureau, case)
    bureau.do(
        case,
        "task_decide_filing",
        bureau.leader,
        filing_decision="transferred",
        receiver="天津市河东区市场监督管理局",
        transfer_reason="违法行为发生地在河东区。",
    )
    assert (case.end, case.state) == ("end_clue_transferred", CaseState.CLOSED)
    assert case.outcome == "transferred"
    letter = documents.newest(session, case, "case_transfer")
    assert letter is not None
    assert letter.content["receiver"] == "天津市河东区市场监督管理局"
    assert due_of(session, case).state == "met"


@pytest.mark.law("P05")
def test_nothing_is_filed_whose_conditions_nobody_stated(bureau: Bureau) -> None:
    case = registered(bureau)
    handed_on(bureau, case)
    with pytest.raises(Invalid) as refused:
        bureau.do(case, "task_decide_filing", bureau.leader, filing_decision="filed")
    assert refused.value.code == "filing.conditions_missing"

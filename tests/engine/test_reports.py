"""Reports under the own name (实名举报): answered after the filing decision, nobody named (L12)."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engine import informants, publicity
from engine.authority import CONSOLE
from engine.case_file.export import export
from engine.commands import clues
from engine.commands import informants as reading
from engine.commands.clues import NewClue
from engine.document_files import shelf_in
from engine.errors import Forbidden, Invalid, NotFound
from engine.evidence_store import EvidenceStore
from engine.informants import Identity
from models import clock
from models.cases import Case, CaseKind, CaseState
from models.clocks import ClockState
from models.clues import Clue, ClueSource
from models.complaints import Informant
from models.documents import Evidence
from tests.bureau import FILING, Bureau
from tests.dockets import clock_of, file, today
from tests.engine.test_complaints import WHO as CONSUMER
from tests.engine.test_complaints import accepted, mediate, received

WHO = Identity(name="钱晓峰", contact="13920011223")


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


def reported(
    bureau: Bureau,
    identity: Identity = WHO,
    material: Sequence[clues.Material] = (),
    store: EvidenceStore | None = None,
    informant: str = "",
) -> Case:
    """A case that began with a report."""
    given = NewClue(
        subject_id=bureau.subject().id,
        source=ClueSource.REPORT,
        found_on=clock.today(),
        summary="食堂使用过期食品。",
        officers=[user.id for user in bureau.pair],
        identity=identity,
        informant=informant,
    )
    actor = bureau.actor(bureau.supervisor)
    return clues.register(bureau.session, actor, given, material, store)


def case_evidence(session: Session, case: Case) -> Sequence[Evidence]:
    return session.scalars(select(Evidence).where(Evidence.case_id == case.id)).all()


def decline(bureau: Bureau, case: Case) -> None:
    form = {key: FILING[key] for key in ("cause", "facts", "suspected_article")} | {
        "source": "report",
        "found_on": today(),
    }
    more = {"proposal": "decline", "decline_ground": "minor", "decline_note": "情节轻微。"}
    bureau.do(case, "task_propose_filing", bureau.pair[0], **(form | more))
    bureau.do(case, "task_approve_filing", bureau.supervisor, filing_approval="approved")
    decision: dict[str, Any] = {"filing_decision": "declined", "decline_reason": "情节轻微。"}
    bureau.do(case, "task_decide_filing", bureau.leader, **decision)


def answer_of(session: Session, case: Case) -> Case:
    return session.scalars(
        select(Case).where(Case.parent_id == case.id, Case.kind == CaseKind.COMPLAINT)
    ).one()


@pytest.mark.law("T11")
@pytest.mark.ends("report_answer:end_reporter_told")
def test_who_reported_is_told_within_five_working_days_of_the_filing(
    session: Session, bureau: Bureau
) -> None:
    case = reported(bureau)
    file(bureau, case)
    answer = answer_of(session, case)
    running = clock_of(session, answer, "answer_due")
    assert running.statute == "T11"
    assert bureau.item(answer, "task_answer_reporter").due_at == running.due_at
    told = {"told_on": today(), "told_by": "phone", "answer": "您举报的事项已立案。"}
    bureau.do(answer, "task_answer_reporter", bureau.pair[0], **told)
    assert (answer.state, answer.end) == (CaseState.CLOSED, "end_reporter_told")
    assert running.state is ClockState.MET


@pytest.mark.law("T11")
def test_a_reporter_is_told_also_when_nothing_is_filed(session: Session, bureau: Bureau) -> None:
    case = reported(bureau)
    decline(bureau, case)
    assert case.state is CaseState.CLOSED
    assert bureau.open_elements(answer_of(session, case)) == {"task_answer_reporter"}


def test_nobody_is_told_of_an_anonymous_report(session: Session, bureau: Bureau) -> None:
    case = reported(bureau, Identity())
    file(bureau, case)
    assert session.scalar(select(Case.id).where(Case.kind == CaseKind.COMPLAINT)) is None


def test_an_answer_does_not_name_the_reporter(session: Session, bureau: Bureau) -> None:
    case = reported(bureau)
    file(bureau, case)
    answer = answer_of(session, case)
    told = {"told_on": today(), "told_by": "phone", "answer": "钱晓峰，您举报的事项已立案。"}
    with pytest.raises(Invalid) as refused, session.begin_nested():
        bureau.do(answer, "task_answer_reporter", bureau.pair[0], **told)
    assert refused.value.code == "informant.named"
    assert bureau.open_elements(answer) == {"task_answer_reporter"}


@pytest.mark.law("P40")
def test_the_database_does_not_tell_who_reported(session: Session, bureau: Bureau) -> None:
    case = reported(bureau)
    file(bureau, case)
    session.flush()
    tables = session.execute(
        text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    ).scalars()
    for table in tables.all():
        rows = session.execute(text(f'SELECT t::text FROM "{table}" t')).scalars()
        assert not [row for row in rows if WHO.name in row or WHO.contact in row], table


@pytest.mark.law("P40")
def test_a_verified_report_is_rewarded_by_the_leader(session: Session, bureau: Bureau) -> None:
    case = reported(bureau)
    with pytest.raises(Invalid):
        reading.reward(session, bureau.actor(bureau.leader), case.id, 50_000)
    case.outcome = "penalised"
    with pytest.raises(Forbidden):
        reading.reward(session, bureau.actor(bureau.supervisor), case.id, 50_000)
    with pytest.raises(Invalid):
        reading.reward(session, bureau.actor(bureau.leader), case.id, 0)
    reading.reward(session, bureau.actor(bureau.leader), case.id, 50_000)
    informant = session.scalars(select(Informant).where(Informant.case_id == case.id)).one()
    assert informant.reward_fen == 50_000
    with pytest.raises(NotFound):
        reading.look(session, bureau.actor(bureau.leader), case.id, "发放奖励")


@pytest.mark.law("P40")
def test_who_stands_behind_a_case_is_found_from_all_that_grew_out_of_it(
    session: Session, bureau: Bureau
) -> None:
    complaint = accepted(bureau)
    mediate(bureau, complaint, "failed", clue_found="yes", clue_summary="食堂使用过期食品。")
    case = session.scalars(select(Case).where(Case.parent_id == complaint.id)).one()
    person, listing = bureau.enforced(), bureau.enforced()
    person.parent, listing.parent = case, person
    session.flush()
    behind = session.scalars(select(Informant).where(Informant.case_id == complaint.id)).one()
    for one in (complaint, case, person, listing):
        assert informants.of_case(session, one.id) is behind
    assert informants.of_case(session, bureau.enforced().id) is None
    nearer = informants.record(session, CONSOLE, person, WHO, real_name=True)
    assert informants.of_case(session, listing.id) is nearer
    assert informants.of_case(session, case.id) is behind


@pytest.mark.law("P40")
def test_a_penalty_rewards_the_report_that_it_grew_out_of(session: Session, bureau: Bureau) -> None:
    complaint = accepted(bureau)
    mediate(bureau, complaint, "failed", clue_found="yes", clue_summary="食堂使用过期食品。")
    case = session.scalars(select(Case).where(Case.parent_id == complaint.id)).one()
    case.outcome = "penalised"
    reading.reward(session, bureau.actor(bureau.leader), case.id, 30_000)
    behind = session.scalars(select(Informant).where(Informant.case_id == complaint.id)).one()
    assert behind.reward_fen == 30_000


@pytest.mark.law("P40")
@pytest.mark.parametrize("field", ["mediation_record", "agreement"])
def test_the_record_of_a_mediation_does_not_name_who_complained(
    session: Session, bureau: Bureau, field: str
) -> None:
    complaint = accepted(bureau)
    for told in (CONSUMER.name, CONSUMER.contact, CONSUMER.address):
        form = {"agreement": "退还餐费二百元。", field: f"已与{told}联系。"}
        with pytest.raises(Invalid) as refused, session.begin_nested():
            mediate(bureau, complaint, "agreed", **form)
        assert list(refused.value.errors) == [field]
    assert bureau.open_elements(complaint) == {"task_mediate_complaint"}


@pytest.mark.law("T10")
def test_a_clue_of_a_mediation_is_checked_within_fifteen_working_days(
    session: Session, bureau: Bureau
) -> None:
    complaint = accepted(bureau)
    mediate(bureau, complaint, "failed", clue_found="yes", clue_summary="食堂使用过期食品。")
    case = session.scalars(select(Case).where(Case.parent_id == complaint.id)).one()
    running = clock_of(session, case, "filing_due")
    assert (running.statute, case.kind) == ("T10", CaseKind.ENFORCEMENT)
    clue = session.get_one(Clue, case.id)
    assert (clue.source, clue.summary) == (ClueSource.REPORT, "食堂使用过期食品。")
    assert bureau.open_elements(case) == {"task_propose_filing"}


@pytest.mark.law("P40")
def test_neither_the_refusal_of_a_complaint_nor_the_reason_of_a_look_names_the_person(
    session: Session, bureau: Bureau
) -> None:
    complaint = received(bureau)
    refusal = {"complaint_acceptance": "refused", "refusal_reason": f"{CONSUMER.name}不是消费者。"}
    with pytest.raises(Invalid) as refused, session.begin_nested():
        bureau.do(complaint, "task_accept_complaint", bureau.supervisor, **refusal)
    assert list(refused.value.errors) == ["refusal_reason"]
    actor, reason = bureau.actor(bureau.supervisor), f"致电{CONSUMER.contact}"
    with pytest.raises(Invalid) as refused:
        reading.look(session, actor, complaint.id, reason)
    assert refused.value.errors == {"reason": [informants.NAMED]}
    assert reading.look(session, actor, complaint.id, "核实情况") == CONSUMER


@pytest.mark.law("P40")
def test_what_is_published_hides_who_reported(session: Session, bureau: Bureau) -> None:
    case = reported(bureau)
    text = f"{WHO.name}反映该食堂使用过期食品，电话{WHO.contact}。"
    shown = publicity.masked(session, case, text).text
    assert shown == "钱某某反映该食堂使用过期食品，电话****。"


@pytest.mark.law("P40")
def test_neither_sender_nor_file_of_a_clue_names_who_reported(
    session: Session, bureau: Bureau, tmp_path: Path
) -> None:
    store = shelf_in(tmp_path).store
    with pytest.raises(Invalid) as refused, session.begin_nested():
        reported(bureau, informant=f"群众{WHO.name}")
    assert refused.value.errors == {"informant": [informants.NAMED]}
    for words in ({"filename": f"{WHO.name}.pdf"}, {"filename": "1.pdf", "caption": WHO.contact}):
        letter = clues.Material(file=io.BytesIO(b"%PDF-1.4 letter"), **words)
        with pytest.raises(Invalid) as refused, session.begin_nested():
            reported(bureau, material=[letter], store=store)
        assert refused.value.code == "informant.named"
    assert not store.root.exists()
    letter = clues.Material(file=io.BytesIO(b"%PDF-1.4 letter"), filename="举报材料.pdf")
    case = reported(bureau, material=[letter], store=store)
    assert [one.filename for one in case_evidence(session, case)] == ["举报材料.pdf"]


@pytest.mark.law("P40")
def test_the_case_file_of_a_reported_case_leaves_who_reported_out(
    session: Session, bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    case = reported(bureau)
    file(bureau, case)
    exported = export(session, CONSOLE, shelf_in(tmp_path), case)
    with zipfile.ZipFile(io.BytesIO(exported.archive)) as archive:
        names = archive.namelist()
    assert "rows/clue.json" in names
    assert not [name for name in names if "informant" in name]

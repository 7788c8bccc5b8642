"""What follows from a visit: papers, coverage, rectification, an enforcement case."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents
from engine.errors import Invalid
from models import clock
from models.campaigns import Coverage, Target
from models.cases import Case, CaseKind, CaseOfficer, CaseState
from models.clocks import Clock, ClockState
from models.documents import Document, Publication, PublicationState
from models.findings import Finding, Rectification, RectificationState
from models.notices import Notice
from tests import builders
from tests.bureau import SIGNED, Bureau


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


def test_a_pair_is_assigned_and_told(session: Session, bureau: Bureau) -> None:
    case = bureau.assigned()
    officers = session.scalars(select(CaseOfficer).where(CaseOfficer.case_id == case.id)).all()
    assert {one.user_id for one in officers} == {user.id for user in bureau.pair}
    told = session.scalars(select(Notice.user_id).where(Notice.code == "case.assigned")).all()
    assert set(told) == {user.id for user in bureau.pair}
    assert bureau.open_elements(case) == {"task_inspect_school"}


@pytest.mark.law("P03")
def test_a_recused_officer_is_refused_by_name(session: Session, bureau: Bureau) -> None:
    case = bureau.case()
    builders.a_recusal(session, bureau.pair[0], case.subject)
    with pytest.raises(Invalid) as refused:
        bureau.do(
            case,
            "task_assign_officers",
            bureau.supervisor,
            officers=[user.id for user in bureau.pair],
        )
    assert refused.value.errors["officers"] == [
        {"code": "officer.recused", "params": {"name": bureau.pair[0].name}}
    ]


@pytest.mark.law("P02")
def test_without_a_certificate_nobody_is_assigned(session: Session, bureau: Bureau) -> None:
    case = bureau.case()
    novice = builders.an_inspector(session, bureau.office, certificate_no=None)
    with pytest.raises(Invalid) as refused:
        bureau.do(
            case,
            "task_assign_officers",
            bureau.supervisor,
            officers=[bureau.pair[0].id, novice.id],
        )
    assert refused.value.errors["officers"][0]["code"] == "officer.no_certificate"


def test_an_officer_of_another_office_is_refused(session: Session, bureau: Bureau) -> None:
    case = bureau.case()
    stranger = builders.an_inspector(session, builders.an_office(session, "检查二科"))
    with pytest.raises(Invalid) as refused:
        bureau.do(
            case,
            "task_assign_officers",
            bureau.supervisor,
            officers=[bureau.pair[0].id, stranger.id],
        )
    assert refused.value.errors["officers"][0]["code"] == "officer.other_office"


def test_a_returned_assignment_goes_to_the_supervisor_again(bureau: Bureau) -> None:
    case = bureau.case()
    officers = [user.id for user in bureau.pair]
    bureau.do(case, "task_assign_officers", bureau.supervisor, officers=officers)
    bureau.do(
        case,
        "task_accept_assignment",
        bureau.pair[1],
        acceptance="returned",
        return_ground="workload",
        reason="当日另有任务。",
    )
    assert bureau.open_elements(case) == {"task_assign_officers"}


@pytest.mark.law("T03")
def test_no_problem_is_recorded_and_falls_due_for_publication(
    session: Session, bureau: Bureau
) -> None:
    case = bureau.inspected("NO_PROBLEM")
    record = documents.newest(session, case, "result_record")
    assert record is not None
    assert record.content["outcome"] == "NO_PROBLEM"
    assert record.content["checklist"]["not_met"] == 0
    assert session.scalars(select(Finding)).all() == []
    target = session.get_one(Target, case.target_id)
    assert (target.coverage, target.outcome) == (Coverage.INSPECTED, "NO_PROBLEM")
    publication = session.scalars(select(Publication)).one()
    assert publication.state is PublicationState.DUE
    running = session.scalars(select(Clock)).one()
    assert (running.statute, running.due_at) == ("T03", publication.due_at)
    assert bureau.item(case, "task_publish_result").due_at == publication.due_at


def test_the_published_result_ends_the_case(session: Session, bureau: Bureau) -> None:
    case = bureau.inspected("NO_PROBLEM")
    bureau.do(
        case,
        "task_publish_result",
        bureau.supervisor,
        channel="website",
        text="未发现问题",
        secrets_checked=True,
    )
    publication = session.scalars(select(Publication)).one()
    assert (publication.state, publication.text) == (PublicationState.PUBLISHED, "未发现问题")
    assert (case.state, case.end) == (CaseState.CLOSED, "end_completed")
    assert session.scalars(select(Clock)).one().state is ClockState.MET


@pytest.mark.law("T01")
def test_a_visit_that_could_not_be_made_counts_with_its_reason(
    session: Session, bureau: Bureau
) -> None:
    case = bureau.inspected("NOT_PERFORMED")
    target = session.get_one(Target, case.target_id)
    assert target.coverage is Coverage.NOT_PERFORMED
    assert target.coverage_reason.endswith("大门紧锁，电话无人接听。")
    assert (case.state, case.end) == (CaseState.CLOSED, "end_not_performed")
    assert documents.newest(session, case, "result_record") is None


def test_what_was_corrected_on_the_spot_is_a_corrected_finding(
    session: Session, bureau: Bureau
) -> None:
    case = bureau.inspected("RECTIFY_ON_SPOT")
    finding = session.scalars(select(Finding).where(Finding.case_id == case.id)).one()
    assert finding.corrected_at is not None
    assert (finding.key_item, finding.affects_safety) == (False, False)


def test_to_stop_is_ordered_at_once(session: Session, bureau: Bureau) -> None:
    case = bureau.inspected("STOP")
    order = documents.newest(session, case, "order_to_correct")
    assert order is not None
    assert (order.content["at_once"], order.content["demand"]) == (True, "停止供餐。")


@pytest.mark.law("T05")
def test_a_rectification_is_ordered_in_writing(session: Session, bureau: Bureau) -> None:
    case = bureau.inspected("RECTIFY_BY_DATE")
    ordered = session.scalars(select(Rectification)).one()
    assert ordered.due_on == clock.today() + dt.timedelta(days=14)
    order = documents.newest(session, case, "order_to_correct")
    assert order is not None
    assert order.number.endswith("〕1号")
    assert order.content["due_on"] == ordered.due_on.isoformat()
    assert bureau.open_elements(case) == {"task_submit_correction", "task_publish_result"}


@pytest.mark.law("T05")
def test_the_officers_are_reminded_and_the_deadline_leads_to_the_reinspection(
    session: Session, bureau: Bureau
) -> None:
    case = bureau.inspected("RECTIFY_BY_DATE")
    ordered = session.scalars(select(Rectification)).one()
    due = session.scalars(select(Clock.due_at).where(Clock.statute == "T05")).one()
    bureau.wake(case, due - dt.timedelta(hours=12))
    assert ordered.reminded_at is not None
    assert bureau.open_elements(case) == {"task_submit_correction", "task_publish_result"}
    bureau.wake(case, due + dt.timedelta(seconds=1))
    assert bureau.open_elements(case) == {"task_reinspect", "task_publish_result"}


def test_a_correction_in_time_meets_the_clock(session: Session, bureau: Bureau) -> None:
    case = bureau.inspected("RECTIFY_BY_DATE")
    bureau.do(
        case,
        "task_submit_correction",
        bureau.pair[0],
        reported_on=clock.today().isoformat(),
        reporter="李园长",
        correction="已补全记录。",
    )
    running = session.scalars(select(Clock).where(Clock.statute == "T05")).one()
    assert running.state is ClockState.MET
    bureau.sign(case, "task_reinspect", **reinspection("passed"))
    ordered = session.scalars(select(Rectification)).one()
    assert ordered.state is RectificationState.PASSED
    assert ordered.reported_at is not None
    finding = session.scalars(select(Finding)).one()
    assert finding.corrected_at is not None
    assert bureau.open_elements(case) == {"task_publish_result"}


@pytest.mark.parametrize("result", ["failed", "refused"])
def test_a_failed_rectification_opens_an_enforcement_case(
    session: Session, bureau: Bureau, result: str
) -> None:
    case = bureau.inspected("RECTIFY_BY_DATE")
    due = session.scalars(select(Clock.due_at).where(Clock.statute == "T05")).one()
    bureau.wake(case, due + dt.timedelta(seconds=1))
    bureau.sign(case, "task_reinspect", **reinspection(result))
    opened = session.scalars(select(Case).where(Case.parent_id == case.id)).one()
    assert bureau.open_elements(opened) == {"task_propose_filing"}


def test_an_enforcement_case_takes_over_officers_and_has_its_own_number(
    session: Session, bureau: Bureau
) -> None:
    opened = bureau.enforced()
    assert opened.kind is CaseKind.ENFORCEMENT
    assert "罚立" in opened.number
    officers = session.scalars(
        select(CaseOfficer.user_id).where(CaseOfficer.case_id == opened.id)
    ).all()
    assert set(officers) == {user.id for user in bureau.pair}
    running = session.scalars(select(Clock).where(Clock.case_id == opened.id)).one()
    assert running.statute == "T12"
    assert bureau.item(opened, "task_propose_filing").due_at == running.due_at


def reinspection(result: str) -> dict[str, object]:
    """The form of a re-inspection."""
    form: dict[str, object] = {
        "arrived_at": clock.now().isoformat(),
        "certificate_shown": "certificate",
        "reinspection": result,
        "facts": "复查情况如下。",
    }
    if result != "refused":
        form |= {"party_name": "李园长", "party_signature": SIGNED}
    return form


def test_papers_of_a_case_are_genuine(session: Session, bureau: Bureau) -> None:
    bureau.inspected("RECTIFY_BY_DATE")
    papers = session.scalars(select(Document).order_by(Document.id)).all()
    assert [paper.form for paper in papers] == [
        "notice_page",
        "checklist_record",
        "result_record",
        "order_to_correct",
    ]
    assert all(documents.is_genuine(paper) for paper in papers)

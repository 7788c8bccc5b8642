"""Registered evidence and seized things: approved, in time, never longer than the law allows."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents
from engine.commands import cases, measures
from engine.errors import Conflict, Forbidden, Invalid
from models import clock
from models.audit import AuditEntry
from models.cases import Case
from models.clocks import Clock, ClockEvent
from models.measures import CaseMeasure, MeasureState
from models.processes import InstanceStatus, ProcessInstance
from tests import beside
from tests.bureau import Bureau
from tests.dockets import clock_of, filed

DAY = dt.timedelta(days=1)


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


@pytest.fixture
def case(bureau: Bureau) -> Case:
    """A case under investigation."""
    return filed(bureau)


def propose(bureau: Bureau, case: Case, what: str, **more: Any) -> None:
    form = {"seizure_step": what} | more
    bureau.do(case, "task_propose_seizure_step", bureau.pair[0], **form)


def act(bureau: Bureau, case: Case, what: str, **more: Any) -> None:
    propose(bureau, case, what, **more)
    bureau.do(case, "task_decide_seizure_step", bureau.leader, seizure_decision="approved")


def instance_of(session: Session, measure: CaseMeasure) -> ProcessInstance:
    return session.get_one(ProcessInstance, measure.instance_id)


RELEASE: dict[str, Any] = {"release_ground": "no_violation"}


@pytest.mark.law("P08", "T15")
def test_evidence_is_registered_with_its_list_and_seven_working_days(
    session: Session, bureau: Bureau, case: Case
) -> None:
    measure = beside.taken(bureau, "evidence_preservation", case)
    running = clock_of(session, case, "preservation_due")
    assert (running.statute, measure.due_on) == ("T15", running.due_on)
    assert measure.approved_by == bureau.leader.id
    paper = documents.newest(session, case, "preservation_notice")
    assert paper is not None
    assert paper.content["things"] == [beside.THING]
    assert paper.number.endswith("1号")
    assert bureau.item(case, "task_propose_disposal").due_at == running.due_at


@pytest.mark.law("P09")
def test_nothing_is_taken_before_the_leader_approved(bureau: Bureau, case: Case) -> None:
    beside.begin(bureau, case, "seizure")
    beside.request(bureau, case)
    assert "task_take_measure" not in bureau.open_elements(case)
    for user in (*bureau.pair, bureau.supervisor):
        with pytest.raises(Forbidden):
            bureau.do(case, "task_approve_measure", user, measure_approval="approved")
    bureau.do(case, "task_approve_measure", bureau.leader, measure_approval="approved")
    before = (clock.now() - dt.timedelta(hours=1)).isoformat()
    with pytest.raises(Invalid, match=r"measure\.taken_before_approval"):
        bureau.sign(case, "task_take_measure", **beside.taking(taken_at=before))


@pytest.mark.law("P09")
def test_both_officers_sign_what_they_took(bureau: Bureau, case: Case) -> None:
    beside.begin(bureau, case, "seizure")
    beside.request(bureau, case, urgent=True)
    with pytest.raises(Conflict, match=r"signature\.missing"):
        bureau.do(case, "task_take_measure", bureau.pair[0], **beside.taking())


def test_a_refused_measure_ends_and_so_does_one_that_was_not_taken(
    session: Session, bureau: Bureau, case: Case
) -> None:
    refused = beside.begin(bureau, case, "evidence_preservation")
    beside.request(bureau, case)
    bureau.do(
        case,
        "task_approve_measure",
        bureau.leader,
        measure_approval="refused",
        refusal_reason="证据可以复制。",
    )
    assert beside.ended(bureau, refused) == "end_no_preservation"
    gone = beside.begin(bureau, case, "seizure")
    beside.request(bureau, case)
    bureau.do(case, "task_approve_measure", bureau.leader, measure_approval="approved")
    bureau.sign(case, "task_take_measure", taken="no", not_taken_reason="物品已销毁。")
    assert beside.ended(bureau, gone) == "end_no_seizure"
    assert session.scalars(select(CaseMeasure)).all() == []


@pytest.mark.law("T16", "T15")
def test_an_urgent_measure_is_approved_within_a_day(
    session: Session, bureau: Bureau, case: Case
) -> None:
    measure = beside.taken_urgently(bureau, "evidence_preservation", case)
    running = clock_of(session, case, "approval_due")
    assert running.statute == "T16"
    assert dt.timedelta(hours=24) < running.due_at - measure.taken_at <= dt.timedelta(hours=25)
    bureau.do(case, "task_confirm_measure", bureau.leader, confirmation="approved")
    assert (measure.approved_by, measure.state) == (bureau.leader.id, MeasureState.IN_FORCE)
    assert bureau.open_elements(case) >= {"task_propose_disposal"}


@pytest.mark.law("T16")
@pytest.mark.parametrize("process", ["evidence_preservation", "seizure"])
def test_an_urgent_measure_that_nobody_approved_in_a_day_is_lifted(
    session: Session, bureau: Bureau, case: Case, process: str
) -> None:
    measure = beside.taken_urgently(bureau, process, case)
    beside.wake(bureau, case, clock_of(session, case, "approval_due").due_at)
    session.refresh(measure)
    assert (measure.state, measure.ground) == (MeasureState.LIFTED, "not_approved_in_time")
    noun = "preservation" if process == "evidence_preservation" else "seizure"
    assert beside.ended(bureau, instance_of(session, measure)) == f"end_{noun}_lifted"
    assert documents.newest(session, case, f"{noun}_release") is not None


@pytest.mark.law("T16")
def test_an_urgent_measure_that_the_leader_refuses_is_lifted_at_once(
    session: Session, bureau: Bureau, case: Case
) -> None:
    measure = beside.taken_urgently(bureau, "seizure", case)
    bureau.do(
        case,
        "task_confirm_measure",
        bureau.leader,
        confirmation="refused",
        refusal_reason="与案件无关。",
    )
    session.refresh(measure)
    assert (measure.state, measure.ground) == (MeasureState.LIFTED, "refused")
    running = session.scalars(select(Clock).where(Clock.instance_id == measure.instance_id)).all()
    assert {one.ended_at is not None for one in running} == {True}


@pytest.mark.law("T15")
def test_registered_evidence_that_nobody_dealt_with_lapses_by_itself(
    session: Session, bureau: Bureau, case: Case
) -> None:
    measure = beside.taken(bureau, "evidence_preservation", case)
    beside.wake(bureau, case, clock_of(session, case, "preservation_due").due_at)
    session.refresh(measure)
    assert measure.state is MeasureState.LAPSED
    assert beside.ended(bureau, instance_of(session, measure)) == "end_preservation_lapsed"


@pytest.mark.law("T15")
def test_it_lapses_also_while_the_leader_has_not_decided(
    session: Session, bureau: Bureau, case: Case
) -> None:
    measure = beside.taken(bureau, "evidence_preservation", case)
    bureau.do(case, "task_propose_disposal", bureau.pair[0], disposal="release", reason="无关。")
    beside.wake(bureau, case, clock_of(session, case, "preservation_due").due_at)
    session.refresh(measure)
    assert measure.state is MeasureState.LAPSED


@pytest.mark.parametrize(
    ("disposal", "more", "state"),
    [
        ("release", {}, MeasureState.RELEASED),
        ("keep_copy", {}, MeasureState.RELEASED),
        ("test", {"test_body": "天津市食品检验所"}, MeasureState.DISPOSED),
        ("confiscate", {}, MeasureState.DISPOSED),
        ("hand_over", {"hand_over_to": "公安机关"}, MeasureState.DISPOSED),
    ],
)
def test_the_leader_decides_what_becomes_of_registered_evidence(
    session: Session,
    bureau: Bureau,
    case: Case,
    disposal: str,
    more: dict[str, Any],
    state: MeasureState,
) -> None:
    measure = beside.taken(bureau, "evidence_preservation", case)
    form = {"disposal": disposal, "reason": "已查明。"} | more
    bureau.do(case, "task_propose_disposal", bureau.pair[0], **form)
    bureau.do(case, "task_decide_disposal", bureau.leader, preservation_decision="approved")
    session.refresh(measure)
    assert (measure.state, measure.ground) == (state, disposal)
    assert beside.ended(bureau, instance_of(session, measure)) == "end_preservation_decided"
    paper = documents.newest(session, case, "preservation_release")
    assert paper is not None
    assert paper.content["ground"]


def test_registered_evidence_may_be_seized_in_a_process_of_its_own(
    session: Session, bureau: Bureau, case: Case
) -> None:
    beside.taken(bureau, "evidence_preservation", case)
    bureau.do(case, "task_propose_disposal", bureau.pair[0], disposal="seize", reason="须扣押。")
    bureau.do(case, "task_decide_disposal", bureau.leader, preservation_decision="approved")
    assert bureau.open_elements(case) == {"task_report_investigation", "task_request_measure"}


@pytest.mark.law("T17", "K07")
def test_a_seizure_lasts_thirty_days_and_no_weekend_makes_it_longer(
    session: Session, bureau: Bureau, case: Case
) -> None:
    measure = beside.taken(bureau, "seizure", case)
    taken_on = measure.taken_at.astimezone(clock.ZONE).date()
    assert measure.due_on == taken_on + 30 * DAY
    beside.wake(bureau, case, clock_of(session, case, "seizure_due").due_at)
    session.refresh(measure)
    assert (measure.state, measure.ground) == (MeasureState.LAPSED, "expired")
    assert beside.ended(bureau, instance_of(session, measure)) == "end_seizure_expired"
    release = documents.newest(session, case, "seizure_release")
    assert release is not None
    assert release.content["ground"] == "查封、扣押期限已经届满"


@pytest.mark.law("T17")
def test_the_leader_extends_it_once_by_at_most_forty_five_days(
    session: Session, bureau: Bureau, case: Case
) -> None:
    measure = beside.taken(bureau, "seizure", case)
    before = measure.due_on
    act(bureau, case, "extend", extend_days=45, extend_reason="案情复杂。")
    session.refresh(measure)
    assert (measure.due_on, measure.extended_by) == (before + 45 * DAY, bureau.leader.id)
    running = clock_of(session, case, "seizure_due")
    assert bureau.item(case, "task_propose_seizure_step").due_at == running.due_at
    assert instance_of(session, measure).wake_at == running.due_at
    assert documents.newest(session, case, "seizure_extension") is not None
    propose(bureau, case, "extend", extend_days=1, extend_reason="仍然复杂。")
    with pytest.raises(Conflict, match=r"clock\.no_extension.*T17"):
        bureau.do(case, "task_decide_seizure_step", bureau.leader, seizure_decision="approved")


@pytest.mark.law("T17")
def test_more_than_forty_five_days_cannot_be_asked_for(bureau: Bureau, case: Case) -> None:
    beside.taken(bureau, "seizure", case)
    with pytest.raises(Invalid) as refused:
        propose(bureau, case, "extend", extend_days=46, extend_reason="案情复杂。")
    assert refused.value.errors["extend_days"][0]["code"] == "form.too_large"


@pytest.mark.law("T19")
def test_the_days_of_testing_do_not_count_and_are_told_in_writing(
    session: Session, bureau: Bureau, case: Case
) -> None:
    measure = beside.taken(bureau, "seizure", case)
    before = measure.due_on
    clock.travel(clock.now() + DAY)
    until = clock.today() + 9 * DAY
    act(bureau, case, "test", test_body="天津市食品检验所", test_until=until.isoformat())
    session.refresh(measure)
    assert measure.due_on == before + 10 * DAY
    paper = documents.newest(session, case, "test_period_notice")
    assert paper is not None
    assert paper.content["test_until"] == until.isoformat()
    clock.travel(clock.now() + 4 * DAY)
    act(bureau, case, "test_done", tested_on=clock.today().isoformat())
    session.refresh(measure)
    assert measure.due_on == before + 4 * DAY
    assert {one.days for one in session.scalars(select(ClockEvent))} == {6, 10}


@pytest.mark.parametrize("ground", ["no_violation", "unrelated", "decided", "expired", "other"])
def test_it_is_released_on_any_of_the_five_grounds(
    session: Session, bureau: Bureau, case: Case, ground: str
) -> None:
    measure = beside.taken(bureau, "seizure", case)
    act(bureau, case, "release", release_ground=ground)
    session.refresh(measure)
    assert (measure.state, measure.ground) == (MeasureState.RELEASED, ground)
    assert beside.ended(bureau, instance_of(session, measure)) == "end_seizure_ended"
    paper = documents.newest(session, case, "seizure_release")
    assert paper is not None
    assert paper.content["ground"]


@pytest.mark.law("P10")
def test_perishables_are_disposed_of_early_and_the_rest_stays_seized(
    session: Session, bureau: Bureau, case: Case
) -> None:
    measure = beside.taken(bureau, "seizure", case)
    disposal: dict[str, Any] = {
        "disposal_basis": "consent",
        "disposal_way": "变卖，所得款项存入专户。",
        "disposal_evidence": True,
    }
    with pytest.raises(Invalid):
        propose(bureau, case, "dispose_early", disposal_scope="part", disposal_basis="consent")
    act(bureau, case, "dispose_early", disposal_scope="part", **disposal)
    session.refresh(measure)
    assert measure.state is MeasureState.IN_FORCE
    act(bureau, case, "dispose_early", disposal_scope="all", **disposal)
    session.refresh(measure)
    assert (measure.state, measure.ground) == (MeasureState.DISPOSED, "dispose_early")
    paper = documents.newest(session, case, "early_disposal")
    assert paper is not None
    assert paper.content["basis_of_disposal"] == "权利人同意"


def test_a_returned_proposal_is_made_anew(bureau: Bureau, case: Case) -> None:
    beside.taken(bureau, "seizure", case)
    propose(bureau, case, "confiscate")
    bureau.do(
        case,
        "task_decide_seizure_step",
        bureau.leader,
        seizure_decision="returned",
        return_reason="等处罚决定作出后再报。",
    )
    assert "task_propose_seizure_step" in bureau.open_elements(case)


def test_two_seizures_of_one_case_have_clocks_of_their_own(
    session: Session, bureau: Bureau, case: Case
) -> None:
    first = beside.taken(bureau, "seizure", case)
    act(bureau, case, "extend", extend_days=10, extend_reason="案情复杂。")
    second = beside.taken(bureau, "seizure", case)
    session.refresh(first)
    assert first.due_on == second.due_on + 10 * DAY
    beside.wake(bureau, case, dt.datetime.combine(second.due_on + DAY, dt.time(1), clock.ZONE))
    session.refresh(first)
    session.refresh(second)
    assert (first.state, second.state) == (MeasureState.IN_FORCE, MeasureState.LAPSED)


def test_only_the_pair_of_an_open_penalty_case_begins_a_measure(
    session: Session, bureau: Bureau, case: Case
) -> None:
    for user in (bureau.leader, bureau.supervisor, bureau.reviewer):
        with pytest.raises(Forbidden):
            measures.begin(session, bureau.actor(user), case.id, "seizure")
        assert measures.beginnings(session, bureau.actor(user), case) == []
    assert case.parent is not None
    officer = bureau.actor(bureau.pair[0])
    with pytest.raises(Conflict, match=r"measure\.no_enforcement_case"):
        measures.begin(session, officer, case.parent.id, "seizure")
    offered = measures.beginnings(session, officer, case)
    open_ones = {one.process for one in offered if one.refusal is None}
    measured = {"evidence_preservation", "seizure", "accountability_interview"}
    assert open_ones == measured | {"investigation_suspension", "clock_extension"}


def test_a_second_one_begins_only_when_the_first_was_written(bureau: Bureau, case: Case) -> None:
    beside.begin(bureau, case, "seizure")
    with pytest.raises(Conflict, match=r"measure\.begun_already"):
        beside.begin(bureau, case, "seizure")
    beside.request(bureau, case)
    beside.begin(bureau, case, "seizure")


def test_a_case_is_not_given_up_over_things_that_are_seized(
    session: Session, bureau: Bureau, case: Case
) -> None:
    beside.taken(bureau, "seizure", case)
    leader = bureau.actor(bureau.leader)
    with pytest.raises(Conflict, match=r"case\.measure_in_force"):
        cases.cancel(session, leader, case.id, "撤销")
    act(bureau, case, "release", **RELEASE)
    cases.cancel(session, leader, case.id, "撤销")
    left = session.scalars(
        select(ProcessInstance.status).where(ProcessInstance.case_id == case.id)
    ).all()
    assert InstanceStatus.RUNNING not in left


def test_every_measure_is_on_record(session: Session, bureau: Bureau, case: Case) -> None:
    beside.taken_urgently(bureau, "seizure", case)
    bureau.do(case, "task_confirm_measure", bureau.leader, confirmation="approved")
    act(bureau, case, "release", **RELEASE)
    said = [
        one.split(":", 1)[1]
        for one in session.scalars(
            select(AuditEntry.action).where(AuditEntry.case_id == case.id).order_by(AuditEntry.id)
        )
    ]
    deeds = [one for one in said if one.startswith("measure:")]
    assert deeds == ["measure:begin", "measure:take", "measure:confirm", "measure:end"]

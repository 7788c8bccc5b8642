"""The time of a case: it rests, and is extended by whom the law names."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import authority, documents, inbox
from engine.errors import Conflict, Forbidden, Invalid
from models import clock
from models.cases import Case, CaseState
from models.clock import NEVER
from models.clocks import Clock
from models.processes import InstanceStatus, ProcessInstance
from tests import beside
from tests.bureau import CLOSURE, Bureau
from tests.dockets import clock_of, decided, filed, propose

DAY = dt.timedelta(days=1)


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


def suspended(bureau: Bureau, case: Case, **more: Any) -> ProcessInstance:
    """The case rests, as the leader approved."""
    instance = beside.begin(bureau, case, "investigation_suspension")
    form = {
        "suspension_proposal": "suspend",
        "suspension_ground": "party_missing",
        "reason": "经多次联系，当事人下落不明。",
    }
    bureau.do(case, "task_request_suspension", bureau.pair[0], **(form | more))
    bureau.do(case, "task_decide_suspension", bureau.leader, suspension_decision="approved")
    return instance


def extension(bureau: Bureau, case: Case, days: int, what: str = "case_due") -> ProcessInstance:
    instance = beside.begin(bureau, case, "clock_extension")
    bureau.do(
        case,
        "task_request_extension",
        bureau.pair[0],
        extended_clock=what,
        extend_days=days,
        reason="案情复杂，涉及多个供应商。",
    )
    return instance


def discussion(**more: Any) -> dict[str, Any]:
    return {
        "held_at": clock.now().isoformat(),
        "held_in": "局二楼会议室",
        "chaired_by": "王局长",
        "reporter": "李某",
        "recorder": "赵某",
        "attendees": "王局长、张副局长、刘副局长",
        "discussion": "案情特别复杂，确需继续延期。",
        "extension_decision": "approved",
        "decided_days": 60,
    } | more


@pytest.mark.law("P12", "T29")
def test_a_suspended_case_rests_with_its_ninety_days(session: Session, bureau: Bureau) -> None:
    case = filed(bureau)
    running = clock_of(session, case, "case_due")
    before = dt.date.fromisoformat(running.explanation["raw"])
    clock.travel(clock.now() + DAY)
    instance = suspended(bureau, case)
    session.refresh(running)
    assert (case.resting_since, running.rests_since) == (clock.today(), clock.today())
    assert running.fires_at == NEVER
    # Nothing of the case can be done, and nobody is offered it.
    with pytest.raises(Forbidden, match=r"case\.resting"):
        propose(bureau, case)
    officer = bureau.actor(bureau.pair[0])
    assert {one.element for one in session.scalars(inbox.visible(officer))} == {
        "task_follow_suspension"
    }
    clock.travel(clock.now() + 200 * DAY)
    bureau.do(
        case, "task_follow_suspension", bureau.pair[1], follow_up="resume", reason="已找到当事人。"
    )
    session.refresh(running)
    assert case.resting_since is None
    # Counted on the day before it moves for a day off: the two may move differently.
    assert dt.date.fromisoformat(running.explanation["raw"]) >= before + 200 * DAY
    assert running.passed_at is None
    assert running.explanation["excluded"][0]["reason"] == "suspension"
    assert beside.ended(bureau, instance) == "end_investigation_resumed"
    assert documents.newest(session, case, "suspension_approval") is not None
    propose(bureau, case)


@pytest.mark.law("P12")
def test_a_refused_suspension_changes_nothing(session: Session, bureau: Bureau) -> None:
    case = filed(bureau)
    instance = beside.begin(bureau, case, "investigation_suspension")
    bureau.do(
        case,
        "task_request_suspension",
        bureau.pair[0],
        suspension_proposal="suspend",
        suspension_ground="other",
        reason="等待材料。",
    )
    bureau.do(
        case,
        "task_decide_suspension",
        bureau.leader,
        suspension_decision="refused",
        refusal_reason="不属于中止情形。",
    )
    assert beside.ended(bureau, instance) == "end_suspension_refused"
    assert case.resting_since is None
    assert clock_of(session, case, "case_due").events == []


def test_seized_things_have_their_term_also_while_the_case_rests(
    session: Session, bureau: Bureau
) -> None:
    case = filed(bureau)
    beside.taken(bureau, "seizure", case)
    suspended(bureau, case)
    assert clock_of(session, case, "seizure_due").rests_since is None
    form = {"seizure_step": "release", "release_ground": "unrelated"}
    bureau.do(case, "task_propose_seizure_step", bureau.pair[0], **form)
    bureau.do(case, "task_decide_seizure_step", bureau.leader, seizure_decision="approved")


@pytest.mark.law("P12", "T46")
def test_a_terminated_case_is_closed_by_the_process_that_terminated_it(
    session: Session, bureau: Bureau
) -> None:
    case = filed(bureau)
    instance = suspended(bureau, case)
    end_it = {"follow_up": "terminate", "termination_ground": "party_gone", "reason": "已注销。"}
    bureau.do(case, "task_follow_suspension", bureau.pair[0], **end_it)
    bureau.do(
        case,
        "task_decide_termination",
        bureau.leader,
        termination="refused",
        refusal_reason="还有承受人。",
    )
    bureau.do(case, "task_follow_suspension", bureau.pair[0], **end_it)
    bureau.do(case, "task_decide_termination", bureau.leader, termination="approved")
    assert bureau.open_elements(case) == {"task_propose_closure"}
    assert clock_of(session, case, "closure_due").statute == "T46"
    closing = CLOSURE | {"ground": "investigation_ended"}
    bureau.do(case, "task_propose_closure", bureau.pair[0], **closing)
    bureau.do(case, "task_approve_closure", bureau.leader, closure="approved")
    session.refresh(case)
    assert (case.state, case.end) == (CaseState.CLOSED, "end_investigation_terminated")
    assert case.outcome == "terminated"
    states = session.scalars(
        select(ProcessInstance.status).where(ProcessInstance.case_id == case.id)
    ).all()
    assert set(states) == {InstanceStatus.CANCELLED, InstanceStatus.ENDED}
    assert beside.ended(bureau, instance) == "end_investigation_terminated"


def test_termination_waits_for_seized_things(bureau: Bureau) -> None:
    case = filed(bureau)
    beside.taken(bureau, "seizure", case)
    beside.begin(bureau, case, "investigation_suspension")
    bureau.do(
        case,
        "task_request_suspension",
        bureau.pair[0],
        suspension_proposal="terminate",
        termination_ground="party_gone",
        reason="当事人已注销。",
    )
    with pytest.raises(Conflict, match=r"case\.measure_in_force"):
        bureau.do(case, "task_decide_suspension", bureau.leader, suspension_decision="approved")


def test_an_investigation_is_suspended_only_while_there_is_one(bureau: Bureau) -> None:
    case = bureau.enforced()
    with pytest.raises(Conflict, match=r"case\.not_under_investigation"):
        beside.begin(bureau, case, "investigation_suspension")
    case = decided(bureau)
    with pytest.raises(Conflict, match=r"case\.not_under_investigation"):
        beside.begin(bureau, case, "investigation_suspension")


@pytest.mark.law("T12")
def test_the_leader_extends_the_check_of_a_clue(session: Session, bureau: Bureau) -> None:
    case = bureau.enforced()
    before = clock_of(session, case, "filing_due").due_on
    instance = extension(bureau, case, 15, "filing_due")
    with pytest.raises(Forbidden):
        bureau.do(case, "task_approve_extension", bureau.supervisor, extension_decision="approved")
    bureau.do(case, "task_approve_extension", bureau.leader, extension_decision="approved")
    running = clock_of(session, case, "filing_due")
    assert running.due_on > before
    # The inbox of the officers shows the new date.
    assert bureau.item(case, "task_propose_filing").due_at == running.due_at
    assert beside.ended(bureau, instance) == "end_term_extended"
    paper = documents.newest(session, case, "extension_approval")
    assert paper is not None
    assert paper.content["until"] == running.due_on.isoformat()


@pytest.mark.law("T28", "P17")
def test_a_second_extension_of_the_decision_is_discussed(session: Session, bureau: Bureau) -> None:
    case = filed(bureau)
    extension(bureau, case, 30)
    bureau.do(case, "task_approve_extension", bureau.leader, extension_decision="approved")
    first = clock_of(session, case, "case_due").due_on
    extension(bureau, case, 60)
    assert "task_approve_extension" not in bureau.open_elements(case)
    bureau.do(case, "task_discuss_extension", bureau.leader, **discussion())
    running = clock_of(session, case, "case_due")
    assert running.due_on >= first + 58 * DAY
    assert [one["approver"] for one in running.explanation["extensions"]] == [
        "leader",
        "collective_discussion",
    ]
    assert documents.newest(session, case, "discussion_record") is not None
    with pytest.raises(Conflict, match=r"clock\.none_extendable"):
        beside.begin(bureau, case, "clock_extension")


def test_more_days_than_the_article_gives_are_refused_by_its_name(bureau: Bureau) -> None:
    case = filed(bureau)
    with pytest.raises(Invalid) as refused:
        extension(bureau, case, 31)
    problem = refused.value.errors["extend_days"][0]
    assert problem["code"] == "clock.extension_too_long"
    assert problem["params"] == {"statute": "T28", "article": "64", "most": 30}


def test_a_refused_extension_leaves_the_date(session: Session, bureau: Bureau) -> None:
    case = filed(bureau)
    before = clock_of(session, case, "case_due").due_on
    instance = extension(bureau, case, 30)
    bureau.do(
        case,
        "task_approve_extension",
        bureau.leader,
        extension_decision="refused",
        refusal_reason="抓紧办理。",
    )
    assert beside.ended(bureau, instance) == "end_extension_refused"
    assert clock_of(session, case, "case_due").due_on == before


def test_a_handler_who_became_leader_approves_no_extension(
    session: Session, bureau: Bureau
) -> None:
    case = filed(bureau)
    extension(bureau, case, 30)
    authority.handle(session, case, bureau.leader.id, "assigned", clock.now())
    with pytest.raises(Forbidden, match=r"case\.handled_by_you"):
        bureau.do(case, "task_approve_extension", bureau.leader, extension_decision="approved")


def test_no_clock_of_an_ended_process_runs_on(session: Session, bureau: Bureau) -> None:
    case = filed(bureau)
    beside.taken_urgently(bureau, "seizure", case)
    bureau.do(
        case,
        "task_confirm_measure",
        bureau.leader,
        confirmation="refused",
        refusal_reason="无需扣押。",
    )
    left = session.scalars(
        select(Clock).where(Clock.instance_id.is_not(None), Clock.ended_at.is_(None))
    ).all()
    assert left == []

"""Everyday acts: claim, release, hand over, correct, cancel and close."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, documents
from engine.commands import cases, claims, corrections
from engine.errors import Conflict, Forbidden, Invalid
from models.campaigns import Coverage, Target
from models.cases import Case, CaseState
from models.clocks import Clock, ClockState
from models.findings import Finding
from models.notices import Notice
from models.processes import Submission, WorkItem, WorkItemState
from tests import builders
from tests.bureau import Bureau


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


def test_a_claimed_item_is_nobody_elses(session: Session, bureau: Bureau) -> None:
    other = builders.a_supervisor(session, bureau.office)
    item = bureau.item(bureau.case(), "task_assign_officers")
    claims.claim(session, bureau.actor(bureau.supervisor), item.id)
    claims.claim(session, bureau.actor(bureau.supervisor), item.id)
    with pytest.raises(Forbidden, match=r"work_item\.claimed"):
        claims.claim(session, bureau.actor(other), item.id)
    claims.release(session, bureau.actor(bureau.supervisor), item.id)
    assert claims.claim(session, bureau.actor(other), item.id).claimed_by == other.id


def test_a_supervisor_returns_anothers_item_with_a_reason(session: Session, bureau: Bureau) -> None:
    case = bureau.assigned()
    item = bureau.item(case, "task_inspect_school")
    claims.claim(session, bureau.actor(bureau.pair[0]), item.id)
    with pytest.raises(Forbidden, match=r"work_item\.not_yours"):
        claims.release(session, bureau.actor(bureau.pair[1]), item.id, "他在休假")
    with pytest.raises(Invalid, match=r"reason\.missing"):
        claims.release(session, bureau.actor(bureau.supervisor), item.id)
    claims.release(session, bureau.actor(bureau.supervisor), item.id, "休假")
    assert item.claimed_by is None
    with pytest.raises(Conflict, match=r"work_item\.not_claimed"):
        claims.release(session, bureau.actor(bureau.supervisor), item.id, "休假")


def test_an_item_is_handed_to_a_colleague_who_may_work_on_it(
    session: Session, bureau: Bureau
) -> None:
    other = builders.a_supervisor(session, bureau.office)
    item = bureau.item(bureau.case(), "task_assign_officers")
    actor = bureau.actor(bureau.supervisor)
    claims.hand_over(session, actor, item.id, other.id, "外出开会")
    assert item.claimed_by == other.id
    assert session.scalars(select(Notice.user_id)).all() == [other.id]


def test_nothing_is_handed_to_a_recused_colleague(session: Session, bureau: Bureau) -> None:
    other = builders.a_supervisor(session, bureau.office)
    case = bureau.case()
    builders.a_recusal(session, other, case.subject)
    item = bureau.item(case, "task_assign_officers")
    with pytest.raises(Forbidden, match=r"case\.recused"):
        claims.hand_over(session, bureau.actor(bureau.supervisor), item.id, other.id, "外出")


def submitted(session: Session, case: Case, element: str) -> Submission:
    """The newest version of what was submitted in a user task."""
    return session.scalars(
        select(Submission)
        .join(WorkItem, WorkItem.id == Submission.work_item_id)
        .where(Submission.case_id == case.id, WorkItem.element == element)
        .order_by(Submission.version.desc())
        .limit(1)
    ).one()


def corrected(old: Submission, **changes: Any) -> dict[str, Any]:
    """The old form with some other words."""
    return old.data | changes


def test_a_correction_keeps_the_old_version_and_issues_the_record_again(
    session: Session, bureau: Bureau
) -> None:
    case = bureau.inspected("RECTIFY_BY_DATE")
    old = submitted(session, case, "task_inspect_school")
    failed = session.scalars(select(Finding)).one()
    answers = old.data["checklist"] | {
        failed.item: {"result": 2, "note": "留样不足125克。", "affects_safety": False}
    }
    actor = bureau.actor(bureau.pair[1])
    data = corrected(old, checklist=answers)
    new = corrections.correct(session, actor, old.id, data, "笔误")
    assert (new.version, new.reason) == (2, "笔误")
    assert session.get_one(Submission, old.id).data["checklist"] != answers
    assert session.scalars(select(Finding.note)).one() == "留样不足125克。"
    record = documents.newest(session, case, "result_record")
    order = documents.newest(session, case, "order_to_correct")
    assert record is not None
    assert order is not None
    assert (record.version, order.version) == (2, 2)
    assert record.content["findings"][0]["note"] == "留样不足125克。"
    told = session.scalars(select(Notice).where(Notice.code == "submission.corrected")).one()
    assert told.user_id == bureau.pair[0].id
    assert audit.verify(session, f"case:{case.id}") == []


def test_an_outcome_that_moved_the_process_cannot_be_corrected(
    session: Session, bureau: Bureau
) -> None:
    case = bureau.inspected("RECTIFY_ON_SPOT")
    old = submitted(session, case, "task_inspect_school")
    kept = {key: value for key, value in old.data.items() if key != "measures_taken"}
    data = kept | {
        "outcome": "RECTIFY_BY_DATE",
        "rectify_demand": "完善。",
        "rectify_by": "2099-01-04",
    }
    with pytest.raises(Invalid, match=r"correction\.already_moved") as refused:
        corrections.correct(session, bureau.actor(bureau.pair[0]), old.id, data, "改判")
    assert set(refused.value.errors) == {"outcome", "rectify_by"}


def test_a_deadline_that_runs_cannot_be_corrected(session: Session, bureau: Bureau) -> None:
    case = bureau.inspected("RECTIFY_BY_DATE")
    old = submitted(session, case, "task_inspect_school")
    data = corrected(old, rectify_by="2099-01-04")
    with pytest.raises(Invalid) as refused:
        corrections.correct(session, bureau.actor(bureau.pair[0]), old.id, data, "延期")
    assert set(refused.value.errors) == {"rectify_by"}


def test_only_the_pair_corrects_and_only_the_newest_version(
    session: Session, bureau: Bureau
) -> None:
    case = bureau.inspected("RECTIFY_BY_DATE")
    old = submitted(session, case, "task_inspect_school")
    data = corrected(old, remark="补充说明。")
    with pytest.raises(Forbidden):
        corrections.correct(session, bureau.actor(bureau.supervisor), old.id, data, "补充")
    actor = bureau.actor(bureau.pair[0])
    corrections.correct(session, actor, old.id, data, "补充")
    with pytest.raises(Conflict, match=r"correction\.superseded"):
        corrections.correct(session, actor, old.id, corrected(old, remark="再补充。"), "补充")


def test_a_cancelled_case_carries_its_target_over_with_the_reason(
    session: Session, bureau: Bureau
) -> None:
    case = bureau.assigned()
    with pytest.raises(Forbidden):
        cases.cancel(session, bureau.actor(bureau.pair[0]), case.id, "重复")
    cases.cancel(session, bureau.actor(bureau.supervisor), case.id, "学校已撤并")
    assert (case.state, case.close_reason) == (CaseState.CANCELLED, "学校已撤并")
    target = session.get_one(Target, case.target_id)
    assert (target.coverage, target.coverage_reason) == (Coverage.CARRIED_OVER, "学校已撤并")
    states = session.scalars(
        select(WorkItem.state).where(WorkItem.element == "task_inspect_school")
    ).all()
    assert states == [WorkItemState.WITHDRAWN]
    with pytest.raises(Conflict, match=r"case\.not_open"):
        cases.cancel(session, bureau.actor(bureau.supervisor), case.id, "学校已撤并")


def test_a_visited_case_is_closed_by_hand_with_its_reason(session: Session, bureau: Bureau) -> None:
    case = bureau.inspected("RECTIFY_BY_DATE")
    cases.close(session, bureau.actor(bureau.supervisor), case.id, "食堂已停办")
    assert (case.state, case.end) == (CaseState.CLOSED, "closed_by_hand")
    assert session.get_one(Target, case.target_id).coverage is Coverage.INSPECTED
    states = set(session.scalars(select(Clock.state)))
    assert states == {ClockState.STOPPED}


def test_an_enforcement_case_is_given_up_by_a_leader_only(session: Session, bureau: Bureau) -> None:
    case = bureau.enforced()
    with pytest.raises(Forbidden):
        cases.cancel(session, bureau.actor(bureau.supervisor), case.id, "证据不足")
    with pytest.raises(Conflict, match=r"case\.closed_by_process_only"):
        cases.close(session, bureau.actor(bureau.leader), case.id, "证据不足")
    cases.cancel(session, bureau.actor(bureau.leader), case.id, "重复立案")
    assert case.state is CaseState.CANCELLED


def test_a_handler_may_not_bury_his_case(session: Session, bureau: Bureau) -> None:
    case = bureau.enforced()
    bureau.pair[0].roles.append(builders.a_role(session, "leader"))
    with pytest.raises(Forbidden, match=r"case\.handled_by_you"):
        cases.cancel(session, bureau.actor(bureau.pair[0]), case.id, "无")

"""Talks with who answers for a subject (责任约谈; L3 art 114)."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.cases import Case
from models.credit import Interview
from models.processes import ProcessInstance
from tests import beside
from tests.bureau import SIGNED, Bureau
from tests.dockets import today

WANTED: dict[str, Any] = {
    "hazard": "留样制度未落实。",
    "person": "李园长",
    "position": "principal",
    "demand": "立即落实留样制度。",
}
HELD: dict[str, Any] = {
    "place": "市场监督管理所",
    "attended": "yes",
    "talk": "指出隐患。",
    "promise": "三日内落实。",
    "party_signature": SIGNED,
}


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


def approved(bureau: Bureau, case: Case) -> ProcessInstance:
    instance = beside.begin(bureau, case, "accountability_interview")
    bureau.do(case, "task_propose_interview", bureau.pair[0], **WANTED)
    bureau.do(case, "task_approve_interview", bureau.leader, interview_approval="approved")
    return instance


@pytest.mark.law("P36")
@pytest.mark.ends("accountability_interview:end_interview_held")
def test_a_talk_is_held_by_both_officers_and_kept(session: Session, bureau: Bureau) -> None:
    case = bureau.enforced()
    instance = approved(bureau, case)
    bureau.sign(case, "task_hold_interview", **(HELD | {"held_on": today()}))
    (talk,) = session.scalars(select(Interview)).all()
    assert (talk.person, talk.attended, talk.result) == ("李园长", True, "三日内落实。")
    assert talk.subject_id == case.subject_id
    assert instance.end == "end_interview_held"


@pytest.mark.law("P36")
def test_who_does_not_come_is_on_record(session: Session, bureau: Bureau) -> None:
    case = bureau.enforced()
    approved(bureau, case)
    absent = {"held_on": today(), "place": "所内", "attended": "no", "absence": "电话通知未到。"}
    bureau.sign(case, "task_hold_interview", **absent)
    (talk,) = session.scalars(select(Interview)).all()
    assert (talk.attended, talk.result) == (False, "电话通知未到。")


@pytest.mark.ends("accountability_interview:end_interview_refused")
def test_a_refused_talk_ends(session: Session, bureau: Bureau) -> None:
    case = bureau.enforced()
    instance = beside.begin(bureau, case, "accountability_interview")
    bureau.do(case, "task_propose_interview", bureau.pair[0], **WANTED)
    refusal = {"interview_approval": "refused", "refusal_reason": "已整改。"}
    bureau.do(case, "task_approve_interview", bureau.leader, **refusal)
    assert instance.end == "end_interview_refused"
    assert session.scalars(select(Interview)).all() == []


@pytest.mark.law("P36")
def test_a_talk_in_an_inspection_outlives_the_inspection(session: Session, bureau: Bureau) -> None:
    case = bureau.assigned()
    approved(bureau, case)
    bureau.visit(case, "NO_PROBLEM")
    text = {"channel": "both", "text": "未发现问题。", "secrets_checked": True}
    bureau.do(case, "task_publish_result", bureau.supervisor, **text)
    assert case.closed_at is not None
    bureau.sign(case, "task_hold_interview", **(HELD | {"held_on": today()}))
    assert len(session.scalars(select(Interview)).all()) == 1

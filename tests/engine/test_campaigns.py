"""Campaigns: coverage that always adds up, closing and cancelling with a reason."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.authority import CLOCK
from engine.commands import campaigns
from engine.errors import Conflict, Forbidden, Invalid
from models.campaigns import CampaignState, Coverage, Target
from models.cases import CaseState
from tests import builders
from tests.bureau import Bureau


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


def test_the_four_sums_add_up_to_the_frozen_targets(session: Session, bureau: Bureau) -> None:
    campaign = bureau.campaign(subjects=4)
    cases = bureau.cases(campaign)
    officers = [user.id for user in bureau.pair]
    for case, outcome in zip(cases, ("NO_PROBLEM", "NOT_PERFORMED"), strict=False):
        bureau.do(case, "task_assign_officers", bureau.supervisor, officers=officers)
        bureau.do(case, "task_accept_assignment", bureau.pair[0], acceptance="accepted")
        bureau.visit(case, outcome)
    assert campaigns.coverage(session, campaign.id) == {
        "open": 2,
        "inspected": 1,
        "not_performed": 1,
        "carried_over": 0,
    }


def test_closing_carries_over_what_nobody_visited(session: Session, bureau: Bureau) -> None:
    campaign = bureau.campaign(subjects=3)
    visited, *others = bureau.cases(campaign)
    officers = [user.id for user in bureau.pair]
    bureau.do(visited, "task_assign_officers", bureau.supervisor, officers=officers)
    bureau.do(visited, "task_accept_assignment", bureau.pair[0], acceptance="accepted")
    bureau.visit(visited, "RECTIFY_BY_DATE")
    leader = bureau.actor(bureau.leader)
    campaigns.close(session, leader, campaign.id, "本季检查期满")
    assert (campaign.state, campaign.close_reason) == (CampaignState.CLOSED, "本季检查期满")
    assert visited.state is CaseState.OPEN
    assert {case.state for case in others} == {CaseState.CANCELLED}
    assert campaigns.coverage(session, campaign.id)["carried_over"] == 2
    reasons = session.scalars(
        select(Target.coverage_reason).where(Target.coverage == Coverage.CARRIED_OVER)
    ).all()
    assert set(reasons) == {"本季检查期满"}
    with pytest.raises(Conflict, match=r"campaign\.not_open"):
        campaigns.close(session, leader, campaign.id, "再次")


def test_a_campaign_ends_with_a_reason_and_by_a_leader(session: Session, bureau: Bureau) -> None:
    campaign = bureau.campaign()
    with pytest.raises(Forbidden):
        campaigns.cancel(session, bureau.actor(bureau.pair[0]), campaign.id, "取消")
    with pytest.raises(Invalid, match=r"reason\.missing"):
        campaigns.cancel(session, bureau.actor(bureau.leader), campaign.id, "")


def test_a_cancelled_campaign_opens_no_more_cases(session: Session, bureau: Bureau) -> None:
    campaign = builders.a_campaign(session, state=CampaignState.OPENING)
    target = builders.a_target(session, campaign, bureau.subject())
    campaigns.cancel(session, bureau.actor(bureau.leader), campaign.id, "计划调整")
    assert campaigns.open_cases(session, CLOCK, campaign.id, [target.id]) == 0
    assert campaigns.coverage(session, campaign.id)["carried_over"] == 1

"""Campaigns by page: the sum that adds up, the pool, the draw that anyone can replay, the end."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.campaigns import Campaign, CampaignState, Coverage, Draw
from models.cases import CaseOfficer
from tests.builders import a_pair, a_recusal
from tests.bureau import Bureau
from tests.web.conftest import Person, with_password


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor, made.leader, *made.pair)
    return made


@pytest.fixture
def campaign(bureau: Bureau, session: Session) -> Campaign:
    made = bureau.campaign(4)
    session.commit()
    return made


def _sum(page: str) -> tuple[list[int], int]:
    numbers = [int(one) for one in re.findall(r"<strong>(\d+)</strong>\s*<span>", page)]
    return numbers[:-1], numbers[-1]


def test_the_coverage_is_a_sum_that_adds_up(
    person: Person, bureau: Bureau, session: Session
) -> None:
    case = bureau.inspected("NO_PROBLEM")
    session.commit()
    person.log_in(bureau.supervisor)
    parts, total = _sum(person.text(f"/campaigns/{case.campaign_id}"))
    assert (parts, total) == ([1, 0, 0, 0], 1)


def test_an_opening_campaign_says_how_far_it_is(
    person: Person, bureau: Bureau, campaign: Campaign, session: Session
) -> None:
    person.log_in(bureau.leader)
    assert "已开立" not in person.text(f"/campaigns/{campaign.id}")
    campaign.state, campaign.unopened = CampaignState.OPENING, 3
    session.commit()
    assert "已开立 1 件，共 4 件案卷" in person.text(f"/campaigns/{campaign.id}")


def test_each_target_says_why_it_is_in(person: Person, bureau: Bureau, campaign: Campaign) -> None:
    page = person.log_in(bureau.supervisor).text(f"/campaigns/{campaign.id}/targets")
    assert page.count("河北区光复道小学") >= 4
    assert "empty-state" in person.text(f"/campaigns/{campaign.id}/targets?coverage=inspected")


def test_the_supervisor_assigns_chosen_cases_to_a_pair(
    person: Person, bureau: Bureau, campaign: Campaign, session: Session
) -> None:
    cases = bureau.cases(campaign)
    person.log_in(bureau.supervisor)
    data = {
        "case": [str(cases[0].id), str(cases[1].id)],
        "officer": [str(user.id) for user in bureau.pair],
        "instruction": "重点检查留样",
    }
    answer = person.post(
        f"/campaigns/{campaign.id}/assign", data, page=f"/campaigns/{campaign.id}/pool"
    )
    assert "alert-success" in answer.text
    assigned = session.scalars(select(CaseOfficer.case_id).distinct()).all()
    assert sorted(assigned) == [cases[0].id, cases[1].id]


def test_a_recused_officer_is_refused_by_name(
    person: Person, bureau: Bureau, campaign: Campaign, session: Session
) -> None:
    case = bureau.cases(campaign)[0]
    a_recusal(session, bureau.pair[0], case.subject)
    session.commit()
    person.log_in(bureau.supervisor)
    data = {"case": str(case.id), "officer": [str(user.id) for user in bureau.pair]}
    answer = person.post(f"/campaigns/{campaign.id}/assign", data, page="/campaigns")
    assert "alert-danger" in answer.text
    assert f"{bureau.pair[0].name} 对该监管对象应当回避" in answer.text
    assert not session.scalars(select(CaseOfficer)).all()


def test_an_inspector_can_neither_assign_nor_draw(
    person: Person, bureau: Bureau, campaign: Campaign
) -> None:
    person.log_in(bureau.pair[0])
    case = bureau.cases(campaign)[0]
    data = {"case": str(case.id), "officer": [str(user.id) for user in bureau.pair]}
    for path in ("assign", "draws", "close"):
        answer = person.post(
            f"/campaigns/{campaign.id}/{path}", {**data, "reason": "x"}, page="/campaigns"
        )
        assert answer.status_code == 403, path


def test_the_draw_is_recorded_and_replayed(
    person: Person, bureau: Bureau, campaign: Campaign, session: Session
) -> None:
    a_pair(session, bureau.office)
    session.commit()
    person.log_in(bureau.supervisor)
    pool = f"/campaigns/{campaign.id}/pool"
    answer = person.post(f"/campaigns/{campaign.id}/draws", {"seed": "spring-7"}, page=pool)
    assert "spring-7" in answer.text
    draw = session.scalars(select(Draw)).one()
    page = person.text(f"/campaigns/{campaign.id}/draws/{draw.id}")
    assert "按该种子得到相同结果" in page
    record = person.get(f"/campaigns/{campaign.id}/draws/{draw.id}.json").json
    assert record is not None
    assert record["seed"] == "spring-7"
    assert record["result"] == draw.result


def test_a_forged_draw_is_found_by_replaying(
    person: Person, bureau: Bureau, campaign: Campaign, session: Session
) -> None:
    person.log_in(bureau.supervisor)
    person.post(f"/campaigns/{campaign.id}/draws", page="/campaigns")
    draw = session.scalars(select(Draw)).one()
    draw.result = {key: [1, 2] for key in draw.result}
    session.commit()
    assert "不一致" in person.text(f"/campaigns/{campaign.id}/draws/{draw.id}")


def test_whoever_leads_ends_a_campaign_with_a_reason(
    person: Person, bureau: Bureau, campaign: Campaign, session: Session
) -> None:
    person.log_in(bureau.leader)
    page = f"/campaigns/{campaign.id}"
    assert "alert-danger" in person.post(f"{page}/close", {"reason": " "}, page=page).text
    person.post(f"{page}/close", {"reason": "季末未完成，转下季", "how": "close"}, page=page)
    session.refresh(campaign)
    assert campaign.state is CampaignState.CLOSED
    parts, total = _sum(person.text(page))
    assert (parts, total) == ([0, 0, 4, 0], 4)
    assert "季末未完成" in person.text(f"{page}/targets?coverage={Coverage.CARRIED_OVER.value}")


def test_an_unknown_campaign_is_not_found(person: Person, bureau: Bureau) -> None:
    assert person.log_in(bureau.leader).get("/campaigns/999").status_code == 404

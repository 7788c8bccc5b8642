"""The spring campaign of schools in a real browser: from the scheduler to the last follow-up."""

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from engine import holidays, plan_files, plans
from engine.authority import CONSOLE
from models import clock
from models.campaigns import Campaign
from models.cases import Case, CaseState
from scheduler.jobs import drain
from scheduler.ticks import tick
from tests.browser import PHONE
from tests.bureau import SIGNED, Bureau, visit_form
from tests.journeys.hands import Hands, NewVisitor, do, fresh, photograph

Factory = sessionmaker[Session]

VISIT = "task_inspect_school"
PUBLISHED = {"channel": "credit_system", "text": "检查结果已公开。", "secrets_checked": True}
SPRING = "M06.school.spring"


@pytest.fixture
def spring(bureau: Bureau, session: Session) -> Bureau:
    """The plan is known and three schools are on the register; it is early February."""
    clock.travel(dt.datetime(2026, 2, 5, 9, tzinfo=clock.ZONE))
    holidays.import_shipped(session)
    plans.import_plan(session, CONSOLE, plan_files.shipped("demo", 2026))
    for name in ("河北区光复道小学", "河北区铁东路幼儿园", "河北区望海楼中学"):
        bureau.subject().name = name
    session.commit()
    return bureau


def test_a_season_opens_by_itself_and_is_followed_to_its_end(
    spring: Bureau, session: Session, session_factory: Factory, new_visitor: NewVisitor
) -> None:
    campaign = _opened_by_the_scheduler(session, session_factory)
    _drawn_by_lot(spring, campaign, new_visitor)
    corrected, closed, clean = _cases(spring, campaign)
    officers = [Hands(new_visitor, user, PHONE) for user in spring.pair]
    _visited_by_both(spring, officers, corrected, visit_form("RECTIFY_BY_DATE"))
    _corrected_and_seen_again(spring, officers, corrected)
    _visited_by_both(spring, officers, closed, visit_form("NOT_PERFORMED"))
    _visited_by_both(spring, officers, clean, visit_form("NO_PROBLEM"))
    for case in (corrected, clean):
        _published(spring, case, new_visitor)
    session.expire_all()
    assert corrected.state is CaseState.CLOSED
    assert closed.state is CaseState.CLOSED
    _adds_up(spring, campaign, new_visitor, inspected=2, not_performed=1)


def _opened_by_the_scheduler(session: Session, factory: Factory) -> Campaign:
    """The plan says 20 February, which lies in the Spring Festival: it opens on the 24th."""
    clock.travel(dt.datetime(2026, 2, 24, 8, 59, tzinfo=clock.ZONE))
    tick(factory)
    assert session.scalars(select(Campaign)).all() == []
    session.rollback()
    clock.travel(dt.datetime(2026, 2, 24, 9, 1, tzinfo=clock.ZONE))
    tick(factory)
    drain(factory)
    campaign = session.scalars(select(Campaign)).one()
    assert campaign.key == SPRING
    return campaign


def _drawn_by_lot(bureau: Bureau, campaign: Campaign, new_visitor: NewVisitor) -> None:
    hands = Hands(new_visitor, bureau.supervisor)
    page = hands.open("/campaigns")
    page.click(f"text={campaign.title_zh}")
    page.click("nav.tabs a[href$='/pool']")
    page.fill("#seed", "spring-2026")
    page.locator("form[action$='/draws'] button").click()
    expect(page.locator(".alert-success")).to_be_visible()
    page.locator("main a[href*='/draws/']").first.click()
    expect(page.locator("main")).to_contain_text("spring-2026")
    for user in bureau.pair:
        expect(page.locator("main")).to_contain_text(user.name)


def _cases(bureau: Bureau, campaign: Campaign) -> list[Case]:
    bureau.session.rollback()
    return bureau.cases(campaign)


def _visited_by_both(
    bureau: Bureau, officers: list[Hands], case: Case, form: dict[str, Any]
) -> None:
    """One drafts on the phone with a photo and signs; the other reads it and signs too."""
    first, second = officers
    first.take_up(case, fresh(bureau, case, "task_accept_assignment"))
    first.hand_in({"acceptance": "accepted"})
    visit = fresh(bureau, case, VISIT)
    page = first.take_up(case, visit)
    if form["performed"] == "yes":
        photograph(page, _photo_field(page))
    first.sign(form)
    assert fresh(bureau, case, VISIT).id == visit.id
    page = second.take_up(case, visit)
    expect(page.locator(".signers .bg-green-lt")).to_have_count(1)
    second.sign()


def _photo_field(page: Any) -> str:
    name = page.locator("[data-upload]:visible").last.get_attribute("data-upload")
    assert name
    return str(name)


def _corrected_and_seen_again(bureau: Bureau, officers: list[Hands], case: Case) -> None:
    first, second = officers
    clock.travel(clock.now() + dt.timedelta(days=3))
    item = fresh(bureau, case, "task_submit_correction")
    page = first.take_up(case, item)
    photograph(page, _photo_field(page), "整改后.jpg", "seagreen")
    first.hand_in(
        {
            "reported_on": clock.today().isoformat(),
            "reporter": "李园长",
            "correction": "已补做留样。",
        }
    )
    again = fresh(bureau, case, "task_reinspect")
    first.take_up(case, again)
    first.sign(
        {
            "arrived_at": (clock.now() - dt.timedelta(hours=1)).isoformat(),
            "certificate_shown": "certificate",
            "reinspection": "passed",
            "facts": "留样记录完整。",
            "party_name": "李园长",
            "party_signature": SIGNED,
        }
    )
    second.take_up(case, again)
    second.sign()


def _published(bureau: Bureau, case: Case, new_visitor: NewVisitor) -> None:
    do(bureau, new_visitor, case, "task_publish_result", bureau.supervisor, **PUBLISHED)


def _adds_up(bureau: Bureau, campaign: Campaign, new_visitor: NewVisitor, **expected: int) -> None:
    page = Hands(new_visitor, bureau.supervisor).open(f"/campaigns/{campaign.id}")
    figures = [int(one) for one in page.locator(".sum .sum-part strong").all_inner_texts()]
    *parts, total = figures
    assert sum(parts) == total == 3
    assert sorted(parts) == sorted([*expected.values(), 0, 0])

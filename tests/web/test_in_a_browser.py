"""The pages in a real browser: no CSP report, no script error, nothing wider than the screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, expect
from sqlalchemy.orm import Session

from engine import plan_files, plans
from engine.authority import CONSOLE
from models.cases import Case
from tests import builders
from tests.browser import DESKTOP, PHONE, Visitor
from tests.bureau import Bureau
from tests.web.conftest import PASSWORD, with_password

NewVisitor = Callable[..., Visitor]


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor, made.leader, *made.pair)
    return made


@pytest.fixture
def case(bureau: Bureau, session: Session) -> Case:
    made = bureau.inspected("RECTIFY_BY_DATE")
    session.commit()
    return made


SCREENS = pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desk", "phone"])
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


@SCREENS
@LANGUAGES
def test_every_page_is_clean_and_fits(
    new_visitor: NewVisitor, bureau: Bureau, case: Case, screen: tuple[int, int], language: str
) -> None:
    visitor = new_visitor(screen).log_in(bureau.supervisor, PASSWORD)
    campaign = f"/campaigns/{case.campaign_id}"
    _expect_clean(
        visitor,
        language,
        "/inbox?tab=done",
        "/campaigns",
        campaign,
        f"{campaign}/targets",
        f"{campaign}/pool",
        f"{campaign}/draws",
        "/cases",
        f"/cases/{case.id}",
        "/year",
        "/plan",
        "/notices",
        "/subjects",
        f"/subjects/{case.subject_id}",
        f"/subjects/{case.subject_id}/edit",
        "/subjects/new",
        "/imports",
        "/search?q=小学",
        "/more",
        "/account/password",
        "/nowhere",
    )


@SCREENS
@LANGUAGES
def test_every_page_of_an_administrator_is_clean_and_fits(
    new_visitor: NewVisitor, session: Session, screen: tuple[int, int], language: str
) -> None:
    administrator = builders.an_administrator(session, builders.an_office(session))
    plans.import_plan(session, CONSOLE, plan_files.shipped("hebei-2023"))
    with_password(session, administrator)
    visitor = new_visitor(screen).log_in(administrator, PASSWORD)
    _expect_clean(
        visitor,
        language,
        "/people",
        "/people/new",
        f"/people/{administrator.id}",
        "/plan",
        "/imports",
        "/incidents",
        "/incidents?over=1",
        "/settings",
        "/settings/holidays",
        "/more",
    )
    _expect_clean_import(visitor)


def _expect_clean(visitor: Visitor, language: str, *paths: str) -> None:
    for path in (f"/inbox?lang={language}", *paths):
        visitor.open(path)
        visitor.expect_to_fit()
        if path == "/nowhere":
            # The browser itself reports the 404 that it was given.
            visitor.troubles = [one for one in visitor.troubles if "404" not in one]
        visitor.expect_no_trouble()


def _expect_clean_import(visitor: Visitor) -> None:
    """The three steps of an import, with a bad row and many columns."""
    heading = "名称,许可证编号," + ",".join(f"列{number}" for number in range(12))
    table = f"{heading}\n光复道小学,JY1,1\n,JY2,2\n"
    page = visitor.open("/imports?what=subjects")
    file = FilePayload(name="学校.csv", mimeType="text/csv", buffer=table.encode())
    page.set_input_files("#file", file)
    page.click("main .card-footer button")
    expect(page.locator("main")).to_contain_text("光复道小学")
    visitor.expect_to_fit()
    page.select_option("#kind", "school")
    page.click("main .card-footer button")
    expect(page.locator("main a[href$='/bad-rows']")).to_be_visible()
    visitor.expect_to_fit()
    visitor.expect_no_trouble()


def test_the_diagram_shows_where_the_case_is_and_has_been(
    new_visitor: NewVisitor, bureau: Bureau, case: Case
) -> None:
    page = new_visitor().log_in(bureau.supervisor, PASSWORD).open(f"/cases/{case.id}")
    expect(
        page.locator(".djs-element.is-done[data-element-id=task_inspect_school]")
    ).to_be_visible()
    expect(page.locator(".djs-element.is-here").first).to_be_visible()
    # The licence of bpmn-js asks for its mark to stay.
    expect(page.locator(".bjs-powered-by").first).to_be_visible()


def test_the_diagram_speaks_the_language_of_the_person(
    new_visitor: NewVisitor, bureau: Bureau, case: Case
) -> None:
    page = new_visitor().log_in(bureau.supervisor, PASSWORD).open(f"/cases/{case.id}?lang=en")
    expect(page.locator(".djs-container")).not_to_contain_text("实施现场检查")


def test_the_chart_is_drawn(new_visitor: NewVisitor, bureau: Bureau, case: Case) -> None:
    visitor = new_visitor().log_in(bureau.leader, PASSWORD)
    page = visitor.open(f"/campaigns/{case.campaign_id}")
    expect(page.locator("[data-chart] canvas")).to_be_visible()


def test_the_inbox_filters_while_one_types(
    new_visitor: NewVisitor, bureau: Bureau, session: Session
) -> None:
    one, other = bureau.case(), bureau.case()
    one.subject.name, other.subject.name = "望海楼小学", "铁东路中学"
    session.commit()
    page = new_visitor().log_in(bureau.supervisor, PASSWORD).open("/inbox?tab=all")
    expect(page.locator("#work")).to_contain_text("铁东路中学")
    page.fill("#inbox-words", "望海楼")
    expect(page.locator("#work")).not_to_contain_text("铁东路中学")
    expect(page.locator("#work")).to_contain_text("望海楼小学")


def test_keys_lead_to_search_and_places(new_visitor: NewVisitor, bureau: Bureau) -> None:
    page = new_visitor().log_in(bureau.supervisor, PASSWORD).open("/inbox")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Tab")
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/campaigns")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()


def test_work_goes_on_without_scripts(
    new_visitor: NewVisitor, bureau: Bureau, session: Session
) -> None:
    case = bureau.case()
    session.commit()
    visitor = new_visitor(script=False)
    page = visitor.log_in(bureau.supervisor, PASSWORD).page
    page.goto(f"{visitor.address}/campaigns/{case.campaign_id}/pool")
    page.check(f"input[name=case][value='{case.id}']")
    for place, officer in enumerate(bureau.pair, start=1):
        page.select_option(f"#officer-{place}", str(officer.id))
    page.click("text=指派所选案卷")
    expect(page.locator(".alert-success")).to_be_visible()
    session.expire_all()
    assert {one.user_id for one in case.officers} == {one.id for one in bureau.pair}


def test_a_reader_of_the_keyboard_reaches_the_content_first(
    new_visitor: NewVisitor, bureau: Bureau
) -> None:
    page = new_visitor().log_in(bureau.supervisor, PASSWORD).open("/inbox")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


@SCREENS
def test_no_button_glides_from_under_the_thumb(
    new_visitor: NewVisitor, bureau: Bureau, session: Session, screen: tuple[int, int]
) -> None:
    case = bureau.enforced()
    item = bureau.item(case, "task_propose_filing")
    session.commit()
    page = new_visitor(screen).log_in(bureau.pair[0], PASSWORD).open(f"/work/{item.id}")
    # Where the page is asked to be is where it is at once, also with the keys Home and End.
    bottom = "scrollTo(0, document.body.scrollHeight); Math.round(scrollY + innerHeight)"
    assert page.evaluate(bottom) == page.evaluate("document.documentElement.scrollHeight")

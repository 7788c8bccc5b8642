"""Charges in a real browser: bands appear while one types, rows come and go, a phone fits."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from models.processes import WorkItem
from tests.browser import DESKTOP, PHONE, Visitor
from tests.bureau import Bureau
from tests.engine.test_operations_enforcement import decided, filed
from tests.web.conftest import PASSWORD, with_password

NewVisitor = Callable[..., Visitor]

#: What is computed live comes from the server, which may be busy with other tests.
expect.set_options(timeout=20_000)


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office whose people can log in."""
    made = Bureau(session)
    with_password(session, *made.pair)
    return made


@pytest.fixture
def item(bureau: Bureau, session: Session) -> WorkItem:
    """The report of a filed case of an operator that was penalised before."""
    before = decided(bureau)
    case = filed(bureau)
    case.subject.operator = before.subject.operator = "天津市某餐饮管理有限公司"
    session.commit()
    return bureau.item(case, "task_report_investigation")


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_the_band_follows_what_is_typed(
    new_visitor: NewVisitor, bureau: Bureau, item: WorkItem, screen: tuple[int, int]
) -> None:
    visitor = new_visitor(screen).log_in(bureau.pair[0], PASSWORD)
    page = visitor.open(f"/work/{item.id}")
    page.check('input[name="proposal"][value="penalise"]')
    page.select_option('select[name="charges[0].provision"]', "F126.1/12")
    band = page.locator("#charge-0-band")
    expect(band).to_contain_text("应当先责令改正")
    expect(band).to_contain_text("情节严重")
    page.check('input[name="charges[0].circumstances"][value="refused"]')
    expect(band).to_contain_text("5,000元 – 50,000元")
    page.click("text=增加一项")
    page.select_option('select[name="charges[1].provision"]', "F124.1/4")
    page.fill('input[name="charges[1].goods_value_fen"]', "12000")
    second = page.locator("#charge-1-band")
    page.locator('input[name="charges[1].goods_value_fen"]').press("Tab")
    expect(second).to_contain_text("120,000元 – 240,000元")
    page.fill('input[name="charges[1].fine_fen"]', "240000.01")
    page.locator('input[name="charges[1].fine_fen"]').press("Tab")
    expect(second).to_contain_text("超过上限240,000元")
    expect(page.locator("#charges-total")).to_contain_text("240,000.01元")
    visitor.expect_to_fit()
    page.locator(".charge").first.get_by_text("删除").click()
    expect(page.locator(".charge")).to_have_count(1)
    expect(page.locator('select[name="charges[0].provision"]')).to_have_value("F124.1/4")
    visitor.expect_no_trouble()

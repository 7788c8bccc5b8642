"""In a real browser: whoever is banned is told beside the field while one types."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.banned import NAME, Door, a_ban
from tests.browser import PHONE, Visitor
from tests.web.conftest import PASSWORD, with_password

NewVisitor = Callable[..., Visitor]


def opened(session: Session, new_visitor: NewVisitor, form: str) -> Visitor:
    door = Door(session, form)
    with_password(session, door.supervisor)
    a_ban(session)
    session.commit()
    visitor = new_visitor(PHONE).log_in(door.supervisor, PASSWORD)
    visitor.open(f"/work/{door.item.id}")
    return visitor


@pytest.mark.law("T55")
def test_a_name_that_is_typed_is_flagged_without_sending_the_form(
    session: Session, new_visitor: NewVisitor
) -> None:
    visitor = opened(session, new_visitor, "submit_correction")
    flag = visitor.page.locator('[data-flags="reporter"] .form-flag')
    name = visitor.page.locator('input[name="reporter"]')
    expect(flag).to_have_count(0)
    name.fill(NAME)
    expect(flag).to_contain_text(NAME, timeout=10_000)
    name.fill("李丽华")
    expect(flag).to_have_count(0, timeout=10_000)
    visitor.expect_to_fit()
    visitor.expect_no_trouble()


def test_each_row_of_a_list_of_people_has_a_flag_of_its_own(
    session: Session, new_visitor: NewVisitor
) -> None:
    visitor = opened(session, new_visitor, "name_banned")
    page = visitor.page
    page.locator('input[name="people[0].name"]').fill(NAME)
    expect(page.locator('[data-flags="people.0.name"] .form-flag')).to_have_count(1, timeout=10_000)
    page.locator("[data-add-row]").click()
    assert page.locator('[data-flags="people.3.name"] .form-flag').count() == 0
    expect(page.locator(".form-flag")).to_have_count(1)
    visitor.expect_to_fit()
    visitor.expect_no_trouble()

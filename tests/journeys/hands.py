"""Hands at a task page: they find the task, fill its form field by field, whatever it asks."""

import datetime as dt
import io
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from models import clock
from models.accounts import User
from models.cases import Case
from models.processes import WorkItem
from tests.browser import DESKTOP, Visitor
from tests.bureau import Bureau
from tests.web.conftest import PASSWORD

NewVisitor = Callable[..., Visitor]

#: Where somebody types or chooses one of a list.
_ENTRY: Final = "input:not([type=radio]):not([type=checkbox]):not([type=file]), select, textarea"


class Hands:
    """Somebody at a browser who does the work of the bureau."""

    def __init__(
        self, new_visitor: NewVisitor, user: User, screen: tuple[int, int] = DESKTOP
    ) -> None:
        """Open a browser and log in."""
        self.user = user
        self.visitor = new_visitor(screen).log_in(user, PASSWORD)
        self.page: Page = self.visitor.page
        # A question whether one really means it is answered with yes.
        self.page.on("dialog", lambda dialog: dialog.accept())

    def open(self, path: str) -> Page:
        """Open a page, which must be clean and fit the screen."""
        page = self.visitor.open(path)
        self.visitor.expect_to_fit()
        return page

    def take_up(self, case: Case, item: WorkItem) -> Page:
        """Find the task in the inbox and open it there."""
        page = self.open(f"/inbox?tab=all&q={case.number}")
        page.locator(f"a[href='/work/{item.id}']").first.click()
        page.wait_for_url(f"**/work/{item.id}")
        self.visitor.expect_to_fit()
        return page

    def hand_in(self, data: Mapping[str, Any]) -> None:
        """Fill the form that is open and submit it."""
        fill(self.page, data)
        self._press("complete")

    def sign(self, data: Mapping[str, Any] | None = None) -> None:
        """Fill what is still to be filled, and sign."""
        fill(self.page, data or {})
        self._press("sign")

    def _press(self, action: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(f"button[name=action][value={action}]").click()
        expect(self.page.locator(".alert-success").first).to_be_visible()
        self.visitor.expect_to_fit()


def do(
    bureau: Bureau, new_visitor: NewVisitor, case: Case, element: str, user: User, **data: Any
) -> Hands:
    """Let a person complete a task of the case in a browser of his own."""
    hands = Hands(new_visitor, user)
    hands.take_up(case, fresh(bureau, case, element))
    hands.hand_in(data)
    return hands


def fresh(bureau: Bureau, case: Case, element: str) -> WorkItem:
    """The open task, as the database has it now."""
    bureau.session.rollback()
    bureau.session.expire_all()
    return bureau.item(case, element)


def fill(page: Page, data: Mapping[str, Any]) -> None:
    """Fill a form with data as they are submitted at the door."""
    # What is folded away is unfolded, as a person would.
    page.evaluate(
        "document.querySelectorAll('form[data-form] details').forEach(d => d.open = true)"
    )
    for key, value in data.items():
        if isinstance(value, Mapping):
            _fill_parts(page, key, value)
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            _fill_rows(page, key, value)
        else:
            _fill_field(page.locator("form[data-form]"), key, value)


def photograph(page: Page, name: str, file: str = "厨房.jpg", colour: str = "navy") -> None:
    """Take a photo with the button of a field; it is sent at once."""
    photo = io.BytesIO()
    Image.new("RGB", (1200, 900), colour).save(photo, "JPEG")
    box = page.locator(f"[data-upload='{name}']")
    before = box.locator("li.evidence-file").count()
    box.locator("input[type=file]").set_input_files(
        FilePayload(name=file, mimeType="image/jpeg", buffer=photo.getvalue())
    )
    expect(box.locator("li.evidence-file")).to_have_count(before + 1)


def _fill_parts(page: Page, key: str, value: Mapping[str, Any]) -> None:
    """A checklist by its items, or a thing of several parts such as a signature."""
    for part, said in value.items():
        if isinstance(said, Mapping):
            for name, one in said.items():
                _fill_field(page.locator(f"[id='item-{part}']"), f"{key}[{part}].{name}", one)
        else:
            _fill_field(page.locator("form[data-form]"), f"{key}.{part}", said)


def _fill_rows(page: Page, key: str, rows: list[Mapping[str, Any]]) -> None:
    form = page.locator("form[data-form]")
    for number, row in enumerate(rows):
        cells = dict(row)
        # The page offers a provision and its item as one choice.
        if item := cells.pop("item", None):
            cells["provision"] = f"{cells['provision']}/{item}"
        for name, value in cells.items():
            _fill_field(form, f"{key}[{number}].{name}", value)


def _fill_field(form: Locator, name: str, value: Any) -> None:
    boxes = form.locator(f"[name='{name}']")
    kind = boxes.first.get_attribute("type") or ""
    if kind in {"radio", "checkbox"}:
        several = value if isinstance(value, list) else [value]
        for one in several:
            _tick(boxes, one)
        return
    entry = form.locator(f":is({_ENTRY})[name='{name}']")
    if entry.evaluate("one => one.tagName") == "SELECT":
        entry.select_option(str(value))
    else:
        entry.fill(_as_typed(name, kind, value))


def _tick(boxes: Locator, value: Any) -> None:
    word = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    box = boxes.locator(f"xpath=self::*[@value='{word}']")
    if not box.is_checked():
        # A thumb presses the words or the picture of the choice, not the dot in it.
        box.locator("xpath=ancestor::label[1]").click()
    expect(box).to_be_checked()


def _as_typed(name: str, kind: str, value: Any) -> str:
    if kind == "datetime-local":
        moment = dt.datetime.fromisoformat(str(value)).astimezone(clock.ZONE)
        return moment.strftime("%Y-%m-%dT%H:%M")
    if re.search(r"_fen$", name):
        return f"{int(value) / 100:.2f}"
    return str(value)

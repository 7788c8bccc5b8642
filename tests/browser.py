"""A real browser over a real server; whatever the CSP refuses or a script throws fails the test."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

from models.accounts import User

DESKTOP: Final = (1440, 900)
PHONE: Final = (390, 844)
#: What a browser reports when the content security policy stops something.
_WATCH: Final = """
window.__refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__refused.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}`);
});
"""

_DRAWN: Final = """() => {
  const places = document.querySelectorAll("[data-diagram]:not([hidden]), [data-chart]");
  return [...places].every((place) => place.querySelector("svg, canvas"));
}"""


@dataclass
class Visitor:
    """Somebody at a browser, with everything that went wrong in it."""

    page: Page
    address: str
    troubles: list[str] = field(default_factory=list)

    def log_in(self, user: User, password: str) -> "Visitor":
        """Log in as a person does."""
        self.open("/login")
        self.page.fill("#username", user.username)
        self.page.fill("#password", password)
        self.page.click("main button.btn-primary")
        self.page.wait_for_load_state()
        return self

    def open(self, path: str) -> Page:
        """Open a page and wait until its pictures are drawn."""
        self.page.goto(self.address + path)
        self.page.wait_for_function(_DRAWN)
        return self.page

    def expect_no_trouble(self) -> None:
        """Fail with everything that the browser complained about."""
        refused = self.page.evaluate("window.__refused || []")
        assert not [*self.troubles, *refused]

    def expect_to_fit(self) -> None:
        """Fail when the page is wider than the screen, as a phone's must never be."""
        wide, screen = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= screen, f"{self.page.url} is {wide} wide on a screen of {screen}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium; `make test` installs it (tools/browser.sh)."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "there is no chromium here; say: make browser"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


def _at_once(app: Flask) -> WSGIApplication:
    """The application with each answer whole before any of it is sent.

    A browser that goes on to another page hangs up on the files of this one, and the server of
    the tests (unlike granian) then never closes what it was sending.
    """

    def whole(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        with closing(ClosingIterator(app(environ, start_response))) as parts:
            return [b"".join(parts)]

    return whole


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Serve the application to browsers."""
    server = make_server("127.0.0.1", 0, _at_once(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def new_visitor(browser: Browser, address: str) -> Iterator[Callable[..., Visitor]]:
    """Open browsers of one's own, on a desk or as a phone; none may end with a complaint."""
    opened: list[Visitor] = []

    def make(screen: tuple[int, int] = DESKTOP, *, script: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": screen[0], "height": screen[1]}, java_script_enabled=script
        )
        context.add_init_script(_WATCH)
        visitor = Visitor(context.new_page(), address)
        visitor.page.on("pageerror", lambda error: visitor.troubles.append(str(error)))
        visitor.page.on(
            "console",
            lambda said: visitor.troubles.append(said.text) if said.type == "error" else None,
        )
        opened.append(visitor)
        return visitor

    yield make
    for visitor in opened:
        visitor.expect_no_trouble()
        visitor.page.context.close()

"""The web application over a test database, and a browserless person who logs in."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from engine.passwords import hash_password
from models.accounts import User
from tests.browser import address, new_visitor
from tests.bureau import Bureau
from web.app import WebSettings, create_app

PASSWORD: Final = "long-secret-42"
#: One hash for all, since a valid one costs time.
_HASH: Final = hash_password(PASSWORD)
_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')

#: Fixtures that this folder shares with the journeys.
__all__ = ["address", "new_visitor"]


class Person:
    """Somebody at a browser without JavaScript: follows forms and sends their CSRF token."""

    def __init__(self, client: FlaskClient) -> None:
        """Open the browser."""
        self.client = client

    def get(self, path: str, **arguments: object) -> TestResponse:
        """Open a page."""
        return self.client.get(path, **arguments)

    def text(self, path: str) -> str:
        """Open a page that must be there and read it."""
        response = self.get(path, follow_redirects=True)
        assert response.status_code == 200, (response.status_code, response.text[:2000])
        return response.text

    def post(
        self, path: str, data: Mapping[str, object] | None = None, page: str = "/"
    ) -> TestResponse:
        """Send a form as it stands on a page."""
        found = _TOKEN.search(self.get(page, follow_redirects=True).text)
        assert found, f"there is no form on {page}"
        body = {"csrf_token": found.group(1), **(data or {})}
        return self.client.post(path, data=body, follow_redirects=True)

    def log_in(self, user: User, password: str = PASSWORD) -> "Person":
        """Log in by the page."""
        data = {"username": user.username, "password": password}
        response = self.post("/login", data, page="/login")
        assert response.status_code == 200, response.text[:2000]
        return self


@pytest.fixture
def app(session_factory: sessionmaker[Session], tmp_path: Path) -> Flask:
    """The application."""
    return create_app(
        WebSettings(
            sessions=session_factory,
            secret_key="no secret",
            evidence=tmp_path / "evidence",
            login_limit=False,
            testing=True,
        )
    )


@pytest.fixture
def new_person(app: Flask) -> Callable[[], Person]:
    """Make people, each with a browser of his own."""
    return lambda: Person(app.test_client())


@pytest.fixture
def person(new_person: Callable[[], Person]) -> Person:
    """Somebody who is not logged in yet."""
    return new_person()


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office whose people can log in."""
    made = Bureau(session)
    with_password(session, made.supervisor, made.leader, made.reviewer, *made.pair)
    return made


def with_password(session: Session, *users: User) -> None:
    """Let the people log in."""
    for user in users:
        user.password = _HASH
    session.commit()

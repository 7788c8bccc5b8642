"""The session's cookie: its signature is looked at once, its age every time."""

import datetime as dt

import pytest
import time_machine
from flask import Flask, Request, session
from flask.testing import FlaskClient

from web.cookies import SignedCookies

NOW = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)


@pytest.fixture
def client() -> FlaskClient:
    """A small application that keeps a list in its session."""
    app = Flask(__name__)
    app.secret_key = "of a test"
    app.permanent_session_lifetime = dt.timedelta(hours=12)
    app.session_interface = SignedCookies(app)

    @app.post("/words/<word>")
    def add(word: str) -> list[str]:
        words = [*session.get("words", []), word]
        session["words"] = words
        return words

    @app.get("/words")
    def read() -> list[str]:
        found: list[str] = session.get("words", [])
        # Without `session.modified` the cookie stays as it is.
        answer = list(found)
        found.append("of this request only")
        return answer

    return app.test_client()


def test_a_cookie_says_the_same_again_and_again(client: FlaskClient) -> None:
    client.post("/words/one")
    assert [client.get("/words").json for _ in range(3)] == [["one"]] * 3


def test_a_changed_session_is_another_cookie(client: FlaskClient) -> None:
    client.post("/words/one")
    client.get("/words")
    client.post("/words/two")
    assert client.get("/words").json == ["one", "two"]


def test_a_cookie_that_somebody_changed_says_nothing(client: FlaskClient) -> None:
    client.post("/words/one")
    cookie = client.get_cookie("session")
    assert cookie is not None
    content, _dot, rest = cookie.value.partition(".")
    for wrong in (f"{content}x.{rest}", f"{cookie.value}x", "", "nothing", content):
        client.set_cookie("session", wrong)
        assert client.get("/words").json == []
    client.set_cookie("session", cookie.value)
    assert client.get("/words").json == ["one"]


def test_a_cookie_grows_old_although_it_is_known(client: FlaskClient) -> None:
    with time_machine.travel(NOW, tick=False) as moment:
        client.post("/words/one")
        assert client.get("/words").json == ["one"]
        moment.shift(dt.timedelta(hours=12))
        assert client.get("/words").json == ["one"]
        moment.shift(dt.timedelta(seconds=1))
        assert client.get("/words").json == []


def test_a_cookie_of_another_secret_says_nothing(client: FlaskClient) -> None:
    client.post("/words/one")
    cookie = client.get_cookie("session")
    assert cookie is not None
    other = Flask(__name__)
    other.secret_key = "another"
    environ = {"HTTP_COOKIE": f"session={cookie.value}"}
    opened = SignedCookies(other).open_session(other, Request(environ))
    assert opened is not None
    assert not opened

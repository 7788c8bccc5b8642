"""Who gets in, and what a browser is told to keep closed."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from limits import parse_many
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from engine import failed_logins
from models import clock
from models.accounts import FailedLogins, User
from scheduler.ticks import tick
from tests.builders import a_user
from tests.web.conftest import PASSWORD, Person
from web import login_limits
from web.app import WebSettings, create_app


@pytest.fixture
def user(session: Session) -> User:
    made = a_user(session, "inspector", password=PASSWORD, username="zhang")
    session.commit()
    return made


def test_pages_ask_for_a_login(person: Person) -> None:
    answer = person.get("/account/password")
    assert answer.status_code == 302
    assert answer.location == "/login?next=/account/password"


def test_the_right_password_lets_in(person: Person, user: User) -> None:
    assert user.name in person.log_in(user).text("/account/password")


@pytest.mark.parametrize(
    ("username", "password"), [("zhang", "wrong"), ("nobody", PASSWORD), ("zhang", "")]
)
def test_anything_else_does_not(person: Person, user: User, username: str, password: str) -> None:
    answer = person.post("/login", {"username": username, "password": password}, page="/login")
    assert answer.status_code == 401
    assert person.get("/account/password").status_code == 302


def test_a_disabled_person_does_not_get_in(person: Person, session: Session, user: User) -> None:
    user.active = False
    session.commit()
    answer = person.post("/login", {"username": "zhang", "password": PASSWORD}, page="/login")
    assert answer.status_code == 401


def test_a_form_without_its_token_is_refused(person: Person, user: User) -> None:
    person.log_in(user)
    answer = person.client.post("/account/language", data={"language": "en"})
    assert answer.status_code == 400


def test_a_login_from_another_site_is_refused(person: Person, user: User) -> None:
    answer = person.client.post("/login", data={"username": "zhang", "password": PASSWORD})
    assert answer.status_code == 400


def test_the_address_to_return_to_is_our_own(person: Person, user: User) -> None:
    data = {"username": "zhang", "password": PASSWORD, "next": "//evil.example/"}
    answer = person.post("/login", data, page="/login")
    assert "evil" not in answer.request.url


@pytest.fixture
def processes(session_factory: sessionmaker[Session], tmp_path: Path) -> list[Flask]:
    """Two web processes that limit logins, as two hosts would."""
    settings = WebSettings(sessions=session_factory, secret_key="x", evidence=tmp_path)
    return [create_app(settings), create_app(settings)]


def a_try(app: Flask, username: str, password: str, address: str = "10.0.0.1") -> int:
    """Try to log in by the page; the status that comes of it."""
    person = Person(app.test_client())
    person.client.environ_base["REMOTE_ADDR"] = address
    answer = person.post("/login", {"username": username, "password": password}, page="/login")
    return answer.status_code


def test_a_name_has_ten_wrong_tries_in_all_processes_from_all_addresses(
    processes: list[Flask], user: User
) -> None:
    tries = [a_try(processes[n % 2], "zhang", "wrong", f"10.0.0.{n}") for n in range(10)]
    assert tries == [401] * 10
    # Neither the page nor the API listens any more, not even to the right password.
    assert [a_try(app, "zhang", PASSWORD) for app in processes] == [429, 429]
    asked = {"username": "zhang", "password": PASSWORD}
    assert processes[0].test_client().post("/api/v1/token", json=asked).status_code == 429
    assert a_try(processes[0], "li", "wrong") == 401
    clock.travel(clock.now() + dt.timedelta(minutes=16))
    assert [a_try(app, "zhang", PASSWORD) for app in processes] == [200, 200]


def test_an_address_has_sixty_wrong_tries_but_a_whole_office_may_log_in(
    processes: list[Flask], user: User, session: Session
) -> None:
    # The morning of a bureau behind one address: whoever knows the password is not counted.
    assert {a_try(processes[0], "zhang", PASSWORD) for _ in range(12)} == {200}
    with_the_limit_nearly_reached(session, "10.0.0.1")
    assert a_try(processes[1], "li", "wrong") == 401
    assert a_try(processes[0], "wang", "wrong") == 429
    assert a_try(processes[0], "wang", "wrong", "10.0.0.2") == 401


def with_the_limit_nearly_reached(session: Session, address: str) -> None:
    """Let fifty-nine tries of an address have failed."""
    (limit,) = parse_many(login_limits.BY_ADDRESS)
    key = limit.key_for(address, "address")
    failed_logins.add(session, key, limit.get_expiry(), limit.amount - 1)
    session.commit()


@pytest.mark.parametrize("body", ["[]", "7", '{"username": 5}', '{"username": ["a"]}', "nonsense"])
def test_a_request_for_a_token_that_is_no_form_is_refused(
    processes: list[Flask], body: str
) -> None:
    client = processes[0].test_client()
    answer = client.post("/api/v1/token", data=body, content_type="application/json")
    assert answer.status_code in {400, 422}


def test_windows_that_are_over_are_forgotten(
    session: Session, session_factory: sessionmaker[Session]
) -> None:
    failed_logins.add(session, "zhang", 900, 3)
    failed_logins.add(session, "li", 3600)
    session.commit()
    clock.travel(clock.now() + dt.timedelta(minutes=20))
    tick(session_factory)
    assert [failed_logins.of(session, name)[0] for name in ("zhang", "li")] == [0, 1]
    assert session.scalar(select(func.count()).select_from(FailedLogins)) == 1
    assert failed_logins.add(session, "zhang", 900) == 1


def test_a_password_that_others_know_must_be_changed_first(
    person: Person, session: Session, user: User
) -> None:
    user.must_change_password = True
    session.commit()
    person.log_in(user)
    assert person.get("/").location == "/account/password"
    data = {"old": PASSWORD, "new": "another-9-secret", "again": "another-9-secret"}
    person.post("/account/password", data, page="/account/password")
    session.refresh(user)
    assert not user.must_change_password
    assert person.get("/account/password").status_code == 200


def test_a_weak_password_is_refused(person: Person, session: Session, user: User) -> None:
    person.log_in(user)
    for weak in ("short", "zhang-zhang-1", "aaaaaaaaaaaaaa"):
        data = {"old": PASSWORD, "new": weak, "again": weak}
        person.post("/account/password", data, page="/account/password")
    session.refresh(user)
    assert user.password_changed_at is None


def test_a_change_of_password_ends_the_other_sessions(
    new_person: Callable[[], Person], user: User
) -> None:
    here, elsewhere = new_person().log_in(user), new_person().log_in(user)
    data = {"old": PASSWORD, "new": "another-9-secret", "again": "another-9-secret"}
    here.post("/account/password", data, page="/account/password")
    assert here.get("/account/password").status_code == 200
    assert elsewhere.get("/account/password").status_code == 302


def test_every_answer_is_hardened(person: Person) -> None:
    headers = person.get("/login").headers
    assert "default-src 'self'; img-src 'self' data: blob:" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_cookies_are_secure_when_the_setting_says_so(
    session_factory: sessionmaker[Session], tmp_path: Path
) -> None:
    settings = WebSettings(
        sessions=session_factory, secret_key="x", evidence=tmp_path, secure_cookies=True
    )
    client = create_app(settings).test_client()
    answer = client.get("/login", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in answer.headers


def test_the_language_is_chinese_until_somebody_chooses(
    person: Person, session: Session, user: User
) -> None:
    assert 'lang="zh-CN"' in person.text("/login")[:100]
    assert 'lang="en"' in person.text("/login?lang=en")[:100]
    # The browser remembers it.
    assert 'lang="en"' in person.text("/login")[:100]
    person.log_in(user)
    person.post("/account/language", {"language": "zh"}, page="/account/password")
    assert 'lang="zh-CN"' in person.text("/account/password")[:100]
    session.refresh(user)
    assert user.language == "zh"


def test_supervision_can_ask_how_we_are(person: Person, user: User) -> None:
    assert person.get("/healthz").json == {"status": "alive"}
    assert person.get("/readyz").json["status"] == "ready"  # type: ignore[index]


def test_an_unknown_page_says_so(person: Person, user: User) -> None:
    answer = person.log_in(user).get("/nowhere")
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_the_api_answers_errors_as_problem_documents(person: Person) -> None:
    answer = person.get("/api/v1/nowhere")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"

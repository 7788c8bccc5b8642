"""Who gets in, and what a browser is told to keep closed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from models.accounts import User
from tests.builders import a_user
from tests.web.conftest import PASSWORD, Person
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


def test_logins_are_limited(
    session_factory: sessionmaker[Session], tmp_path: Path, user: User
) -> None:
    settings = WebSettings(sessions=session_factory, secret_key="x", evidence=tmp_path)
    person = Person(create_app(settings).test_client())
    answers = [
        person.post("/login", {"username": "zhang", "password": "wrong"}, page="/login").status_code
        for _ in range(12)
    ]
    assert answers[:10] == [401] * 10
    assert answers[10:] == [429, 429]


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

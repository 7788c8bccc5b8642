"""A change needs the token of its own session, however often that token was good before."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.bureau import Bureau
from tests.web.conftest import Person


def _token(client: FlaskClient) -> str:
    page = client.get("/account/password", base_url="https://localhost").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def _change(client: FlaskClient, token: str, **arguments: Any) -> int:
    arguments = {"headers": {"X-CSRFToken": token}, **arguments}
    return client.post("/account/language", data={"language": "en"}, **arguments).status_code


@pytest.fixture
def first(new_person: Callable[[], Person], bureau: Bureau) -> FlaskClient:
    """The browser of somebody who is logged in."""
    return new_person().log_in(bureau.supervisor).client


def test_a_token_is_good_again_and_again(first: FlaskClient) -> None:
    token = _token(first)

    assert [_change(first, token) for _ in range(3)] == [302] * 3


def test_a_token_of_another_session_is_refused_though_it_was_good_there(
    first: FlaskClient, new_person: Callable[[], Person], bureau: Bureau
) -> None:
    second = new_person().log_in(bureau.leader).client
    of_first, of_second = _token(first), _token(second)

    assert _change(first, of_first) == 302
    assert _change(second, of_first) == 400
    assert _change(second, of_second) == 302
    assert _change(second, "") == 400
    assert _change(second, of_second[:-1]) == 400


def test_a_good_token_does_not_make_another_site_good(first: FlaskClient) -> None:
    token = _token(first)

    def come_from(address: str) -> int:
        headers = {"X-CSRFToken": token, "Referer": address}
        return _change(first, token, headers=headers, base_url="https://localhost")

    assert come_from("https://localhost/") == 302
    assert come_from("https://elsewhere.example/") == 400
    assert come_from("https://localhost/account/password") == 302

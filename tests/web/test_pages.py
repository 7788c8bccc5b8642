"""What each page shows, read without a browser."""

import gzip
from typing import Final

import pytest
from sqlalchemy.orm import Session

from models.accounts import User
from tests.builders import a_supervisor, an_office
from tests.web.conftest import PASSWORD, Person

GZIP: Final = {"Accept-Encoding": "gzip"}


@pytest.fixture
def supervisor(session: Session) -> User:
    made = a_supervisor(session, an_office(session), password=PASSWORD)
    session.commit()
    return made


def test_an_empty_bureau_has_a_page_for_everything(person: Person, supervisor: User) -> None:
    person.log_in(supervisor)
    for path in ("/", "/inbox?tab=done", "/campaigns", "/year", "/cases", "/search?q=x", "/more"):
        assert "empty-state" in person.text(path) or path == "/more"


def test_the_navigation_leads_to_pages_that_exist(person: Person, supervisor: User) -> None:
    person.log_in(supervisor)
    for path in ("/inbox", "/campaigns", "/cases", "/year"):
        assert f'href="{path}"' in person.text("/more")
        assert person.get(path).status_code == 200


def test_static_files_are_small_on_the_way_and_kept(person: Person) -> None:
    path = "/static/vendor/tabler/tabler.min.css"
    with person.get(path) as plain, person.get(path, headers=GZIP) as packed:
        assert gzip.decompress(packed.data) == plain.data
        assert len(packed.data) < len(plain.data) / 5
        assert "max-age=2592000" in packed.headers["Cache-Control"]
    assert "Content-Encoding" not in person.get("/login", headers=GZIP).headers

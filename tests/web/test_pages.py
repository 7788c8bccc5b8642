"""What each page shows, read without a browser."""

import pytest
from sqlalchemy.orm import Session

from models.accounts import User
from tests.builders import a_supervisor, an_office
from tests.web.conftest import PASSWORD, Person


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

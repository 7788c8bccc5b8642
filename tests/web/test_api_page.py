"""The page that shows the API to whoever writes a program for it."""

import pytest
from sqlalchemy.orm import Session

from tests import builders
from tests.web.conftest import Person, with_password


@pytest.fixture
def administrator(session: Session, person: Person) -> Person:
    user = builders.an_administrator(session, builders.an_office(session))
    with_password(session, user)
    return person.log_in(user)


def test_every_path_stands_on_the_page_with_what_it_takes(administrator: Person) -> None:
    page = administrator.text("/api")

    assert "/api/v1/work-items/{work_item_id}/complete" in page
    assert "Idempotency-Key" in page
    assert "&#34;data&#34;" in page or '"data"' in page
    assert "/api/v1/openapi.json" in page


def test_the_page_asks_for_a_login(person: Person) -> None:
    assert person.get("/api").status_code == 302

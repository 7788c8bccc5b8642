"""What journeys need: the application, a real browser, a bureau whose people can log in."""

import pytest
from sqlalchemy.orm import Session

from tests.browser import address, new_visitor
from tests.bureau import Bureau
from tests.web.conftest import app, with_password

#: Fixtures of other folders.
__all__ = ["address", "app", "new_visitor"]


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role, all with the same password."""
    made = Bureau(session)
    people = (made.supervisor, made.leader, made.reviewer, *made.pair)
    with_password(session, *people)
    return made

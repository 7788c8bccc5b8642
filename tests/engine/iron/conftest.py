"""One bureau for the tests of the Iron Fist."""

import pytest
from sqlalchemy.orm import Session

from tests.bureau import Bureau


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)

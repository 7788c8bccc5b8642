"""What fails in a request through no fault of the person is recorded for the administrator."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.operations import OPERATIONS
from engine.step import Step
from models.processes import Incident, WorkItem, WorkItemState
from tests import builders
from tests.bureau import Bureau
from tests.web.conftest import Person, with_password


def _broken(_step: Step) -> None:
    raise RuntimeError("the disk is full")


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor)
    return made


def test_a_step_that_breaks_is_an_incident_and_nothing_is_half_done(
    session: Session,
    bureau: Bureau,
    new_person: Callable[[], Person],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = bureau.case()
    item = bureau.item(case, "task_assign_officers")
    administrator = builders.an_administrator(session, bureau.office)
    with_password(session, administrator)
    monkeypatch.setitem(OPERATIONS, "officers.assign", _broken)
    person = new_person().log_in(bureau.supervisor)
    officers = {"officers": [str(user.id) for user in bureau.pair], "action": "complete"}

    answer = person.post(f"/work/{item.id}", officers, page=f"/work/{item.id}")

    session.expire_all()
    assert answer.status_code == 500
    assert session.get_one(WorkItem, item.id).state is WorkItemState.OPEN
    incident = session.scalars(select(Incident)).one()
    assert incident.error == "RuntimeError"
    assert "the disk is full" in incident.detail
    assert incident.next_try_at is None
    page = new_person().log_in(administrator).text("/incidents")
    assert "RuntimeError" in page

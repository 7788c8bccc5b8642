"""The limits on the bureau as a leader sees them: passed, about to pass, and done too late."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from engine import clocks, holidays
from models import clock
from models.cases import Case
from tests import builders, police
from tests.dockets import filed
from tests.web.conftest import Person
from tests.web.test_work import Office


@pytest.fixture
def bureau(session: Session) -> Office:
    """One office with people of every role."""
    holidays.import_shipped(session)
    return Office(session)


@pytest.fixture
def case(bureau: Office, session: Session) -> Case:
    """A filed case, whose ninety days run."""
    made = filed(bureau)
    session.commit()
    return made


def later(session: Session, days: int) -> None:
    """Let days pass and the scheduler look at the clocks."""
    clock.travel(clock.now() + dt.timedelta(days=days))
    clocks.pass_overdue(session, clock.now())
    session.commit()


@pytest.mark.law("T28")
def test_a_passed_limit_is_seen_by_the_leader_and_stays(
    session: Session, bureau: Office, case: Case, person: Person
) -> None:
    person.log_in(bureau.leader)
    assert case.number not in person.text("/limits")
    later(session, 100)
    page = person.text("/limits")
    assert case.number in page
    assert "作出处理决定" in page or "办案期限" in page
    assert bureau.pair[0].name in page
    clocks.met(session, case, "case_due")
    session.commit()
    assert case.number not in person.text("/limits?view=passed")
    assert case.number in person.text("/limits?view=late")


def test_a_limit_that_comes_near_is_shown_before_it_passes(
    session: Session, bureau: Office, case: Case, person: Person
) -> None:
    person.log_in(bureau.supervisor)
    later(session, 89)
    assert case.number in person.text("/limits?view=near")
    assert case.number not in person.text("/limits")


def test_limits_of_other_offices_and_of_nobodys_business_are_not_shown(
    session: Session, bureau: Office, case: Case, person: Person
) -> None:
    later(session, 100)
    person.log_in(bureau.pair[0])
    assert person.get("/limits").status_code == 403
    assert "/limits" not in person.text("/inbox")


def test_a_supervisor_of_another_office_sees_none(
    session: Session, bureau: Office, case: Case, person: Person
) -> None:
    stranger = builders.a_supervisor(session, builders.an_office(session, "检查二科"))
    stranger.password = bureau.supervisor.password
    session.commit()
    later(session, 100)
    person.log_in(stranger)
    assert case.number not in person.text("/limits")


@pytest.mark.law("T50")
def test_a_passed_term_of_the_police_is_on_the_case_and_among_the_limits(
    session: Session, bureau: Office, person: Person
) -> None:
    case = police.sent(bureau)
    session.commit()
    person.log_in(bureau.leader)
    assert "公安机关决定是否立案" in person.text(f"/cases/{case.id}")
    assert case.number not in person.text("/limits")
    later(session, 5)
    page = person.text("/limits")
    assert case.number in page
    assert "公安机关的期限" in page

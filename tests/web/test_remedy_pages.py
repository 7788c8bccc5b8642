"""Reviews, litigations and listings by page: recorded, refused beside the field, followed up."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import remedies
from models import clock
from models.cases import Case, CaseKind
from models.persons import Ban
from models.remedies import RemedyResult
from tests.bureau import Bureau
from tests.dockets import decided, serve
from tests.engine.test_persons import BOSS, REVOKED, banned
from tests.web.conftest import Person, with_password

BODY = "天津市河北区人民政府"


@pytest.fixture
def bureau(session: Session) -> Bureau:
    made = Bureau(session)
    with_password(session, made.supervisor, made.reviewer, *made.pair)
    return made


@pytest.fixture
def served(session: Session, bureau: Bureau) -> Case:
    """A case whose decision, which revokes the licence, was served."""
    case = decided(bureau, **REVOKED)
    serve(bureau, case)
    session.commit()
    return case


def today() -> str:
    return clock.today().isoformat()


def review(person: Person, case: Case, **other: str) -> str:
    address = f"/cases/{case.id}/remedies"
    form = {"kind": "review", "body": BODY, "applied_on": today()} | other
    return person.post(address, form, page=address).text


@pytest.mark.law("P37", "T37")
def test_a_review_is_recorded_and_its_end_lifts_a_ban(
    session: Session, bureau: Bureau, served: Case, new_person: Callable[[], Person]
) -> None:
    banned(bureau, served, BOSS)
    session.commit()
    person = new_person().log_in(bureau.reviewer)
    assert f"/cases/{served.id}/remedies" in person.text(f"/cases/{served.id}")
    assert BODY in review(person, served)
    (remedy,) = remedies.of_case(session, served)
    page = f"/cases/{served.id}/remedies"
    answer = person.post(
        f"{page}/{remedy.id}", {"result": "annulled", "ended_on": today()}, page=page
    )
    assert answer.status_code == 200
    session.expire_all()
    assert remedy.result is RemedyResult.ANNULLED
    assert session.scalars(select(Ban)).one().lifted_on == clock.today()


@pytest.mark.law("T37")
def test_a_review_on_day_61_is_refused_beside_its_field_and_nothing_is_lost(
    session: Session, bureau: Bureau, served: Case, new_person: Callable[[], Person]
) -> None:
    late = clock.today() + dt.timedelta(days=75)
    clock.travel(clock.now() + dt.timedelta(days=80))
    person = new_person().log_in(bureau.reviewer)
    page = review(person, served, applied_on=late.isoformat())
    assert 'id="wrong-applied_on"' in page
    assert f'value="{BODY}"' in page
    assert remedies.of_case(session, served) == []


def test_officers_read_the_remedies_and_record_none(
    served: Case, bureau: Bureau, new_person: Callable[[], Person]
) -> None:
    person = new_person().log_in(bureau.pair[0])
    assert 'name="applied_on"' not in person.text(f"/cases/{served.id}/remedies")
    answer = person.post(
        f"/cases/{served.id}/remedies", {"kind": "review", "body": BODY, "applied_on": today()}
    )
    assert answer.status_code == 403


def test_an_officer_has_a_listing_considered(
    session: Session, served: Case, bureau: Bureau, new_person: Callable[[], Person]
) -> None:
    person = new_person().log_in(bureau.pair[0])
    page = f"/cases/{served.id}"
    assert f"{page}/listing" in person.text(page)
    answer = person.post(f"{page}/listing", page=page)
    assert "提出列入建议" in answer.text
    assert len(session.scalars(select(Case).where(Case.kind == CaseKind.CREDIT)).all()) == 1
    assert f"{page}/listing" not in person.text(page)

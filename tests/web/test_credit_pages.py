"""The page of the credit file: what is on record, the grade with its reasons, wrong scores."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from models.cases import Case
from tests.bureau import Bureau
from tests.dockets import decided
from tests.web.conftest import Person


@pytest.fixture
def case(session: Session, bureau: Bureau) -> Case:
    found = decided(bureau)
    session.commit()
    return found


def test_the_supervisor_grades_by_the_record(
    case: Case, bureau: Bureau, new_person: Callable[[], Person]
) -> None:
    person = new_person().log_in(bureau.supervisor)
    address = f"/subjects/{case.subject_id}/credit"
    assert address in person.text(f"/subjects/{case.subject_id}")
    page = person.text(address)
    assert case.number in page
    answer = person.post(address, {"static_score": "25", "reason": "规模较大"}, page=address)
    assert answer.status_code == 200
    assert '<p class="h1">D</p>' in answer.text


def test_a_wrong_score_is_told_beside_its_field_and_the_words_are_kept(
    case: Case, bureau: Bureau, new_person: Callable[[], Person]
) -> None:
    person = new_person().log_in(bureau.supervisor)
    address = f"/subjects/{case.subject_id}/credit"
    answer = person.post(address, {"static_score": "90", "reason": "规模较大"}, page=address)
    assert answer.status_code == 422
    assert 'id="wrong-static_score"' in answer.text
    assert "规模较大" in answer.text


def test_an_officer_reads_the_file_and_is_offered_no_grade(
    case: Case, bureau: Bureau, new_person: Callable[[], Person]
) -> None:
    page = new_person().log_in(bureau.pair[0]).text(f"/subjects/{case.subject_id}/credit")
    assert case.number in page
    assert 'name="static_score"' not in page

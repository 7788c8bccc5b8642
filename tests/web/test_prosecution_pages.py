"""By page: a case that comes back from the police is opened again, a sentence bans for life."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock
from models.cases import Case
from models.persons import Ban
from tests import police
from tests.bureau import Bureau
from tests.web.conftest import Person


@pytest.fixture
def gone(session: Session, bureau: Bureau) -> Case:
    """A case that the police filed and that was closed here."""
    case = police.taken_over(bureau)
    session.commit()
    return case


@pytest.mark.law("P35")
def test_the_supervisor_opens_it_again(
    session: Session, bureau: Bureau, gone: Case, app: Flask
) -> None:
    person = Person(app.test_client()).log_in(bureau.supervisor)
    page = f"/cases/{gone.id}/prosecution"
    assert page in person.get(f"/cases/{gone.id}").text
    form = {
        "sender": "天津市河北区人民检察院",
        "received_on": clock.today().isoformat(),
        "opinion": "决定不起诉，建议给予行政处罚。",
        "officer": [str(user.id) for user in bureau.pair],
    }
    refused = person.post(f"{page}/return", form | {"sender": " "}, page=page)
    assert refused.status_code == 422
    assert 'id="wrong-sender"' in refused.text
    person.post(f"{page}/return", form, page=page)
    again = session.scalars(select(Case).where(Case.parent_id == gone.id)).one()
    assert again.number in person.get(page).text


@pytest.mark.law("T55")
def test_a_sentence_is_recorded(session: Session, bureau: Bureau, gone: Case, app: Flask) -> None:
    person = Person(app.test_client()).log_in(bureau.supervisor)
    page = f"/cases/{gone.id}/prosecution"
    form = {
        "name": "王志强",
        "id_number": "",
        "sentenced_on": clock.today().isoformat(),
        "judgment": "（2026）津0105刑初12号",
    }
    refused = person.post(f"{page}/sentence", form, page=page)
    assert 'id="wrong-id_number"' in refused.text
    person.post(f"{page}/sentence", form | {"id_number": "110101199003070038"}, page=page)
    assert session.scalars(select(Ban.until_on)).all() == [None]
    assert "王志强" in person.get(page).text


def test_others_do_not_find_the_page(bureau: Bureau, gone: Case, app: Flask) -> None:
    person = Person(app.test_client()).log_in(bureau.pair[0])
    page = f"/cases/{gone.id}/prosecution"
    assert page not in person.get(f"/cases/{gone.id}").text
    assert person.get(page).status_code == 403

"""What the police, procuratorate and court send back: a case without a prosecution, a sentence."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine import bans, crimes
from engine.commands import prosecutions
from engine.commands.prosecutions import Returned, Sentence
from engine.errors import Conflict, Forbidden, Invalid
from engine.persons import Named
from models import clock
from models.cases import Case
from models.clues import Clue, ClueSource
from models.persons import BanGround
from tests import police
from tests.bureau import REPORT, Bureau
from tests.dockets import close, decide_outcome, file, propose, review, without_penalty

NUMBER = "110101199003070038"


@pytest.fixture
def gone(bureau: Bureau) -> Case:
    """A case that the police filed and that was closed here."""
    case = police.sent(bureau)
    police.reply(bureau, case, "filed")
    police.hand_over(bureau, case)
    close(bureau, case, "other_decision")
    return case


def opinion(bureau: Bureau, **more: Any) -> Returned:
    given: dict[str, Any] = {
        "sender": "天津市河北区人民检察院",
        "received_on": clock.today(),
        "opinion": "决定不起诉，建议给予行政处罚。",
        "officers": [user.id for user in bureau.pair],
    }
    return Returned(**(given | more))


def reopened(bureau: Bureau, case: Case, **more: Any) -> Case:
    actor = bureau.actor(bureau.supervisor)
    return prosecutions.reopen(bureau.session, actor, case.id, opinion(bureau, **more))


def sentence(**more: Any) -> Sentence:
    given: dict[str, Any] = {
        "name": "王志强",
        "id_number": NUMBER,
        "sentenced_on": clock.today(),
        "judgment": "（2026）津0105刑初12号",
    }
    return Sentence(**(given | more))


@pytest.mark.law("P35")
def test_a_case_without_a_prosecution_comes_back_and_is_fined(
    session: Session, bureau: Bureau, gone: Case
) -> None:
    again = reopened(bureau, gone)
    clue = session.get_one(Clue, again.id)
    assert (clue.source, clue.informant) == (ClueSource.TRANSFERRED, "天津市河北区人民检察院")
    assert (again.parent_id, again.number == gone.number) == (gone.id, False)
    assert crimes.sent_back(session, again)
    assert not crimes.sent_back(session, gone)
    file(bureau, again)
    toxic: dict[str, Any] = {
        "provision": "F124.1",
        "item": "4",
        "goods_value_fen": 10_000_000,
        "fine_fen": 9_000_000,
        "discretion": "mitigated",
        "grounds": ["recalled"],
        "circumstances": ["toxic"],
    }
    report = REPORT | {"penalty_kinds": ["fine"], "charges": [toxic]}
    propose(bureau, again, **report, crime_note="检察机关决定不起诉。")
    review(bureau, again)
    assert bureau.open_elements(again) == {"task_serve_document"}


@pytest.mark.law("P35")
def test_a_case_that_came_back_does_not_go_again(bureau: Bureau, gone: Case) -> None:
    again = reopened(bureau, gone)
    file(bureau, again)
    report = without_penalty("transfer_judicial")
    bureau.do(again, "task_report_investigation", bureau.pair[0], **report)
    review(bureau, again)
    with pytest.raises(Invalid) as refused:
        decide_outcome(bureau, again, "transfer_judicial")
    assert refused.value.code == "transfer.sent_already"


@pytest.mark.law("P35")
def test_a_case_comes_back_once_and_only_from_the_police(bureau: Bureau, gone: Case) -> None:
    reopened(bureau, gone)
    with pytest.raises(Conflict, match=r"transfer\.came_back_already"):
        reopened(bureau, gone)
    declined = police.declined(bureau)
    with pytest.raises(Conflict, match=r"transfer\.not_at_police"):
        reopened(bureau, declined)


def test_a_return_names_its_sender_its_day_and_a_pair(bureau: Bureau, gone: Case) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)
    with pytest.raises(Invalid) as empty:
        reopened(bureau, gone, sender=" ", opinion="", received_on=tomorrow)
    assert set(empty.value.errors) == {"sender", "opinion", "received_on"}
    with pytest.raises(Forbidden):
        prosecutions.reopen(bureau.session, bureau.actor(bureau.leader), gone.id, opinion(bureau))


@pytest.mark.law("T55")
def test_prison_bans_for_life(session: Session, bureau: Bureau, gone: Case) -> None:
    actor = bureau.actor(bureau.supervisor)
    ban = prosecutions.record_sentence(session, actor, gone.id, sentence())
    assert (ban.ground, ban.until_on) == (BanGround.PRISON, None)
    named = [Named(name="王志强", id_number=NUMBER)]
    late = clock.today() + dt.timedelta(days=365 * 60)
    assert [one.ban.id for one in bans.hits(session, named, late)] == [ban.id]
    before = clock.today() - dt.timedelta(days=1)
    assert bans.hits(session, named, before) == []
    with pytest.raises(Conflict, match=r"ban\.for_life_already"):
        prosecutions.record_sentence(session, actor, gone.id, sentence())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"judgment": ""}, "judgment"),
        ({"name": "无人知晓", "id_number": ""}, "id_number"),
        ({"id_number": "123"}, "id_number"),
        ({"sentenced_on": dt.date(2999, 1, 1)}, "sentenced_on"),
    ],
)
def test_a_sentence_names_somebody(
    bureau: Bureau, gone: Case, given: dict[str, Any], field: str
) -> None:
    actor = bureau.actor(bureau.supervisor)
    with pytest.raises(Invalid) as refused:
        prosecutions.record_sentence(bureau.session, actor, gone.id, sentence(**given))
    assert set(refused.value.errors) == {field}


def test_there_is_no_sentence_in_a_case_that_stayed_here(bureau: Bureau) -> None:
    actor = bureau.actor(bureau.supervisor)
    case = police.suspected(bureau)
    with pytest.raises(Conflict, match=r"transfer\.not_at_police"):
        prosecutions.record_sentence(bureau.session, actor, case.id, sentence())

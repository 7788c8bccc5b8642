"""Numbers without gaps, and papers whose words never change."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from sqlalchemy.orm import Session, sessionmaker

from engine import documents, numbers
from engine.authority import CLOCK
from engine.errors import Invalid
from engine.transaction import run
from models import clock
from models.cases import Case
from models.settings import Setting
from tests import builders


@time_machine.travel("2026-03-02 01:00:00Z")
def test_numbers_count_up_in_their_series_and_year(session: Session) -> None:
    assert numbers.next_number(session, "inspection") == "津河北市监检〔2026〕1号"
    assert numbers.take(session, "inspection", 2) == [
        "津河北市监检〔2026〕2号",
        "津河北市监检〔2026〕3号",
    ]
    assert numbers.next_number(session, "enforcement") == "津河北市监罚立〔2026〕1号"


def test_a_new_year_begins_with_one(session: Session) -> None:
    with time_machine.travel("2026-12-31 15:59:00Z"):
        assert numbers.next_number(session, "inspection").endswith("〔2026〕1号")
    with time_machine.travel("2026-12-31 16:01:00Z"):
        assert numbers.next_number(session, "inspection").endswith("〔2027〕1号")


@time_machine.travel("2026-03-02 01:00:00Z")
def test_the_bureaus_own_word_is_a_setting(session: Session) -> None:
    session.add(Setting(key="numbers.prefix", value="津和市监", changed_at=clock.now()))
    session.flush()
    assert numbers.next_number(session, "inspection") == "津和市监检〔2026〕1号"


def test_a_rollback_gives_the_number_back(session_factory: sessionmaker[Session]) -> None:
    def take_and_fail(session: Session) -> None:
        numbers.take(session, "inspection", 5)
        raise LookupError

    with pytest.raises(LookupError):
        run(session_factory, take_and_fail)
    assert run(session_factory, numbers.next_number, "inspection").endswith("〕1号")


def test_takers_at_the_same_time_get_different_numbers(
    session_factory: sessionmaker[Session],
) -> None:
    together = threading.Barrier(8)

    def take() -> list[str]:
        together.wait()
        return run(session_factory, numbers.take, "inspection", 3)

    with ThreadPoolExecutor(8) as pool:
        taken = [future.result() for future in [pool.submit(take) for _ in range(8)]]
    flat = [number for numbers_ in taken for number in numbers_]
    assert len(set(flat)) == 24
    assert {int(number.split("〕")[1][:-1]) for number in flat} == set(range(1, 25))


def order(facts: str) -> dict[str, Any]:
    """An order to correct with all that it must say."""
    words = {"facts": facts, "basis": "《行政处罚法》第二十八条", "demand": "按规定留样"}
    return {"party": {"name": "河北区光复道小学"}, "at_once": True} | words


def test_papers_that_were_rolled_back_leave_no_gap_among_those_issued_meanwhile(
    session_factory: sessionmaker[Session],
) -> None:
    together = threading.Barrier(8)
    cases = run(
        session_factory,
        lambda session: [builders.a_case(session).id for _ in range(8)],
    )

    def issue(session: Session, case_id: int, fails: bool) -> str:
        case = session.get_one(Case, case_id)
        paper = documents.issue(session, CLOCK, case, "order_to_correct", order("未留样"))
        if fails:
            raise LookupError
        return paper.number

    def try_to(number: int) -> str | None:
        together.wait()
        try:
            return run(session_factory, issue, cases[number], number % 2 == 1)
        except LookupError:
            return None

    with ThreadPoolExecutor(8) as pool:
        issued = [number for number in pool.map(try_to, range(8)) if number is not None]
    counted = sorted(int(number.split("〕")[1][:-1]) for number in issued)
    assert counted == list(range(1, 5))


def test_a_paper_carries_its_number_and_the_digest_of_its_words(session: Session) -> None:
    case = builders.a_case(session)
    paper = documents.issue(session, CLOCK, case, "order_to_correct", order("未留样"))
    assert (paper.serial, paper.version) == (1, 1)
    assert paper.title == "责令改正通知书"
    assert paper.number.endswith("〕1号")
    assert documents.is_genuine(paper)
    paper.content = order("已留样")
    assert not documents.is_genuine(paper)


def test_a_paper_without_its_mandatory_content_is_refused_by_field_and_article(
    session: Session,
) -> None:
    case = builders.a_case(session)
    with pytest.raises(Invalid) as refused:
        documents.issue(session, CLOCK, case, "order_to_correct", order("未留样") | {"demand": " "})
    assert refused.value.errors == {
        "demand": [
            {
                "code": "document.field_missing",
                "params": {"field": "改正内容", "article": "L1 art 28"},
            }
        ]
    }
    assert documents.newest(session, case, "order_to_correct") is None
    assert numbers.next_number(session, "order_to_correct").endswith("〕1号")


def test_a_second_version_keeps_the_number_and_the_first(session: Session) -> None:
    case = builders.a_case(session)
    first = documents.issue(session, CLOCK, case, "order_to_correct", order("未留样"))
    second = documents.reissue(session, CLOCK, first, order("留样不足"))
    assert (second.serial, second.version, second.number) == (1, 2, first.number)
    assert first.content == order("未留样")
    assert documents.newest(session, case, "order_to_correct") is second


def test_a_second_paper_of_a_kind_has_its_own_number(session: Session) -> None:
    case = builders.a_case(session)
    first = documents.issue(session, CLOCK, case, "order_to_correct", order("一"))
    second = documents.issue(session, CLOCK, case, "order_to_correct", order("二"))
    assert second.serial == 2
    assert second.number != first.number


def test_a_paper_names_the_bureau_the_party_and_the_pair(session: Session) -> None:
    pair = builders.a_pair(session)
    case = builders.a_case(session, officers=pair)
    head = documents.heading(session, case)
    assert head["bureau"] == "天津市河北区市场监督管理局"
    assert head["party"]["name"] == case.subject.name
    assert [one["certificate_no"] for one in head["officers"]] == [
        officer.certificate_no for officer in pair
    ]

"""Charges on the page of the report, without JavaScript and as the script asks for them."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.cases import Case
from models.penalties import Charge, Penalty
from models.processes import WorkItem, WorkItemState
from tests.bureau import REPORT
from tests.engine.test_operations_enforcement import decided, filed
from tests.web.conftest import Person
from tests.web.test_work import Office

FIELDS = {key: value for key, value in REPORT.items() if key != "charges"}
SPOILED = {
    "charges[0].provision": "F124.1/4",
    "charges[0].goods_value_fen": "12,000",
    "charges[0].fine_fen": "120000",
}


@pytest.fixture
def bureau(session: Session) -> Office:
    """One office with people of every role."""
    return Office(session)


@pytest.fixture
def item(bureau: Office, session: Session) -> WorkItem:
    """The report of a filed case."""
    case = filed(bureau)
    session.commit()
    return bureau.item(case, "task_report_investigation")


@pytest.fixture
def officer(bureau: Office, person: Person) -> Person:
    """One of the pair, logged in."""
    return person.log_in(bureau.pair[0])


def page_of(item: WorkItem) -> str:
    return f"/work/{item.id}"


def send(officer: Person, item: WorkItem, action: str, **fields: Any) -> Any:
    return officer.post(page_of(item), {**fields, "action": action}, page=page_of(item))


def live(officer: Person, item: WorkItem, fields: dict[str, str]) -> str:
    path = f"{page_of(item)}/charges/bands"
    response = officer.post(path, fields, page=page_of(item))
    assert response.status_code == 200, response.text[:500]
    return str(response.text)


def test_the_list_of_provisions_is_in_the_words_of_the_law(officer: Person, item: WorkItem) -> None:
    page = officer.text(page_of(item))
    assert "《食品安全法》第一百二十六条第一款 未履行食品安全管理义务" in page
    assert "学校、托幼机构、养老机构、建筑工地等集中用餐单位" in page


def test_a_button_computes_the_band_and_saves_nothing(
    officer: Person, item: WorkItem, session: Session
) -> None:
    response = send(officer, item, "charges:compute", **FIELDS, **SPOILED)
    assert response.status_code == 200
    assert "120,000元 – 240,000元" in response.text
    assert "《食品安全法》第一百二十四条第一款" in response.text
    assert REPORT["facts"] in response.text
    session.expire_all()
    assert item.state is WorkItemState.OPEN
    assert session.scalars(select(Penalty)).all() == []


def test_rows_come_and_go_without_a_script(officer: Person, item: WorkItem) -> None:
    added = send(officer, item, "charges:add", **SPOILED).text
    assert 'name="charges[1].provision"' in added
    removed = send(officer, item, "charges:remove:0", **SPOILED).text
    assert 'name="charges[0].provision"' in removed
    assert 'name="charges[1].provision"' not in removed
    assert "120,000元 – 240,000元" not in removed


def test_the_script_gets_only_what_was_computed(officer: Person, item: WorkItem) -> None:
    text = live(officer, item, SPOILED)
    assert 'id="charge-0-band"' in text
    assert 'hx-swap-oob="true"' in text
    assert "120,000元 – 240,000元" in text
    assert "<select" not in text
    assert 'id="charges-total"' in text


def test_each_row_keeps_its_number_while_it_is_typed(officer: Person, item: WorkItem) -> None:
    third = {name.replace("[0]", "[2]"): value for name, value in SPOILED.items()}
    text = live(officer, item, {"charges[0].provision": "", **third})
    assert 'id="charge-0-band"' in text
    assert re.search(r'id="charge-2-band".*120,000元', text, re.DOTALL)


@pytest.mark.parametrize("value", ["-1", "1e18", "很多", "0.001", "NaN"])
def test_an_amount_that_is_none_does_not_break_the_band(
    officer: Person, item: WorkItem, value: str
) -> None:
    text = live(officer, item, SPOILED | {"charges[0].goods_value_fen": value})
    assert "需要货值金额" in text


def test_a_fine_outside_the_band_is_refused_at_its_field(
    officer: Person, item: WorkItem, session: Session
) -> None:
    above = SPOILED | {"charges[0].fine_fen": "240000.01"}
    response = send(officer, item, "complete", **FIELDS | {"penalty_kinds": "fine"}, **above)
    assert response.status_code == 422
    assert "超过上限240,000元（F124.1，《食品安全法》第一百二十四条第一款）" in response.text
    assert 'value="240000.01"' in response.text
    assert session.scalars(select(Penalty)).all() == []


def test_the_report_is_submitted_and_its_charges_are_kept(
    officer: Person, item: WorkItem, session: Session
) -> None:
    response = send(officer, item, "complete", **FIELDS | {"penalty_kinds": "fine"}, **SPOILED)
    assert response.status_code == 200
    charge = session.scalars(select(Charge)).one()
    assert (charge.provision, charge.lower_fen, charge.upper_fen, charge.fine_fen) == (
        "F124.1",
        12_000_000,
        24_000_000,
        12_000_000,
    )
    assert charge.rule == "fine_band_F124_1_from"
    assert charge.article == "《食品安全法》第一百二十四条第一款第（四）项"


def test_a_repeat_offence_and_a_similar_penalty_are_shown_with_a_link(
    officer: Person, bureau: Office, session: Session
) -> None:
    before = decided(bureau)
    session.commit()
    case = _again(bureau, before)
    session.commit()
    item = bureau.item(case, "task_report_investigation")
    text = live(officer, item, {"charges[0].provision": "F126.1/12"})
    assert text.count(f'href="/cases/{before.id}"') == 2
    assert "情节严重" in text
    assert "实施条例》第六十七条第一款第（五）项" in text


def test_what_is_no_more_than_a_setting_says_so(officer: Person, item: WorkItem) -> None:
    text = live(officer, item, SPOILED)
    assert "P29 · S：" in text
    assert "P20 · M：" in text


@pytest.mark.parametrize(
    ("goods", "fine", "words"),
    [
        ("900", "90000", "不属于较大数额"),
        ("900", "100000", "有权要求举行听证"),
        ("30000", "300000", "由上级机关决定"),
    ],
)
def test_the_page_says_what_follows_for_the_case(
    officer: Person, item: WorkItem, goods: str, fine: str, words: str
) -> None:
    amounts = {"charges[0].goods_value_fen": goods, "charges[0].fine_fen": fine}
    assert words in live(officer, item, SPOILED | amounts)


def test_the_reviewer_reads_the_charges(
    officer: Person, item: WorkItem, bureau: Office, new_person: Any
) -> None:
    send(officer, item, "complete", **FIELDS | {"penalty_kinds": "fine"}, **SPOILED)
    case = item.case
    review = bureau.item(case, "task_audit_case")
    page = new_person().log_in(bureau.reviewer).text(page_of(review))
    assert "生产经营腐败变质" in page
    assert "120,000元" in page


def _again(bureau: Office, before: Case) -> Case:
    """A second case of the same operator that is filed a little later."""
    case = filed(bureau)
    case.subject.operator = before.subject.operator = "天津市某餐饮管理有限公司"
    bureau.session.flush()
    return case

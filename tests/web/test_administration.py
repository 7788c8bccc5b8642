"""The pages of administrators: people and offices, settings, holiday notices; and the plan."""

import io
import re
from importlib.resources import files
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, plan_files, plans
from engine.authority import CONSOLE
from engine.commands import settings as commands
from models.accounts import User
from models.holidays import HolidayNotice
from models.legal_settings import HEARING_UNIT, LEGAL_SETTINGS, TIERS
from models.plans import Plan
from models.settings import Setting
from models.statutes import STATUTES
from tests import builders
from tests.web.conftest import PASSWORD, Person, with_password


@pytest.fixture
def administrator(session: Session) -> User:
    user = builders.an_administrator(session)
    builders.an_office(session, code="one", name="检查一科")
    with_password(session, user)
    return user


@pytest.fixture
def admin(person: Person, administrator: User) -> Person:
    """An administrator, logged in."""
    return person.log_in(administrator)


def the_notice() -> bytes:
    return files("models").joinpath("holiday_notices", "2026.json").read_bytes()


def bring(person: Person, path: str, content: bytes, name: str) -> Any:
    return person.post(path, {"file": (io.BytesIO(content), name)}, page=path)


@pytest.mark.parametrize("path", ["/people", "/people/new", "/settings", "/settings/holidays"])
@pytest.mark.parametrize("role", ["inspector", "supervisor", "leader"])
def test_only_administrators_enter(person: Person, session: Session, path: str, role: str) -> None:
    user = builders.a_user(session, role)
    with_password(session, user)
    person.log_in(user)
    assert person.get(path).status_code == 403
    assert 'href="/people"' not in person.text("/inbox")


def test_a_new_person_logs_in_with_the_password_that_was_shown(
    admin: Person, new_person: Any, session: Session
) -> None:
    fields = {
        "username": "li",
        "name": "李某",
        "role": ["legal_reviewer", "supervisor"],
        "office": "one",
        "certificate_no": "津003",
        "legal_qualification": "1",
    }
    answer = admin.post("/people/new", fields, page="/people/new")
    shown = re.search(r'<code class="secret">([^<]+)</code>', answer.text)
    assert shown
    user = session.scalars(select(User).where(User.username == "li")).one()
    assert user.role_names == {"legal_reviewer", "supervisor"}
    assert user.legal_qualification
    assert user.office is not None
    newcomer = new_person().log_in(user, shown[1])
    assert newcomer.get("/inbox").headers["Location"].endswith("/account/password")


def test_a_name_that_is_taken_is_refused_and_nothing_typed_is_lost(
    admin: Person, administrator: User
) -> None:
    fields = {"username": administrator.username, "name": "王某", "role": "inspector"}
    answer = admin.post("/people/new", fields, page="/people/new")
    assert answer.status_code == 422
    assert 'value="王某"' in answer.text


def test_roles_office_and_certificate_are_changed(admin: Person, session: Session) -> None:
    user = builders.an_inspector(session)
    session.commit()
    fields = {"name": "赵某", "role": "supervisor", "office": "one", "certificate_no": ""}
    admin.post(f"/people/{user.id}", fields, page=f"/people/{user.id}")
    session.refresh(user)
    assert (user.name, sorted(user.role_names)) == ("赵某", ["supervisor"])
    assert user.certificate_no is None
    assert audit.verify(session, "users") == []


def test_a_disabled_person_is_logged_out_and_may_come_back(
    admin: Person, new_person: Any, session: Session
) -> None:
    user = builders.an_inspector(session)
    with_password(session, user)
    worker = new_person().log_in(user)
    page = f"/people/{user.id}"
    admin.post(f"{page}/active", {"active": "0", "reason": "调离"}, page=page)
    assert worker.get("/inbox").status_code == 302
    admin.post(f"{page}/active", {"active": "1", "reason": "返岗"}, page=page)
    assert new_person().log_in(user, PASSWORD).get("/inbox").status_code == 200


def test_the_last_administrator_stays_one(admin: Person, administrator: User) -> None:
    page = f"/people/{administrator.id}"
    answer = admin.post(page, {"name": "管", "role": "inspector"}, page=page)
    assert "alert-danger" in answer.text
    answer = admin.post(f"{page}/active", {"active": "0", "reason": "x"}, page=page)
    assert "alert-danger" in answer.text


def test_a_reset_password_is_shown_once_and_must_be_changed(
    admin: Person, session: Session
) -> None:
    user = builders.an_inspector(session)
    session.commit()
    page = f"/people/{user.id}"
    answer = admin.post(f"{page}/password", page=page)
    assert 'class="secret"' in answer.text
    assert 'class="secret"' not in admin.text(page)
    session.refresh(user)
    assert user.must_change_password


def test_people_are_found_by_pinyin_and_role(admin: Person, session: Session) -> None:
    builders.an_inspector(session, name="欧阳检查")
    builders.a_leader(session, name="司马局长")
    session.commit()
    assert "欧阳检查" in admin.text("/people?q=ouyang")
    assert "司马局长" not in admin.text("/people?q=ouyang")
    assert "欧阳检查" not in admin.text("/people?role=leader")


def test_a_setting_is_kept_with_a_trace_and_goes_back_to_its_default(
    admin: Person, session: Session
) -> None:
    values = {
        "numbers.prefix": "津河东市监",
        "hearing.amount_fen": "120,000.50",
        "discretion.tiers.1": "20",
        "discretion.tiers.2": "60",
        "law.numbers.T22": "4",
        "law.roll_ordinary_weekends": "no",
    }
    admin.post("/settings", values, page="/settings")
    assert HEARING_UNIT.value(session) == 12_000_050
    assert TIERS.value(session) == [20, 60]
    assert commands.values(session)["law.numbers.T22"] == 4
    session.rollback()
    blank = dict.fromkeys(values, "") | {"law.roll_ordinary_weekends": "yes"}
    admin.post("/settings", blank, page="/settings")
    assert commands.values(session) == {}
    assert session.scalars(select(Setting)).all() == []
    assert audit.verify(session, "settings") == []


@pytest.mark.parametrize(
    "values",
    [
        {"hearing.amount_fen": "很多"},
        {"hearing.amount_fen": "-1"},
        {"hearing.amount_fen": "NaN"},
        {"hearing.amount_fen": "1e999999"},
        {"discretion.tiers.1": "70", "discretion.tiers.2": "30"},
        {"discretion.tiers.1": "70"},
        {"law.numbers.T22": "0"},
        {"assignment.load_limit": "2.5"},
        {"law.roll_ordinary_weekends": "maybe"},
        {"numbers.prefix": "长" * 31},
    ],
)
def test_a_value_that_is_not_right_is_marked_and_nothing_is_saved(
    admin: Person, session: Session, values: dict[str, str]
) -> None:
    answer = admin.post("/settings", {"bureau.court": "法院"} | values, page="/settings")
    assert answer.status_code == 422
    assert "invalid-feedback" in answer.text
    assert session.scalars(select(Setting)).all() == []


#: How the page words how well a value is known.
STATUS = {"V": "已核对条文", "S": "见于转引资料", "M": "凭记忆填写"}


@pytest.mark.law("K11", "P20", "P29", "T22", "T45")
def test_every_open_value_of_the_law_shows_how_well_it_is_known(admin: Person) -> None:
    page = admin.text("/settings")
    known = {one.key: one.status for one in LEGAL_SETTINGS}
    known |= {key: STATUTES[row.key].status.value for key, row in commands.TERMS.items()}
    assert {"M", "S"} <= set(known.values())
    for key, status in known.items():
        found = re.search(rf'id="{re.escape(key)}(?:\.1)?-hint">(.*?)</div>', page, re.DOTALL)
        assert found is not None, key
        assert STATUS[status] in found[1], key
    assert "K11" in page


def test_a_number_that_was_read_in_the_law_is_no_setting(admin: Person, session: Session) -> None:
    assert 'name="law.numbers.T21"' not in admin.text("/settings")
    admin.post("/settings", {"law.numbers.T21": "9"}, page="/settings")
    assert session.scalars(select(Setting)).all() == []


def test_a_holiday_notice_comes_into_force(admin: Person, session: Session) -> None:
    answer = bring(admin, "/settings/holidays", the_notice(), "2026.json")
    assert "alert-success" in answer.text
    assert session.get(HolidayNotice, 2026) is not None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件为空"),
        (b"{", "格式有误"),
        (b"[]", "字段"),
        (b'{"year": 2026, "papers": []}', "缺少该字段"),
        (b'{"year": 2026, "papers": [], "days": []}', "没有列明日期"),
        (b"\xff\xfe", "UTF-8"),
        (b" " * (1024 * 1024 + 1) + b"{}", "MB"),
    ],
)
def test_a_malformed_notice_is_refused_with_its_mistakes(
    admin: Person, session: Session, content: bytes, words: str
) -> None:
    answer = bring(admin, "/settings/holidays", content, "x.json")
    assert "alert-danger" in answer.text
    assert words in answer.text
    assert session.scalars(select(HolidayNotice)).all() == []


def test_a_year_without_a_notice_is_called_provisional(admin: Person) -> None:
    assert "所有日期均为暂定" in admin.text("/settings/holidays")


@pytest.fixture
def archive(session: Session) -> Plan:
    plan = plans.import_plan(session, CONSOLE, plan_files.shipped("hebei-2023"))
    session.commit()
    return plan


def test_the_plan_shows_31_measures_word_for_word(
    person: Person, session: Session, archive: Plan
) -> None:
    inspector = builders.an_inspector(session)
    with_password(session, inspector)
    page = person.log_in(inspector).text("/plan")
    assert page.count('<article class="measure"') == 31
    for measure in archive.measures:
        for task in measure.content["tasks"]:
            assert task["text_zh"] in page
    assert "设定" in page
    assert 'name="file"' not in page


def test_an_english_reader_gets_every_task_in_english_beside_the_original(
    person: Person, session: Session, archive: Plan
) -> None:
    leader = builders.a_leader(session)
    with_password(session, leader)
    page = person.log_in(leader).text("/plan?lang=en")
    assert page.count('<p class="original" lang="zh-CN">') == page.count('class="measure-task"')
    assert "District Market Supervision Bureau" in page


def test_an_administrator_brings_in_a_plan(admin: Person, session: Session) -> None:
    content = files("plans").joinpath("hebei-2023.yaml").read_bytes()
    answer = bring(admin, "/plan", content, "hebei-2023.yaml")
    assert "alert-success" in answer.text
    assert session.scalars(select(Plan.key)).one() == "hebei-2023"


def test_a_plan_whose_window_ends_before_it_begins_is_refused(
    admin: Person, session: Session
) -> None:
    text = files("plans").joinpath("hebei-2023.yaml").read_text(encoding="utf-8")
    wrong = text.replace('closes: {day: "05-31"', 'closes: {day: "01-31"')
    answer = bring(admin, "/plan", wrong.encode(), "x.yaml")
    assert "行动截止日期早于起始日期" in answer.text
    assert session.scalars(select(Plan)).all() == []


def test_nobody_else_brings_in_a_plan(person: Person, session: Session) -> None:
    leader = builders.a_leader(session)
    with_password(session, leader)
    content = files("plans").joinpath("hebei-2023.yaml").read_bytes()
    assert bring(person.log_in(leader), "/plan", content, "x.yaml").status_code == 403

"""Holiday notices: what is refused and why, and what an import changes."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import holidays
from engine.authority import CONSOLE, Actor
from engine.data_files import DataFileError
from engine.errors import Forbidden
from models.audit import AuditEntry
from models.calendar import load
from models.holidays import HolidayDay, HolidayNotice


def a_notice(**changes: Any) -> bytes:
    day = {"name": "元旦", "date": "2027-01-01", "isOffDay": True}
    data = {"year": 2027, "papers": ["https://www.gov.cn/x"], "days": [day]} | changes
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def refusal(content: bytes) -> DataFileError:
    with pytest.raises(DataFileError) as caught:
        holidays.read_notice(content, "2027.json")
    return caught.value


def test_every_shipped_notice_is_well_formed_and_swaps_days_fairly() -> None:
    notices = {each.year: each for each in holidays.shipped_notices()}
    assert sorted(notices) == [2022, 2023, 2024, 2025, 2026]
    make_up = [day for day, _, off in notices[2023].days if not off]
    assert make_up == [
        date(2023, *month_day)
        for month_day in ((1, 28), (1, 29), (4, 23), (5, 6), (6, 25), (10, 7), (10, 8))
    ]


def test_broken_json_names_the_line() -> None:
    error = refusal(b'{"year": 2027,\n "days": [}\n')
    assert str(error).startswith("2027.json:2: (file): ")


def test_a_file_in_another_encoding_is_refused_by_name() -> None:
    assert "not UTF-8" in str(refusal(a_notice().decode().encode("gb18030")))


def test_a_missing_field_names_line_and_field() -> None:
    error = refusal(a_notice(days=[{"name": "元旦", "date": "2027-01-01"}]))
    assert "2027.json:7: days[0].isOffDay: Missing data" in str(error)
    assert error.errors["days[0].isOffDay"][0]["code"] == "field.missing"


def test_an_unknown_field_is_refused() -> None:
    assert "holidays: Unknown field." in str(refusal(a_notice(holidays=[])))


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ({"name": "元旦", "date": "2028-05-01", "isOffDay": True}, "notice.other_year"),
        ({"name": "元旦", "date": "2027-13-01", "isOffDay": True}, "field.invalid"),
        ({"name": "元旦", "date": "2027-01-04", "isOffDay": False}, "field.invalid"),
        ({"name": "元旦", "date": "2027-01-01", "isOffDay": "yes"}, "field.invalid"),
    ],
)
def test_a_day_that_cannot_be_is_refused(day: dict[str, Any], code: str) -> None:
    assert [each.code for each in refusal(a_notice(days=[day])).problems] == [code]


def test_a_day_named_twice_is_refused() -> None:
    day = {"name": "元旦", "date": "2027-01-01", "isOffDay": True}
    assert "stands there twice" in str(refusal(a_notice(days=[day, day])))


def test_a_year_whose_notice_is_not_out_is_refused() -> None:
    assert "no notice for 2027 is published yet" in str(refusal(a_notice(days=[])))


def test_something_else_than_a_notice_is_refused() -> None:
    assert "no mapping" in str(refusal(b"[1, 2]"))


def test_importing_makes_the_year_certain_and_is_on_record(session: Session) -> None:
    assert load(session).provisional(2027)
    done = holidays.import_notice(session, CONSOLE, holidays.read_notice(a_notice(), "2027.json"))
    assert (done.changed, done.days_off, done.make_up_days) == (True, 1, 0)
    calendar = load(session)
    assert not calendar.provisional(2027)
    assert calendar.why_off(date(2027, 1, 1)) == "元旦"
    session.flush()
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.action == "cli:holiday_notice:import"


def test_the_same_notice_again_changes_nothing(session: Session) -> None:
    notice = holidays.read_notice(a_notice(), "2027.json")
    holidays.import_notice(session, CONSOLE, notice)
    assert not holidays.import_notice(session, CONSOLE, notice).changed
    session.flush()
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 1


def test_a_corrected_notice_replaces_the_first(session: Session) -> None:
    holidays.import_notice(session, CONSOLE, holidays.read_notice(a_notice(), "2027.json"))
    other = a_notice(days=[{"name": "元旦", "date": "2027-01-02", "isOffDay": True}])
    holidays.import_notice(session, CONSOLE, holidays.read_notice(other, "2027.json"))
    assert session.scalars(select(HolidayDay.day)).all() == [date(2027, 1, 2)]


def test_shipped_notices_come_in_once_and_respect_the_bureaus_own(session: Session) -> None:
    own = a_notice(year=2026, days=[{"name": "元旦", "date": "2026-01-01", "isOffDay": True}])
    holidays.import_notice(session, CONSOLE, holidays.read_notice(own, "own.json"))
    assert [each.year for each in holidays.import_shipped(session)] == [2022, 2023, 2024, 2025]
    assert holidays.import_shipped(session) == []
    assert session.scalar(select(func.count()).select_from(HolidayNotice)) == 5
    assert load(session).is_working_day(date(2026, 10, 1))


def test_only_an_administrator_imports(session: Session) -> None:
    nobody = Actor(1, "检查员", frozenset({"inspector"}), frozenset(), "web")
    with pytest.raises(Forbidden):
        holidays.import_notice(session, nobody, holidays.read_notice(a_notice(), "2027.json"))

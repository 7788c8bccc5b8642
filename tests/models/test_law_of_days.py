"""Which days the law makes holidays, and whose wording makes days working days (K05, K08-K09)."""

from datetime import date

import pytest

from models.statutes import due
from tests.models.test_statutes import shipped_calendar

#: The statutory days themselves, without the days that a notice moves (L15 of 2013, article 2).
ELEVEN = {
    2023: ["01-01", "01-22", "01-23", "01-24", "04-05", "05-01", "06-22", "09-29"],
    2024: ["01-01", "02-10", "02-11", "02-12", "04-04", "05-01", "06-10", "09-17"],
}
#: Two more since 2025: the eve of the Spring Festival and the second of May (L15 of 2024).
THIRTEEN = {
    2025: [
        "01-01",
        "01-28",
        "01-29",
        "01-30",
        "01-31",
        "04-04",
        "05-01",
        "05-02",
        "05-31",
        "10-06",
    ],
    2026: [
        "01-01",
        "02-16",
        "02-17",
        "02-18",
        "02-19",
        "04-05",
        "05-01",
        "05-02",
        "06-19",
        "09-25",
    ],
}
NATIONAL_DAY = ["10-01", "10-02", "10-03"]


def days_of(year: int, found: list[str]) -> list[date]:
    return [date.fromisoformat(f"{year}-{day}") for day in found + NATIONAL_DAY]


@pytest.mark.law("K08")
@pytest.mark.parametrize("year", ELEVEN)
def test_eleven_days_are_holidays_until_2024(year: int) -> None:
    days = days_of(year, ELEVEN[year])
    assert len(days) == 11
    assert not any(shipped_calendar().is_working_day(day) for day in days)


@pytest.mark.law("K09")
@pytest.mark.parametrize("year", THIRTEEN)
def test_thirteen_days_are_holidays_since_2025(year: int) -> None:
    days = days_of(year, THIRTEEN[year])
    assert len(days) == 13
    assert not any(shipped_calendar().is_working_day(day) for day in days)


@pytest.mark.law("K05", "K06")
def test_ten_days_of_the_coercion_law_are_working_days() -> None:
    deadline = due("T39", date(2026, 3, 2), shipped_calendar())
    assert deadline.due_on == date(2026, 3, 16)
    assert "K05" in deadline.explanation["rules"]
    assert "K06" in due("T42", date(2026, 3, 2), shipped_calendar()).explanation["rules"]


@pytest.mark.law("T30")
def test_an_act_is_time_barred_after_two_years_or_five() -> None:
    ended = date(2024, 2, 29)
    assert due("T30", ended, shipped_calendar()).due_on == date(2026, 2, 28)
    assert due("T30.life", ended, shipped_calendar()).due_on == date(2029, 2, 28)

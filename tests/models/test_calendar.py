"""Working days as the State Council's notices make them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from models import clock
from models.calendar import Calendar, from_days

CALENDAR = from_days(
    [
        (date(2022, 12, 31), "元旦", True),
        (date(2023, 10, 6), "国庆节", True),
        (date(2023, 10, 7), "国庆节", False),
    ],
    years=[2023],
)
DATES = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.law("K10")
def test_a_make_up_saturday_is_a_working_day() -> None:
    assert CALENDAR.is_working_day(date(2023, 10, 7))


def test_a_shifted_friday_off_is_not_a_working_day_and_names_its_holiday() -> None:
    assert not CALENDAR.is_working_day(date(2023, 10, 6))
    assert CALENDAR.why_off(date(2023, 10, 6)) == "国庆节"


def test_an_ordinary_weekend_is_off_but_no_holiday() -> None:
    assert CALENDAR.why_off(date(2023, 10, 14)) == "weekend"
    assert not CALENDAR.is_holiday(date(2023, 10, 14))


def test_a_notice_reaches_into_december_of_the_year_before() -> None:
    assert CALENDAR.why_off(date(2022, 12, 31)) == "元旦"


@pytest.mark.law("K01")
def test_counting_never_counts_the_first_day() -> None:
    assert CALENDAR.add_working_days(date(2023, 10, 5), 1) == date(2023, 10, 7)
    assert CALENDAR.add_working_days(date(2023, 10, 9), -1) == date(2023, 10, 7)


def test_a_year_without_a_notice_is_provisional_and_counts_weekdays() -> None:
    assert CALENDAR.provisional(2027)
    assert not CALENDAR.provisional(2023)
    assert CALENDAR.is_working_day(date(2027, 10, 1))


def test_the_last_week_of_december_waits_for_the_next_notice() -> None:
    assert not CALENDAR.provisional_day(date(2023, 12, 24))
    assert CALENDAR.provisional_day(date(2023, 12, 25))


@given(DATES, st.integers(1, 60))
def test_counting_on_and_back_meet_on_working_days(day: date, number: int) -> None:
    start = CALENDAR.working_day_from(day)
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(start, number), -number) == start


@given(DATES, st.integers(1, 60))
def test_counted_days_are_the_days_between(day: date, number: int) -> None:
    last = CALENDAR.add_working_days(day, number)
    assert CALENDAR.is_working_day(last)
    assert CALENDAR.working_days_between(day, last) == number


def test_an_empty_calendar_knows_only_weekdays() -> None:
    assert Calendar().next_working_day(date(2012, 2, 17)) == date(2012, 2, 20)


def test_now_is_aware_and_follows_a_travelled_machine() -> None:
    with time_machine.travel(datetime(2026, 2, 28, 23, 30, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
        assert clock.today() == date(2026, 3, 1)


def test_a_set_clock_runs_on_from_where_it_was_set() -> None:
    try:
        clock.travel(datetime(2012, 3, 1, tzinfo=UTC))
        assert clock.today() == date(2012, 3, 1)
        assert clock.now() - datetime(2012, 3, 1, tzinfo=UTC) < timedelta(minutes=1)
    finally:
        clock.set_offset(timedelta())
    assert clock.offset() == timedelta()


def test_a_clock_does_not_travel_to_a_moment_without_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        clock.travel(datetime(2012, 3, 1))  # noqa: DTZ001 - the point of the test

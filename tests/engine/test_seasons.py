"""From a plan's rule to a window, and whether a campaign is due."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.seasons import Action, WindowError, decide, window
from models.calendar import Calendar, from_days
from models.clock import ZONE

CALENDAR = from_days(
    [
        (date(2023, 10, 2), "国庆节", True),
        (date(2023, 10, 3), "国庆节", True),
        (date(2023, 10, 7), "国庆节", False),
    ],
    years=[2023],
)


def a_rule(opens: str = "02-20", closes: str = "05-31", **more: Any) -> dict[str, Any]:
    return {
        "opens": {"day": opens, "at": "09:00"},
        "closes": {"day": closes, "at": "24:00"},
        "catch_up": {"rule": "open_late", "within_days": 30},
    } | more


def shanghai(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[misc,arg-type]


def test_the_rule_is_wall_clock_in_the_plans_zone() -> None:
    frame = window(a_rule(), 2023, CALENDAR)
    assert frame.opens_at == datetime(2023, 2, 20, 1, 0, tzinfo=UTC)
    assert frame.closes_at == shanghai(2023, 6, 1)
    assert frame.moved_from is None


def test_another_zone_keeps_the_wall_clock() -> None:
    zone = ZoneInfo("America/Chicago")
    summer = window(a_rule("03-20"), 2023, Calendar(), zone)
    winter = window(a_rule("01-10"), 2023, Calendar(), zone)
    assert summer.opens_at == datetime(2023, 3, 20, 14, 0, tzinfo=UTC)
    assert winter.opens_at == datetime(2023, 1, 10, 15, 0, tzinfo=UTC)


def test_an_opening_on_a_holiday_moves_to_the_next_working_day() -> None:
    frame = window(a_rule("10-01", "11-30"), 2023, CALENDAR)
    assert frame.opens_at == shanghai(2023, 10, 4, 9)
    assert frame.moved_from == date(2023, 10, 1)


def test_an_opening_on_a_make_up_saturday_stays() -> None:
    assert window(a_rule("10-07", "11-30"), 2023, CALENDAR).moved_from is None


def test_a_closing_on_a_weekend_moves_back() -> None:
    frame = window(a_rule(closes="05-28"), 2023, CALENDAR)
    assert frame.closes_at == shanghai(2023, 5, 27)
    assert frame.closes_moved_from == date(2023, 5, 28)


@pytest.mark.parametrize(("year", "opens"), [(2023, date(2023, 2, 28)), (2024, date(2024, 2, 29))])
def test_the_leap_day_is_the_last_of_february(year: int, opens: date) -> None:
    assert window(a_rule("02-29"), year, CALENDAR).opens_at.date() == opens


def test_a_year_without_notice_gives_a_provisional_window() -> None:
    assert window(a_rule(), 2012, CALENDAR).provisional
    assert not window(a_rule(), 2023, CALENDAR).provisional


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(WindowError, match="ends on 2023-02-17 and begins on 2023-05-31"):
        window(a_rule("05-31", "02-18"), 2023, CALENDAR)


def test_a_window_of_one_weekend_is_refused() -> None:
    with pytest.raises(WindowError):
        window(a_rule("03-04", "03-05"), 2023, CALENDAR)


def test_an_opening_never_moves_out_of_the_year() -> None:
    rule = a_rule("12-31") | {"closes": {"day": "12-31", "moved": "next"}}
    with pytest.raises(WindowError, match="out of the year 2022"):
        window(rule, 2022, CALENDAR)


def at(now: datetime, **more: Any) -> tuple[Action, str]:
    rule = a_rule(**more)
    decision = decide(rule, window(rule, 2023, CALENDAR), now, 2023)
    return decision.action, decision.reason


def test_a_campaign_waits_for_its_moment() -> None:
    assert at(shanghai(2023, 2, 20, 8, 59)) == (Action.WAIT, "")
    assert at(shanghai(2023, 2, 20, 9, 0)) == (Action.OPEN, "")


def test_two_days_down_only_delay_the_opening() -> None:
    assert at(shanghai(2023, 2, 22, 9)) == (Action.OPEN_LATE, "opening_missed")


def test_a_window_that_ended_is_opened_late_within_the_limit() -> None:
    assert at(shanghai(2023, 6, 10, 9)) == (Action.OPEN_LATE, "window_ended")
    assert at(shanghai(2023, 7, 1, 0)) == (Action.SKIP, "too_late")


def test_a_late_campaign_keeps_its_length_inside_the_plans_year() -> None:
    rule = a_rule("10-09", "11-30")
    frame = window(rule, 2023, CALENDAR)
    now = shanghai(2023, 12, 20, 9)
    assert decide(rule, frame, now, 2023).closes_at == shanghai(2024, 1, 1)
    soon = shanghai(2023, 12, 1, 0)
    assert decide(rule, frame, soon, 2023).closes_at == shanghai(2024, 1, 1)


def test_a_window_that_ended_is_skipped_if_the_rule_says_so() -> None:
    assert at(shanghai(2023, 6, 10), catch_up={"rule": "skip"}) == (Action.SKIP, "window_ended")


def test_a_skip_rule_still_opens_inside_the_window() -> None:
    assert at(shanghai(2023, 3, 1), catch_up={"rule": "skip"})[0] is Action.OPEN_LATE


def test_nothing_is_due_outside_the_plans_year() -> None:
    assert at(shanghai(2024, 1, 1)) == (Action.WAIT, "")
    assert at(shanghai(2024, 3, 1)) == (Action.WAIT, "")


@given(st.integers(2000, 2040), st.dates(date(2024, 1, 1), date(2024, 11, 30)))
def test_every_window_opens_on_a_working_day_and_ends_later(year: int, day: date) -> None:
    closes = day + timedelta(days=20)
    frame = window(a_rule(f"{day:%m-%d}", f"{closes:%m-%d}"), year, CALENDAR)
    assert CALENDAR.is_working_day(frame.opens_at.date())
    assert frame.opens_at < frame.closes_at

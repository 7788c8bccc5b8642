"""Statutory deadlines: the nine test vectors, and what must hold for every date."""

import json
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import Calendar, from_days
from models.clock import ZONE
from models.statute_book import Status, StatuteError, StatuteNotInForceError, Unit
from models.statutes import (
    STATUTES,
    Exclusion,
    ExclusionNotAllowedError,
    ExtensionNotAllowedError,
    LegalSettings,
    due,
    fixed,
    surcharge,
)


@cache
def shipped_calendar() -> Calendar:
    rows, years = [], []
    for file in files("models").joinpath("holiday_notices").iterdir():
        notice = json.loads(file.read_text(encoding="utf-8"))
        years.append(notice["year"])
        rows += [(date.fromisoformat(d["date"]), d["name"], d["isOffDay"]) for d in notice["days"]]
    return from_days(rows, years)


VECTORS = [
    ("T21", date(2023, 9, 27), date(2023, 10, 10)),
    ("T15", date(2023, 9, 22), date(2023, 10, 9)),
    ("T12", date(2023, 4, 17), date(2023, 5, 9)),
    ("T31", date(2023, 6, 19), date(2023, 6, 29)),
    ("T20", date(2023, 1, 16), date(2023, 2, 2)),
    ("T42", date(2023, 9, 15), date(2023, 10, 19)),
    ("T34", date(2023, 9, 20), date(2023, 10, 7)),
    ("T28", date(2023, 7, 3), date(2023, 10, 7)),
    ("T17", date(2023, 9, 1), date(2023, 10, 1)),
]
DATES = st.dates(date(2022, 1, 10), date(2026, 6, 30))
COMPUTED = sorted(s.id for s in STATUTES.values() if s.computable and s.unit is not Unit.HOUR)
LAW_OF_2024 = date(2024, 3, 1)


@pytest.mark.parametrize(("statute", "event", "expires"), VECTORS)
@pytest.mark.law(
    "T12", "T15", "T17", "T20", "T21", "T28", "T31", "T34", "T42", "K01", "K03", "K04", "K06"
)
def test_the_vector_of_the_source_table_holds(statute: str, event: date, expires: date) -> None:
    deadline = due(statute, event, shipped_calendar())
    assert deadline.due_on == expires
    assert not deadline.provisional


def test_every_row_of_the_source_table_is_there() -> None:
    rows = {key.split(".")[0] for key in STATUTES}
    assert rows == {f"T{number:02}" for number in range(1, 57)}


def test_every_verified_row_names_its_article() -> None:
    for row in STATUTES.values():
        assert row.article or row.status is not Status.VERIFIED, row.id


def test_the_last_day_ends_at_midnight_in_the_bureaus_zone() -> None:
    deadline = due("T21", date(2023, 9, 27), shipped_calendar())
    assert deadline.due_at == datetime(2023, 10, 11, tzinfo=ZONE)
    assert deadline.due_at == datetime(2023, 10, 10, 16, tzinfo=UTC)


def test_the_days_that_do_not_count_are_listed_with_the_reason() -> None:
    explanation = due("T21", date(2023, 9, 27), shipped_calendar()).explanation
    days = [(each["day"], each["why"]) for each in explanation["not_counted"]]
    assert days == [(f"2023-09-{day}", "holiday") for day in (29, 30)] + [
        (f"2023-10-0{day}", "holiday") for day in range(1, 7)
    ]
    assert explanation["make_up"] == ["2023-10-07", "2023-10-08"]
    assert (explanation["law"]["key"], explanation["article"]) == ("L5", "57")


def test_a_moved_day_says_what_it_moved_over() -> None:
    explanation = due("T34", date(2023, 9, 20), shipped_calendar()).explanation
    assert explanation["raw"] == "2023-10-05"
    assert [each["day"] for each in explanation["moved"]] == ["2023-10-05", "2023-10-06"]
    assert "K03" in explanation["rules"]


def test_an_explanation_is_plain_json() -> None:
    for statute in COMPUTED:
        deadline = due(statute, date(2024, 3, 1), shipped_calendar())
        assert json.loads(json.dumps(deadline.explanation)) == deadline.explanation


@pytest.mark.law("K11")
def test_an_ordinary_weekend_moves_only_if_the_bureau_reads_the_rule_so() -> None:
    served = date(2023, 3, 10)
    strict = LegalSettings(roll_ordinary_weekends=False)
    assert due("T34", served, shipped_calendar()).due_on == date(2023, 3, 27)
    assert due("T34", served, shipped_calendar(), settings=strict).due_on == date(2023, 3, 25)


@pytest.mark.law("K03")
def test_a_holiday_moves_under_either_reading() -> None:
    strict = LegalSettings(roll_ordinary_weekends=False)
    deadline = due("T34", date(2023, 9, 20), shipped_calendar(), settings=strict)
    assert deadline.due_on == date(2023, 10, 7)


@pytest.mark.law("T17", "K07")
def test_a_limit_on_seizure_never_moves_even_when_prolonged() -> None:
    deadline = due("T17", date(2023, 9, 1), shipped_calendar(), extension=45)
    assert deadline.due_on == date(2023, 11, 15)
    for day in range(1, 29):
        event = date(2023, 9, day)
        expected = event + timedelta(days=30)
        assert due("T17", event, shipped_calendar()).due_on == expected


@pytest.mark.law("T17")
def test_seizure_is_not_prolonged_beyond_its_cap() -> None:
    with pytest.raises(ExtensionNotAllowedError):
        due("T17", date(2023, 9, 1), shipped_calendar(), extension=46)
    with pytest.raises(ExtensionNotAllowedError):
        due("T21", date(2023, 9, 1), shipped_calendar(), extension=1)


@pytest.mark.law("T12")
def test_filing_is_prolonged_by_fifteen_working_days() -> None:
    deadline = due("T12", date(2023, 4, 17), shipped_calendar(), extension=15)
    assert deadline.due_on == shipped_calendar().add_working_days(date(2023, 4, 17), 30)


@pytest.mark.law("T19")
def test_testing_time_does_not_count_and_is_explained() -> None:
    testing = Exclusion(date(2023, 7, 10), date(2023, 7, 19), "testing")
    deadline = due("T28", date(2023, 7, 3), shipped_calendar(), excluded=[testing])
    assert deadline.due_on == date(2023, 10, 11)
    assert {each["why"] for each in deadline.explanation["not_counted"]} == {"testing"}


@pytest.mark.law("T29")
def test_a_limit_does_not_rest_for_a_reason_the_law_does_not_name() -> None:
    holiday_trip = Exclusion(date(2023, 7, 10), date(2023, 7, 19), "suspension")
    with pytest.raises(ExclusionNotAllowedError):
        due("T12", date(2023, 7, 3), shipped_calendar(), excluded=[holiday_trip])


@pytest.mark.parametrize(
    ("statute", "event", "expires"),
    [
        ("T38", date(2023, 8, 31), date(2024, 2, 29)),
        ("T40", date(2023, 11, 30), date(2024, 2, 29)),
        ("T44", date(2024, 2, 29), date(2027, 2, 28)),
        ("T30", date(2024, 2, 29), date(2026, 2, 28)),
    ],
)
@pytest.mark.law("K12")
def test_months_end_on_the_same_date_or_the_months_last(
    statute: str, event: date, expires: date
) -> None:
    assert due(statute, event, shipped_calendar()).due_on == expires


@pytest.mark.law("K01", "T16")
def test_hours_begin_with_the_next_full_hour() -> None:
    taken = datetime(2023, 9, 29, 10, 20, tzinfo=ZONE)
    deadline = due("T16", taken, shipped_calendar())
    assert deadline.due_at == datetime(2023, 9, 30, 11, 0, tzinfo=ZONE)


def test_hours_need_a_moment() -> None:
    with pytest.raises(StatuteError, match="hours"):
        due("T48", date(2023, 9, 29), shipped_calendar())


@pytest.mark.law("T25")
def test_notice_of_a_hearing_is_counted_back() -> None:
    assert due("T25", date(2023, 10, 11), shipped_calendar()).due_on == date(2023, 9, 26)


def test_a_year_without_notice_gives_a_provisional_date_on_weekdays() -> None:
    deadline = due("T12", date(2012, 9, 24), shipped_calendar(), as_of=date(2023, 6, 8))
    assert deadline.due_on == date(2012, 10, 15)
    assert deadline.provisional
    assert deadline.explanation["provisional_years"] == [2012]


def test_a_date_that_crosses_new_year_waits_for_the_next_notice() -> None:
    deadline = due("T12", date(2026, 12, 21), shipped_calendar())
    assert deadline.explanation["provisional_years"] == [2027]


def test_a_limit_that_never_moves_is_never_provisional() -> None:
    assert not due("T17", date(2027, 9, 1), shipped_calendar()).provisional


def test_the_law_of_the_day_decides_the_version() -> None:
    day = date(2022, 3, 14)
    old = due("T03", day, shipped_calendar())
    assert (old.due_on, old.explanation["law"]["key"]) == (date(2022, 3, 16), "L18")
    new = due("T03", day, shipped_calendar(), as_of=date(2022, 3, 15))
    assert new.explanation["number"] == 20


def test_no_known_version_is_an_error_that_says_so() -> None:
    with pytest.raises(StatuteNotInForceError, match="T12: no version in force on 2012-03-01"):
        due("T12", date(2012, 3, 1), shipped_calendar())


def test_a_number_from_memory_is_a_setting_and_says_so() -> None:
    settings = LegalSettings(numbers={"T54.decision": 20})
    deadline = due("T54.decision", date(2023, 3, 1), shipped_calendar(), settings=settings)
    assert deadline.explanation["number"] == 20
    assert deadline.explanation["setting"]


def test_a_number_read_in_the_law_is_no_setting() -> None:
    with pytest.raises(StatuteError, match="T12"):
        LegalSettings(numbers={"T12": 30})


@pytest.mark.law("T05")
def test_the_bureaus_own_date_is_kept_as_ordered() -> None:
    deadline = fixed("T05", date(2023, 9, 20), date(2023, 10, 1), shipped_calendar())
    assert deadline.due_on == date(2023, 10, 1)
    with pytest.raises(ValueError, match="before the order"):
        fixed("T05", date(2023, 9, 20), date(2023, 9, 19), shipped_calendar())


def test_nothing_is_computed_from_a_row_without_a_number() -> None:
    with pytest.raises(StatuteError, match="T04"):
        due("T04", date(2023, 9, 20), shipped_calendar())
    with pytest.raises(StatuteError, match="T99"):
        due("T99", date(2023, 9, 20), shipped_calendar())


@pytest.mark.law("T36")
def test_the_surcharge_is_three_per_cent_a_day_up_to_the_fine() -> None:
    assert surcharge(1_000_000, date(2023, 10, 7), date(2023, 10, 7)) == 0
    assert surcharge(1_000_000, date(2023, 10, 7), date(2023, 10, 17)) == 300_000
    assert surcharge(1_000_000, date(2023, 10, 7), date(2024, 10, 7)) == 1_000_000


@given(st.sampled_from(COMPUTED), DATES)
def test_a_later_event_never_expires_earlier(statute: str, event: date) -> None:
    calendar = shipped_calendar()
    first = due(statute, event, calendar, as_of=LAW_OF_2024).due_on
    second = due(statute, event + timedelta(days=1), calendar, as_of=LAW_OF_2024).due_on
    assert first <= second


@given(st.sampled_from(COMPUTED), DATES)
def test_a_limit_that_moves_never_ends_on_a_day_off(statute: str, event: date) -> None:
    deadline = due(statute, event, shipped_calendar(), as_of=LAW_OF_2024)
    if STATUTES[statute].rolls:
        assert shipped_calendar().is_working_day(deadline.due_on)
    else:
        assert deadline.due_on.isoformat() == deadline.explanation["raw"]


@given(st.sampled_from([k for k in COMPUTED if STATUTES[k].unit is Unit.WORKING_DAY]), DATES)
def test_counted_and_uncounted_days_are_all_days(statute: str, event: date) -> None:
    explanation = due(statute, event, shipped_calendar(), as_of=LAW_OF_2024).explanation
    span = abs((date.fromisoformat(explanation["raw"]) - event).days)
    assert span == explanation["number"] + len(explanation["not_counted"])


@given(DATES, st.integers(0, 40), st.integers(0, 20))
def test_excluded_days_only_ever_prolong(event: date, after: int, length: int) -> None:
    first = event + timedelta(days=after)
    hearing = Exclusion(first, first + timedelta(days=length), "hearing")
    plain = due("T28", event, shipped_calendar(), as_of=LAW_OF_2024).due_on
    rested = due("T28", event, shipped_calendar(), excluded=[hearing], as_of=LAW_OF_2024).due_on
    assert rested >= plain

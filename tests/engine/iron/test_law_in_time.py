"""The law that changed after the act: the milder one applies, and what is lawful now is free."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine import charges
from models import clock
from models.cases import Case
from models.settings import Setting
from tests import builders

PAST, TODAY = dt.date(2026, 1, 10), dt.date(2026, 3, 2)
#: Spoiled food worth 5,000 yuan: 50,000 to 100,000 yuan by the table of today.
SPOILED = {"provision": "F124.1", "item": "4", "goods_value_fen": 5_000_00}


@pytest.fixture
def case(session: Session) -> Case:
    clock.travel(dt.datetime.combine(TODAY, dt.time(10), clock.ZONE))
    return builders.a_case(session)


def amended(session: Session, since: dt.date, **change: Any) -> None:
    row = {"provision": "F124.1", "since": since.isoformat()} | change
    session.add(Setting(key="law.amendments", value=[row], changed_at=clock.now()))
    session.flush()


def band_of(session: Session, case: Case, acted_on: dt.date) -> tuple[int, int] | None:
    (one,) = charges.assess(session, case, [SPOILED | {"acted_on": acted_on.isoformat()}])
    return (one.band.lower_fen, one.band.upper_fen) if one.band else None


@pytest.mark.law("P31")
def test_a_new_law_that_is_milder_applies_to_what_was_done_before(
    session: Session, case: Case
) -> None:
    amended(session, dt.date(2026, 2, 1), lower=10_000_000, upper=20_000_000)
    assert band_of(session, case, PAST) == (5_000_000, 10_000_000)


@pytest.mark.law("P31")
def test_a_new_law_that_is_heavier_does_not(session: Session, case: Case) -> None:
    amended(session, dt.date(2026, 2, 1), lower=2, upper=4, times=True)
    assert band_of(session, case, PAST) == (1_000_000, 2_000_000)
    assert band_of(session, case, TODAY) == (5_000_000, 10_000_000)


@pytest.mark.law("P31")
def test_what_is_lawful_at_the_decision_is_not_punished(session: Session, case: Case) -> None:
    amended(session, dt.date(2026, 2, 1), legal=True)
    row = SPOILED | {"acted_on": PAST.isoformat(), "fine_fen": 5_000_000}
    (one,) = charges.assess(session, case, [row])
    assert one.band is None
    assert [found.problem.code for found in one.found] == ["charge.no_longer_punished"]


@pytest.mark.law("P31")
def test_a_law_of_tomorrow_does_not_apply_yet(session: Session, case: Case) -> None:
    amended(session, dt.date(2026, 4, 1), lower=1, upper=2, times=True)
    assert band_of(session, case, PAST) == (500_000, 1_000_000)

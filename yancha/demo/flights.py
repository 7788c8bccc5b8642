"""The demonstration's unannounced checks: one that was made, and one that is still sealed."""

import datetime as dt
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.commands import flight_checks
from engine.commands.flight_checks import FlightPlan, Lottery
from models import clock
from models.accounts import User
from models.calendar import Calendar
from models.clock import ZONE
from models.seals import Ground, Seal
from models.subjects import SubjectKind
from yancha.simulation.cast import Cast

#: What its cases are known by, having no campaign.
FLIGHT: Final = "flight"
#: When officers set out.
MORNING: Final = dt.time(8, 30)


def seal_first(session: Session, cast: Cast, calendar: Calendar) -> None:
    """Plan the check that is made in the course of the season, once."""
    if session.scalars(select(func.count()).select_from(Seal)).one() == 0:
        reason = "市级监督抽检反映个别糕点类食品菌落总数不合格，需核查生产过程控制。"
        _seal(session, cast, calendar, "supervisor1", Ground.SAMPLE, reason)


def seal_next(session: Session, cast: Cast, calendar: Calendar) -> None:
    """Plan the check whose hour is still to come, once."""
    if session.scalars(select(func.count()).select_from(Seal)).one() == 1:
        reason = "接到投诉举报，反映豆制品生产企业卫生状况，需不预先告知核查。"
        _seal(session, cast, calendar, "supervisor2", Ground.COMPLAINT, reason)


def _seal(
    session: Session, cast: Cast, calendar: Calendar, username: str, ground: Ground, reason: str
) -> None:
    user = session.scalars(select(User).where(User.username == username)).one()
    tomorrow = clock.now().astimezone(ZONE).date() + dt.timedelta(days=1)
    day = calendar.working_day_from(tomorrow)
    plan = FlightPlan(
        opens_at=dt.datetime.combine(day, MORNING, ZONE),
        ground=ground,
        reason=reason,
        lottery=Lottery(kinds=frozenset({SubjectKind.MAKER}), seed=f"flight-{username}"),
    )
    flight_checks.plan_flight_check(session, cast.actors[user.id], plan)

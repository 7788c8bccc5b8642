"""How far each case of the demonstration's seasons goes, and when."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine import plan_files
from engine.outcomes import Outcome
from engine.seasons import window
from models.calendar import Calendar
from models.clock import ZONE
from yancha.demo.bureau import premises
from yancha.simulation.intent import Intent, Shares
from yancha.simulation.pace import OfficePace, office_hour
from yancha.simulation.sheet import Sheet

#: The open season began so long ago that a case may have reached every state.
OLD_ENOUGH: Final = dt.timedelta(days=50)

#: The measures whose drives are played.
SCHOOLS: Final = "M06."
PRODUCERS: Final = "M03."

#: What the visits of the finished season find, school by school.
FINISHED: Final = (
    *[Outcome.NO_PROBLEM] * 14,
    *[Outcome.RECTIFY_ON_SPOT] * 5,
    *[Outcome.RECTIFY_BY_DATE] * 4,
    *[Outcome.INVESTIGATE_KEY] * 2,
    Outcome.INVESTIGATE_GENERAL,
    Outcome.STOP,
    *[Outcome.NOT_PERFORMED] * 2,
    Outcome.NO_PROBLEM,
)
#: The school of the finished season that nobody got round to: it is carried over.
NEGLECTED: Final = 29

#: Where each case of the open season waits (a form), what its visit finds, and how many days ago
#: that visit took place; None for cases that are through.
OPEN: Final[Sequence[tuple[str | None, Outcome, int]]] = (
    ("propose_filing", Outcome.INVESTIGATE_KEY, 1),
    ("approve_filing", Outcome.INVESTIGATE_KEY, 4),
    ("decide_filing", Outcome.STOP, 6),
    ("investigation_report", Outcome.INVESTIGATE_GENERAL, 10),
    ("audit_case", Outcome.INVESTIGATE_KEY, 16),
    ("serve_penalty_notice", Outcome.INVESTIGATE_KEY, 19),
    ("record_defence", Outcome.INVESTIGATE_KEY, 9),
    ("approve_penalty", Outcome.INVESTIGATE_KEY, 24),
    ("decide_penalty", Outcome.INVESTIGATE_GENERAL, 26),
    ("serve_penalty_decision", Outcome.INVESTIGATE_KEY, 28),
    ("record_payment", Outcome.INVESTIGATE_KEY, 20),
    ("publish_penalty", Outcome.INVESTIGATE_KEY, 32),
    ("propose_closure", Outcome.INVESTIGATE_KEY, 38),
    ("approve_closure", Outcome.INVESTIGATE_KEY, 42),
    ("demand_payment", Outcome.INVESTIGATE_KEY, 40),
    ("submit_correction", Outcome.RECTIFY_BY_DATE, 2),
    ("reinspect", Outcome.RECTIFY_BY_DATE, 9),
    (None, Outcome.RECTIFY_BY_DATE, 20),
    (None, Outcome.NOT_PERFORMED, 12),
    (None, Outcome.NO_PROBLEM, 18),
    (None, Outcome.RECTIFY_ON_SPOT, 15),
    ("publish_result", Outcome.NO_PROBLEM, 5),
    ("inspect_school", Outcome.RECTIFY_ON_SPOT, 1),
    ("inspect_school", Outcome.NO_PROBLEM, 1),
    ("accept_assignment", Outcome.NO_PROBLEM, 1),
    ("accept_assignment", Outcome.NO_PROBLEM, 1),
    ("assign_officers", Outcome.NO_PROBLEM, 1),
    ("assign_officers", Outcome.NO_PROBLEM, 1),
    ("assign_officers", Outcome.NO_PROBLEM, 1),
    ("assign_officers", Outcome.NO_PROBLEM, 1),
)
#: Cases at the end of the table for which nobody is assigned yet.
WAITING: Final = 4
#: A case that waits here got there since nobody paid in time.
OVERDUE: Final = "demand_payment"
#: In the open season everybody is quick, so that each case gets to where it is to wait.
QUICK: Final[Mapping[str, tuple[int, int]]] = {
    "investigation_report": (2, 3),
    "record_payment": (2, 4),
    "reinspect": (1, 1),
}


#: Nothing takes the less common turn.
_STRAIGHT: Final = Shares(
    assignment_returned=0,
    returned=0,
    defence_made=0.5,
    defence_waived=0.5,
    proposal_changed=0,
    no_penalty=0,
    grave=0,
    heavy_fine=0,
    public_notice=0,
    warning_only=0,
    paid_late=0,
    correction_unreported=0,
    signature_refused=0,
)


@dataclass(frozen=True, slots=True)
class Drive:
    """One campaign of one year's plan."""

    year: int
    key: str
    opens_at: dt.datetime
    closes_at: dt.datetime


def two_seasons(calendar: Calendar, now: dt.datetime) -> tuple[Drive, Drive]:
    """The last two drives that began long enough ago: one to be finished, one to be open."""
    year = now.astimezone(ZONE).year
    drives = [
        drive
        for each in (year - 2, year - 1, year)
        for drive in _drives(calendar, each)
        if drive.key.startswith(SCHOOLS) and drive.opens_at <= now - OLD_ENOUGH
    ]
    finished, opened = sorted(drives, key=lambda drive: drive.opens_at)[-2:]
    return finished, opened


def reviews(calendar: Calendar, finished: Drive, now: dt.datetime) -> list[Drive]:
    """The reviews of producers that begin in the time that is played."""
    years = range(finished.year, now.astimezone(ZONE).year + 1)
    return [
        drive
        for year in years
        for drive in _drives(calendar, year)
        if drive.key.startswith(PRODUCERS) and finished.opens_at < drive.opens_at <= now
    ]


def _drives(calendar: Calendar, year: int) -> list[Drive]:
    drives = []
    for campaign in plan_files.shipped("demo", year).campaigns:
        frame = window(campaign["window"], year, calendar)
        drives.append(Drive(year, campaign["key"], frame.opens_at, frame.closes_at))
    return drives


def schools() -> list[str]:
    """Licences of the schools in the order of the tables above, the two offices by turns.

    Those at the end of the tables wait for officers; they all belong to the second office, whose
    supervisor assigns by hand, while the first draws.
    """
    by_office = [
        [one.licence for one in premises() if one.kind == "school" and one.office == office]
        for office in ("inspection-1", "inspection-2")
    ]
    first, second = by_office
    by_turns = len(second) - WAITING
    mixed = [one for pair in zip(first, second, strict=True) for one in pair][: 2 * by_turns]
    return [*mixed, *first[by_turns:], *second[by_turns:]]


def finished_intent(seed: int) -> Intent:
    """A season that went as seasons go."""
    shares = Shares(
        assignment_returned=0.1,
        returned=0.15,
        filing_declined=0.2,
        paid_late=0.4,
        rectification_failed=0.25,
    )
    return Intent(seed=seed, outcomes=dict(zip(schools(), FINISHED, strict=True)), shares=shares)


def makers() -> list[str]:
    """Licences of the food makers."""
    return [one.licence for one in premises() if one.kind == "maker"]


def review_intent(seed: int) -> Intent:
    """Reviews of producers: most are in order, some have to correct, one is investigated."""
    found = [Outcome.RECTIFY_ON_SPOT, Outcome.RECTIFY_BY_DATE, Outcome.INVESTIGATE_KEY]
    return Intent(seed=seed, outcomes=dict(zip(makers(), found, strict=False)), shares=_STRAIGHT)


def flight_intent(seed: int) -> Intent:
    """An unannounced check that finds what can be put right at once."""
    return Intent(seed=seed, otherwise=Outcome.RECTIFY_ON_SPOT, shares=_STRAIGHT)


def open_intent(seed: int) -> Intent:
    """A season in which each case goes straight to where it is to wait."""
    outcomes = {licence: outcome for licence, (_, outcome, _) in zip(schools(), OPEN, strict=True)}
    return Intent(seed=seed, outcomes=outcomes, shares=_STRAIGHT)


@dataclass
class FinishedPace(OfficePace):
    """As a bureau works, but one target is never visited."""

    neglected: str = ""

    def when(self, sheet: Sheet) -> dt.datetime | None:
        """Return the moment, None for the target that is carried over."""
        if sheet.licence == self.neglected:
            return None
        return super().when(sheet)


@dataclass
class OpenPace(OfficePace):
    """Quick until the form at which a case is to wait."""

    stops: Mapping[str, str | None] | None = None

    def when(self, sheet: Sheet) -> dt.datetime | None:
        """Return the moment, None for the form at which the case waits."""
        form, created = sheet.stage, sheet.item.created_at
        stop = (self.stops or {}).get(sheet.licence)
        if stop == form or (stop == OVERDUE and form == "record_payment"):
            return None
        if form == "inspect_school":
            return max(self.visits[sheet.licence], created)
        return self.later(sheet, created, QUICK.get(form, (0, 1)))


def finished_visits(
    calendar: Calendar, drive: Drive, order: Sequence[str]
) -> dict[str, dt.datetime]:
    """Visits in the first two thirds of the window, so that all that follows is over, too."""
    days = (drive.closes_at - drive.opens_at).days * 2 // 3
    first = drive.opens_at.astimezone(ZONE).date() + dt.timedelta(days=2)
    return {
        licence: office_hour(
            calendar, first + dt.timedelta(days=place * days // len(order)), place % 5 / 5
        )
        for place, licence in enumerate(order)
    }


def open_visits(calendar: Calendar, now: dt.datetime) -> dict[str, dt.datetime]:
    """Visits so many days ago as the table says."""
    today = now.astimezone(ZONE).date()
    visits = {}
    for licence, (_, _, days_ago) in zip(schools(), OPEN, strict=True):
        day = today - dt.timedelta(days=days_ago)
        while not calendar.is_working_day(day):
            day -= dt.timedelta(days=1)
        visits[licence] = office_hour(calendar, day, days_ago % 6 / 6)
    return visits


def open_stops() -> dict[str, str | None]:
    """Licence -> the form at which its case waits."""
    return {licence: stop for licence, (stop, _, _) in zip(schools(), OPEN, strict=True)}

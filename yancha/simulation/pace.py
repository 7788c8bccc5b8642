"""When simulated people get round to things: office hours of working days, visits in the window."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from engine import forms
from engine.operations.inspections import VISITS
from models.calendar import Calendar, days
from models.campaigns import Campaign
from models.clock import ZONE
from yancha.simulation import beside, complaints, persons, spot, transfers
from yancha.simulation.penalties import is_silent
from yancha.simulation.sheet import Sheet

OPENS: Final = 9
HOURS: Final = 8

#: Days from when an item appears to when it is done: at least and at most.
DELAYS: Final[Mapping[str, tuple[int, int]]] = {
    **beside.DELAYS,
    **complaints.DELAYS,
    **persons.DELAYS,
    **transfers.DELAYS,
    **spot.DELAYS,
    "assign_officers": (0, 1),
    "accept_assignment": (0, 1),
    "publish_result": (1, 6),
    "submit_correction": (2, 5),
    "reinspect": (1, 2),
    "propose_filing": (1, 3),
    "approve_filing": (0, 1),
    "decide_filing": (1, 2),
    "investigation_report": (5, 20),
    "review_legality": (1, 4),
    "serve_document": (1, 3),
    "audit_case": (1, 4),
    "record_defence": (1, 3),
    "reconsider_defence": (1, 3),
    "appoint_chair": (0, 2),
    "hold_hearing": (0, 0),
    "conclude_hearing": (1, 3),
    "review_hearing": (1, 4),
    "discuss_case": (1, 3),
    "approve_outcome": (0, 2),
    "decide_outcome": (1, 3),
    "send_case_file": (1, 3),
    "record_reply": (3, 10),
    "approve_penalty": (0, 2),
    "decide_penalty": (1, 3),
    "record_payment": (2, 9),
    "demand_payment": (1, 5),
    "collect_payment": (2, 9),
    "apply_court": (2, 20),
    "record_court": (10, 30),
    "publish_penalty": (2, 8),
    "propose_closure": (1, 6),
    "approve_closure": (1, 3),
}


class Pace(Protocol):
    """Says when an item is done; None means that nobody ever does it."""

    def when(self, sheet: Sheet) -> dt.datetime | None:
        """Return the moment at which the item is done."""


@dataclass
class OfficePace:
    """The pace of a bureau that does its work: nothing is late but what the party delays."""

    calendar: Calendar
    #: Licence -> when its visit takes place.
    visits: Mapping[str, dt.datetime] = field(default_factory=dict)

    def when(self, sheet: Sheet) -> dt.datetime | None:
        """Return the moment, or None where a deadline is to pass."""
        if _lapses(sheet):
            return None
        created = sheet.item.created_at
        if sheet.item.form == "record_payment" and beside.is_deferred(sheet):
            return self.later(sheet, created, beside.LATE)
        if sheet.item.element in VISITS:
            planned = self.visits.get(sheet.licence)
            return max(planned, created) if planned else self.later(sheet, created, (1, 3))
        return self.later(sheet, created, DELAYS[forms.base(sheet.item.form)])

    def later(self, sheet: Sheet, start: dt.datetime, span: tuple[int, int]) -> dt.datetime:
        """Return a moment in office hours some days on."""
        dice = sheet.intent.dice(sheet.licence, "pace", sheet.item.element, sheet.times_done())
        day = start.astimezone(ZONE).date() + dt.timedelta(days=dice.randint(*span))
        moment = office_hour(self.calendar, day, dice.random())
        return max(moment, start + dt.timedelta(minutes=30))


def office_hour(calendar: Calendar, day: dt.date, part: float) -> dt.datetime:
    """Return a moment of the first working day from the day on, `part` of the way through it."""
    worked = calendar.working_day_from(day)
    opening = dt.datetime.combine(worked, dt.time(OPENS), ZONE)
    return opening + dt.timedelta(minutes=int(part * HOURS * 60))


def visits_in_window(
    calendar: Calendar,
    campaign: Campaign,
    order: Sequence[str],
    *,
    until: dt.datetime | None = None,
) -> dict[str, dt.datetime]:
    """Spread the visits evenly over the working days of the window, in the order given."""
    first = campaign.opened_at.astimezone(ZONE).date() + dt.timedelta(days=2)
    closes = min(until or campaign.closes_at, campaign.closes_at).astimezone(ZONE)
    last = (closes - dt.timedelta(seconds=1)).date()
    worked = [day for day in days(first, last) if calendar.is_working_day(day)] or [first]
    spread = {}
    for place, licence in enumerate(order):
        day, part = divmod(place * len(worked) / max(1, len(order)), 1)
        spread[licence] = office_hour(calendar, worked[int(day)], part)
    return spread


def _lapses(sheet: Sheet) -> bool:
    """Whether the party lets a deadline pass, so that the timer of the diagram fires."""
    shares = sheet.shares
    match sheet.item.form:
        case "record_defence":
            return is_silent(sheet)
        case "collect_payment":
            return sheet.happens("to court", shares.brought_to_court)
        case "record_payment":
            return sheet.happens("paid late", shares.paid_late)
        case (
            "propose_disposal" | "propose_seizure_step" | "record_instalment" | "mediate_complaint"
        ):
            return sheet.happens("lapses", shares.measure_lapsed)
        case "submit_correction":
            return sheet.happens("correction unreported", shares.correction_unreported)
    return False

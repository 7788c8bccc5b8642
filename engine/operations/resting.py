"""Time that does not count (T29): clocks rest while a hearing or a public notice lasts."""

import datetime as dt

from engine import clock_events, moving
from engine.operations.facts import day_of
from engine.step import Step


def rest(
    step: Step, reason: str, since: dt.date, *, until: dt.date | None = None
) -> dict[str, object]:
    """Let every clock rest that may for this reason; returns the dates that moved."""
    moved: dict[str, object] = {}
    for running in clock_events.resting(step.session, step.case, reason):
        if not clock_events.rests_for(running, reason):
            clock_events.rest(step.session, step.actor, running, reason, since, until=until)
            moved |= moving.carry(step.session, running, step.instance)
    return moved


def resume(step: Step, reason: str) -> dict[str, object]:
    """Let the clocks that rest for this reason go on today; returns the dates that moved."""
    moved: dict[str, object] = {}
    for running in clock_events.resting(step.session, step.case, reason):
        if clock_events.rests_for(running, reason):
            clock_events.resume(step.session, step.actor, running, reason, day_of(step))
            moved |= moving.carry(step.session, running, step.instance)
    return moved

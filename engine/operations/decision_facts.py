"""The facts that each decision of the models is fed with: decision -> function of the step."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from engine import charges, crimes, tracks
from engine.operations.facts import submitted
from engine.operations.penalties import newest_penalty
from engine.step import Step


def review_track(step: Step) -> dict[str, Any]:
    """What decides on audit or legal review, discussion, hearing and level (P13-P20, R81)."""
    report = submitted(step, "task_report_investigation")
    penalty = newest_penalty(step.session, step.case)
    return tracks.facts_of_penalty(step.session, step.case, report.data, penalty)


def summary_allowed(step: Step) -> dict[str, Any]:
    """Whether what the officers found may be punished on the spot (P23; L1 art 51; L5 art 66)."""
    found = submitted(step, "task_examine_on_spot").data
    return charges.summary_facts(step.session, step.case, found)


def transfer_trigger(step: Step) -> dict[str, Any]:
    """Whether there are signs of a crime, so that the case goes to the police (L1 27; P33)."""
    report = submitted(step, "task_report_investigation")
    return crimes.facts_of_report(step.session, step.case, report.data)


#: Numbers are Decimal or int, money is in fen, dates are dates; names as the DMN file has them.
FACTS: Final[dict[str, Callable[[Step], Mapping[str, Any]]]] = {
    "review_track": review_track,
    "summary_allowed": summary_allowed,
    "transfer_trigger": transfer_trigger,
}

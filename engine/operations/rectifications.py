"""Rectification (整改): ordered in writing with a deadline, reminded, re-inspected (L6 art 33)."""

import datetime as dt
from typing import Final

from engine import audit, clocks, documents, notices
from engine.errors import Broken
from engine.operations.facts import day_of, iso, officers, submitted
from engine.operations.inspections import VISITS
from engine.papers import inspection as papers
from engine.step import Step
from models import calendar, clock, fixed, settings
from models.findings import Finding, Rectification, RectificationState
from models.fixed import Rows

#: How many working days before the deadline the officers remind the subject; a setting.
REMINDER_SETTING: Final = "rectification.reminder_working_days"
REMINDER_DEFAULT: Final = 2
#: A reminder comes when the office opens.
MORNING: Final = dt.time(9)

RESULTS: Final = {
    "passed": RectificationState.PASSED,
    "failed": RectificationState.FAILED,
    "refused": RectificationState.REFUSED,
}

_CURRENT: Final = Rows(
    Rectification,
    "WHERE rectification.case_id = %(case)s ORDER BY rectification.id DESC LIMIT 1",
)
_CORRECTED: Final = """
UPDATE finding SET corrected_at = %(now)s::timestamptz
WHERE case_id = %(case)s AND corrected_at IS NULL RETURNING id
"""


def order(step: Step) -> dict[str, object]:
    """rectification.order: the written order to correct, with its deadline."""
    visit = submitted(step, *VISITS)
    session, case = step.session, step.case
    due_on = dt.date.fromisoformat(visit.data["rectify_by"])
    running = clocks.start_fixed(
        session, case, "T05", day_of(step), due_on, variable="rectification_due"
    )
    demand = visit.data["rectify_demand"]
    ordered = Rectification(case_id=case.id, ordered_at=step.now, due_on=due_on, demand=demand)
    fixed.insert(session, ordered)
    paper = documents.issue(
        session,
        step.actor,
        case,
        "order_to_correct",
        papers.order_to_correct(session, case, visit),
    )
    audit.record(
        session,
        step.actor,
        "rectification:order",
        case=case,
        due_on=due_on.isoformat(),
        document=paper.id,
    )
    reminder = _reminder(step, due_on, running.due_at)
    return {"rectification_due": iso(running.due_at), "reminder_due": iso(reminder)}


def remind(step: Step) -> None:
    """rectification.remind: the officers are told to remind the subject."""
    current = _current(step)
    current.reminded_at = step.now
    fixed.update(step.session, current)
    notices.notify(
        step.session,
        officers(step),
        "rectification.reminder",
        {
            "number": step.case.number,
            "subject": step.case.title,
            "due_on": current.due_on.isoformat(),
        },
        case_id=step.case.id,
        key=f"rectification.reminder:{current.id}",
    )
    audit.record(step.session, step.actor, "rectification:remind", case=step.case)


def close(step: Step) -> dict[str, object]:
    """rectification.close: what the re-inspection found; failed or refused goes on."""
    visit = submitted(step, "task_reinspect")
    session, case, current = step.session, step.case, _current(step)
    result, report = visit.data["reinspection"], step.submission("task_submit_correction")
    current.state, current.closed_at = RESULTS[result], step.now
    current.result = result
    if report is not None and report.submitted_at >= current.ordered_at:
        current.reported_at = report.submitted_at
    fixed.update(session, current)
    clocks.met(session, case, "rectification_due")
    rectified = result == "passed"
    if rectified:
        corrected = fixed.ask(session, _CORRECTED, {"case": case.id, "now": step.now})
        fixed.forget(session, Finding, (key for (key,) in corrected))
    content = papers.reinspection_record(session, case, visit)
    documents.issue(session, step.actor, case, "result_record", content)
    audit.record(session, step.actor, "rectification:close", case=case, result=result)
    return {"rectified": rectified}


def _current(step: Step) -> Rectification:
    found = _CURRENT.first(step.session, case=step.case.id)
    if found is None:
        raise Broken("rectification.missing", case=step.case.number)
    return found


def _reminder(step: Step, due_on: dt.date, due_at: dt.datetime) -> dt.datetime:
    """Some working days before the deadline; half-way when the deadline is nearer than that."""
    days = settings.value_of(step.session, REMINDER_SETTING, REMINDER_DEFAULT)
    working = calendar.load(step.session)
    day = due_on
    while days > 0:
        day -= dt.timedelta(days=1)
        days -= working.is_working_day(day)
    reminder = dt.datetime.combine(day, MORNING, clock.ZONE)
    return reminder if reminder > step.now else step.now + (due_at - step.now) / 2

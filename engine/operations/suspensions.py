"""Suspension (中止) and termination (终止) of an investigation (L5 arts 46-47, 64; P12, T29)."""

from collections.abc import Sequence
from typing import Final

from engine import audit, clock_events, clocks, documents, moving, notices
from engine.errors import Conflict
from engine.operations.beside import give_up_others, here
from engine.operations.facts import day_of, iso, officers, supervisors
from engine.operations.measures import expect_none_in_force
from engine.papers import matters as papers
from engine.step import Step
from models.clocks import Clock

SUSPENSION: Final = "suspension"


def suspend(step: Step) -> None:
    """investigation.suspend: the case rests from today, and with it the days to decide it (T29)."""
    session, case, today = step.session, step.case, day_of(step)
    if clocks.running_of(session, case, "case_due") is None:
        raise Conflict("case.not_under_investigation", number=case.number)
    if case.resting_since is not None:
        raise Conflict("case.resting", number=case.number)
    case.resting_since = today
    for running in clock_events.resting(session, case, SUSPENSION):
        clock_events.rest(session, step.actor, running, SUSPENSION, today)
        moving.carry(session, running, step.instance)
    request = here(step, "task_request_suspension")
    decision = step.here("task_decide_suspension")
    content = papers.suspension(session, case, request, decision)
    paper = documents.issue(session, step.actor, case, "suspension_approval", content)
    audit.record(session, step.actor, "investigation:suspend", case=case, document=paper.id)
    _tell(step, "investigation.suspended")


def resume(step: Step) -> None:
    """investigation.resume: the reason is gone, so the case goes on at once (L5 art 46)."""
    session, case = step.session, step.case
    _go_on(step)
    content = papers.resumption(session, case, here(step, "task_follow_suspension"))
    paper = documents.issue(session, step.actor, case, "resumption_record", content)
    audit.record(session, step.actor, "investigation:resume", case=case, document=paper.id)
    _tell(step, "investigation.resumed")


def terminate(step: Step) -> dict[str, object]:
    """investigation.terminate: nothing is left to investigate; this process closes the case.

    The main process and all others of the case are given up, and the case is carried by this one
    to its closure within 15 working days (L5 arts 47, 77; T46).
    """
    session, case = step.session, step.case
    expect_none_in_force(session, case)
    _go_on(step)
    request = step.here("task_follow_suspension") or here(step, "task_request_suspension")
    decision = step.here("task_decide_termination") or step.here("task_decide_suspension")
    content = papers.termination(session, case, request, decision)
    paper = documents.issue(session, step.actor, case, "termination_approval", content)
    give_up_others(step)
    clocks.stop_all(session, case.id)
    # The unique key knows one main process only, so the other gives it up first.
    session.flush()
    step.instance.main = True
    case.outcome = "terminated"
    audit.record(session, step.actor, "investigation:terminate", case=case, document=paper.id)
    running = clocks.start(session, case, "T46", day_of(step), variable="closure_due")
    _tell(step, "investigation.terminated")
    return {"closure_due": iso(running.due_at)}


def _go_on(step: Step) -> None:
    session, case, today = step.session, step.case, day_of(step)
    case.resting_since = None
    for running in _resting(step):
        clock_events.resume(session, step.actor, running, SUSPENSION, today)
        moving.carry(session, running, step.instance)


def _resting(step: Step) -> Sequence[Clock]:
    found = clock_events.resting(step.session, step.case, SUSPENSION)
    return [one for one in found if clock_events.rests_for(one, SUSPENSION)]


def _tell(step: Step, code: str) -> None:
    people = {*officers(step), *supervisors(step)}
    words = {"number": step.case.number, "subject": step.case.title}
    notices.notify(
        step.session,
        sorted(people),
        code,
        words,
        case_id=step.case.id,
        key=f"{code}:{step.instance.id}",
    )

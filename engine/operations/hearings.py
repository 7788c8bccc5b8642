"""Hearings (听证): a chair who did not investigate, seven working days' notice, a record (P21)."""

import datetime as dt
from typing import Final

from sqlalchemy import select

from engine import audit, authority, clocks, documents, notices
from engine.errors import Broken
from engine.operations import resting
from engine.operations.beside import wrong
from engine.operations.facts import day_of, iso, leaders, officers, submitted
from engine.operations.service import delivered
from engine.papers import hearing as papers
from engine.step import Step
from models import calendar, clock
from models.accounts import User
from models.hearings import Hearing
from models.statutes import end_of

HEARING: Final = "hearing"
#: Whose lane holds a hearing; the chair is one of them.
CHAIRS: Final = "legal_reviewer"


def open_(step: Step) -> dict[str, object]:
    """hearing.open: the request is in time and due; from now on the case's days rest (T22, T29)."""
    session, case, hearing = step.session, step.case, _current(step)
    running = clocks.start(session, case, "T22", hearing.requested_on, variable="chair_due")
    moved = {"case_due": step.data.get("case_due")} | resting.rest(step, HEARING, day_of(step))
    audit.record(session, step.actor, "hearing:open", case=case, hearing=hearing.id)
    _tell(step, hearing, "hearing.requested", leaders(step))
    return {"chair_due": iso(running.due_at)} | moved


def schedule(step: Step) -> dict[str, object]:
    """hearing.schedule: chair, time and place; time enough for the notice (L1 art 64; T25)."""
    session, case, hearing = step.session, step.case, _current(step)
    paper = submitted(step, "task_appoint_chair")
    chair = _expect_chair(step, paper.data["chair"])
    hold_at = dt.datetime.fromisoformat(paper.data["hold_at"])
    last = _last_day_of_notice(step, hold_at)
    if day_of(step) > last:
        raise wrong("hold_at", "hearing.too_soon", statute="T25", article="L1 64, 85", days=7)
    hearing.chair_id, hearing.hold_at = chair.id, hold_at
    hearing.place = paper.data["place"]
    hearing.is_public = paper.data["open_to_public"] == "yes"
    hearing.notified_on = None
    content = papers.hearing_notice(session, case, hearing, paper, chair)
    issued = documents.issue(session, step.actor, case, "hearing_notice", content)
    audit.record(
        session,
        step.actor,
        "hearing:schedule",
        case=case,
        hearing=hearing.id,
        chair=chair.id,
        hold_at=iso(hold_at),
        document=issued.id,
    )
    _tell(step, hearing, "hearing.scheduled", [chair.id, *officers(step)])
    return {
        "chair_id": chair.id,
        "hearing_at": iso(hold_at),
        "service_document": "hearing_notice",
        "service_due": iso(end_of(last)),
    }


def notify(step: Step) -> dict[str, object]:
    """hearing.notify: whether the notice came seven working days before; else another day (T25)."""
    hearing = _current(step)
    if hearing.hold_at is None:
        raise Broken("hearing.not_scheduled", case=step.case.number)
    served_on = delivered(step, "hearing_notice").served_on
    hearing.notified_on = served_on
    in_time = served_on <= _last_day_of_notice(step, hearing.hold_at)
    audit.record(
        step.session,
        step.actor,
        "hearing:notify",
        case=step.case,
        hearing=hearing.id,
        served_on=served_on.isoformat(),
        in_time=in_time,
    )
    if not in_time:
        _tell(step, hearing, "hearing.notified_too_late", leaders(step))
    return {"notified_in_time": in_time}


def record(step: Step) -> dict[str, object]:
    """hearing.record: held or waived by absence; the days of the case run again (L1 art 64)."""
    session, case, hearing = step.session, step.case, _current(step)
    paper = submitted(step, "task_hold_hearing")
    hearing.result = paper.data["hearing_result"]
    held = hearing.result == "held"
    hearing.held_at = dt.datetime.fromisoformat(paper.data["held_at"]) if held else step.now
    if held and hearing.hold_at is not None and hearing.held_at < hearing.hold_at:
        raise wrong("held_at", "hearing.before_its_time", hold_at=iso(hearing.hold_at))
    content = papers.hearing_record(session, case, hearing, paper)
    documents.issue(session, step.actor, case, "hearing_record", content)
    moved = {"case_due": step.data.get("case_due")} | resting.resume(step, HEARING)
    audit.record(
        session,
        step.actor,
        "hearing:record",
        case=case,
        hearing=hearing.id,
        result=hearing.result,
    )
    if not held:
        return {"hearing_report_due": None} | moved
    running = clocks.start(session, case, "T27", hearing.held_at, variable="hearing_report_due")
    return {"hearing_report_due": iso(running.due_at)} | moved


def report(step: Step) -> None:
    """hearing.report: what was heard and what the chair thinks of it (L1 art 65; T27)."""
    session, case, hearing = step.session, step.case, _current(step)
    paper = submitted(step, "task_conclude_hearing")
    hearing.report, hearing.reported_at = paper.data["report"], step.now
    content = papers.hearing_report(session, case, hearing, paper)
    issued = documents.issue(session, step.actor, case, "hearing_report", content)
    audit.record(session, step.actor, "hearing:report", case=case, document=issued.id)
    _tell(step, hearing, "hearing.reported", officers(step))


def _current(step: Step) -> Hearing:
    return step.session.scalars(
        select(Hearing)
        .where(Hearing.case_id == step.case.id)
        .order_by(Hearing.id.desc())
        .limit(1)
        .with_for_update()
    ).one()


def _expect_chair(step: Step, user_id: int) -> User:
    """Somebody who may hold hearings and did not investigate the case (L1 art 64; P21)."""
    chair = step.session.get(User, user_id)
    if chair is None or not chair.active or CHAIRS not in chair.role_names:
        raise wrong("chair", "hearing.chair_unfit", rule="P21")
    facts = authority.facts_of(step.session, step.case)
    if chair.id in facts.handlers:
        raise wrong("chair", "hearing.chair_handled", rule="P21", article="L1 64", name=chair.name)
    if chair.id in facts.recused:
        raise wrong("chair", "hearing.chair_recused", rule="P03", name=chair.name)
    return chair


def _last_day_of_notice(step: Step, hold_at: dt.datetime) -> dt.date:
    """Counted back from the hearing, its own day not counted (T25)."""
    working_days = calendar.load(step.session)
    day = hold_at.astimezone(clock.ZONE).date()
    return clocks.compute(step.session, working_days, "T25", day).due_on


def _tell(step: Step, hearing: Hearing, code: str, people: list[int]) -> None:
    held_at = iso(hearing.hold_at) if hearing.hold_at else ""
    notices.notify(
        step.session,
        sorted(set(people)),
        code,
        {
            "number": step.case.number,
            "subject": step.case.title,
            "hold_at": held_at,
            "place": hearing.place,
        },
        case_id=step.case.id,
        key=f"{code}:{hearing.id}:{held_at}",
    )

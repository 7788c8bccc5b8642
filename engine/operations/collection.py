"""What follows an unpaid fine (追缴): a demand, then the court and nothing else (P41)."""

import datetime as dt
from typing import Any

from engine import audit, clocks, documents, notices, remedies
from engine.operations.beside import wrong
from engine.operations.deferrals import outstanding
from engine.operations.facts import day_of, iso, officers, submitted, supervisors
from engine.operations.payments import surcharge_at
from engine.operations.penalties import newest_penalty
from engine.operations.service import delivered
from engine.papers import collection as papers
from engine.step import Step
from models import calendar


def issue_demand(step: Step) -> dict[str, object]:
    """demand.issue: amount, way and term, before any court is asked (L2 arts 35, 54)."""
    session, case = step.session, step.case
    penalty, paper = newest_penalty(session, case), submitted(step, "task_demand_payment")
    left = outstanding(session, penalty)
    surcharge = surcharge_at(step, penalty, day_of(step))
    content = papers.demand_notice(
        session, case, way=paper.data["demand_way"], left_fen=left, surcharge_fen=surcharge
    )
    issued = documents.issue(session, step.actor, case, "demand_notice", content)
    audit.record(
        session,
        step.actor,
        "demand:issue",
        case=case,
        amount_fen=left,
        surcharge_fen=surcharge,
        document=issued.id,
    )
    return {"service_document": "demand_notice", "service_due": None}


def serve_demand(step: Step) -> dict[str, object]:
    """demand.serve: ten working days (T39); then the court, when remedies have ended (T40)."""
    session, case = step.session, step.case
    served_on = delivered(step, "demand_notice").served_on
    running = clocks.start(session, case, "T39", served_on, variable="demand_due")
    remedies_end = _remedies_end(step)
    opens_at = max(running.due_at, remedies_end.due_at)
    audit.record(
        session,
        step.actor,
        "demand:serve",
        case=case,
        served_on=served_on.isoformat(),
        court_opens_at=iso(opens_at),
    )
    return {"demand_due": iso(running.due_at), "court_opens_at": iso(opens_at)}


def open_court(step: Step) -> dict[str, object]:
    """court.open: from the end of the remedies the bureau has three months (L2 art 53; T40)."""
    session, case = step.session, step.case
    clocks.met(session, case, "demand_due")
    last_day = max(_remedies_end(step).due_on, *_ended_remedies(step))
    running = clocks.start(session, case, "T40", last_day, variable="court_due")
    audit.record(session, step.actor, "court:open", case=case, due_on=running.due_on.isoformat())
    notices.notify(
        session,
        sorted({*officers(step), *supervisors(step)}),
        "court.open",
        {
            "number": case.number,
            "subject": case.title,
            "due_on": running.due_on.isoformat(),
        },
        case_id=case.id,
        key=f"court.open:{running.id or case.id}",
    )
    return {"court_due": iso(running.due_at)}


def apply(step: Step) -> None:
    """court.apply: the application with its five parts, signed by the leader (L2 art 55; T40)."""
    session, case = step.session, step.case
    paper, penalty = submitted(step, "task_apply_court"), newest_penalty(session, case)
    running = remedies.pending(session, case)
    if running is not None:
        raise wrong(
            "applied_on",
            "court.remedy_pending",
            article="L2 53",
            kind=running.kind.value,
            applied_on=running.applied_on.isoformat(),
        )
    applied_on = dt.date.fromisoformat(paper.data["applied_on"])
    opened_on = clocks.newest(session, case, "court_due").started_on
    if applied_on <= opened_on:
        raise wrong("applied_on", "court.too_early", article="L2 53", after=opened_on.isoformat())
    amount = outstanding(session, penalty) + surcharge_at(step, penalty, applied_on)
    content = papers.court_application(session, case, paper, amount_fen=amount)
    issued = documents.issue(session, step.actor, case, "court_application", content)
    audit.record(
        session,
        step.actor,
        "court:apply",
        case=case,
        court=paper.data["court"],
        amount_fen=amount,
        document=issued.id,
    )


def _remedies_end(step: Step) -> Any:
    """When the party can no longer ask for a review nor sue (T37, T38)."""
    served_on = delivered(step, documents.decision_form(step.case)).served_on
    working_days = calendar.load(step.session)
    ends = [
        clocks.compute(step.session, working_days, statute, served_on) for statute in ("T37", "T38")
    ]
    return max(ends, key=lambda one: one.due_at)


def _ended_remedies(step: Step) -> list[dt.date]:
    """The days on which remedies of the party ended; the term runs from the last of them."""
    ended = [one.ended_on for one in remedies.of_case(step.session, step.case) if one.ended_on]
    return ended or [dt.date.min]

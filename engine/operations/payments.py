"""Payment of a fine (缴纳罚没款): in time, late with the surcharge, or by the court (T34, T36)."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from engine import audit, clocks, notices
from engine.errors import Invalid
from engine.operations.deferrals import outstanding
from engine.operations.facts import day_of, iso, officers, submitted
from engine.operations.penalties import newest_penalty
from engine.step import Step
from models.clocks import Clock
from models.penalties import Payment, Penalty
from models.processes import Submission
from models.statutes import surcharge


def overdue(step: Step) -> None:
    """payment.overdue: the party did not pay in time; from now on the surcharge runs."""
    penalty = newest_penalty(step.session, step.case)
    notices.notify(
        step.session,
        officers(step),
        "payment.overdue",
        {
            "number": step.case.number,
            "subject": step.case.title,
            "due_fen": penalty.due_fen,
        },
        case_id=step.case.id,
        key=f"payment.overdue:{penalty.id}",
    )
    audit.record(
        step.session, step.actor, "payment:overdue", case=step.case, due_fen=penalty.due_fen
    )


def record(step: Step) -> dict[str, object]:
    """payment.record: the money came in, or the court was asked; the case can be closed (T46)."""
    session, case = step.session, step.case
    paper = submitted(step, "task_record_payment", "task_follow_up_overdue")
    if paper.data.get("follow_up") == "court":
        settled_on = dt.date.fromisoformat(paper.data["court_applied_on"])
        audit.record(
            session, step.actor, "payment:court", case=case, applied_on=settled_on.isoformat()
        )
    else:
        payment = _payment(step, newest_penalty(session, case), paper)
        session.add(payment)
        clocks.met(session, case, "payment_due")
        settled_on = payment.paid_on
        audit.record(
            session,
            step.actor,
            "payment:record",
            case=case,
            amount_fen=payment.amount_fen,
            surcharge_fen=payment.surcharge_fen,
        )
    running = clocks.start(session, case, "T46", day_of(step), variable="closure_due")
    return {"closure_due": iso(running.due_at)}


def _payment(step: Step, penalty: Penalty, paper: Submission) -> Payment:
    data = paper.data
    paid_on = dt.date.fromisoformat(data["paid_on"])
    problems: dict[str, list[dict[str, object]]] = {}
    left = outstanding(step.session, penalty)
    if data["amount_fen"] != left:
        problems["amount_fen"] = [_problem("payment.not_the_amount", due_fen=left)]
    most = surcharge(penalty.fine_fen, _due_on(step), paid_on)
    # Days of review or litigation do not count (T36), so less may be right, more never is.
    if data.get("surcharge_fen", 0) > most:
        problems["surcharge_fen"] = [_problem("payment.surcharge_too_high", most_fen=most)]
    if problems:
        raise Invalid("payment.invalid", problems)
    return Payment(
        penalty_id=penalty.id,
        amount_fen=data["amount_fen"],
        surcharge_fen=data.get("surcharge_fen", 0),
        paid_on=paid_on,
        receipt=data["receipt_no"],
        recorded_by=paper.submitted_by,
        recorded_at=step.now,
    )


def _due_on(step: Step) -> dt.date:
    found = step.session.scalar(
        select(Clock.due_on)
        .where(Clock.case_id == step.case.id, Clock.variable == "payment_due")
        .order_by(Clock.id.desc())
        .limit(1)
    )
    return found or day_of(step)


def _problem(code: str, **params: Any) -> dict[str, object]:
    return {"code": code, "params": params}

"""Payment of a fine (缴纳罚没款): in time, late with the surcharge, or by the court (T34, T36)."""

import datetime as dt
from typing import Final

from engine import audit, clocks, notices, remedies
from engine.errors import Invalid
from engine.operations.beside import wrong
from engine.operations.deferrals import outstanding
from engine.operations.facts import day_of, iso, officers, submitted
from engine.operations.penalties import newest_penalty
from engine.step import Step
from models.cases import CaseKind
from models.penalties import Payment, Penalty
from models.processes import Submission
from models.statutes import surcharge

#: User task -> what ends the payment; the newest one counts.
PAPERS: Final = (
    "task_record_payment",
    "task_demand_payment",
    "task_collect_payment",
    "task_record_court",
)
#: Form -> the field that says what became of the fine.
_FIELDS: Final = {
    "record_payment": "settlement",
    "demand_payment": "overdue_step",
    "collect_payment": "settlement",
    "record_court": "court_result",
}


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
    """payment.record: paid, enforced or owed no more; the case can be closed (T46)."""
    session, case = step.session, step.case
    paper = submitted(step, *PAPERS)
    how = _how(paper)
    penalty = newest_penalty(session, case)
    if how == "annulled":
        if not remedies.annulled(session, case):
            raise wrong(_FIELDS[paper.form], "payment.not_annulled", article="L1 73; L14")
        audit.record(session, step.actor, "payment:annulled", case=case)
    elif how in {"refused", "ended"}:
        audit.record(session, step.actor, "payment:court", case=case, result=how)
    else:
        payment = _payment(step, penalty, paper)
        session.add(payment)
        audit.record(
            session,
            step.actor,
            "payment:record",
            case=case,
            how=how,
            amount_fen=payment.amount_fen,
            surcharge_fen=payment.surcharge_fen,
        )
    clocks.met(session, case, "payment_due")
    for variable in ("demand_due", "court_due"):
        clocks.met(session, case, variable)
    if case.kind is CaseKind.SUMMARY:
        # Only the ordinary procedure is closed by an approval (L5 art 77).
        return {"closure_due": None}
    running = clocks.start(session, case, "T46", day_of(step), variable="closure_due")
    return {"closure_due": iso(running.due_at)}


def surcharge_at(step: Step, penalty: Penalty, day: dt.date) -> int:
    """The late surcharge up to a day: capped, and none for days of a remedy (T36; L1 art 73)."""
    after = due_on(step)
    resting = remedies.days_between(step.session, step.case, after, day)
    return surcharge(penalty.fine_fen, after, day, resting)


def due_on(step: Step) -> dt.date:
    """The last day on which the fine could be paid without a surcharge (T34)."""
    return clocks.newest(step.session, step.case, "payment_due").due_on


def _how(paper: Submission) -> str:
    """What became of the fine, as the form of each way says it."""
    said = paper.data.get(_FIELDS[paper.form]) or "paid"
    return "paid" if said == "enforced" else str(said)


def _payment(step: Step, penalty: Penalty, paper: Submission) -> Payment:
    data = paper.data
    paid_on = dt.date.fromisoformat(data["paid_on"])
    problems: dict[str, list[dict[str, object]]] = {}
    left = outstanding(step.session, penalty)
    if data["amount_fen"] != left:
        problems["amount_fen"] = [_problem("payment.not_the_amount", due_fen=left)]
    most = surcharge_at(step, penalty, paid_on)
    # A court may order less; more than the law knows is never right.
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


def _problem(code: str, **params: object) -> dict[str, object]:
    return {"code": code, "params": params}

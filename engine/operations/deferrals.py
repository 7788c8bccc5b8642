"""Deferral and instalments of a fine (延期、分期缴纳): L1 art 66; L5 art 74 (T34)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import audit, clock_events, clocks, documents, moving, notices
from engine.clock_events import Approval
from engine.errors import Broken, Conflict
from engine.operations.beside import here, wrong
from engine.operations.facts import iso, officers, supervisors
from engine.papers import matters as papers
from engine.step import Step
from models.cases import Case
from models.clocks import Clock
from models.penalties import Deferral, Payment, Penalty, PenaltyState
from models.processes import Submission
from models.statutes import end_of

PAYMENT: Final = "payment_due"

Instalments = Sequence[Mapping[str, Any]]


def request(step: Step) -> None:
    """deferral.request: something is payable in time, and the plan adds up to it."""
    paper, running, penalty = _paper(step), _running(step), payable(step.session, step.case)
    left = outstanding(step.session, penalty)
    _expect_plan(_instalments(paper, left), running, left)
    audit.record(
        step.session,
        step.actor,
        "deferral:request",
        case=step.case,
        kind=paper.data["deferral_kind"],
        applied_on=paper.data["applied_on"],
    )


def refuse(step: Step) -> None:
    """deferral.refuse: the party has a written answer (L5 art 74)."""
    paper, decision = _paper(step), here(step, "task_decide_deferral")
    content = papers.deferral(step.session, step.case, paper, decision, ())
    issued = documents.issue(step.session, step.actor, step.case, "deferral_notice", content)
    audit.record(step.session, step.actor, "deferral:refuse", case=step.case, document=issued.id)


def grant(step: Step) -> dict[str, object]:
    """deferral.grant: the last day of payment moves; the party is told in writing."""
    session, case, paper = step.session, step.case, _paper(step)
    decision = here(step, "task_decide_deferral")
    running, penalty = _running(step), payable(session, case)
    left = outstanding(session, penalty)
    plan = _instalments(paper, left)
    # What was paid since the request makes the plan wrong.
    _expect_plan(plan, running, left)
    until = dt.date.fromisoformat(plan[-1]["day"])
    raw = dt.date.fromisoformat(running.explanation["raw"])
    approval = Approval(step.actor, paper.data["hardship"])
    clock_events.extend(session, step.actor, running, (until - raw).days, approval)
    moving.carry(session, running, step.instance)
    session.add(
        Deferral(
            penalty_id=penalty.id,
            until=running.due_on,
            instalments=list(plan),
            reason=paper.data["hardship"],
            granted_by=decision.submitted_by,
            granted_at=step.now,
        )
    )
    content = papers.deferral(session, case, paper, decision, plan)
    issued = documents.issue(session, step.actor, case, "deferral_notice", content)
    audit.record(
        session,
        step.actor,
        "deferral:grant",
        case=case,
        until=running.due_on.isoformat(),
        instalments=len(plan),
        document=issued.id,
    )
    return _next(plan, 0)


def settle(step: Step) -> dict[str, object]:
    """deferral.settle: an instalment came in; the last one is recorded as the payment itself."""
    session, paper = step.session, here(step, "task_record_instalment")
    deferral, penalty = _granted(step), payable(session, step.case)
    number = _settled(session, deferral)
    due = deferral.instalments[number]["amount_fen"]
    if paper.data["amount_fen"] != due:
        raise wrong("amount_fen", "payment.not_the_instalment", due_fen=due)
    session.add(
        Payment(
            penalty_id=penalty.id,
            amount_fen=due,
            surcharge_fen=0,
            paid_on=dt.date.fromisoformat(paper.data["paid_on"]),
            receipt=paper.data["receipt_no"],
            recorded_by=paper.submitted_by,
            recorded_at=step.now,
        )
    )
    audit.record(
        session,
        step.actor,
        "deferral:settle",
        case=step.case,
        instalment=number + 1,
        amount_fen=due,
    )
    return _next(deferral.instalments, number + 1)


def miss(step: Step) -> None:
    """deferral.miss: an instalment was not paid, so the rest is due as of its day."""
    session, case, deferral = step.session, step.case, _granted(step)
    missed = deferral.instalments[_settled(session, deferral)]
    day = dt.date.fromisoformat(missed["day"])
    deferral.ended_on = day
    running = clocks.running_of(session, case, PAYMENT)
    if running is not None and running.due_on > day:
        clock_events.shorten(session, step.actor, running, day, "deferral.missed")
        moving.carry(session, running, step.instance)
    audit.record(session, step.actor, "deferral:miss", case=case, day=day.isoformat())
    if not outstanding(session, payable(session, case)):
        return
    notices.notify(
        session,
        sorted({*officers(step), *supervisors(step)}),
        "deferral.missed",
        {"number": case.number, "subject": case.title, "day": day.isoformat()},
        case_id=case.id,
        key=f"deferral.missed:{deferral.id}",
    )


def payable(session: Session, case: Case) -> Penalty:
    """The penalty of the case that was decided; raises Conflict when there is nothing to pay."""
    found = session.scalar(
        select(Penalty)
        .where(Penalty.case_id == case.id, Penalty.state == PenaltyState.DECIDED)
        .order_by(Penalty.version.desc())
        .limit(1)
    )
    if found is None or found.due_fen == 0:
        raise Conflict("penalty.nothing_payable", number=case.number)
    return found


def outstanding(session: Session, penalty: Penalty) -> int:
    """What of fine and confiscated gains is not paid yet, in fen."""
    paid = session.scalar(
        select(func.coalesce(func.sum(Payment.amount_fen), 0)).where(
            Payment.penalty_id == penalty.id
        )
    )
    return penalty.due_fen - int(paid or 0)


def _paper(step: Step) -> Submission:
    return here(step, "task_request_deferral")


def _running(step: Step) -> Clock:
    running = clocks.running_of(step.session, step.case, PAYMENT)
    if running is None:
        raise Conflict("penalty.nothing_payable", number=step.case.number)
    return running


def _instalments(paper: Submission, left: int) -> Instalments:
    """One instalment on the day of a deferral, or the plan as it was written."""
    if paper.data["deferral_kind"] == "defer":
        return [{"day": paper.data["until"], "amount_fen": left}]
    return list(paper.data["instalments"])


def _expect_plan(plan: Instalments, running: Clock, left: int) -> None:
    days = [one["day"] for one in plan]
    field = "instalments" if len(plan) > 1 else "until"
    if sum(one["amount_fen"] for one in plan) != left:
        raise wrong("instalments", "deferral.not_the_sum", left_fen=left)
    if days != sorted(set(days)):
        raise wrong("instalments", "deferral.not_in_order")
    if days[-1] <= running.due_on.isoformat():
        raise wrong(field, "deferral.not_later", due_on=running.due_on.isoformat())


def _granted(step: Step) -> Deferral:
    found = step.session.scalar(
        select(Deferral)
        .join(Penalty, Penalty.id == Deferral.penalty_id)
        .where(Penalty.case_id == step.case.id)
        .order_by(Deferral.id.desc())
        .limit(1)
    )
    if found is None:
        raise Broken("deferral.missing", case=step.case.number)
    return found


def _settled(session: Session, deferral: Deferral) -> int:
    """How many instalments came in since the deferral was granted."""
    return session.scalars(
        select(func.count()).where(
            Payment.penalty_id == deferral.penalty_id,
            Payment.recorded_at >= deferral.granted_at,
        )
    ).one()


def _next(plan: Instalments, number: int) -> dict[str, object]:
    """The next instalment but the last, which the payment of the case itself records."""
    if number >= len(plan) - 1:
        return {"more_instalments": False, "instalment_due": None}
    due_at = end_of(dt.date.fromisoformat(plan[number]["day"]))
    return {"more_instalments": True, "instalment_due": iso(due_at)}

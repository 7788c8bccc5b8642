"""Referrals (案件移送): to another agency, to the police, or up to the bureau that must decide."""

import datetime as dt
from typing import Final

from sqlalchemy import select

from engine import audit, clocks, documents, notices
from engine.operations.facts import iso, officers, submitted, supervisors
from engine.papers import measures as measure_papers
from engine.papers import referral as papers
from engine.step import Step
from models.measures import CaseMeasure, MeasureKind, MeasureState

#: Decision -> the letter with which the case goes.
LETTERS: Final = {
    "transfer_agency": "case_transfer",
    "refer_up": "case_transfer",
    "transfer_judicial": "crime_transfer",
}


def issue(step: Step) -> None:
    """referral.issue: the letter with which the case goes (L5 arts 14, 17, 60; L4 art 81)."""
    session, case = step.session, step.case
    decision = submitted(step, "task_decide_penalty", "task_decide_outcome")
    report = submitted(step, "task_report_investigation")
    form = LETTERS[str(step.data["case_decision"])]
    content = papers.letter(session, case, report, decision, form)
    paper = documents.issue(session, step.actor, case, form, content)
    if form == "crime_transfer":
        tell_of_goods(step, content["receiver"])
    audit.record(
        session,
        step.actor,
        "referral:issue",
        case=case,
        receiver=content["receiver"],
        document=paper.id,
    )


def tell_of_goods(step: Step, receiver: str) -> None:
    """The party is told in writing that what was seized goes to the police too (L2 art 21)."""
    seized = step.session.scalars(
        select(CaseMeasure)
        .where(
            CaseMeasure.case_id == step.case.id,
            CaseMeasure.kind == MeasureKind.SEIZURE,
            CaseMeasure.state == MeasureState.IN_FORCE,
        )
        .order_by(CaseMeasure.id)
    )
    for measure in seized.all():
        content = measure_papers.goods_transfer(step.session, step.case, measure, receiver)
        documents.issue(step.session, step.actor, step.case, "goods_transfer_notice", content)


def record(step: Step) -> dict[str, object]:
    """referral.record: taken, so that the case can be closed (T46), or sent back (L5 art 77(4))."""
    session, case = step.session, step.case
    sent, answer = submitted(step, "task_send_case_file"), submitted(step, "task_record_reply")
    reply = answer.data["referral_reply"]
    audit.record(
        session,
        step.actor,
        "referral:record",
        case=case,
        reply=reply,
        sent_on=sent.data["sent_on"],
        replied_on=answer.data["replied_on"],
    )
    notices.notify(
        session,
        sorted({*officers(step), *supervisors(step)}),
        f"referral.{reply}",
        {"number": case.number, "subject": case.title},
        case_id=case.id,
        key=f"referral:{answer.id}",
    )
    if reply != "accepted":
        case.outcome = None
        running = clocks.start(session, case, "T28", _filed_on(step), variable="case_due")
        return {"closure_due": None, "case_due": iso(running.due_at)}
    replied_on = dt.date.fromisoformat(answer.data["replied_on"])
    running = clocks.start(session, case, "T46", replied_on, variable="closure_due")
    return {"closure_due": iso(running.due_at), "case_due": None}


def _filed_on(step: Step) -> dt.date:
    """The day from which the case's own 90 days ran; they run on from there (T28)."""
    return clocks.newest(step.session, step.case, "case_due").started_on

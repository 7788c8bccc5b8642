"""Transfer of a suspected crime to the police (移送涉嫌犯罪案件): L8 arts 5-12; L9 arts 180-181."""

import datetime as dt
from typing import Final

from sqlalchemy import func, select

from engine import audit, clocks, crimes, documents, notices, pairs
from engine.operations import referrals
from engine.operations.beside import here, wrong
from engine.operations.facts import day_of, iso, officers, submitted, supervisors
from engine.papers import referral as papers
from engine.step import Step
from models.processes import Submission, WorkItem
from models.statutes import end_of, local_day

#: What the police answered -> the variable and row of the term that begins with it.
TERMS: Final = {
    "supplement": ("supplement_due", "T49.supplement"),
    "not_filed": ("reconsider_due", "T51"),
    "filed": ("handover_due", "T52"),
}
#: The police did not answer in their term; only the clock can show it.
OVERDUE: Final = "overdue"
#: The variables of the terms of the police: to answer, and to say what is missing.
ANSWER_DUE: Final = "police_due"
MISSING_DUE: Final = "missing_due"


def group(step: Step) -> None:
    """transfer.group: two officers who deal with nothing else make the report (L8 art 5; P32)."""
    chosen = here(step, "task_form_group").data["officers"]
    people = pairs.expect_pair(step.session, step.case, chosen)
    pairs.appoint(step.session, step.case, people, by="transfer")
    audit.record(
        step.session,
        step.actor,
        "transfer:group",
        case=step.case,
        officers=[user.id for user in people],
    )


def report(step: Step) -> dict[str, object]:
    """transfer.report: three days for the head to decide (L8 art 5; T47)."""
    paper = here(step, "task_report_crime").data
    left_out = crimes.unreported(step.session, step.case, paper)
    if left_out:
        raise wrong("signs", "transfer.sign_left_out", signs=left_out, article="L8 5")
    running = clocks.start(step.session, step.case, "T47", day_of(step), variable="transfer_due")
    audit.record(step.session, step.actor, "transfer:report", case=step.case, crime=paper["crime"])
    return {"transfer_due": iso(running.due_at)}


def refuse(step: Step) -> dict[str, object]:
    """transfer.refuse: the reasons stay on record; the case goes back to its handlers (L8 5).

    What was reported to the head may be punished here from now on (`crimes.declined`).
    """
    decision = here(step, "task_decide_transfer")
    audit.record(
        step.session,
        step.actor,
        "transfer:refuse",
        case=step.case,
        reason=decision.data["refusal_reason"],
    )
    return _back(step)


def issue(step: Step) -> dict[str, object]:
    """transfer.issue: the letter; it is sent within twenty-four hours (L8 arts 5-6; T48)."""
    session, case = step.session, step.case
    decision = submitted(step, "task_decide_penalty", "task_decide_outcome")
    found = submitted(step, "task_report_investigation")
    content = papers.letter(session, case, found, decision, "crime_transfer")
    paper = documents.issue(session, step.actor, case, "crime_transfer", content)
    referrals.tell_of_goods(step, content["receiver"])
    running = clocks.start(session, case, "T48", step.now, variable="send_due")
    audit.record(
        session,
        step.actor,
        "transfer:issue",
        case=case,
        receiver=content["receiver"],
        document=paper.id,
    )
    return {"send_due": iso(running.due_at)}


def send(step: Step) -> dict[str, object]:
    """transfer.send: when and to whom the file went; the terms of the police begin (T49, T50)."""
    sent = here(step, "task_send_transfer").data
    sent_at = dt.datetime.fromisoformat(sent["sent_at"])
    clocks.start(step.session, step.case, "T49", sent_at, variable=MISSING_DUE)
    running = clocks.start(step.session, step.case, "T50", local_day(sent_at), variable=ANSWER_DUE)
    audit.record(
        step.session,
        step.actor,
        "transfer:send",
        case=step.case,
        sent_at=sent["sent_at"],
        receiver=sent["receiver"],
    )
    return {ANSWER_DUE: iso(running.due_at)}


def answer(step: Step) -> dict[str, object]:
    """police.answer: the term that begins with the answer: T49, T51 or T52; theirs was kept."""
    found = here(step, "task_record_answer").data
    due: dict[str, object] = dict.fromkeys(name for name, _row in TERMS.values())
    if found["police_answer"] == OVERDUE:
        _expect_overdue(step)
        audit.record(step.session, step.actor, "police:overdue", case=step.case)
        return due
    variable, statute = TERMS[found["police_answer"]]
    answered_on = dt.date.fromisoformat(found["answered_on"])
    _answered(step, answered_on, missing=found["police_answer"] == "supplement")
    running = clocks.start(step.session, step.case, statute, answered_on, variable=variable)
    audit.record(
        step.session,
        step.actor,
        "police:answer",
        case=step.case,
        answer=found["police_answer"],
        answered_on=found["answered_on"],
    )
    return due | {variable: iso(running.due_at)}


def _answered(step: Step, answered_on: dt.date, *, missing: bool) -> None:
    """The police kept their term on the day of their answer, whenever it is written down here."""
    session, case = step.session, step.case
    done_at = min(step.now, end_of(answered_on))
    running = clocks.running_of(session, case, ANSWER_DUE)
    clocks.met(session, case, ANSWER_DUE, done_at=done_at)
    if running is not None and done_at <= running.due_at:
        # A tick may have found it passed before anybody wrote down what came in time.
        running.passed_at = None
    if missing:
        clocks.met(session, case, MISSING_DUE, done_at=done_at)
    else:
        clocks.stop(session, case, MISSING_DUE)


def _expect_overdue(step: Step) -> None:
    """Nobody says so before the term has passed (T50, T51)."""
    running = clocks.running_of(step.session, step.case, ANSWER_DUE)
    if running is None:
        raise wrong("police_answer", "transfer.no_police_term", article="L8 8")
    if running.due_at > step.now:
        due_on = running.due_on.isoformat()
        raise wrong("police_answer", "transfer.not_overdue", due_on=due_on, article="L8 8")


def supplemented(step: Step) -> dict[str, object]:
    """police.supplemented: what was missing is there, so that three days begin again (T50)."""
    found = here(step, "task_supplement").data
    supplemented_on = dt.date.fromisoformat(found["supplemented_on"])
    running = clocks.start(step.session, step.case, "T50", supplemented_on, variable=ANSWER_DUE)
    audit.record(
        step.session,
        step.actor,
        "police:supplement",
        case=step.case,
        supplemented_on=found["supplemented_on"],
    )
    return {ANSWER_DUE: iso(running.due_at)}


def urge(step: Step) -> None:
    """police.urge: the police or the procuratorate were written to; the term stays passed."""
    found = here(step, "task_urge_police").data
    audit.record(
        step.session,
        step.actor,
        "police:urge",
        case=step.case,
        urge=found["urge"],
        body=found["urged_body"],
        urged_on=found["urged_on"],
    )


def appeal(step: Step) -> dict[str, object]:
    """police.appeal: reconsideration is asked for once, the procuratorate's supervision then.

    The police answer a request for reconsideration in three days (T51); of the answer to a
    supervision the rules that were read name no term.
    """
    chosen = here(step, "task_choose_step").data["police_step"]
    if _times(step, chosen) > 1:
        raise wrong("police_step", "transfer.step_taken_already", article="L8 9")
    audit.record(step.session, step.actor, "police:appeal", case=step.case, step=chosen)
    if chosen != "reconsider":
        return {ANSWER_DUE: None, "referral_reply": None}
    running = clocks.start(step.session, step.case, "T51.answer", day_of(step), variable=ANSWER_DUE)
    return {ANSWER_DUE: iso(running.due_at), "referral_reply": None}


def hand_over(step: Step) -> dict[str, object]:
    """police.hand_over: goods and file went with formalities; the case can be closed (T52, T46)."""
    handed = here(step, "task_hand_over").data
    audit.record(
        step.session,
        step.actor,
        "police:hand_over",
        case=step.case,
        handed_on=handed["handed_on"],
        receiver=handed["receiver"],
    )
    _tell(step, "referral.accepted")
    handed_on = dt.date.fromisoformat(handed["handed_on"])
    running = clocks.start(step.session, step.case, "T46", handed_on, variable="closure_due")
    return {
        "referral_reply": "accepted",
        "closure_due": iso(running.due_at),
        "case_due": None,
    }


def take_back(step: Step) -> dict[str, object]:
    """police.take_back: no crime for the police, so it is handled here (L8 art 10; P35)."""
    clocks.stop(step.session, step.case, "reconsider_due")
    audit.record(step.session, step.actor, "police:take_back", case=step.case)
    return _back(step)


def _back(step: Step) -> dict[str, object]:
    """The case is this bureau's again; its ninety days run on (T28)."""
    step.case.outcome = None
    filed_on = clocks.newest(step.session, step.case, "case_due").started_on
    running = clocks.start(step.session, step.case, "T28", filed_on, variable="case_due")
    _tell(step, "referral.refused")
    return {"referral_reply": "refused", "case_due": iso(running.due_at), "closure_due": None}


def _times(step: Step, chosen: str) -> int:
    """How often the step was chosen in this transfer."""
    return step.session.scalars(
        select(func.count())
        .select_from(Submission)
        .join(WorkItem, WorkItem.id == Submission.work_item_id)
        .where(
            WorkItem.instance_id == step.instance.id,
            WorkItem.element == "task_choose_step",
            Submission.data["police_step"].astext == chosen,
        )
    ).one()


def _tell(step: Step, code: str) -> None:
    notices.notify(
        step.session,
        sorted({*officers(step), *supervisors(step)}),
        code,
        {"number": step.case.number, "subject": step.case.title},
        case_id=step.case.id,
        key=f"{code}:{step.case.id}:{step.now.isoformat()}",
    )

"""Enforcement cases (行政处罚案件): opened from an inspection, filed or not, closed."""

from sqlalchemy import select

from engine import audit, authority, clocks, documents, notices, numbers, remedies
from engine.operations import persons, reports
from engine.operations.beside import give_up_others, wrong
from engine.operations.facts import day_of, iso, officers, submitted, supervisors
from engine.operations.measures import expect_none_in_force
from engine.papers import approvals
from engine.step import Step
from models.cases import Case, CaseKind, CaseOfficer, CaseState

PROCESS = "iron_fist_case"


def open_(step: Step) -> dict[str, object]:
    """enforcement.open: the case that grows out of an inspection; only ever one."""
    session, parent = step.session, step.case
    known = session.scalar(
        select(Case.id).where(Case.parent_id == parent.id, Case.kind == CaseKind.ENFORCEMENT)
    )
    if known is not None:
        return {"enforcement_opened": True}
    case = Case(
        number=numbers.next_number(session, "enforcement"),
        kind=CaseKind.ENFORCEMENT,
        title=parent.title,
        subject_id=parent.subject_id,
        campaign_id=parent.campaign_id,
        target_id=parent.target_id,
        parent=parent,
        office_id=parent.office_id,
        state=CaseState.OPEN,
        opened_at=step.now,
    )
    session.add(case)
    # Officers and handlers name the case by its key.
    session.flush()
    for user_id in officers(step):
        session.add(
            CaseOfficer(case_id=case.id, user_id=user_id, since=step.now, assigned_by="inspection")
        )
        authority.handle(session, case, user_id, "assigned", step.now)
    audit.record(
        session, step.actor, "enforcement:open", case=parent, opened=case.id, number=case.number
    )
    step.start(session, step.actor, case, PROCESS)
    _tell(step, case, "enforcement.opened", officers(step) + supervisors(step))
    return {"enforcement_opened": True}


def record_filing(step: Step) -> dict[str, object]:
    """filing.record: filed; 90 days to decide the case (T28)."""
    session, case = step.session, step.case
    if submitted(step, "task_propose_filing").data["proposal"] != "file":
        # Nobody has stated the four conditions yet; it goes back to the handlers for that.
        raise wrong("filing_decision", "filing.conditions_missing", rule="P05", article="L5 19")
    clocks.met(session, case, "filing_due")
    paper = documents.issue(session, step.actor, case, "filing_approval", _filing(step))
    running = clocks.start(session, case, "T28", day_of(step), variable="case_due")
    audit.record(session, step.actor, "filing:record", case=case, document=paper.id)
    _tell(step, case, "enforcement.filed", officers(step))
    reports.begin(step)
    return {"case_due": iso(running.due_at)}


def check_closure(step: Step) -> None:
    """closure.check: the ground is one that the case bears out (L5 art 77)."""
    ground = submitted(step, "task_propose_closure").data["ground"]
    if persons.revoked(step.session, step.case) is None:
        # A licence was revoked, and nobody is banned for it yet.
        raise wrong("ground", "closure.ban_missing", article=persons.BAN_ARTICLE)
    fitting = _grounds(step)
    if ground not in fitting:
        raise wrong(
            "ground", "closure.ground_does_not_fit", article="L5 77", fitting=sorted(fitting)
        )


def _grounds(step: Step) -> set[str]:
    """Which of the five grounds of L5 art 77 the case bears out."""
    if step.case.outcome == "terminated":
        return {"investigation_ended"}
    if step.case.outcome != "penalised":
        return {"other_decision"}
    court = step.submission("task_record_court")
    result = court.data["court_result"] if court is not None else None
    if result == "ended":
        return {"court_ended"}
    if result == "refused" or remedies.annulled(step.session, step.case):
        return {"other"}
    return {"performed"}


def close(step: Step) -> None:
    """case.close: not filed, or closed on one of the five grounds of L5 art 77."""
    session, case = step.session, step.case
    expect_none_in_force(session, case)
    give_up_others(step)
    if step.data.get("filing_decision") == "declined":
        clocks.met(session, case, "filing_due")
        case.outcome, case.close_reason = "declined", "filing.declined"
        paper = documents.issue(session, step.actor, case, "no_filing_approval", _filing(step))
        reports.begin(step)
    else:
        proposal = submitted(step, "task_propose_closure")
        approval = step.submission("task_approve_closure")
        clocks.met(session, case, "closure_due")
        content = approvals.closure_approval(session, case, proposal, approval)
        case.close_reason = content["ground_label"]
        paper = documents.issue(session, step.actor, case, "closure_approval", content)
    audit.record(
        session,
        step.actor,
        "case:close",
        case=case,
        reason=case.close_reason,
        document=paper.id,
    )
    _tell(step, case, "case.closed", officers(step))


def _filing(step: Step) -> dict[str, object]:
    return approvals.filing_approval(
        step.session,
        step.case,
        submitted(step, "task_propose_filing"),
        step.submission("task_approve_filing"),
        step.submission("task_decide_filing"),
    )


def _tell(step: Step, case: Case, code: str, people: list[int]) -> None:
    notices.notify(
        step.session,
        sorted(set(people)),
        code,
        {"number": case.number, "subject": case.title},
        case_id=case.id,
        key=f"{code}:{case.id}",
    )

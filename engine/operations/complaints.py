"""Complaints (投诉): accepted or refused, mediated, ended, each in its time (L12; T07-T10)."""

from sqlalchemy.orm import Session

from engine import audit, clocks, informants, notices, pairs
from engine.operations import enforcement
from engine.operations.facts import day_of, iso, officers, submitted, supervisors
from engine.step import Step
from models.cases import Case
from models.complaints import Complaint, ComplaintResult


def register(step: Step) -> dict[str, object]:
    """complaint.register: seven working days to accept or refuse (L12 art 14; T07)."""
    found = _complaint(step.session, step.case)
    running = clocks.start(
        step.session, step.case, "T07", found.received_on, variable="acceptance_due"
    )
    _tell(step, "complaint.received", supervisors(step))
    return {"acceptance_due": iso(running.due_at)}


def refuse(step: Step) -> None:
    """complaint.refuse: the case ends with the reason."""
    paper = submitted(step, "task_accept_complaint")
    reason = paper.data["refusal_reason"]
    informants.expect_unnamed(step.session, step.case, {"refusal_reason": reason})
    _end(step, ComplaintResult.REFUSED)
    audit.record(
        step.session,
        step.actor,
        "complaint:refuse",
        case=step.case,
        reason=reason,
    )


def accept(step: Step) -> dict[str, object]:
    """complaint.accept: mediators appointed, who learn the parties; 45 working days (T08)."""
    paper = submitted(step, "task_accept_complaint")
    people = pairs.expect_pair(step.session, step.case, paper.data["officers"])
    pairs.appoint(step.session, step.case, people, by="supervisor")
    informant = informants.of_case(step.session, step.case.id)
    if informant is not None:
        readers = [user.id for user in people]
        informants.admit(step.session, informant, readers, by=paper.submitted_by)
    _complaint(step.session, step.case).accepted_on = day_of(step)
    running = clocks.start(step.session, step.case, "T08", day_of(step), variable="mediation_due")
    audit.record(
        step.session,
        step.actor,
        "complaint:accept",
        case=step.case,
        officers=[user.id for user in people],
    )
    return {"mediation_due": iso(running.due_at)}


def mediate(step: Step) -> None:
    """complaint.mediate: the result; a clue that was found becomes a case (L12 art 23; T10)."""
    paper = submitted(step, "task_mediate_complaint")
    written = ("mediation_record", "agreement", "clue_summary")
    texts = {field: paper.data.get(field) or "" for field in written}
    informants.expect_unnamed(step.session, step.case, texts)
    audit.record(
        step.session,
        step.actor,
        "complaint:mediate",
        case=step.case,
        mediation=paper.data["mediation"],
    )
    if paper.data["clue_found"] == "yes":
        enforcement.open_(step)
    if paper.data["mediation"] == "agreed":
        _end(step, ComplaintResult.AGREED)


def end(step: Step) -> dict[str, object]:
    """complaint.end: no agreement; seven working days to tell both sides (L12 art 21; T09)."""
    paper = step.submission("task_mediate_complaint")
    withdrawn = paper is not None and paper.data["mediation"] == "withdrawn"
    clocks.stop(step.session, step.case, "mediation_due")
    result = ComplaintResult.WITHDRAWN if withdrawn else ComplaintResult.ENDED
    _end(step, result)
    running = clocks.start(step.session, step.case, "T09", day_of(step), variable="told_due")
    audit.record(step.session, step.actor, "complaint:end", case=step.case, result=result.value)
    _tell(step, "complaint.ended", officers(step))
    return {"told_due": iso(running.due_at)}


def _complaint(session: Session, case: Case) -> Complaint:
    return session.get_one(Complaint, case.id)


def _end(step: Step, result: ComplaintResult) -> None:
    found = _complaint(step.session, step.case)
    found.ended_on, found.result = day_of(step), result
    step.case.outcome = result.value


def _tell(step: Step, code: str, people: list[int]) -> None:
    notices.notify(
        step.session,
        people,
        code,
        {"number": step.case.number, "subject": step.case.title},
        case_id=step.case.id,
        key=f"{code}:{step.case.id}",
    )

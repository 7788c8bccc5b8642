"""Clues (案件来源): registered on their paper, or handed to whoever has them (L5 arts 14-18)."""

from typing import Final

from engine import audit, clocks, documents, notices
from engine.operations import reports
from engine.operations.facts import day_of, iso, officers, submitted
from engine.operations.inspections import VISITS
from engine.operations.measures import expect_none_in_force
from engine.papers import clues as papers
from engine.papers import referral
from engine.step import Step
from models.cases import CaseKind
from models.clues import Clue, ClueSource
from models.processes import Submission
from models.statutes import local_day

#: Where the officers of the case that a clue came from wrote what they found.
FINDINGS: Final = (*VISITS, "task_reinspect", "task_examine_on_spot")


def register(step: Step) -> dict[str, object]:
    """enforcement.register: the clue on its form; 15 working days to decide on filing.

    T12, or T10 when it was found while a complaint was mediated (L12 art 23).
    """
    session, case, clue = step.session, step.case, _clue(step)
    statute = "T10" if _mediation(step) is not None else "T12"
    running = clocks.start(session, case, statute, clue.found_on, variable="filing_due")
    content = papers.case_source(session, case, clue)
    paper = documents.issue(session, step.actor, case, "case_source", content)
    audit.record(
        session,
        step.actor,
        "enforcement:register",
        case=case,
        source=clue.source.value,
        found_on=clue.found_on.isoformat(),
        document=paper.id,
    )
    return {"filing_due": iso(running.due_at)}


def transfer(step: Step) -> None:
    """clue.transfer: not this bureau's; it goes with its letter to whoever has it (L5 14, 17)."""
    session, case = step.session, step.case
    expect_none_in_force(session, case)
    proposal, decision = (
        submitted(step, "task_propose_filing"),
        submitted(step, "task_decide_filing"),
    )
    clocks.met(session, case, "filing_due")
    case.outcome, case.close_reason = "transferred", "不属于本部门管辖，线索已移送"
    content = referral.clue_letter(session, case, proposal, decision)
    paper = documents.issue(session, step.actor, case, "case_transfer", content)
    audit.record(
        session,
        step.actor,
        "clue:transfer",
        case=case,
        receiver=content["receiver"],
        document=paper.id,
    )
    notices.notify(
        session,
        officers(step),
        "clue.transferred",
        {"number": case.number, "subject": case.title, "receiver": content["receiver"]},
        case_id=case.id,
        key=f"clue.transferred:{case.id}",
    )
    reports.begin(step)


def _clue(step: Step) -> Clue:
    """The clue that somebody registered, or the one that the officers found themselves."""
    known = step.session.get(Clue, step.case.id)
    if known is not None:
        return known
    mediation = _mediation(step)
    if mediation is not None:
        return _mediated(step, mediation)
    found = _finding(step)
    on = day_of(step) if found is None else local_day(found.submitted_at)
    clue = Clue(
        case_id=step.case.id,
        source=ClueSource.INSPECTION,
        found_on=on,
        summary=papers.found(step.session, step.case),
        recorded_by=found.submitted_by if found else None,
        recorded_at=step.now,
    )
    step.session.add(clue)
    return clue


def _mediated(step: Step, mediation: Submission) -> Clue:
    clue = Clue(
        case_id=step.case.id,
        source=ClueSource.REPORT,
        found_on=local_day(mediation.submitted_at),
        summary=mediation.data["clue_summary"],
        recorded_by=mediation.submitted_by,
        recorded_at=step.now,
    )
    step.session.add(clue)
    return clue


def _mediation(step: Step) -> Submission | None:
    """The mediation of a complaint in which the clue was found."""
    parent = step.case.parent
    if parent is None or parent.kind is not CaseKind.COMPLAINT:
        return None
    complaint = Step(step.session, step.actor, parent, step.instance, step.now, step.start)
    return complaint.submission("task_mediate_complaint")


def _finding(step: Step) -> Submission | None:
    """The visit, re-inspection or examination at which the clue was found."""
    parent = step.case.parent
    if parent is None or parent.kind is CaseKind.COMPLAINT:
        return None
    visits = Step(step.session, step.actor, parent, step.instance, step.now, step.start)
    return visits.submission(*FINDINGS)

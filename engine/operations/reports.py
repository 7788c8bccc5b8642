"""Answers to who reports under the own name (实名举报): L12 art 31, T11."""

from sqlalchemy import select

from engine import audit, authority, clocks, informants, numbers
from engine.operations.beside import here
from engine.operations.facts import day_of, iso, officers
from engine.step import Step
from models.cases import Case, CaseKind, CaseOfficer, CaseState
from models.complaints import Informant


def begin(step: Step) -> None:
    """After the decision on filing, whoever reported under the own name is to be told.

    The answer is a matter of its own, so that it outlives the case when nothing is filed.
    """
    session, reported = step.session, step.case
    named = session.scalar(
        select(Informant).where(Informant.case_id == reported.id, Informant.real_name)
    )
    if named is None:
        return
    case = Case(
        number=numbers.next_number(session, "complaint"),
        kind=CaseKind.COMPLAINT,
        title=reported.title,
        subject_id=reported.subject_id,
        parent=reported,
        office_id=reported.office_id,
        state=CaseState.OPEN,
        opened_at=step.now,
    )
    session.add(case)
    # Officers name the case by its key.
    session.flush()
    for user_id in officers(step):
        session.add(
            CaseOfficer(case_id=case.id, user_id=user_id, since=step.now, assigned_by="report")
        )
        authority.handle(session, case, user_id, "assigned", step.now)
    audit.record(session, step.actor, "report:begin", case=reported, opened=case.id)
    step.start(session, step.actor, case, "report_answer")


def open_(step: Step) -> dict[str, object]:
    """report.open: five working days from the decision on filing (L12 art 31; T11)."""
    running = clocks.start(step.session, step.case, "T11", day_of(step), variable="answer_due")
    return {"answer_due": iso(running.due_at)}


def close(step: Step) -> None:
    """report.close: told, in words that do not name the reporter."""
    paper = here(step, "task_answer_reporter")
    informants.expect_unnamed(step.session, step.case, {"answer": paper.data["answer"]})
    step.case.outcome = "answered"
    audit.record(
        step.session, step.actor, "report:close", case=step.case, told_on=paper.data["told_on"]
    )

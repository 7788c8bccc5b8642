"""Audit and legal review (案件审核、法制审核): the opinion goes on file (L5 arts 49-55)."""

from engine import audit, clocks, documents
from engine.operations.facts import submitted
from engine.operations.penalties import newest_penalty
from engine.papers import review as papers
from engine.step import Step


def record(step: Step) -> None:
    """review.record: agree, correct, supplement or other, by somebody who did not handle it."""
    session, case = step.session, step.case
    opinion = submitted(step, "task_review_legality", "task_audit_case", "task_review_hearing")
    report = submitted(step, "task_report_investigation")
    penalty = newest_penalty(session, case)
    clocks.met(session, case, "review_due")
    content = papers.review_form(session, case, report, penalty, opinion)
    paper = documents.issue(session, step.actor, case, "review_form", content)
    audit.record(
        session,
        step.actor,
        "review:record",
        case=case,
        track=content["track"],
        opinion=opinion.data.get("review") or opinion.data.get("final_review"),
        version=penalty.version,
        document=paper.id,
    )

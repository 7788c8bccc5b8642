"""What follows at once from a visit: findings, the result record, coverage of the campaign."""

from engine import audit, documents
from engine.operations.facts import submitted, target_of
from engine.outcomes import Outcome
from engine.papers import inspection as papers
from engine.papers.wording import chosen
from engine.step import Step
from models.campaigns import Coverage
from models.findings import Finding
from models.processes import Submission

VISIT = "task_inspect_school"


def record(step: Step) -> dict[str, object]:
    """inspection.record: write down what was found and told (L6 arts 31-35)."""
    visit = submitted(step, VISIT)
    if visit.data["performed"] == "no":
        return {"outcome": Outcome.NOT_PERFORMED.value}
    outcome = Outcome(visit.data["outcome"])
    step.case.outcome = outcome.value
    write_findings(step, visit)
    session, actor, case = step.session, step.actor, step.case
    documents.issue(
        session, actor, case, "result_record", papers.result_record(session, case, visit)
    )
    if outcome is Outcome.STOP:
        order = papers.order_to_correct(session, case, visit)
        documents.issue(session, actor, case, "order_to_correct", order)
    target = target_of(step)
    if target is not None:
        target.coverage, target.outcome = Coverage.INSPECTED, outcome.value
        target.coverage_reason = ""
    audit.record(session, actor, "inspection:record", case=case, outcome=outcome.value)
    return {"outcome": outcome.value}


def write_findings(step: Step, visit: Submission) -> None:
    """One row for each item that was not met."""
    on_the_spot = visit.data["outcome"] == Outcome.RECTIFY_ON_SPOT
    step.session.add_all(
        Finding(
            case_id=step.case.id,
            submission_id=visit.id,
            checklist=papers.checklist_of(visit)["name"],
            item=found["item"],
            title=found["text"],
            key_item=found["key_item"],
            affects_safety=found["affects_safety"],
            note=found["note"],
            corrected_at=step.now if on_the_spot else None,
        )
        for found in papers.findings(visit)
    )


def not_performed(step: Step) -> None:
    """inspection.not_performed: the visit could not be made; the reason counts as coverage."""
    visit = submitted(step, VISIT)
    reason = visit.data["not_performed_reason"]
    label = chosen(visit, "not_performed_reason")
    step.case.outcome = Outcome.NOT_PERFORMED.value
    target = target_of(step)
    if target is not None:
        target.coverage, target.outcome = Coverage.NOT_PERFORMED, Outcome.NOT_PERFORMED.value
        target.coverage_reason = f"{label}：{visit.data['not_performed_note']}"[:2000]
    audit.record(
        step.session, step.actor, "inspection:not_performed", case=step.case, reason=reason
    )

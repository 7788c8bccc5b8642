"""What follows at once from a visit: findings, the result record, coverage of the campaign."""

from typing import Final

from engine import audit, documents
from engine.operations.facts import submitted, target_of
from engine.outcomes import Outcome
from engine.papers import inspection as papers
from engine.papers.wording import chosen
from engine.step import Step
from models import fixed
from models.campaigns import Coverage

#: The papers of every visit (L6 arts 24, 31-35).
PAPERS: Final = {
    "notice_page": papers.notice_page,
    "checklist_record": papers.checklist_record,
    "result_record": papers.result_record,
}
#: Outcomes with a suspected violation, of which an on-site record is made (L5 art 28).
SUSPECTED: Final = frozenset({Outcome.INVESTIGATE_GENERAL, Outcome.INVESTIGATE_KEY, Outcome.STOP})
#: The user tasks in which premises are inspected.
VISITS: Final = ("task_inspect_school", "task_inspect_premises", "task_inspect_production")


def record(step: Step) -> dict[str, object]:
    """inspection.record: write down what was found and told (L6 arts 31-35)."""
    visit = submitted(step, *VISITS)
    if visit.data["performed"] == "no":
        return {"outcome": Outcome.NOT_PERFORMED.value}
    outcome = Outcome(visit.data["outcome"])
    session, actor, case = step.session, step.actor, step.case
    case.outcome = outcome.value
    fixed.update(session, case)
    on_the_spot = step.now if outcome is Outcome.RECTIFY_ON_SPOT else None
    session.add_all(papers.finding_rows(case, visit, corrected_at=lambda _item: on_the_spot))
    for form, compose in PAPERS.items():
        documents.issue(session, actor, case, form, compose(session, case, visit))
    if outcome in SUSPECTED:
        documents.issue(
            session, actor, case, "site_record", papers.site_record(session, case, visit)
        )
    if outcome is Outcome.STOP:
        order = papers.order_to_correct(session, case, visit)
        documents.issue(session, actor, case, "order_to_correct", order)
    target = target_of(step)
    if target is not None:
        target.coverage, target.outcome = Coverage.INSPECTED, outcome.value
        target.coverage_reason = ""
        fixed.update(session, target)
    audit.record(session, actor, "inspection:record", case=case, outcome=outcome.value)
    return {"outcome": outcome.value}


def not_performed(step: Step) -> None:
    """inspection.not_performed: the visit could not be made; the reason counts as coverage."""
    visit = submitted(step, *VISITS)
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

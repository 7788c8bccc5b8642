"""Decisions (处理决定): discussed together where the law wants it, then decided by the leader."""

from typing import Any, Final

from engine import audit, authority, clocks, crimes, documents, notices
from engine.operations.beside import wrong
from engine.operations.defences import last_word
from engine.operations.facts import day_of, iso, officers, submitted
from engine.operations.penalties import newest_penalty
from engine.papers import decision as decision_papers
from engine.papers import penalty as papers
from engine.step import Step
from models import legal_settings
from models.accounts import User
from models.penalties import Penalty, PenaltyState
from models.processes import Submission

NO_PENALTY: Final = frozenset({"no_penalty_must", "no_penalty_may", "no_penalty_unproven"})
REFERRED: Final = frozenset({"transfer_agency", "transfer_judicial", "refer_up"})
#: Decision -> what the case is called by from then on.
OUTCOMES: Final = {
    "penalise": "penalised",
    **dict.fromkeys(NO_PENALTY, "no_penalty"),
    "transfer_agency": "transferred",
    "transfer_judicial": "transferred",
    "refer_up": "referred_up",
}


def discuss(step: Step) -> None:
    """discussion.record: leaders discussed the case; no handler chaired it (L1 57; L5 60; P17)."""
    session, case, paper = step.session, step.case, submitted(step, "task_discuss_case")
    chair = session.get(User, paper.data["chaired_by"])
    if chair is None or "leader" not in chair.role_names:
        raise wrong("chaired_by", "discussion.chair_no_leader", rule="P17", article="L5 60")
    if chair.id in authority.facts_of(session, case).handlers:
        raise wrong("chaired_by", "discussion.chair_handled", rule="P17", name=chair.name)
    content = decision_papers.discussion_record(session, case, paper, chair)
    issued = documents.issue(session, step.actor, case, "discussion_record", content)
    audit.record(
        session,
        step.actor,
        "discussion:record",
        case=case,
        chair=chair.id,
        result=paper.data["discussion_result"],
        document=issued.id,
    )


def decide(step: Step) -> dict[str, object]:
    """penalty.decide: the leader's decision after the notice, and its paper (L5 arts 60-63)."""
    decision = submitted(step, "task_decide_penalty")
    choice = decision.data["penalty_decision"]
    if choice == "penalise":
        _expect_imposable(step, newest_penalty(step.session, step.case))
        _expect_agreed(step)
    if choice == "transfer_judicial":
        _expect_not_sent(step, "penalty_decision")
    return _decided(step, decision, submitted(step, "task_approve_penalty"), choice)


def decide_outcome(step: Step) -> dict[str, object]:
    """outcome.decide: no penalty, a transfer or the higher bureau, without a notice (L5 art 60)."""
    decision = submitted(step, "task_decide_outcome")
    choice = decision.data["outcome_decision"]
    if choice == "transfer_judicial":
        _expect_not_sent(step, "outcome_decision")
    else:
        _expect_no_crime(step, "outcome_decision")
    return _decided(step, decision, submitted(step, "task_approve_outcome"), choice)


def _decided(
    step: Step, decision: Submission, approval: Submission, choice: str
) -> dict[str, object]:
    session, case, penalty = step.session, step.case, newest_penalty(step.session, step.case)
    penalty.state = _state(choice)
    penalty.approved_by, penalty.approved_at = approval.submitted_by, approval.submitted_at
    penalty.decided_by, penalty.decided_at = decision.submitted_by, decision.submitted_at
    case.outcome = OUTCOMES[choice]
    clocks.met(session, case, "case_due")
    report = submitted(step, "task_report_investigation")
    content = decision_papers.decision_approval(
        session, case, report, penalty, approval=approval, decision=decision
    )
    documents.issue(session, step.actor, case, "decision_approval", content)
    served = _issue(step, report, penalty, decision, choice)
    audit.record(
        session,
        step.actor,
        "penalty:decide",
        case=case,
        decision=choice,
        version=penalty.version,
    )
    notices.notify(
        session,
        officers(step),
        f"penalty.{case.outcome}",
        {"number": case.number, "subject": case.title},
        case_id=case.id,
        key=f"penalty.decided:{penalty.id}",
    )
    return {"case_decision": choice} | served


def _issue(
    step: Step, report: Submission, penalty: Penalty, decision: Submission, choice: str
) -> dict[str, object]:
    """The paper that the party is served with in seven working days (T31); none of a transfer."""
    session, case = step.session, step.case
    if choice in REFERRED:
        return {"service_document": None, "service_due": None}
    if choice == "penalise":
        form = "penalty_decision"
        said, answer = last_word(step), step.submission("task_reconsider_defence")
        content = papers.penalty_decision(session, case, report, penalty, said, answer)
    else:
        form = "no_penalty_decision"
        content = papers.no_penalty_decision(session, case, report, decision, choice)
    documents.issue(session, step.actor, case, form, content)
    service = clocks.start(session, case, "T31", day_of(step), variable="service_due")
    return {"service_document": form, "service_due": iso(service.due_at)}


def _state(choice: str) -> PenaltyState:
    if choice == "penalise":
        return PenaltyState.DECIDED
    return PenaltyState.NO_PENALTY if choice in NO_PENALTY else PenaltyState.REFERRED


def _expect_imposable(step: Step, penalty: Penalty) -> None:
    """Refuse to impose what was not proposed, and what a higher bureau must decide (R81)."""
    if not penalty.kinds:
        raise wrong("penalty_decision", "penalty.not_proposed")
    _expect_no_crime(step, "penalty_decision")
    limit = legal_settings.UPPER_LIMIT.value(step.session)
    if limit and penalty.fine_fen >= limit and step.data.get("decided_by") != "bureau":
        params: dict[str, Any] = {"limit_fen": limit, "fine_fen": penalty.fine_fen}
        raise wrong("penalty_decision", "penalty.above_limit", rule="R81", **params)


def _expect_no_crime(step: Step, field: str) -> None:
    """Refuse to settle here what must go to the police first (L1 art 27; L8 art 11; P33)."""
    report = submitted(step, "task_report_investigation")
    facts = crimes.facts_of_report(step.session, step.case, report.data)
    if crimes.is_due(facts):
        found = sorted({one["crime"] for one in crimes.grounds_of(facts)})
        raise wrong(field, "outcome.transfer_due", rule="P33", article="L1 27", crimes=found)


def _expect_not_sent(step: Step, field: str) -> None:
    """Refuse a second transfer: what the police sent back is handled here (L8 arts 9-10; P35)."""
    if crimes.sent_back(step.session, step.case):
        raise wrong(field, "transfer.sent_already", rule="P35", article="L8 10")


def _expect_agreed(step: Step) -> None:
    """Refuse to impose what the leaders, who discussed it together, did not agree to (P17)."""
    discussed, report = (
        step.submission("task_discuss_case"),
        step.submission("task_report_investigation"),
    )
    if discussed is None or report is None or discussed.submitted_at < report.submitted_at:
        return
    if discussed.data["discussion_result"] != "agreed":
        raise wrong("penalty_decision", "penalty.not_agreed", rule="P17", article="L1 57; L5 60")

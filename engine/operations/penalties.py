"""Penalties (行政处罚): proposed by the handlers, approved, decided and served."""

import datetime as dt
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine import audit, charges, clocks, documents, notices
from engine.errors import Broken, Invalid
from engine.operations.facts import day_of, iso, officers, submitted
from engine.operations.service import delivered
from engine.papers import penalty as papers
from engine.step import Step
from models import settings
from models.cases import Case
from models.documents import Publication, PublicationState
from models.penalties import Penalty, PenaltyState
from models.processes import Submission

#: A fine of this or more is not the district's to impose (L4 art 81); whether it binds a district
#: of a 直辖市 is open (rules.md 0.4), so the bureau sets it.
LIMIT_SETTING: Final = "penalty.limit_fen"
LIMIT_DEFAULT: Final = 300_000_00

PENALTY: Final = "penalty"


def propose(step: Step) -> dict[str, object]:
    """penalty.propose: the proposal of the report, a new version each time; review starts (T20)."""
    report = submitted(step, "task_report_investigation")
    session, case, data = step.session, step.case, report.data
    rows = data.get("charges", [])
    assessed = charges.assess(session, case, rows)
    _withdraw_earlier(session, case)
    last = session.scalar(select(func.max(Penalty.version)).where(Penalty.case_id == case.id))
    penalty = Penalty(
        case_id=case.id,
        version=(last or 0) + 1,
        state=PenaltyState.PROPOSED,
        kinds=data.get("penalty_kinds", []),
        fine_fen=charges.total_fine(rows),
        confiscation_fen=charges.total_gains(rows),
        article=charges.articles(assessed),
        reason=data["discretion"],
        proposed_at=step.now,
        charges=charges.written(assessed),
    )
    session.add(penalty)
    review = step.submission("task_review_legality")
    if review is not None:
        # The review before was done when its opinion was submitted, not now.
        clocks.met(session, case, "review_due", done_at=review.submitted_at)
    running = clocks.start(session, case, "T20", day_of(step), variable="review_due")
    audit.record(
        session,
        step.actor,
        "penalty:propose",
        case=case,
        version=penalty.version,
        kinds=penalty.kinds,
        fine_fen=penalty.fine_fen,
        confiscation_fen=penalty.confiscation_fen,
    )
    return {"review_due": iso(running.due_at)}


def _withdraw_earlier(session: Session, case: Case) -> None:
    session.execute(
        update(Penalty)
        .where(
            Penalty.case_id == case.id,
            Penalty.state.in_((PenaltyState.PROPOSED, PenaltyState.APPROVED)),
        )
        .values(state=PenaltyState.RETURNED)
    )


def issue_notice(step: Step) -> dict[str, object]:
    """notice.issue: the review agreed; the notice is ready to be served (L5 art 57)."""
    session, case = step.session, step.case
    clocks.met(session, case, "review_due")
    report = submitted(step, "task_report_investigation")
    content = papers.penalty_notice(session, case, report, newest_penalty(session, case))
    paper = documents.issue(session, step.actor, case, "penalty_notice", content)
    audit.record(session, step.actor, "notice:issue", case=case, document=paper.id)
    return {"service_document": "penalty_notice", "service_due": step.data.get("case_due")}


def serve_notice(step: Step) -> dict[str, object]:
    """notice.serve: from the day of service the party has 5 working days (T21)."""
    delivery = delivered(step, "penalty_notice")
    running = clocks.start(
        step.session, step.case, "T21", delivery.served_on, variable="defence_due"
    )
    return {"defence_due": iso(running.due_at)}


def decide(step: Step) -> dict[str, object]:
    """penalty.decide: the leader's decision and its paper; served in 7 WD (L5 60-63; T31)."""
    session, case = step.session, step.case
    penalty, report = newest_penalty(session, case), submitted(step, "task_report_investigation")
    decision = submitted(step, "task_decide_penalty")
    approval = submitted(step, "task_approve_penalty")
    penalise = decision.data["penalty_decision"] == "penalise"
    if penalise:
        _expect_imposable(session, penalty)
        form = "penalty_decision"
        content = papers.penalty_decision(session, case, report, penalty, _defence(step))
    else:
        form = "no_penalty_decision"
        content = papers.no_penalty_decision(session, case, report, decision)
    penalty.state = PenaltyState.DECIDED if penalise else PenaltyState.NO_PENALTY
    penalty.approved_by, penalty.approved_at = approval.submitted_by, approval.submitted_at
    penalty.decided_by, penalty.decided_at = decision.submitted_by, decision.submitted_at
    case.outcome = "penalised" if penalise else "no_penalty"
    clocks.met(session, case, "case_due")
    paper = documents.issue(session, step.actor, case, form, content)
    audit.record(
        session,
        step.actor,
        "penalty:decide",
        case=case,
        decision=case.outcome,
        version=penalty.version,
        document=paper.id,
    )
    notices.notify(
        session,
        officers(step),
        f"penalty.{case.outcome}",
        {"number": case.number, "subject": case.title},
        case_id=case.id,
        key=f"penalty.decided:{penalty.id}",
    )
    service = clocks.start(session, case, "T31", day_of(step), variable="service_due")
    return {"service_document": form, "service_due": iso(service.due_at)}


def serve_decision(step: Step) -> dict[str, object]:
    """decision.serve: payment (T34) runs from service, publication (T42) from the decision."""
    session, case = step.session, step.case
    penalty = newest_penalty(session, case)
    if penalty.state is PenaltyState.NO_PENALTY:
        delivery = delivered(step, "no_penalty_decision")
        nothing = {"publishable": False, "publication_due": None}
        return nothing | _nothing_payable(step, delivery.served_on)
    delivery = delivered(step, "penalty_decision")
    publication = _start_publication(step, penalty)
    if penalty.due_fen == 0:
        return publication | _nothing_payable(step, delivery.served_on)
    payment = clocks.start(session, case, "T34", delivery.served_on, variable="payment_due")
    return publication | {"payable": True, "payment_due": iso(payment.due_at)}


def newest_penalty(session: Session, case: Case) -> Penalty:
    """The version that the handlers proposed last."""
    found = session.scalar(
        select(Penalty).where(Penalty.case_id == case.id).order_by(Penalty.version.desc()).limit(1)
    )
    if found is None:
        raise Broken("penalty.missing", case=case.number)
    return found


def is_mere_warning(penalty: Penalty) -> bool:
    """Whether nothing but a warning was imposed, which is not published (L7 art 2)."""
    return set(penalty.kinds) <= {"warning"}


def _nothing_payable(step: Step, served_on: dt.date) -> dict[str, object]:
    """The decision is performed by its service; the case can be closed (T46)."""
    closure = clocks.start(step.session, step.case, "T46", served_on, variable="closure_due")
    return {"payable": False, "payment_due": None, "closure_due": iso(closure.due_at)}


def _start_publication(step: Step, penalty: Penalty) -> dict[str, object]:
    """The publication falls due 20 working days after the decision; a mere warning is withheld."""
    if is_mere_warning(penalty):
        step.session.add(
            Publication(
                case_id=step.case.id,
                what=PENALTY,
                state=PublicationState.WITHHELD,
                due_at=step.now,
                reason="publication.mere_warning",
            )
        )
        return {"publishable": False, "publication_due": None}
    decided_at = penalty.decided_at or step.now
    running = clocks.start(step.session, step.case, "T42", decided_at, variable="publication_due")
    step.session.add(Publication(case_id=step.case.id, what=PENALTY, due_at=running.due_at))
    return {"publishable": True, "publication_due": iso(running.due_at)}


def _defence(step: Step) -> Submission | None:
    return step.submission("task_record_defence")


def _expect_imposable(session: Session, penalty: Penalty) -> None:
    """Refuse to impose what was not proposed, and what a higher bureau must decide."""
    if not penalty.kinds:
        raise _wrong("penalty.not_proposed")
    limit = settings.value_of(session, LIMIT_SETTING, LIMIT_DEFAULT)
    if limit and penalty.fine_fen >= limit:
        raise _wrong("penalty.above_limit", limit_fen=limit, fine_fen=penalty.fine_fen)


def _wrong(code: str, **params: object) -> Invalid:
    problem: dict[str, object] = {"code": code, "params": params}
    return Invalid(code, {"penalty_decision": [problem]}, **params)

"""Penalties (行政处罚): proposed by the handlers, approved, decided and served."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine import audit, charges, clocks, documents
from engine.errors import Broken
from engine.operations.beside import wrong
from engine.operations.facts import day_of, iso, submitted
from engine.operations.service import delivered
from engine.papers import penalty as papers
from engine.papers import report as report_papers
from engine.step import Step
from models.cases import Case
from models.documents import Publication, PublicationState
from models.penalties import Penalty, PenaltyState

PENALTY: Final = "penalty"


def propose(step: Step) -> dict[str, object]:
    """penalty.propose: the proposal of the report, a new version each time; review starts (T20)."""
    report = submitted(step, "task_report_investigation")
    session, case, data = step.session, step.case, report.data
    rows = data.get("charges", [])
    assessed = charges.assess(session, case, rows)
    penalty = _penalty(step, data, rows, assessed)
    _expect_not_heavier(step, penalty, data)
    _withdraw_earlier(session, case)
    session.add(penalty)
    session.flush()
    content = report_papers.investigation_report(session, case, report, penalty)
    paper = documents.renew(session, step.actor, case, "investigation_report", content)
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
        document=paper.id,
    )
    return {"review_due": iso(running.due_at), "case_decision": "pending"}


def _penalty(
    step: Step,
    data: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    assessed: Sequence[charges.Assessment],
) -> Penalty:
    """The next version of what is proposed; nothing of a penalty when none is."""
    last = step.session.scalar(
        select(func.max(Penalty.version)).where(Penalty.case_id == step.case.id)
    )
    return Penalty(
        case_id=step.case.id,
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


def _expect_not_heavier(step: Step, penalty: Penalty, data: Mapping[str, Any]) -> None:
    """What the party was told of may not become heavier without new facts (P18: L1 art 45)."""
    told = _told_of(step)
    if told is None or data.get("new_facts"):
        return
    heavier = (
        penalty.fine_fen > told.fine_fen
        or penalty.confiscation_fen > told.confiscation_fen
        or not set(penalty.kinds) <= set(told.kinds)
    )
    if heavier:
        raise wrong("new_facts", "penalty.heavier_after_notice", rule="P18", article="L1 45; L5 58")


def _told_of(step: Step) -> Penalty | None:
    """The version that the newest notice told the party of."""
    notice = documents.newest(step.session, step.case, "penalty_notice")
    if notice is None:
        return None
    return step.session.scalar(
        select(Penalty)
        .where(Penalty.case_id == step.case.id, Penalty.proposed_at <= notice.issued_at)
        .order_by(Penalty.version.desc())
        .limit(1)
    )


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
    penalty, heard = newest_penalty(session, case), bool(step.data.get("hearing_right"))
    content = papers.penalty_notice(session, case, report, penalty, hearing=heard)
    paper = documents.issue(session, step.actor, case, "penalty_notice", content)
    audit.record(session, step.actor, "notice:issue", case=case, document=paper.id)
    return {"service_document": "penalty_notice", "service_due": step.data.get("case_due")}


def serve_notice(step: Step) -> dict[str, object]:
    """notice.serve: from the day of service the party has 5 working days (T21)."""
    delivery = delivered(step, "penalty_notice")
    running = clocks.start(
        step.session, step.case, "T21", delivery.served_on, variable="defence_due"
    )
    # What was said to an earlier notice is no answer to this one.
    forgotten = dict.fromkeys(("defence", "reconsideration", "hearing_result"))
    return {"defence_due": iso(running.due_at)} | forgotten


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

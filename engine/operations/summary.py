"""On-the-spot penalties (当场处罚): imposed, served, collected, handed in, filed (P23-P24)."""

import datetime as dt
from typing import Any, Final

from engine import audit, charges, clocks, documents, notices
from engine.operations.beside import wrong
from engine.operations.facts import day_of, iso, officers, submitted, supervisors
from engine.operations.penalties import PENALTY, is_mere_warning, newest_penalty
from engine.papers import summary as papers
from engine.step import Step
from models.documents import Document, Publication, PublicationState
from models.penalties import Delivery, Payment, Penalty, PenaltyState
from models.processes import Submission

EXAMINED: Final = "task_examine_on_spot"
HEARD: Final = "task_hear_on_spot"
#: Up to here a fine is collected on the spot without any other ground (L1 art 68; L5 art 72(1)).
SMALL_FEN: Final = 100_00
CASH: Final = {"rule": "P24", "article": "L1 68-69; L5 72"}


def impose(step: Step) -> dict[str, object]:
    """summary.impose: decided, numbered and handed over on the spot (L1 art 52; L5 arts 66-68)."""
    session, case = step.session, step.case
    found, heard = submitted(step, EXAMINED), submitted(step, HEARD)
    penalty = _penalty(step, found)
    _expect_collectable(penalty, heard)
    session.add(penalty)
    case.outcome = "penalised"
    content = papers.decision(session, case, penalty, found, heard)
    paper = documents.issue(session, step.actor, case, "summary_decision", content)
    _serve(step, paper, heard)
    material = clocks.start(session, case, "T33", day_of(step), variable="material_due")
    audit.record(
        session,
        step.actor,
        "summary:impose",
        case=case,
        kinds=penalty.kinds,
        fine_fen=penalty.fine_fen,
        document=paper.id,
    )
    told = {"material_due": iso(material.due_at)} | _collect(step, penalty, heard)
    return told | _publication(step, penalty, heard)


def hand_in(step: Step) -> dict[str, object]:
    """fine.hand_in: the officers gave the money to the bureau; two days to the bank (T35)."""
    session, case, paper = step.session, step.case, submitted(step, "task_hand_in_fine")
    penalty, data = newest_penalty(session, case), paper.data
    _expect_whole(penalty, data["amount_fen"])
    handed_on = dt.date.fromisoformat(data["handed_on"])
    running = clocks.start(session, case, "T35.bank", handed_on, variable="deposit_due")
    audit.record(
        session,
        step.actor,
        "fine:hand_in",
        case=case,
        amount_fen=data["amount_fen"],
        handed_on=data["handed_on"],
    )
    return {"deposit_due": iso(running.due_at)}


def deposit(step: Step) -> None:
    """fine.deposit: the bureau paid the money into the bank (T35; L1 art 71; L5 art 73)."""
    session, case, paper = step.session, step.case, submitted(step, "task_deposit_fine")
    _expect_whole(newest_penalty(session, case), paper.data["amount_fen"])
    clocks.met(session, case, "deposit_due")
    audit.record(
        session,
        step.actor,
        "fine:deposit",
        case=case,
        amount_fen=paper.data["amount_fen"],
        receipt=paper.data["bank_receipt"],
    )


def file(step: Step) -> None:
    """summary.file: the material lies at the bureau, which knows of the decision (T33)."""
    session, case, paper = step.session, step.case, submitted(step, "task_submit_material")
    clocks.met(session, case, "material_due")
    audit.record(
        session, step.actor, "summary:file", case=case, submitted_on=paper.data["submitted_on"]
    )
    notices.notify(
        session,
        supervisors(step),
        "summary.filed",
        {"number": case.number, "subject": case.title},
        case_id=case.id,
        key=f"summary.filed:{case.id}",
    )


def close(step: Step) -> None:
    """summary.close: performed and filed; no closure approval, which L5 art 77 asks of others."""
    clocks.stop_all(step.session, step.case.id)
    step.case.close_reason = "处罚决定已执行，案件材料已归档备案"
    reason = step.case.close_reason
    audit.record(step.session, step.actor, "case:close", case=step.case, reason=reason)
    notices.notify(
        step.session,
        officers(step),
        "case.closed",
        {"number": step.case.number, "subject": step.case.title},
        case_id=step.case.id,
        key=f"case.closed:{step.case.id}",
    )


def _penalty(step: Step, found: Submission) -> Penalty:
    """The penalty as examined; decided by the officers who signed, and by nobody else."""
    rows = found.data["charges"]
    assessed = charges.assess(step.session, step.case, rows)
    return Penalty(
        case_id=step.case.id,
        version=1,
        state=PenaltyState.DECIDED,
        kinds=found.data["penalty_kinds"],
        fine_fen=charges.total_fine(rows),
        confiscation_fen=0,
        article=charges.articles(assessed),
        reason=found.data["facts"],
        proposed_at=found.submitted_at,
        decided_at=step.now,
        charges=charges.written(assessed),
    )


def _expect_collectable(penalty: Penalty, heard: Submission) -> None:
    """Cash is taken on the three grounds of the law only, and a fine is collected somehow (P24)."""
    way = heard.data.get("collection")
    if penalty.fine_fen == 0:
        if way == "on_the_spot":
            raise wrong("collection", "summary.nothing_to_collect", **CASH)
        return
    if way is None:
        raise wrong("collection", "form.required")
    small = heard.data.get("collection_ground") == "small"
    if way == "on_the_spot" and small and penalty.fine_fen > SMALL_FEN:
        raise wrong("collection_ground", "summary.fine_not_small", most_fen=SMALL_FEN, **CASH)


def _expect_whole(penalty: Penalty, amount_fen: int) -> None:
    if amount_fen != penalty.fine_fen:
        params = {"due_fen": penalty.fine_fen}
        raise wrong("amount_fen", "payment.not_the_amount", **params)


def _serve(step: Step, paper: Document, heard: Submission) -> None:
    """Handed to the party on the spot; a refusal to sign is noted and changes nothing (L5 67)."""
    signature: dict[str, Any] = heard.data["party_signature"]
    refused = signature["status"] != "signed"
    step.session.add(
        Delivery(
            case_id=step.case.id,
            document_id=paper.id,
            way="in_person",
            served_on=day_of(step),
            receiver=signature.get("name", ""),
            remark=signature.get("reason", "") if refused else "",
            recorded_by=heard.submitted_by,
            recorded_at=step.now,
        )
    )
    audit.record(
        step.session,
        step.actor,
        "document:serve",
        case=step.case,
        document=paper.id,
        way="in_person",
        served_on=day_of(step).isoformat(),
    )


def _collect(step: Step, penalty: Penalty, heard: Submission) -> dict[str, object]:
    """Paid at the bank in fifteen days (T34), or handed in within two working days (T35)."""
    session, case, today = step.session, step.case, day_of(step)
    nothing: dict[str, object] = {
        "collected": False,
        "hand_in_due": None,
        "payable": False,
        "payment_due": None,
    }
    if penalty.fine_fen == 0:
        return nothing
    if heard.data["collection"] != "on_the_spot":
        running = clocks.start(session, case, "T34", today, variable="payment_due")
        return nothing | {"payable": True, "payment_due": iso(running.due_at)}
    session.flush()  # the payment names the penalty by its key
    session.add(
        Payment(
            penalty_id=penalty.id,
            amount_fen=penalty.fine_fen,
            paid_on=today,
            receipt=heard.data["receipt_no"],
            recorded_by=heard.submitted_by,
            recorded_at=step.now,
        )
    )
    running = clocks.start(session, case, "T35", today, variable="hand_in_due")
    return nothing | {"collected": True, "hand_in_due": iso(running.due_at)}


def _publication(step: Step, penalty: Penalty, heard: Submission) -> dict[str, object]:
    """Published when it has an effect on society (L1 art 48; L5 art 63), else not (L7 art 2)."""
    session, case = step.session, step.case
    if is_mere_warning(penalty) or heard.data.get("public_impact") != "yes":
        reason = "publication.mere_warning" if is_mere_warning(penalty) else "publication.summary"
        session.add(
            Publication(
                case_id=case.id,
                what=PENALTY,
                state=PublicationState.WITHHELD,
                due_at=step.now,
                reason=reason,
            )
        )
        return {"publishable": False, "publication_due": None}
    running = clocks.start(session, case, "T42", step.now, variable="publication_due")
    session.add(Publication(case_id=case.id, what=PENALTY, due_at=running.due_at))
    return {"publishable": True, "publication_due": iso(running.due_at)}

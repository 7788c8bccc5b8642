"""Service of papers on the party (送达): which way, and the day it counts (L5 arts 82-83)."""

import datetime as dt
from typing import Final

from sqlalchemy import select

from engine import audit, clocks, documents
from engine.errors import Broken, Invalid
from engine.operations import resting
from engine.operations.facts import iso, submitted
from engine.papers import service as papers
from engine.step import Step
from models.clocks import Clock
from models.documents import Document
from models.penalties import Delivery
from models.processes import Submission
from models.statutes import local_day

PUBLIC_NOTICE: Final = "public_notice"
ELECTRONIC: Final = "electronic"
ADDRESS: Final = "address_confirmation"
#: What the form asks beside the receiver, depending on the way.
REMARKS: Final = ("left_reason", "tracking_no", "entrusted_to", "e_address", "notice_reason")


def announce(step: Step) -> dict[str, object]:
    """service.announce: the public notice is out; it counts as service after 30 days (T32)."""
    session, case = step.session, step.case
    receipt, paper = submitted(step, "task_serve_document"), _paper(step)
    published_on = dt.date.fromisoformat(receipt.data["notice_published_on"])
    _expect_after_issue(paper, published_on, "notice_published_on")
    running = clocks.start(session, case, "T32", published_on, variable="public_notice_due")
    content = papers.public_notice(session, case, paper, receipt, running.due_on)
    notice = documents.issue(session, step.actor, case, "public_service_notice", content)
    audit.record(
        session,
        step.actor,
        "document:announce",
        case=case,
        document=paper.id,
        notice=notice.id,
        counts_on=running.due_on.isoformat(),
    )
    # The days of the notice do not count in the days to decide the case (T29).
    moved = {"case_due": step.data.get("case_due")}
    moved |= resting.rest(step, PUBLIC_NOTICE, published_on, until=running.due_on)
    return {"public_notice_due": iso(running.due_at)} | moved


def record(step: Step) -> None:
    """service.record: the paper reached the party; its receipt goes on file (L5 art 82)."""
    session, case = step.session, step.case
    receipt, paper = submitted(step, "task_serve_document"), _paper(step)
    served_on = _day_of_service(step, receipt)
    way = receipt.data["way"]
    if way != PUBLIC_NOTICE:
        _expect_after_issue(paper, served_on, "served_on")
    if way == ELECTRONIC:
        _confirm_address(step, receipt)
    delivery = Delivery(
        case_id=case.id,
        document_id=paper.id,
        way=way,
        served_on=served_on,
        receiver=receipt.data.get("receiver", ""),
        remark="；".join(receipt.data[key] for key in REMARKS if receipt.data.get(key))[:2000],
        recorded_by=receipt.submitted_by,
        recorded_at=step.now,
    )
    session.add(delivery)
    content = papers.receipt(session, case, paper, receipt, served_on)
    documents.issue(session, step.actor, case, "service_receipt", content)
    audit.record(
        session,
        step.actor,
        "document:serve",
        case=case,
        document=paper.id,
        way=way,
        served_on=served_on.isoformat(),
    )


def delivered(step: Step, form: str) -> Delivery:
    """How and when the newest paper of this kind was served."""
    found = step.session.scalar(
        select(Delivery)
        .join(Document, Document.id == Delivery.document_id)
        .where(Delivery.case_id == step.case.id, Document.form == form)
        .order_by(Delivery.id.desc())
        .limit(1)
    )
    if found is None:
        raise Broken("document.not_served", form=form, case=step.case.number)
    return found


def _paper(step: Step) -> Document:
    """The paper that is to be served, as process data name it."""
    form = str(step.data.get("service_document"))
    paper = documents.newest(step.session, step.case, form)
    if paper is None:
        raise Broken("document.missing", form=form, case=step.case.number)
    return paper


def _day_of_service(step: Step, receipt: Submission) -> dt.date:
    """The day in the receipt; of a public notice the day on which its thirty days ended (T32)."""
    if receipt.data["way"] != PUBLIC_NOTICE:
        return dt.date.fromisoformat(receipt.data["served_on"])
    clocks.met(step.session, step.case, "public_notice_due")
    return step.session.scalars(
        select(Clock.due_on)
        .where(Clock.case_id == step.case.id, Clock.variable == "public_notice_due")
        .order_by(Clock.id.desc())
        .limit(1)
    ).one()


def _expect_after_issue(paper: Document, day: dt.date, field: str) -> None:
    """Nothing reaches anybody before it was issued."""
    issued_on = local_day(paper.issued_at)
    if day < issued_on:
        params: dict[str, object] = {"issued_on": issued_on.isoformat()}
        raise Invalid(
            "service.before_issue", {field: [{"code": "service.before_issue", "params": params}]}
        )


def _confirm_address(step: Step, receipt: Submission) -> None:
    """The signed confirmation without which nothing is served electronically (P39: L1 art 61)."""
    if not receipt.data.get("address_confirmed"):
        # The form asks for it; a way around the form does not get past this.
        problem: dict[str, object] = {"code": "service.address_unconfirmed", "params": {}}
        raise Invalid("service.address_unconfirmed", {"address_confirmed": [problem]})
    content = papers.address_confirmation(step.session, step.case, receipt)
    known = documents.newest(step.session, step.case, ADDRESS)
    if known is None or known.content["e_address"] != content["e_address"]:
        documents.issue(step.session, step.actor, step.case, ADDRESS, content)

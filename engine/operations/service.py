"""Service of papers on the party (送达): by which way, and on which day it counts (L5 art 82)."""

import datetime as dt
from typing import Final

from engine import audit, clocks, documents
from engine.errors import Broken
from engine.operations.facts import submitted
from engine.step import Step
from models import calendar
from models.penalties import Delivery
from models.processes import Submission

PUBLIC_NOTICE: Final = "public_notice"
#: What the form asks beside the receiver, depending on the way.
REMARKS: Final = ("left_reason", "tracking_no", "entrusted_to", "notice_reason")


def served(step: Step, element: str, form: str) -> Delivery:
    """Record that a paper reached the party."""
    receipt = submitted(step, element)
    paper = documents.newest(step.session, step.case, form)
    if paper is None:
        raise Broken("document.missing", form=form, case=step.case.number)
    delivery = Delivery(
        case_id=step.case.id,
        document_id=paper.id,
        way=receipt.data["way"],
        served_on=_day_of_service(step, receipt),
        receiver=receipt.data.get("receiver", ""),
        remark="；".join(receipt.data[key] for key in REMARKS if receipt.data.get(key)),
        recorded_by=receipt.submitted_by,
        recorded_at=step.now,
    )
    step.session.add(delivery)
    audit.record(
        step.session,
        step.actor,
        "document:serve",
        case=step.case,
        document=paper.id,
        way=delivery.way,
        served_on=delivery.served_on.isoformat(),
    )
    return delivery


def _day_of_service(step: Step, receipt: Submission) -> dt.date:
    """A public notice counts as service 30 days after it was published (T32)."""
    if receipt.data["way"] != PUBLIC_NOTICE:
        return dt.date.fromisoformat(receipt.data["served_on"])
    published_on = dt.date.fromisoformat(receipt.data["notice_published_on"])
    return clocks.compute(step.session, calendar.load(step.session), "T32", published_on).due_on

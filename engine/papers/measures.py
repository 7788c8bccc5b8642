"""The papers of measures: notice or decision with the list, extension, testing, release."""

import datetime as dt
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents
from engine.papers.penalty import remedies
from engine.papers.wording import choice, chosen
from models import clock
from models.cases import Case
from models.documents import Document
from models.measures import CaseMeasure, MeasureKind
from models.processes import Submission

#: Ends that follow from the law or from a refusal and not from a proposal.
GROUNDS: Final = {
    "refused": "负责人认为不应当采取措施",
    "not_approved_in_time": "二十四小时内未补办批准手续",
    "lapsed": "七个工作日内未采取相关措施，先行登记保存措施自动解除",
    "expired": "查封、扣押期限已经届满",
}
#: What both measures stand on.
BASIS: Final = {
    MeasureKind.PRESERVATION: "《中华人民共和国行政处罚法》第五十六条",
    MeasureKind.SEIZURE: "《中华人民共和国食品安全法》第一百一十条",
}


def taken(
    session: Session, case: Case, measure: CaseMeasure, request: Submission, paper: Submission
) -> dict[str, Any]:
    """Reason, basis, period, list and remedies (L2 art 24; L5 art 34)."""
    data = paper.data
    return _head(session, case, measure) | {
        "reason": request.data["reason"],
        "law": request.data["basis"],
        "urgent": measure.urgent,
        "kept_at": chosen(paper, "kept_at"),
        "party_present": data["party_present"] == "yes",
        "witness": data.get("witness", ""),
        "statement": data["statement"],
        "party_signature": data.get("party_signature"),
    }


def ended(
    session: Session, case: Case, measure: CaseMeasure, proposal: Submission | None
) -> dict[str, Any]:
    """Why the measure ended, and when (L2 art 28; L5 arts 35, 42)."""
    return _head(session, case, measure) | {
        "decision": _decision(session, case, measure),
        "state": measure.state.value,
        "ground": _ground(measure, proposal),
        "ended_on": _day(measure.ended_at),
    }


def extended(
    session: Session, case: Case, measure: CaseMeasure, proposal: Submission
) -> dict[str, Any]:
    """For how long and why, in writing (L2 art 25; L4 art 61)."""
    return _head(session, case, measure) | {
        "decision": _decision(session, case, measure),
        "days": proposal.data["extend_days"],
        "reason": proposal.data["extend_reason"],
    }


def tested(
    session: Session, case: Case, measure: CaseMeasure, proposal: Submission
) -> dict[str, Any]:
    """The testing period, which does not count, told in writing (L2 art 25; L5 art 38)."""
    return _head(session, case, measure) | {
        "decision": _decision(session, case, measure),
        "test_body": proposal.data["test_body"],
        "test_until": proposal.data["test_until"],
    }


def disposed_early(
    session: Session, case: Case, measure: CaseMeasure, proposal: Submission
) -> dict[str, Any]:
    """On what ground and how perishables were disposed of (L5 art 41)."""
    return _head(session, case, measure) | {
        "decision": _decision(session, case, measure),
        "basis_of_disposal": chosen(proposal, "disposal_basis"),
        "scope": chosen(proposal, "disposal_scope"),
        "way": proposal.data["disposal_way"],
    }


def _head(session: Session, case: Case, measure: CaseMeasure) -> dict[str, Any]:
    return documents.heading(session, case) | {
        "kind": measure.kind.value,
        "basis": BASIS[measure.kind],
        "place": measure.place,
        "things": measure.things,
        "taken_at": measure.taken_at.isoformat(),
        "from": _day(measure.taken_at),
        "until": measure.due_on.isoformat(),
        "remedies": remedies(session, clock.today()),
    }


def _decision(session: Session, case: Case, measure: CaseMeasure) -> dict[str, str]:
    """The paper that the measure stands on, as the papers that follow it cite it."""
    form = "seizure_decision" if measure.kind is MeasureKind.SEIZURE else "preservation_notice"
    taken_at = measure.taken_at.isoformat()
    papers = session.scalars(
        select(Document)
        .where(Document.case_id == case.id, Document.form == form)
        .order_by(Document.id.desc())
    )
    found = next((one for one in papers if one.content.get("taken_at") == taken_at), None)
    return documents.named(found) if found is not None else {}


def _ground(measure: CaseMeasure, proposal: Submission | None) -> str:
    if measure.ground in GROUNDS and proposal is None:
        return GROUNDS[measure.ground]
    if proposal is None:
        return measure.ground
    form = proposal.form
    field = {"propose_disposal": "disposal"}.get(form, "release_ground")
    said = choice(form, field, measure.ground)
    return said or choice(form, "seizure_step", measure.ground)


def _day(moment: dt.datetime | None) -> str:
    return moment.astimezone(clock.ZONE).date().isoformat() if moment else ""

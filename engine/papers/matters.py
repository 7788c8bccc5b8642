"""Approvals of matters of a case (有关事项审批表): suspension, extension, deferral, discussion."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from engine import documents
from engine.papers.wording import chosen, opinion
from models.cases import Case
from models.clocks import Clock
from models.processes import Submission
from models.statutes import STATUTES


def suspension(
    session: Session, case: Case, request: Submission, decision: Submission | None
) -> dict[str, Any]:
    """Why the investigation rests, and who approved it (L5 art 46)."""
    return _matter(session, case, "中止案件调查", request.data["reason"]) | {
        "ground": chosen(request, "suspension_ground"),
        "proposed": opinion(request, "suspension_proposal"),
        "leader": opinion(decision, "suspension_decision", "opinion", "refusal_reason"),
    }


def resumption(session: Session, case: Case, paper: Submission) -> dict[str, Any]:
    """The reason of the suspension is gone (L5 art 46)."""
    return _matter(session, case, "恢复案件调查", paper.data["reason"]) | {
        "ground": "",
        "proposed": opinion(paper, "follow_up"),
    }


def termination(
    session: Session, case: Case, request: Submission, decision: Submission | None
) -> dict[str, Any]:
    """Why nothing can be investigated any more, and who approved it (L5 art 47)."""
    field = "follow_up" if request.form == "follow_suspension" else "suspension_proposal"
    answer = "termination"
    if decision is not None and decision.form == "decide_suspension":
        answer = "suspension_decision"
    return _matter(session, case, "终止案件调查", request.data["reason"]) | {
        "ground": chosen(request, "termination_ground"),
        "proposed": opinion(request, field),
        "leader": opinion(decision, answer, "opinion", "refusal_reason"),
    }


def extension(
    session: Session, case: Case, running: Clock, request: Submission, decision: Submission
) -> dict[str, Any]:
    """Which limit is extended, by how much, and who decided it (L5 arts 18, 55, 60, 64)."""
    row, data = STATUTES[running.statute], decision.data
    discussed = {
        key: data[key]
        for key in ("held_at", "held_in", "chaired_by", "reporter", "recorder", "attendees")
        if key in data
    }
    return _matter(session, case, f"延长期限：{row.zh}", request.data["reason"]) | {
        "ground": f"{row.current.law.zh}第{row.article}条",
        "days": running.explanation["extensions"][-1]["days"],
        "until": running.due_on.isoformat(),
        "discussed": discussed,
        "discussion": data.get("discussion", ""),
        "proposed": None,
        "leader": opinion(decision, "extension_decision", "opinion", "refusal_reason"),
    }


def deferral(
    session: Session,
    case: Case,
    request: Submission,
    decision: Submission,
    plan: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """The written answer to an application for deferral or instalments (L5 art 74)."""
    kind = chosen(request, "deferral_kind")
    decision_paper = documents.newest(session, case, documents.decision_form(case))
    return _matter(session, case, kind, request.data["hardship"]) | {
        "decision": documents.named(decision_paper) if decision_paper else {},
        "applied_on": request.data["applied_on"],
        "granted": bool(plan),
        "plan": [dict(one) for one in plan],
        "ground": "",
        "refusal": decision.data.get("refusal_reason", ""),
        "leader": opinion(decision, "deferral_decision", "opinion", "refusal_reason"),
    }


def _matter(session: Session, case: Case, matter: str, reason: str) -> dict[str, Any]:
    return documents.heading(session, case) | {"matter": matter, "reason": reason}

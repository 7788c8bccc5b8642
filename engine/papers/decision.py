"""The bureau's own papers of a decision: discussion (集体讨论记录) and approval (决定审批表)."""

from typing import Any

from sqlalchemy.orm import Session

from engine import documents
from engine.papers import penalty as papers
from engine.papers.wording import cause_of, chosen, opinion
from models.accounts import User
from models.cases import Case
from models.penalties import Penalty
from models.processes import Submission


def discussion_record(
    session: Session, case: Case, paper: Submission, chair: User
) -> dict[str, Any]:
    """When, where, who and what was said and decided (L5 art 60)."""
    data = paper.data
    return documents.heading(session, case) | {
        "cause": cause_of(session, case),
        "matter": "拟作出的行政处罚",
        "reason": data["facts"],
        "ground": "《市场监督管理行政处罚程序规定》第六十条",
        "discussed": {
            "held_at": data["held_at"],
            "held_in": data["held_in"],
            "chaired_by": chair.name,
            "reporter": data["reporter"],
            "recorder": data["recorder"],
            "attendees": data["attendees"],
        },
        "discussion": data["discussion"],
        "leader": opinion(paper, "discussion_result", "decision"),
    }


def decision_approval(
    session: Session,
    case: Case,
    report: Submission,
    penalty: Penalty,
    *,
    approval: Submission,
    decision: Submission,
) -> dict[str, Any]:
    """What was proposed and what each of the two people decided (L5 arts 56, 60)."""
    approved = "penalty_approval" if approval.form == "approve_penalty" else "outcome_approval"
    decided = "penalty_decision" if decision.form == "decide_penalty" else "outcome_decision"
    discussion = documents.newest(session, case, "discussion_record")
    reasons = ("opinion", "no_penalty_reason", "transfer_reason")
    return documents.heading(session, case) | {
        "cause": cause_of(session, case),
        "facts": report.data["facts"],
        "proposal": papers.proposed(report, penalty),
        "discussed": discussion.content["leader"]["words"] if discussion else "",
        "supervisor": opinion(approval, approved, "opinion"),
        "decision_label": chosen(decision, decided),
        "leader": opinion(decision, decided, *reasons),
    }

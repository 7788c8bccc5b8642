"""The paper of what the party said (陈述申辩笔录; L5 art 58)."""

from typing import Any

from sqlalchemy.orm import Session

from engine import documents
from engine.papers.wording import chosen, earlier
from models.cases import Case
from models.processes import Submission


def defence_record(session: Session, case: Case, said: Submission) -> dict[str, Any]:
    """What the party stated, defended or asked for, and when (L1 art 45)."""
    return documents.heading(session, case) | {
        "notice": earlier(session, case, "penalty_notice"),
        "kind": chosen(said, "defence"),
        "made_on": said.data["made_on"],
        "content": said.data["content"],
        "recorded_by": said.submitter.name if said.submitter else "",
    }

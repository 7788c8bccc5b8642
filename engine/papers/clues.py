"""The paper of a clue (案件来源登记表; L5 art 18; L12 art 23)."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import documents
from models.accounts import User
from models.cases import Case
from models.clues import Clue, ClueSource
from models.documents import Evidence
from models.findings import Finding

#: As the form to propose a filing words it.
SOURCES: Final = {
    ClueSource.INSPECTION: "监督检查",
    ClueSource.REPORT: "投诉举报",
    ClueSource.SAMPLING: "抽样检验",
    ClueSource.TRANSFERRED: "其他部门移送",
    ClueSource.ASSIGNED: "上级交办",
    ClueSource.OTHER: "其他",
}
#: What is said of an inspection that has no findings of its own, such as a re-inspection.
NOTHING_LISTED: Final = "监督检查中发现涉嫌违法行为，详见检查记录。"
_MOST: Final = 4000


def case_source(session: Session, case: Case, clue: Clue) -> dict[str, Any]:
    """Where it came from, when, what it says, with which annexes; who reports is kept out (P40)."""
    annexes = session.scalars(
        select(Evidence.filename)
        .where(Evidence.case_id == case.id, Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
    )
    recorder = session.get(User, clue.recorded_by) if clue.recorded_by else None
    recorded = {
        "choice": "",
        "words": "",
        "by": recorder.name if recorder else "",
        "date": clue.found_on.isoformat(),
    }
    return documents.heading(session, case) | {
        "source": SOURCES[clue.source],
        "found_on": clue.found_on.isoformat(),
        "informant": {"name": clue.informant, "phone": "", "address": ""},
        "summary": clue.summary,
        "annexes": list(annexes),
        "recorded": recorded if recorder else None,
    }


def found(session: Session, case: Case) -> str:
    """What the officers found in the inspection that the case grew out of."""
    if case.parent_id is None:
        return NOTHING_LISTED
    titles = session.scalars(
        select(Finding.title).where(Finding.case_id == case.parent_id).order_by(Finding.id)
    ).all()
    listed = "；".join(dict.fromkeys(titles))
    return f"监督检查中发现：{listed}。"[:_MOST] if listed else NOTHING_LISTED

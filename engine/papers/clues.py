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
#: A list that is longer than a page says how long it is and stands in the result record.
_LISTED: Final = 20


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
        "annexes": [*([f"{case.parent.number}案卷"] if case.parent else []), *annexes],
        "recorded": recorded if recorder else None,
    }


def found(session: Session, case: Case) -> str:
    """What the officers found in the inspection that the case grew out of, item by item."""
    rows = session.scalars(
        select(Finding).where(Finding.case_id == case.parent_id).order_by(Finding.id)
    ).all()
    lines = [
        f"{row.item} {row.title}" + (f"：{row.note}" if row.note else "") for row in rows[:_LISTED]
    ]
    if len(rows) > _LISTED:
        lines.append(f"共{len(rows)}项，详见监督检查结果记录表。")
    return "\n".join(["监督检查中发现：", *lines])[:_MOST] if lines else NOTHING_LISTED

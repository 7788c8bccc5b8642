"""Evidence (证据) of a case: what was attached, and what a form may refer to."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import Invalid
from engine.forms import Form, Problem
from models.cases import Case
from models.documents import Evidence, EvidenceKind

#: The eight kinds as an index of a case file words them (L1 art 46; L5 art 23).
KINDS: Final = {
    EvidenceKind.DOCUMENT: "书证",
    EvidenceKind.OBJECT: "物证",
    EvidenceKind.AUDIOVISUAL: "视听资料",
    EvidenceKind.ELECTRONIC: "电子数据",
    EvidenceKind.WITNESS: "证人证言",
    EvidenceKind.STATEMENT: "当事人的陈述",
    EvidenceKind.OPINION: "鉴定意见",
    EvidenceKind.RECORD: "勘验笔录、现场笔录",
}


def of_item(session: Session, work_item_id: int) -> list[Evidence]:
    """What was attached to an item and not taken out."""
    return list(
        session.scalars(
            select(Evidence)
            .where(Evidence.work_item_id == work_item_id, Evidence.removed_at.is_(None))
            .order_by(Evidence.id)
        )
    )


def referred(form: Form, data: Mapping[str, Any]) -> Iterator[tuple[str, list[int]]]:
    """Where a filled form refers to evidence, and to which."""
    for key, field in form.fields.items():
        if field.kind == "evidence":
            yield key, data.get(key, [])
        elif field.widget == "checklist":
            for no, answer in data.get(key, {}).items():
                yield f"{key}[{no}].evidence", answer.get("evidence", [])


def expect_known(session: Session, case_id: int, form: Form, data: Mapping[str, Any]) -> None:
    """Refuse a form that refers to evidence of another case or to none at all.

    What was lawfully collected in the inspection that the case grew out of is evidence of the case
    as well (L5 art 23; L6 art 30; P07).
    """
    wanted = dict(referred(form, data))
    ids = {one for group in wanted.values() for one in group}
    if not ids:
        return
    case = session.get_one(Case, case_id)
    cases = [one for one in (case.id, case.parent_id) if one is not None]
    known = set(
        session.scalars(
            select(Evidence.id).where(
                Evidence.id.in_(ids), Evidence.case_id.in_(cases), Evidence.removed_at.is_(None)
            )
        )
    )
    problem = Problem("evidence.unknown").as_json()
    errors = {name: [problem] for name, group in wanted.items() if not known.issuperset(group)}
    if errors:
        raise Invalid("form.invalid", errors)

"""The eight kinds of evidence, and what an inspection leaves to the case that grew out of it."""

import io
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine import evidence
from engine.commands import evidence as commands
from engine.errors import Forbidden, Invalid
from engine.evidence_store import EvidenceStore
from models import clock
from models.cases import Case
from models.documents import Evidence, EvidenceKind
from tests.bureau import FILING, Bureau

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def piece_of(bureau: Bureau, case: Case, folder: Path) -> Evidence:
    store, actor = EvidenceStore(folder), bureau.actor(bureau.pair[0])
    name = "现场照片.pdf"
    return commands.keep(bureau.session, actor, store, case, io.BytesIO(PDF), filename=name)


@pytest.mark.law("P07")
def test_there_are_the_eight_kinds_of_the_law_and_officers_say_which(
    bureau: Bureau, session: Session, tmp_path: Path
) -> None:
    assert list(evidence.KINDS.values()) == [
        "书证",
        "物证",
        "视听资料",
        "电子数据",
        "证人证言",
        "当事人的陈述",
        "鉴定意见",
        "勘验笔录、现场笔录",
    ]
    assert set(evidence.KINDS) == set(EvidenceKind)
    piece = piece_of(bureau, bureau.assigned(), tmp_path)
    actor = bureau.actor(bureau.pair[1])
    commands.classify(session, actor, piece.id, EvidenceKind.RECORD)
    assert piece.kind is EvidenceKind.RECORD
    with pytest.raises(Forbidden):
        commands.classify(session, bureau.actor(bureau.leader), piece.id, EvidenceKind.OBJECT)


@pytest.mark.law("P07")
def test_evidence_of_the_inspection_is_used_in_the_case_and_no_other_is(
    bureau: Bureau, session: Session, tmp_path: Path
) -> None:
    case, stranger = bureau.enforced(), bureau.case()
    assert case.parent is not None
    filing = FILING | {"found_on": clock.today().isoformat()}
    foreign = piece_of(bureau, stranger, tmp_path)
    with pytest.raises(Invalid) as refused:
        bureau.do(
            case, "task_propose_filing", bureau.pair[0], **filing | {"evidence": [foreign.id]}
        )
    assert refused.value.errors["evidence"][0]["code"] == "evidence.unknown"
    own = piece_of(bureau, case.parent, tmp_path)
    bureau.do(case, "task_propose_filing", bureau.pair[0], **filing | {"evidence": [own.id]})
    assert bureau.open_elements(case) == {"task_approve_filing"}

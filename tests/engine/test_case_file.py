"""The case file: ordered as the law says, and no byte of it can be changed unnoticed."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit
from engine.case_file import access
from engine.case_file.export import export, name_of
from engine.case_file.order import ITEMS, MAIN, SIDE, place_of
from engine.case_file.pack import pack, written
from engine.case_file.verify import manifest_of, verify
from engine.commands import case_files
from engine.document_files import Shelf
from engine.errors import Forbidden
from engine.evidence_store import EvidenceStore
from models import clock
from models.audit import AuditEntry
from models.cases import Case
from models.documents import Evidence
from tests import builders
from tests.bureau import FILING, REPORT, Bureau

ROWS: Final[dict[str, list[dict[str, Any]]]] = {
    "finding": [{"id": 1, "note": "未留样"}, {"id": 2, "note": "离墙不足"}],
}
FILES: Final = {"正卷/1-立案审批表/001-立案审批表.docx": b"filing" * 20, "README.txt": b"read me"}
SMALL, SEAL = pack(FILES, ROWS, {"case": {"number": "津河北市监罚立〔2026〕1号"}})


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(EvidenceStore(tmp_path / "evidence"), tmp_path / "templates")


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without LibreOffice: everything but the PDFs works."""
    monkeypatch.setenv("PATH", str(tmp_path))


def a_photo(session: Session, shelf: Shelf, case: Case) -> Evidence:
    """A photo of the case in the store."""
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(picture, "JPEG")
    stored = shelf.store.put(io.BytesIO(picture.getvalue()))
    row = Evidence(
        case_id=case.id,
        sha256=stored.sha256,
        filename="留样柜.jpg",
        mime=stored.mime,
        size=stored.size,
        uploaded_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row


def changed(archive: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The archive packed again after a change of its files, as a forger would."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        content = {name: source.read(name) for name in source.namelist()}
    change(content)
    return written(content)


def test_a_whole_file_has_nothing_wrong() -> None:
    assert verify(SMALL) == []
    assert verify(SMALL, SEAL) == []
    assert manifest_of(SMALL) == SEAL


@given(st.integers(0, len(SMALL) - 1), st.integers(1, 255))
def test_every_changed_byte_is_found(place: int, mask: int) -> None:
    damaged = bytearray(SMALL)
    damaged[place] ^= mask
    assert verify(bytes(damaged)) != []


@given(st.integers(0, len(SMALL) - 1))
def test_a_file_that_was_cut_off_is_found(length: int) -> None:
    assert verify(SMALL[:length]) != []


@pytest.mark.parametrize("path", [*FILES, "rows/finding.json", "manifest.json"])
def test_a_changed_file_is_named(path: str) -> None:
    def change(content: dict[str, bytes]) -> None:
        content[path] = content[path][:-1] + b"!"

    assert any(path in problem for problem in verify(changed(SMALL, change)))


def test_a_changed_row_is_named() -> None:
    def change(content: dict[str, bytes]) -> None:
        content["rows/finding.json"] = content["rows/finding.json"].replace(b'"id": 2', b'"id": 3')

    found = verify(changed(SMALL, change))
    assert "finding 2: the row is missing" in found
    assert "finding 3: the row was added" in found


def test_a_changed_word_in_a_row_is_named() -> None:
    def change(content: dict[str, bytes]) -> None:
        text = content["rows/finding.json"].decode().replace("未留样", "已留样")
        content["rows/finding.json"] = text.encode()

    assert "finding 1: the row was changed" in verify(changed(SMALL, change))


def test_missing_and_added_files_are_named() -> None:
    def change(content: dict[str, bytes]) -> None:
        content["extra.txt"] = content.pop("README.txt")

    assert verify(changed(SMALL, change))[:2] == ["README.txt is missing", "extra.txt was added"]


def test_a_file_that_was_forged_as_a_whole_is_found_by_the_recorded_manifest() -> None:
    forged, _seal = pack(FILES | {"README.txt": b"forged"}, ROWS, {})
    assert verify(forged) == []
    assert verify(forged, SEAL) != []


@pytest.mark.parametrize(
    ("form", "volume", "item"),
    [
        ("filing_approval", MAIN, "立案审批表"),
        ("penalty_decision", MAIN, "行政处罚决定书及送达回证"),
        ("penalty_notice", MAIN, "对当事人制发的其他法律文书及送达回证"),
        ("site_record", MAIN, "证据材料"),
        ("hearing_record", MAIN, "听证笔录"),
        ("goods_disposal_record", MAIN, "财物处理单据"),
        ("case_source", SIDE, "案源材料"),
        ("investigation_report", SIDE, "调查终结报告"),
        ("review_form", SIDE, "审核意见"),
        ("hearing_report", SIDE, "听证报告"),
        ("closure_approval", SIDE, "结案审批表"),
        ("discussion_record", SIDE, "其他有关材料"),
    ],
)
def test_papers_lie_in_the_order_of_the_law(form: str, volume: str, item: str) -> None:
    place = place_of(form)
    assert (place.volume_name, place.item_name) == (volume, item)


def test_a_receipt_lies_with_the_paper_that_it_speaks_of() -> None:
    assert place_of("service_receipt", "penalty_decision") == place_of("penalty_decision")
    assert place_of("service_receipt") == place_of("address_confirmation")


def test_the_law_knows_seven_and_six_items() -> None:
    assert (len(ITEMS[MAIN]), len(ITEMS[SIDE])) == (7, 6)


@pytest.mark.usefixtures("no_office")
def test_the_file_of_a_case_holds_papers_evidence_rows_and_proves_itself(
    session: Session, shelf: Shelf
) -> None:
    bureau = Bureau(session)
    case = bureau.inspected("RECTIFY_BY_DATE")
    photo = a_photo(session, shelf, case)

    exported = export(session, bureau.actor(bureau.supervisor), shelf, case)

    assert verify(exported.archive, exported.manifest) == []
    with zipfile.ZipFile(io.BytesIO(exported.archive)) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        entries = json.loads(archive.read("rows/audit_entry.json"))
    titles = [row["title"] for row in manifest["index"]]
    assert titles == [
        "责令改正通知书",
        "食品生产经营监督检查告知页",
        "食品生产经营监督检查要点表",
        "食品生产经营监督检查结果记录表",
        photo.filename,
    ]
    assert any(name.startswith("正卷/4-证据材料/") and name.endswith(".jpg") for name in names)
    assert len(entries) > 3
    assert "rows/submission.json" in names
    assert str(photo.sha256) in json.dumps(manifest)


@pytest.mark.usefixtures("no_office")
def test_the_file_of_an_enforcement_case_holds_the_inspection_that_it_grew_out_of(
    session: Session, shelf: Shelf
) -> None:
    bureau = Bureau(session)
    case = bureau.enforced()
    assert case.parent is not None
    photo = a_photo(session, shelf, case.parent)

    exported = export(session, bureau.actor(bureau.leader), shelf, case)

    with zipfile.ZipFile(io.BytesIO(exported.archive)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        cases = json.loads(archive.read("rows/case.json"))
    held = {(row["item"], row["title"]) for row in manifest["index"]}
    assert ("证据材料", "食品生产经营监督检查结果记录表") in held
    assert ("证据材料", photo.filename) in held
    assert [row["id"] for row in cases] == [case.parent.id, case.id]
    assert verify(exported.archive) == []


@pytest.mark.usefixtures("no_office")
def test_report_and_review_lie_in_the_side_volume(session: Session, shelf: Shelf) -> None:
    bureau = Bureau(session)
    case = bureau.enforced()
    filing = FILING | {"found_on": clock.today().isoformat()}
    bureau.do(case, "task_propose_filing", bureau.pair[0], **filing)
    bureau.do(case, "task_approve_filing", bureau.supervisor, filing_approval="approved")
    bureau.do(case, "task_decide_filing", bureau.leader, filing_decision="filed")
    bureau.do(case, "task_report_investigation", bureau.pair[0], **REPORT)
    review = {"review": "correct", "review_opinion": "适用条款有误。"}
    bureau.do(case, "task_audit_case", bureau.reviewer, **review)

    exported = export(session, bureau.actor(bureau.leader), shelf, case)

    with zipfile.ZipFile(io.BytesIO(exported.archive)) as archive:
        index = json.loads(archive.read("manifest.json"))["index"]
    side = [row["item"] for row in index if row["volume"] == SIDE]
    assert side == ["案源材料", "调查终结报告", "审核意见"]


@pytest.mark.usefixtures("no_office")
def test_a_changed_entry_of_the_audit_trail_is_named(session: Session, shelf: Shelf) -> None:
    bureau = Bureau(session)
    case = bureau.inspected("NO_PROBLEM")
    audit.record(session, bureau.actor(bureau.supervisor), "case:note", case=case)
    row = session.scalars(select(AuditEntry).where(AuditEntry.action.endswith("case:note"))).one()
    row.detail = {"note": "another"}

    exported = export(session, bureau.actor(bureau.supervisor), shelf, case)

    problem = f"audit_entry {row.id}: its words are not the ones of its hash"
    assert problem in verify(exported.archive)


@pytest.mark.usefixtures("no_office")
def test_the_making_of_a_file_is_on_record_with_its_manifest(
    session: Session, shelf: Shelf
) -> None:
    bureau = Bureau(session)
    case = bureau.inspected("NO_PROBLEM")

    made = case_files.make(session, shelf, case.id, bureau.supervisor.id)

    with shelf.store.open(made.sha256) as file:
        assert verify(file.read(), made.manifest) == []
    assert access.newest(session, bureau.actor(bureau.pair[0]), case) is made
    assert audit.verify(session, f"case:{case.id}") == []


def test_an_inspector_of_another_case_does_not_get_the_file(session: Session) -> None:
    bureau = Bureau(session)
    case = bureau.case()
    stranger = builders.an_inspector(session, bureau.office)
    with pytest.raises(Forbidden):
        case_files.ask(session, bureau.actor(stranger), case.id)
    assert access.newest(session, bureau.actor(stranger), case) is None


def test_the_name_of_the_archive_is_one_that_every_system_can_store(session: Session) -> None:
    case = builders.a_case(session, number="津河北市监检〔2026〕1/2号")
    assert name_of(case) == "案卷-津河北市监检〔2026〕1_2号.zip"

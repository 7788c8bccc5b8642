"""Putting a case file together: papers, evidence, rows, index; one ZIP with one PDF in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from engine import document_forms, document_templates, documents, office
from engine.authority import Actor
from engine.case_file import leaves as leafing
from engine.case_file.leaves import Leaf
from engine.case_file.order import MAIN, SIDE
from engine.case_file.pack import pack
from engine.case_file.rows import rows_of
from engine.document_files import Shelf
from models import clock
from models.cases import Case
from models.statutes import local_day

ARCHIVE: Final = ("file_cover", "file_index", "file_notes")
#: How a case ended, as the cover says it; the results of a visit say it in its record.
OUTCOMES: Final = {
    "penalised": "给予行政处罚",
    "no_penalty": "不予行政处罚",
    "declined": "不予立案",
    "terminated": "终止调查",
    "NO_PROBLEM": "未发现问题",
    "RECTIFY_ON_SPOT": "当场整改",
    "RECTIFY_BY_DATE": "限期整改",
    "INVESTIGATE_GENERAL": "依法调查处理",
    "INVESTIGATE_KEY": "依法调查处理",
    "STOP": "责令停止，依法调查处理",
    "NOT_PERFORMED": "未实施检查",
}
README: Final = """本压缩包为案卷的电子文件，
依照《市场监督管理行政处罚程序规定》第七十八条规定的顺序归档。
正卷、副卷：文书和证据；
rows：数据库中的记录（文书、提交、送达、期限、留痕等）；
manifest.json：清单和校验值。
校验（无需数据库）：yancha file verify 本文件

This archive proves itself: "yancha file verify" names every file and every row that was changed.
"""
#: Neither a separator of folders nor a name that some system cannot store.
_UNSAFE: Final = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')


@dataclass(frozen=True)
class Exported:
    """A case file."""

    archive: bytes
    manifest: str
    files: int


def export(session: Session, actor: Actor, shelf: Shelf, case: Case) -> Exported:
    """The file of a case and of the inspection that it grew out of."""
    cases = [case, *([case.parent] if case.parent is not None else [])]
    collected = leafing.collect(session, shelf, cases)
    files: dict[str, bytes] = {"README.txt": README.encode()}
    index: list[dict[str, Any]] = []
    frames: dict[str, bytes] = {}
    volumes: dict[str, Sequence[Leaf]] = {}
    for volume in (MAIN, SIDE):
        mine = [leaf for leaf in collected if leaf.place.volume_name == volume]
        rows = _index(mine)
        frames |= _frame(session, shelf, case, actor, volume, mine, rows)
        files |= _placed(volume, mine)
        index += [{"volume": volume, **row} for row in rows]
        volumes[volume] = mine
    files |= {f"{path}.docx": content for path, content in frames.items()}
    if office.available():
        pdfs = _as_pdf(frames)
        files |= {f"{path}.pdf": content for path, content in pdfs.items()}
        files["案卷.pdf"] = leafing.bound(_binding(pdfs, volumes))
    # What was made on the way (frozen files) is part of the rows.
    session.flush()
    about = {
        "case": {"id": case.id, "number": case.number, "title": case.title},
        "exported_at": clock.now().isoformat(),
        "exported_by": actor.name,
    }
    archive, manifest = pack(files, rows_of(session, cases), about, index)
    return Exported(archive, manifest, len(files))


def name_of(case: Case) -> str:
    """A file name for the archive."""
    return f"案卷-{_UNSAFE.sub('_', case.number)}.zip"


def _index(mine: Sequence[Leaf]) -> list[dict[str, Any]]:
    rows, first = [], 1
    for position, leaf in enumerate(mine, 1):
        rows.append(leafing.as_index(leaf, position, first))
        first += leaf.pages
    return rows


def _placed(volume: str, mine: Sequence[Leaf]) -> dict[str, bytes]:
    files = {}
    for position, leaf in enumerate(mine, 1):
        folder = f"{volume}/{leaf.place.item}-{leaf.place.item_name}"
        name = _UNSAFE.sub("_", leaf.title)[:60]
        for suffix, content in leaf.files.items():
            files[f"{folder}/{position:03}-{name}{suffix}"] = content
    return files


def _as_pdf(frames: Mapping[str, bytes]) -> dict[str, bytes]:
    """Both frames in one run of LibreOffice, whose names must be plain."""
    plain = {str(number): path for number, path in enumerate(frames)}
    made = office.to_pdf({key: frames[path] for key, path in plain.items()})
    return {path: made[key] for key, path in plain.items()}


def _binding(pdfs: Mapping[str, bytes], volumes: Mapping[str, Sequence[Leaf]]) -> list[bytes]:
    """Of each volume cover and index, the leaves, the notes."""
    pages = []
    for volume, mine in volumes.items():
        cover, index, notes = (content for path, content in pdfs.items() if path.startswith(volume))
        pages += [cover, index, *(leaf.pdf for leaf in mine if leaf.pdf and leaf.pages), notes]
    return pages


def _frame(
    session: Session,
    shelf: Shelf,
    case: Case,
    actor: Actor,
    volume: str,
    mine: Sequence[Leaf],
    rows: Sequence[dict[str, Any]],
) -> dict[str, bytes]:
    """Cover (54), index (55) and notes (56) of a volume, as DOCX under their paths."""
    today = clock.today().isoformat()
    said = documents.heading(session, case) | {
        "volume": volume,
        "cause": case.title,
        "outcome": OUTCOMES.get(case.outcome or "", ""),
        "opened_on": local_day(case.opened_at).isoformat(),
        "closed_on": local_day(case.closed_at).isoformat() if case.closed_at else "",
        "filed_on": today,
        "items": len(mine),
        "pages": sum(leaf.pages for leaf in mine),
        "retention": "长期",
        "rows": list(rows),
        "note": "本卷由系统依案件记录生成；各文件和记录的校验值见清单（manifest.json）。",
        "compiled_by": actor.name,
        "checked_by": "",
    }
    frames = {}
    for number, name in enumerate(ARCHIVE):
        form = document_forms.form(name)
        content = document_templates.render(form, shelf.template(form), said)
        frames[f"{volume}/{number}-{form.title}"] = content
    return frames

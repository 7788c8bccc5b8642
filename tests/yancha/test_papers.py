"""`yancha paper` and `yancha file verify`: what a clerk does at the console."""

import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from engine import document_forms, document_templates
from engine.case_file.pack import pack
from yancha.__main__ import main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YANCHA_HOME", str(tmp_path / "home"))
    return tmp_path


def say(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_clerk_takes_a_template_out_edits_it_and_takes_it_into_use(home: Path) -> None:
    own = home / "own.docx"
    assert say("paper", "template", "inventory", "--out", own).exit_code == 0
    edited = Document(str(own))
    edited.add_paragraph("本清单由{{ bureau }}印制。")
    edited.save(str(own))

    assert say("paper", "accept", "inventory", own).exit_code == 0

    assert say("paper", "preview", "inventory", "--out", home / "look.docx").exit_code == 0
    last = Document(str(home / "look.docx")).paragraphs[-1].text
    assert last == "本清单由天津市河北区市场监督管理局印制。"


def test_a_template_with_an_unknown_field_is_refused_with_its_name(home: Path) -> None:
    bad = home / "bad.docx"
    shipped = document_templates.shipped(document_forms.form("inventory"))
    document = Document(io.BytesIO(shipped))
    document.add_paragraph("{{ party.fax }}")
    document.save(str(bad))

    refused = say("paper", "accept", "inventory", bad)

    assert refused.exit_code == 1
    assert "party.fax" in refused.output
    assert not (home / "home" / "templates").exists()


def test_a_case_file_is_proved_without_a_database(home: Path) -> None:
    archive, seal = pack({"a.txt": b"hello"}, {"finding": [{"id": 7}]}, {})
    whole, damaged = home / "whole.zip", home / "damaged.zip"
    whole.write_bytes(archive)
    damaged.write_bytes(archive.replace(b"hello", b"hallo"))

    assert seal in say("file", "verify", whole).output
    refused = say("file", "verify", damaged)

    assert refused.exit_code == 1
    assert "a.txt" in refused.output
    assert not (home / "home").exists()


def test_a_forged_case_file_is_found_by_the_recorded_manifest(home: Path) -> None:
    forged = home / "forged.zip"
    forged.write_bytes(pack({"a.txt": b"forged"}, {}, {})[0])
    assert say("file", "verify", forged).exit_code == 0
    assert say("file", "verify", forged, "--manifest", "0" * 64).exit_code == 1

"""What the documents point to is there, and both readmes say the same."""

import re
from pathlib import Path
from typing import Final

import pytest

from yancha.__main__ import COMMANDS

ROOT: Final = Path(__file__).resolve().parent.parent
DOCUMENTS: Final = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK: Final = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
CALL: Final = re.compile(r"(?:^|`|/)yancha ([a-z]+)", re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = [link for link in LINK.findall(document.read_text()) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_is_named_exists(document: Path) -> None:
    assert set(CALL.findall(document.read_text())) - set(COMMANDS) == set()


def test_both_readmes_lead_to_the_same_places() -> None:
    english, chinese = (
        set(LINK.findall((ROOT / name).read_text())) for name in ("README.md", "README.zh.md")
    )
    assert english - {"README.zh.md"} == chinese - {"README.md"}

"""What the browser gets comes from us: vendored files as recorded, no foreign host, all words."""

import ast
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from web import words
from web.phrases import DEEDS

ROOT: Final = Path(__file__).resolve().parents[2]
WEB: Final = ROOT / "web"
VENDOR: Final = WEB / "static" / "vendor"
ERRORS: Final = {"Invalid", "Forbidden", "NotFound", "Conflict"}


def _sums() -> dict[str, str]:
    text = (VENDOR / "README.md").read_text(encoding="utf-8")
    return {
        path: found for found, path in re.findall(r"^([0-9a-f]{64})  (\S+)$", text, re.MULTILINE)
    }


def test_vendored_files_are_the_recorded_ones() -> None:
    there = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "README.md"
    }
    assert there == _sums()


def test_every_vendored_package_has_its_licence() -> None:
    for folder in VENDOR.iterdir():
        assert not folder.is_dir() or (folder / "LICENSE").exists(), folder


@pytest.mark.parametrize("kind", ["templates/**/*.html", "static/*.css", "static/*.js"])
def test_no_page_names_a_foreign_host(kind: str) -> None:
    for path in WEB.glob(kind):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
        assert not re.search(r"(https?:)?//[a-z0-9-]+\.[a-z]", text), path


def test_templates_hold_no_inline_style_or_script() -> None:
    for path in WEB.glob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|<script>|\son[a-z]+=", text), path


def test_every_icon_that_a_page_uses_is_in_the_sprite() -> None:
    known = set(re.findall(r'symbol id="([^"]+)"', (VENDOR / "icons" / "sprite.svg").read_text()))
    for path in WEB.glob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        used = set(re.findall(r'icon\("([a-z0-9-]+)"', text))
        used |= set(re.findall(r'icon\("[a-z0-9-]+" if [^)]* else "([a-z0-9-]+)"\)', text))
        assert used <= known, (path, used - known)


def test_every_error_that_the_engine_raises_has_words() -> None:
    silent = {code for code in _codes() if not words.known(code)}
    assert not silent


def test_every_deed_in_a_case_has_words() -> None:
    silent = {deed for deed in _deeds() if deed not in DEEDS}
    assert not silent


def _trees() -> Iterator[ast.AST]:
    for path in (ROOT / "engine").rglob("*.py"):
        yield ast.parse(path.read_text(encoding="utf-8"))


def _codes() -> set[str]:
    return {
        str(call.args[0].value)
        for tree in _trees()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ERRORS
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def _deeds() -> set[str]:
    """The actions that are recorded with a case; those of the bureau have no page."""
    return {
        str(call.args[2].value)
        for tree in _trees()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "record"
        and len(call.args) > 2
        and isinstance(call.args[2], ast.Constant)
        and any(keyword.arg == "case" for keyword in call.keywords)
    }

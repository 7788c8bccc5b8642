"""`yancha models`: checked, laid out and drawn from the command line."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from engine.bpmn import read
from engine.layout.diagram import without_picture
from engine.lint.house import shipped
from yancha.modelling import models

SMALL = "result_publication.bpmn"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A model without its picture."""
    path = tmp_path / SMALL
    path.write_bytes(without_picture(shipped()[SMALL]))
    return path


def test_a_sound_model_can_be_deployed(bare: Path) -> None:
    result = CliRunner().invoke(models, ["lint", str(bare)])
    assert result.exit_code == 0
    assert "1 models can be deployed." in result.output


def test_a_script_task_is_named_with_file_and_reason(bare: Path) -> None:
    text = bare.read_text().replace("</process>", '<scriptTask id="task_x" /></process>')
    bare.write_text(text)
    result = CliRunner().invoke(models, ["lint", str(bare)])
    assert result.exit_code == 1
    assert SMALL in result.output
    assert "task_x: scriptTask is not supported: a model holds no code" in result.output


BAD_NUMBERS = (("", "is no number: "), ("wide", "is no number: wide"), ("NaN", "is no number: NaN"),
               ("1e999", "is 1e999; it lies between"), ("-1", "is -1; it lies between 0 and"),
               ("99999999", "is 99999999; it lies between"), (None, "has no width"))  # fmt: skip


@pytest.mark.parametrize(("value", "words"), BAD_NUMBERS)
def test_a_bad_number_of_the_picture_is_named_by_every_command(
    tmp_path: Path, value: str | None, words: str
) -> None:
    path = tmp_path / SMALL
    said = "" if value is None else f'width="{value}"'
    text = re.sub(r'width="36"', said, shipped()[SMALL].decode(), count=1)
    path.write_text(text, encoding="utf-8")
    start = text.index("<dc:Bounds", text.index('bpmnElement="start_'))
    line = text.count("\n", 0, start) + 1
    result = CliRunner().invoke(models, ["lint", str(path)])
    assert result.exit_code == 1
    assert f"{SMALL}:{line}: start_" in result.output
    assert words in result.output
    for command in (["draw", "--into", str(tmp_path)], ["layout"]):
        bare = re.sub(r"(?s)<bpmndi:BPMNEdge.*?</bpmndi:BPMNEdge>", "", text, count=1)
        path.write_text(bare, encoding="utf-8")
        result = CliRunner().invoke(models, [*command, str(path)])
        assert result.exit_code == 1
        assert "picture.n" in result.output


def test_a_model_without_a_picture_is_not_drawn(bare: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(models, ["draw", "--into", str(tmp_path), str(bare)])
    assert result.exit_code == 1
    assert "picture.missing" in result.output


@pytest.mark.parametrize(("encoding", "exit_code"), [("utf-16", 1), ("gbk", 0)])
def test_a_file_in_other_characters_is_laid_out_or_refused_in_words(
    bare: Path, encoding: str, exit_code: int
) -> None:
    text = bare.read_text(encoding="utf-8").replace('encoding="UTF-8"', f'encoding="{encoding}"')
    bare.write_bytes(text.encode(encoding))
    result = CliRunner().invoke(models, ["layout", str(bare)])
    assert result.exit_code == exit_code, result.output
    assert ("laid out" if exit_code == 0 else "xml.not_utf8") in result.output


def test_a_picture_is_written_once_and_then_kept(bare: Path) -> None:
    first = CliRunner().invoke(models, ["layout", str(bare)])
    second = CliRunner().invoke(models, ["layout", str(bare)])
    model = read(bare.read_bytes())
    assert set(model.elements) | set(model.flows) <= model.drawn
    assert "laid out" in first.output
    assert "kept as it is" in second.output


def test_what_is_no_model_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "letter.bpmn"
    path.write_text("Dear Sir")
    for command in ("layout", "draw"):
        result = CliRunner().invoke(models, [command, str(path)])
        assert result.exit_code == 1
        assert "xml.not_well_formed" in result.output


def test_a_model_is_drawn_by_a_browser(tmp_path: Path) -> None:
    path = tmp_path / SMALL
    path.write_bytes(shipped()[SMALL])
    result = CliRunner().invoke(models, ["draw", "--into", str(tmp_path / "into"), str(path)])
    assert result.exit_code == 0, result.output
    with Image.open(tmp_path / "into" / "result_publication.png") as picture:
        dark = sum(picture.convert("L").histogram()[:128])
        assert picture.width > 2 * picture.height
        assert dark > 5_000


def test_what_is_drawn_far_away_becomes_a_small_picture(tmp_path: Path) -> None:
    path = tmp_path / SMALL
    path.write_bytes(
        re.sub(rb'<dc:Bounds x="\d+"', b'<dc:Bounds x="9e6"', shipped()[SMALL], count=1)
    )
    result = CliRunner().invoke(models, ["draw", "--into", str(tmp_path / "into"), str(path)])
    assert result.exit_code == 0, result.output
    with Image.open(tmp_path / "into" / "result_publication.png") as picture:
        assert picture.width <= 16_000


def test_a_unique_table_with_two_hits_is_refused_naming_its_rules(tmp_path: Path) -> None:
    path = tmp_path / "summary_allowed.dmn"
    text = (files("workflows") / path.name).read_text(encoding="utf-8")
    first = text[text.index("<rule ") : text.index("</rule>") + len("</rule>")]
    twice = first.replace('id="', 'id="again_')
    path.write_text(text.replace(first, first + twice), encoding="utf-8")
    result = CliRunner().invoke(models, ["lint", str(path)])
    assert result.exit_code == 1
    assert "the rules 1, 2 all match" in result.output

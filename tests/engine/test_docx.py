"""Templates of papers: checked by name before they are used, filled in with every field."""

import io
import zipfile
from typing import Any, Final

import pytest
from docx import Document

from engine import document_forms, document_templates
from engine.document_forms import Form
from engine.errors import Invalid

FORMS: Final = list(document_forms.forms().values())
DECISION: Final = document_forms.form("penalty_decision")
ORDER: Final = document_forms.form("order_to_correct")


def by_id(form: Form) -> str:
    return form.id


def template_of(*paragraphs: str) -> bytes:
    """A template as a clerk may have typed it."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def words_of(docx: bytes) -> str:
    """All the text of a DOCX, of its tables and its footers."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        parts = [name for name in archive.namelist() if name.startswith("word/")]
        text = "".join(archive.read(name).decode() for name in parts if name.endswith(".xml"))
    document: Any = Document(io.BytesIO(docx))
    lines = [node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t")]
    assert "{{" not in text
    assert "{%" not in text
    return "".join(lines)


def filled(form: Form, content: dict[str, Any], template: bytes | None = None) -> str:
    """The words of the paper with this content."""
    used = template or document_templates.shipped(form)
    return words_of(
        document_templates.render(form, used, content, number="津河北市监罚〔2026〕2号")
    )


def codes(form: Form, *paragraphs: str) -> set[tuple[str, str]]:
    """What is found wrong, but for the mandatory fields that such a short template lacks."""
    found = document_templates.problems(form, template_of(*paragraphs))
    return {
        (code, str(params.get("name", params.get("what", ""))))
        for code, params in found
        if code != "template.needs"
    }


@pytest.mark.parametrize("form", FORMS, ids=by_id)
def test_every_form_has_a_template_that_can_be_filled_in(form: Form) -> None:
    assert document_templates.problems(form, document_templates.shipped(form)) == []


@pytest.mark.parametrize("form", FORMS, ids=by_id)
def test_a_full_paper_prints_every_mandatory_field(form: Form) -> None:
    example = form.example()
    words = filled(form, example)
    for need in form.needs:
        value = document_forms.value_at(example, need.path)
        if isinstance(value, str) and form.known().get(need.path) is not None:
            kind = form.known()[need.path].kind
            shown = document_templates.FILTERS.get(kind, str)(value)
            for line in shown.split("\n"):
                assert line in words, need.path


@pytest.mark.parametrize("form", FORMS, ids=by_id)
def test_a_paper_with_nothing_in_it_still_prints(form: Form) -> None:
    assert filled(form, {})


def test_the_number_of_the_paper_is_printed() -> None:
    assert "津河北市监罚〔2026〕2号" in filled(DECISION, DECISION.example())


def test_an_unknown_field_is_refused_with_its_name() -> None:
    template = template_of("{{ party.nmae }}、{{ seal }}")
    with pytest.raises(Invalid) as refused:
        document_templates.expect_usable(DECISION, template)
    named = [one["params"] for one in refused.value.errors["template"]]
    assert {"name": "party.nmae"} in named
    assert {"name": "seal"} in named


def test_an_unknown_field_of_a_list_is_refused_with_its_name() -> None:
    loop = "{% for one in findings %}{{ one.note }}{{ one.fine }}{{ loop.index }}{% endfor %}"
    assert codes(ORDER, loop) == {("template.unknown_field", "one.fine")}


def test_a_loop_over_what_is_no_list_is_refused() -> None:
    assert codes(ORDER, "{% for one in demand %}x{% endfor %}") == {("template.no_list", "demand")}


def test_a_template_without_a_mandatory_field_is_refused_with_its_article() -> None:
    found = document_templates.problems(DECISION, template_of("{{ party.name }}"))
    lacking = {params["field"]: params["article"] for _code, params in found}
    assert lacking["remedies"] == "L5 art 62(6)"
    assert "party.name" not in lacking


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("{{ party.name.__class__ }}", "template.unknown_field", "party.name.__class__"),
        ("{{ facts.upper() }}", "template.not_allowed", "call"),
        ("{{ officers[0] }}", "template.not_allowed", "getitem"),
        ("{% set x = 1 %}", "template.not_allowed", "assign"),
        ("{% include 'x' %}", "template.not_allowed", "include"),
        ("{{ facts | attr('x') }}", "template.unknown_filter", "attr"),
        ("{{ facts", "template.syntax", ""),
    ],
)
def test_a_template_holds_fields_and_conditions_only(text: str, code: str, name: str) -> None:
    assert (code, name) in codes(DECISION, text)


def test_a_placeholder_that_word_split_into_pieces_is_read_whole() -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for piece in ("{{ par", "ty.na", "me }}"):
        paragraph.add_run(piece).bold = piece.startswith("ty")
    assert "光复道小学" in filled(DECISION, DECISION.example(), saved(document))
    assert codes(DECISION, "{{ party.name }}") == set()


@pytest.mark.parametrize("junk", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_what_is_no_docx_is_refused(junk: bytes) -> None:
    assert document_templates.problems(DECISION, junk) == [("template.not_docx", {})]


def test_a_zip_that_is_no_docx_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert document_templates.problems(DECISION, target.getvalue()) == [("template.not_docx", {})]


def test_words_that_look_like_markup_are_printed_as_they_are() -> None:
    nasty = '<w:p>&amp; {{ party.name }} {% if %} "引号"\x07\x00\x1f'
    words = document_templates.render(
        DECISION, template_of("{{ facts }}"), {"facts": nasty, "party": {"name": "甲"}}
    )
    document: Any = Document(io.BytesIO(words))
    assert document.paragraphs[0].text == '<w:p>&amp; {{ party.name }} {% if %} "引号"'


def test_each_line_of_a_text_becomes_a_paragraph() -> None:
    words = document_templates.render(DECISION, template_of("{{ facts }}"), {"facts": "一\n二"})
    document: Any = Document(io.BytesIO(words))
    assert [paragraph.text for paragraph in document.paragraphs] == ["一", "二"]


def test_a_field_that_is_called_like_a_method_is_the_field() -> None:
    record = document_forms.form("result_record")
    assert "检查45项" in filled(record, record.example())


def test_dates_moments_and_money_are_written_as_papers_write_them() -> None:
    template = template_of("{{ date | day }}", "{{ penalty.fine_fen | yuan }}")
    assert filled(DECISION, DECISION.example(), template) == "2026年3月16日50,000元"

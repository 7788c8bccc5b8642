"""The catalogue of papers: complete, with an article for each mandatory field."""

import re
from importlib import resources
from typing import Final

import pytest
import yaml

from engine import document_forms, documents
from engine.document_forms import CatalogueError, Form
from engine.errors import Invalid

FORMS: Final = list(document_forms.forms().values())
TEXT: Final = (resources.files("workflows") / document_forms.FILE).read_text(encoding="utf-8")


def by_id(form: Form) -> str:
    return form.id


#: The numbers of rules.md section 5 that the processes of the enforcement case use.
USED: Final = {"1", *map(str, range(4, 11)), *map(str, range(19, 25)), "27", "28", "31", "33"}
USED_LATER: Final = {*map(str, range(35, 57))}


def test_every_form_that_the_processes_use_is_there() -> None:
    assert {form.samr for form in FORMS} - {"-"} == USED | USED_LATER


def test_the_papers_of_an_inspection_are_there() -> None:
    titles = {form.title for form in FORMS if form.samr == "-"}
    assert titles == {
        "检查任务书",
        "食品生产经营监督检查告知页",
        "食品生产经营监督检查要点表",
        "食品生产经营监督检查结果记录表",
    }


@pytest.mark.parametrize("form", FORMS, ids=by_id)
def test_its_full_example_is_complete(form: Form) -> None:
    assert form.missing(form.example()) == []


@pytest.mark.parametrize("form", FORMS, ids=by_id)
def test_an_empty_paper_is_refused_with_every_mandatory_field(form: Form) -> None:
    with pytest.raises(Invalid) as refused:
        documents.expect_complete(form.id, {})
    named = set(refused.value.errors)
    assert named == {need.path for need in form.needs if not need.other or not need.when}


@pytest.mark.parametrize("form", FORMS, ids=by_id)
def test_every_mandatory_field_names_its_article(form: Form) -> None:
    assert form.needs
    assert all(re.fullmatch(r"L\d+ arts? \d+(\(\d+\))?", need.article) for need in form.needs)


def test_no_two_forms_count_in_words_that_look_the_same() -> None:
    words = [form.word for form in FORMS if form.word]
    assert len(set(words)) == len(words)


@pytest.mark.law("P18")
def test_a_penalty_notice_must_say_content_facts_reasons_basis_and_rights() -> None:
    notice = document_forms.form("penalty_notice")
    needs = {need.path for need in notice.needs}
    assert needs >= {"penalty.words", "facts", "nature", "article", "days_for_defence"}


def test_a_mandatory_field_can_hang_on_another() -> None:
    order = document_forms.form("order_to_correct")
    full = order.example()
    assert order.missing(full | {"due_on": "", "at_once": True}) == []
    assert [one.path for one in order.missing(full | {"due_on": ""})] == ["due_on"]


def test_false_and_nothing_to_pay_are_said() -> None:
    assert not document_forms.is_empty(value=False)
    assert not document_forms.is_empty(0)
    assert document_forms.is_empty("　 ")


def test_a_field_of_a_list_is_told_by_its_place() -> None:
    form = document_forms.form("seizure_decision")
    assert form.known()["things[].quantity"].kind == "number"
    assert form.label("party.address") == "当事人·住所"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"place": "main 9"}, "no place in a case file"),
        ({"seal": True}, "unknown entry seal"),
        ({"need": {"seal": "L5 art 62"}}, "unknown field seal"),
        ({"need": {"penalty words": "L5 art 62"}}, "no mandatory field with an article"),
        ({"fields": {"party": {"label": "当事人"}}}, "party belongs to every paper"),
        ({"fields": {"day": {"label": "日期", "kind": "date"}}}, "no kind of field"),
    ],
)
def test_a_catalogue_that_is_not_well_formed_is_refused(
    change: dict[str, object], reason: str
) -> None:
    raw = yaml.safe_load(TEXT)
    raw["forms"]["penalty_decision"].update(change)
    with pytest.raises(CatalogueError, match=reason):
        document_forms.read(yaml.safe_dump(raw, allow_unicode=True))

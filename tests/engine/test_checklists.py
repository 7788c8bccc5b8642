"""Checklists: the shipped one is complete, a broken one is refused with the reason."""

import pytest
import yaml

from engine import checklists
from engine.checklists import ChecklistError, Status


def a_checklist(**changes: object) -> str:
    item = {
        "number": "1.1",
        "key": True,
        "text": {"zh": "依法取得许可。", "en": "Licensed."},
        "basis": "食品安全法第三十五条",
        "status": "V",
    }
    group = {"number": 1, "title": {"zh": "资质", "en": "Licence"}, "items": [item | changes]}
    both = {"zh": "表", "en": "List"}
    return yaml.safe_dump({"title": both, "version": "1", "note": both, "groups": [group]})


def test_the_checklist_for_schools_has_key_and_general_items_with_their_articles() -> None:
    school = checklists.load("school_canteen")

    assert len(school) == 31
    assert sum(item.key for item in school) == 8
    assert all(item.basis and item.text["en"] for item in school)


def test_what_no_read_article_says_is_marked_as_a_setting() -> None:
    settings = [
        item.no for item in checklists.load("school_canteen") if item.status is Status.SETTING
    ]

    assert settings == ["2.2", "2.3", "2.6", "5.4", "5.5"]


@pytest.mark.parametrize(
    ("name", "items", "key", "settings"),
    [
        ("producer", 35, 9, ["9.2"]),
        ("seller", 33, 7, ["9.2", "12.3"]),
        ("caterer", 30, 10, ["2.4"]),
        ("quality_system", 29, 7, ["2.1", "2.3", "9.2", "9.3"]),
    ],
)
def test_each_kind_of_premises_has_a_checklist_with_articles(
    name: str, items: int, key: int, settings: list[str]
) -> None:
    found = checklists.load(name)

    assert (len(found), sum(item.key for item in found)) == (items, key)
    assert [item.no for item in found if item.status is Status.SETTING] == settings


def test_answers_survive_storing() -> None:
    stored = {"1.1": {"result": 2, "note": "许可证过期", "affects_safety": True, "evidence": [7]}}

    answers = checklists.answers_of(stored)

    assert {no: answer.as_json() for no, answer in answers.items()} == stored


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (a_checklist(number=3.1), "write the number in quotes"),
        (a_checklist(number="2.1"), "does not carry the number of group 1"),
        (a_checklist(key="yes"), "key is true or false"),
        (a_checklist(key=False), "no key item"),
        (a_checklist(status="M"), "status is V or S"),
        (a_checklist(basis=""), "names no article"),
        (a_checklist(text={"zh": "无英文"}), "must be given in zh and en"),
        (a_checklist(colour="red"), "unknown entry colour"),
        ("title: [", "no YAML"),
        ("[]", "is no mapping"),
    ],
)
def test_a_broken_checklist_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ChecklistError, match=reason):
        checklists.read("broken", text)


def test_a_name_cannot_leave_the_folder() -> None:
    with pytest.raises(ChecklistError, match="no such checklist"):
        checklists.load("../plans/demo")

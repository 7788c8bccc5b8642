"""Whatever the linter and the proof say about a model can be said in words, in both languages."""

import pytest
from babel.messages.pofile import read_po

from engine.lint.event_vocabulary import REFUSED_IN
from engine.lint.problems import REASONS
from engine.lint.vocabulary import REFUSED
from engine.proof.checks import ALL_RULES
from engine.proof.people import RULES
from tools.translations import FOLDER
from web import model_words, rule_words, words

CHINESE = FOLDER / "zh" / "LC_MESSAGES" / "messages.po"


@pytest.fixture(scope="module")
def translated() -> set[str]:
    with CHINESE.open("rb") as source:
        return {str(one.id) for one in read_po(source, locale="zh") if one.id and one.string}


@pytest.mark.parametrize("code", sorted(REASONS))
def test_every_code_of_the_linter_has_words(code: str, translated: set[str]) -> None:
    assert words.known(code)
    assert str(model_words.LINT[code]) in translated


def test_every_reason_of_a_refused_element_is_translated(translated: set[str]) -> None:
    assert {*REFUSED.values(), *REFUSED_IN.values()} - translated == set()


def test_every_rule_of_the_proof_is_translated(translated: set[str]) -> None:
    rules = {
        rule.id: rule.words
        for rule in ALL_RULES
        # Rules that are made from tables share two sentences.
        if not rule.id.endswith(".reads")
        and not (rule.id.startswith("task_") and rule.id.endswith(".is_recorded"))
    }
    assert {key for key, said in rules.items() if said not in translated} == set()


def test_what_is_seen_in_the_drawing_is_translated(translated: set[str]) -> None:
    assert {str(one) for one in model_words.SHAPE.values()} - translated == set()


def test_every_rule_of_the_drawing_says_what_it_demands_and_what_breaks_it(
    translated: set[str],
) -> None:
    demands = {said for _article, said in RULES.values()}
    assert demands <= {str(one) for one in rule_words.DRAWN}
    assert {str(one) for one in rule_words.DRAWN} - translated == set()
    assert RULES.keys() <= model_words.SHAPE.keys()

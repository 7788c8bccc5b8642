"""Outcomes: what the officers may decide for what they found (rules.md 4.2)."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import checklists
from engine.checklists import Answer, Result
from engine.outcomes import Outcome, Tally, allowed_outcomes, needs_reason, tally

LENIENT = {Outcome.RECTIFY_ON_SPOT, Outcome.RECTIFY_BY_DATE}
INVESTIGATIONS = {Outcome.INVESTIGATE_GENERAL, Outcome.INVESTIGATE_KEY, Outcome.STOP}

#: Every combination that the outcome can tell apart: none, one that is safe, one that is not.
TALLIES = [
    Tally(
        answered=4,
        key_failed=(key_safe + key_unsafe),
        key_unsafe=key_unsafe,
        general_failed=(general_safe + general_unsafe),
        general_unsafe=general_unsafe,
    )
    for key_safe, key_unsafe, general_safe, general_unsafe in itertools.product((0, 1), repeat=4)
]


@pytest.mark.parametrize("found", TALLIES, ids=str)
def test_every_combination_has_a_lawful_outcome(found: Tally) -> None:
    allowed = allowed_outcomes(found)

    assert allowed
    assert Outcome.NOT_PERFORMED not in allowed
    # L6 arts 32-33: what affects safety is investigated, nothing milder.
    assert not found.unsafe or allowed <= INVESTIGATIONS
    # L6 art 33: what does not affect safety and is no key item is corrected, nothing harsher.
    assert found.unsafe or found.key_failed or allowed <= LENIENT | {Outcome.NO_PROBLEM}
    assert (Outcome.NO_PROBLEM in allowed) == (found.failed == 0)
    assert (Outcome.STOP in allowed) == (found.unsafe > 0)
    assert Outcome.INVESTIGATE_GENERAL not in allowed or found.general_unsafe
    assert Outcome.INVESTIGATE_KEY not in allowed or found.key_failed


@pytest.mark.parametrize("found", TALLIES, ids=str)
def test_a_visit_that_did_not_take_place_has_one_outcome(found: Tally) -> None:
    assert allowed_outcomes(found, performed=False) == {Outcome.NOT_PERFORMED}


def test_only_the_gap_of_the_law_needs_a_reason() -> None:
    gap = Tally(key_failed=1)

    assert allowed_outcomes(gap) == LENIENT | {Outcome.INVESTIGATE_KEY}
    assert all(needs_reason(gap, outcome) for outcome in allowed_outcomes(gap))
    assert not needs_reason(Tally(general_failed=1), Outcome.RECTIFY_ON_SPOT)
    assert not needs_reason(Tally(key_failed=1, key_unsafe=1), Outcome.INVESTIGATE_KEY)


SCHOOL = checklists.load("school_canteen")
ANSWER = st.builds(Answer, result=st.sampled_from(Result), affects_safety=st.booleans())


@given(st.fixed_dictionaries({item.no: ANSWER for item in SCHOOL}))
def test_counting_agrees_with_the_answers_one_by_one(answers: dict[str, Answer]) -> None:
    found = tally(SCHOOL, answers)
    failed = {no for no, answer in answers.items() if answer.result is Result.NOT_MET}

    assert found.failed == len(failed)
    assert found.unsafe == sum(answers[no].affects_safety is True for no in failed)
    assert found.gap == any(SCHOOL.item(no).key and not answers[no].affects_safety for no in failed)
    assert allowed_outcomes(found)

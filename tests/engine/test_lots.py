"""The draw as arithmetic: fair to recusals and limits, and repeatable by anybody."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.lots import TOO_FEW, Candidate, Lot, Urn, draw_pairs, urn_of

SEEDS = st.text(alphabet="0123456789abcdef", min_size=1, max_size=32)


@st.composite
def urns(draw: st.DrawFn) -> Urn:
    """An urn of up to forty cases, twelve officers and three offices."""
    office = st.integers(1, 3)
    lots = [
        Lot(number, draw(st.integers(1, 20)), draw(st.none() | office))
        for number in range(1, draw(st.integers(0, 40)) + 1)
    ]
    candidates = [
        Candidate(number, tuple(draw(st.sets(office, max_size=3))), draw(st.integers(0, 6)))
        for number in range(1, draw(st.integers(0, 12)) + 1)
    ]
    recusals = draw(st.sets(st.tuples(st.integers(1, 12), st.integers(1, 20)), max_size=30))
    limit = draw(st.integers(1, 12))
    return Urn(tuple(lots), tuple(candidates), frozenset(recusals), limit)


@given(SEEDS, urns())
def test_every_case_gets_two_different_officers_or_a_reason(seed: str, urn: Urn) -> None:
    drawn = draw_pairs(seed, urn)
    assert set(drawn) == {str(lot.case_id) for lot in urn.lots}
    for pair in drawn.values():
        assert pair == TOO_FEW or len(set(pair)) == 2


@given(SEEDS, urns())
def test_nobody_is_drawn_for_a_subject_he_is_recused_from(seed: str, urn: Urn) -> None:
    drawn = draw_pairs(seed, urn)
    for lot in urn.lots:
        pair = drawn[str(lot.case_id)]
        assert pair == TOO_FEW or all((user, lot.subject_id) not in urn.recusals for user in pair)


@given(SEEDS, urns())
def test_nobody_is_drawn_for_the_case_of_another_office(seed: str, urn: Urn) -> None:
    offices = {one.user_id: one.office_ids for one in urn.candidates}
    drawn = draw_pairs(seed, urn)
    for lot in urn.lots:
        pair = drawn[str(lot.case_id)]
        if pair != TOO_FEW and lot.office_id is not None:
            assert all(lot.office_id in offices[int(user)] for user in pair)


@given(SEEDS, urns())
def test_nobody_is_drawn_beyond_the_limit(seed: str, urn: Urn) -> None:
    new = Counter(
        user for pair in draw_pairs(seed, urn).values() if pair != TOO_FEW for user in pair
    )
    for one in urn.candidates:
        assert not new[one.user_id] or one.load + new[one.user_id] <= urn.limit


@given(SEEDS, urns(), st.randoms())
def test_a_replay_gives_the_same_whatever_the_order_of_the_inputs(
    seed: str, urn: Urn, shuffler: object
) -> None:
    recorded = urn.as_json()
    for name in ("cases", "officers", "recusals"):
        shuffler.shuffle(recorded[name])  # type: ignore[attr-defined]
    assert draw_pairs(seed, urn_of(recorded)) == draw_pairs(seed, urn)
    assert urn_of(recorded).as_json() == urn.as_json()


@given(SEEDS, st.integers(2, 9), st.integers(1, 40))
def test_equal_officers_end_with_loads_that_differ_by_one_at_most(
    seed: str, officers: int, cases: int
) -> None:
    candidates = tuple(Candidate(number, (1,), 0) for number in range(officers))
    lots = tuple(Lot(number, number, 1) for number in range(cases))
    drawn = draw_pairs(seed, Urn(lots, candidates, frozenset(), 1000))
    loads = Counter({one.user_id: 0 for one in candidates})
    loads.update(int(user) for pair in drawn.values() for user in pair)
    ordered = sorted(loads.values())
    assert all(later - earlier <= 1 for earlier, later in pairwise(ordered))
    assert ordered[-1] - ordered[0] <= 1


def test_another_seed_draws_other_pairs() -> None:
    candidates = tuple(Candidate(number, (1,), 0) for number in range(8))
    lots = tuple(Lot(number, number, 1) for number in range(20))
    urn = Urn(lots, candidates, frozenset(), 10)
    assert draw_pairs("a", urn) != draw_pairs("b", urn)


def test_the_method_never_changes() -> None:
    """What was drawn years ago must still come out: these pairs are fixed for good."""
    candidates = tuple(Candidate(number, (1,), 0) for number in (11, 12, 13, 14))
    lots = tuple(Lot(number, 100 + number, 1) for number in (1, 2, 3))
    assert draw_pairs("2026", Urn(lots, candidates, frozenset({(11, 101)}), 2)) == {
        "1": [12, 13],
        "2": [11, 14],
        "3": [12, 13],
    }

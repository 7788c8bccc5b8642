"""The band of a charge: every row of the rules at its edges, and properties of all of them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import bands
from engine.bands import Band, Facts, band_of
from engine.errors import Invalid
from models.provisions import provisions

Y = 100
TEN_THOUSAND = 10_000 * Y
#: Just below and just at the threshold of goods values, in fen.
BELOW, AT = TEN_THOUSAND - 1, TEN_THOUSAND


def yuan(lower: int, upper: int) -> tuple[int, int]:
    return lower * Y, upper * Y


#: Provision, facts, and the band that the rules state (rules.md 2.1, 2.2).
ROWS: list[tuple[str, dict[str, Any], tuple[int, int]]] = [
    ("F122.1", {"goods_value_fen": 0}, yuan(50_000, 100_000)),
    ("F122.1", {"goods_value_fen": BELOW}, yuan(50_000, 100_000)),
    ("F122.1", {"goods_value_fen": AT}, yuan(100_000, 200_000)),
    ("F122.2", {}, yuan(50_000, 100_000)),
    ("F123.1", {"goods_value_fen": BELOW}, yuan(100_000, 150_000)),
    ("F123.1", {"goods_value_fen": AT}, yuan(150_000, 300_000)),
    ("F123.2", {}, yuan(100_000, 200_000)),
    ("F123.3", {}, (0, 0)),
    ("F124.1", {"goods_value_fen": BELOW}, yuan(50_000, 100_000)),
    ("F124.1", {"goods_value_fen": AT}, yuan(100_000, 200_000)),
    ("F124.2", {"goods_value_fen": BELOW}, yuan(50_000, 100_000)),
    ("F124.2", {"goods_value_fen": AT}, yuan(100_000, 200_000)),
    ("F124.3", {"goods_value_fen": BELOW}, yuan(50_000, 100_000)),
    ("F124.3", {"goods_value_fen": AT}, yuan(100_000, 200_000)),
    ("F125.1", {"goods_value_fen": BELOW}, yuan(5_000, 50_000)),
    ("F125.1", {"goods_value_fen": AT}, yuan(50_000, 100_000)),
    ("F125.2", {"refused": False}, (0, 0)),
    ("F125.2", {"refused": True}, yuan(0, 2_000)),
    ("F126.1", {"refused": False}, (0, 0)),
    ("F126.1", {"refused": True}, yuan(5_000, 50_000)),
    ("F126.2", {"refused": True}, yuan(5_000, 50_000)),
    ("F126.3", {"refused": True}, yuan(5_000, 50_000)),
    ("F126.4", {"refused": True}, yuan(5_000, 50_000)),
    ("F127", {"local_band": (2_000_00, 20_000_00)}, yuan(2_000, 20_000)),
    ("F128", {}, (0, 0)),
    ("F128b", {}, yuan(100_000, 500_000)),
    ("F129.1", {}, (0, 0)),
    ("F129.2", {}, (0, 0)),
    ("F130", {}, yuan(50_000, 200_000)),
    ("F131", {}, yuan(50_000, 200_000)),
    ("F132", {"refused": False}, (0, 0)),
    ("F132", {"refused": True}, yuan(10_000, 50_000)),
    ("F133", {}, yuan(2_000, 50_000)),
    ("F134", {"penalties_in_year": 2}, (0, 0)),
    ("F134", {"penalties_in_year": 3}, (0, 0)),
    ("F136", {}, (0, 0)),
    ("R72", {"refused": False}, (0, 0)),
    ("R72", {"refused": True}, yuan(10_000, 50_000)),
    ("R72", {"serious": True}, yuan(50_000, 200_000)),
    ("R73", {}, (0, 0)),
    ("R73", {"serious": True, "refused": True}, yuan(20_000, 50_000)),
    ("R74", {"refused": False, "goods_value_fen": AT}, (0, 0)),
    ("R74", {"refused": True, "goods_value_fen": BELOW}, yuan(10_000, 50_000)),
    ("R74", {"refused": True, "goods_value_fen": AT}, yuan(50_000, 100_000)),
    ("R75", {"income_fen": 80_000_00}, yuan(80_000, 800_000)),
    ("R80", {"refused": False}, yuan(100_000, 500_000)),
    ("R80", {"refused": True}, yuan(500_000, 1_000_000)),
    ("I48", {"refused": False}, (0, 0)),
    ("I48", {"refused": True}, yuan(5_000, 50_000)),
    ("W17", {}, (0, 0)),
    ("W28.1", {}, (0, 0)),
    ("W28.2", {"refused": True}, yuan(1_000, 10_000)),
    ("W28.3", {"refused": True}, yuan(5_000, 50_000)),
    ("TJ", {"refused": True, "minimum_spend_fen": 5_000_00}, yuan(0, 5_000)),
]
#: Rows of the rules that one of ours stands for.
_ROW = {"F129.1": "F129", "F129.2": "F129", "F126.3": "F126.3", "F126.4": "F126.3"}


def a_band(provision: str, **facts: Any) -> Band:
    return band_of(Facts(provision=provision, **facts))


@pytest.mark.parametrize(
    ("provision", "facts", "limits"),
    [
        pytest.param(*row, marks=pytest.mark.law(_ROW.get(row[0], row[0])), id=f"{row[0]}-{place}")
        for place, row in enumerate(ROWS)
    ],
)
def test_a_band_is_what_the_rules_state(
    provision: str, facts: dict[str, Any], limits: tuple[int, int]
) -> None:
    band = a_band(provision, **facts)
    assert (band.lower_fen, band.upper_fen) == limits
    assert band.rule == provision
    assert (band.fine == "none") is (limits == (0, 0))
    assert band.holds(limits[0])
    assert band.holds(limits[1])
    assert not band.holds(limits[0] - 1)
    assert not band.holds(limits[1] + 1)


def test_every_provision_has_a_row_words_and_a_case_at_its_edges() -> None:
    assert set(provisions()) == bands.known() == {row[0] for row in ROWS}
    assert all(one.words and one.title["zh"] and one.title["en"] for one in provisions().values())


@pytest.mark.parametrize(
    ("provision", "facts", "licence"),
    [
        ("F122.1", {"goods_value_fen": 0, "serious": True}, "none"),
        ("F123.1", {"goods_value_fen": 0}, "none"),
        ("F123.1", {"goods_value_fen": 0, "serious": True}, "revoke"),
        ("F124.1", {"goods_value_fen": 0, "serious": True}, "revoke"),
        ("F125.1", {"goods_value_fen": 0, "serious": True}, "suspend_to_revoke"),
        ("F126.1", {"serious": True}, "suspend_to_revoke"),
        ("F128b", {}, "suspend"),
        ("F128b", {"grave": True}, "revoke"),
        ("F130", {}, "none"),
        ("F130", {"grave": True}, "suspend_to_revoke"),
        ("F131", {"grave": True}, "suspend_to_revoke"),
        ("F132", {"refused": True}, "suspend"),
        ("F132", {"refused": True, "serious": True}, "revoke"),
        ("F133", {}, "suspend"),
        ("F133", {"serious": True}, "revoke"),
        ("F134", {"penalties_in_year": 2}, "none"),
        ("F134", {"penalties_in_year": 3}, "suspend_to_revoke"),
        ("R72", {"serious": True}, "suspend"),
    ],
)
def test_what_happens_to_the_licence(provision: str, facts: dict[str, Any], licence: str) -> None:
    assert a_band(provision, **facts).licence == licence


@pytest.mark.parametrize(
    ("provision", "must", "may"),
    [
        ("F122.1", ("gains", "goods", "tools"), ()),
        ("F122.2", ("gains",), ()),
        ("F123.1", ("gains", "goods"), ("tools",)),
        ("F124.1", ("gains", "goods"), ("tools",)),
        ("F125.1", ("gains", "goods"), ("tools",)),
        ("F126.1", (), ()),
        ("F128b", ("gains",), ()),
        ("F136", ("goods",), ()),
    ],
)
def test_what_is_confiscated(provision: str, must: tuple[str, ...], may: tuple[str, ...]) -> None:
    band = a_band(provision, goods_value_fen=0)
    assert (band.confiscate, band.may_confiscate) == (must, may)


@pytest.mark.parametrize(
    ("provision", "agency"),
    [
        ("F123.3", "police"),
        ("F126.1", "market"),
        ("F126.2", "health"),
        ("F129.1", "customs"),
        ("F129.2", "customs"),
    ],
)
def test_who_punishes(provision: str, agency: str) -> None:
    assert a_band(provision).agency == agency


def test_a_warning_comes_first_and_a_fine_only_after_a_refusal() -> None:
    first, refused = a_band("F126.1"), a_band("F126.1", refused=True)
    assert (first.warning, first.fine) == (True, "none")
    assert refused.fine == "must"
    assert first.kinds() == {"warning"}


@pytest.mark.parametrize("provision", ["F122.1", "F123.1", "F124.1", "F124.2", "F124.3", "F125.1"])
def test_a_missing_goods_value_names_rule_and_article(provision: str) -> None:
    with pytest.raises(Invalid) as refused:
        a_band(provision)
    problem: Any = refused.value.errors["goods_value_fen"][0]
    assert problem["code"] == "charge.goods_value_missing"
    assert problem["params"]["rule"] == provision
    assert problem["params"]["article"].startswith("《食品安全法》第一百二十")


def test_a_fine_on_a_person_needs_the_income() -> None:
    with pytest.raises(Invalid, match=r"charge\.income_missing"):
        a_band("R75")


def test_local_rules_whose_text_is_not_known_give_no_band() -> None:
    with pytest.raises(Invalid, match=r"charge\.local_band_unknown"):
        a_band("F127")


FACTS = st.fixed_dictionaries(
    {
        "goods_value_fen": st.integers(0, 10**13),
        "income_fen": st.integers(0, 10**11),
        "refused": st.booleans(),
        "serious": st.booleans(),
        "grave": st.booleans(),
        "penalties_in_year": st.integers(0, 9),
    }
)
SETTINGS: dict[str, Any] = {"local_band": (0, 100), "minimum_spend_fen": 5_000_00}


@given(st.sampled_from(sorted(provisions())), FACTS)
def test_any_facts_have_one_band_and_it_is_none_upside_down(
    provision: str, facts: dict[str, Any]
) -> None:
    band = a_band(provision, **facts, **SETTINGS)
    assert 0 <= band.lower_fen <= band.upper_fen
    assert band.article
    assert (band.fine == "none") <= (band.upper_fen == 0)


@given(st.sampled_from(sorted(provisions())), FACTS, st.integers(0, 10**13))
def test_more_goods_never_mean_a_lower_band(
    provision: str, facts: dict[str, Any], other: int
) -> None:
    less, more = sorted((facts["goods_value_fen"], other))
    low = a_band(provision, **facts | {"goods_value_fen": less}, **SETTINGS)
    high = a_band(provision, **facts | {"goods_value_fen": more}, **SETTINGS)
    assert low.lower_fen <= high.lower_fen
    assert low.upper_fen <= high.upper_fen


@given(st.sampled_from(sorted(provisions())), FACTS)
def test_worse_circumstances_never_mean_a_lower_band(provision: str, facts: dict[str, Any]) -> None:
    if provision == "R73":
        return  # its serious case is first the province's (L3 art 140(5))
    mild = a_band(provision, **facts | {"refused": False, "serious": False}, **SETTINGS)
    worse = a_band(provision, **facts | {"refused": True, "serious": True}, **SETTINGS)
    assert mild.upper_fen <= worse.upper_fen

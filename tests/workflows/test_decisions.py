"""The shipped decision tables: checked, traceable to an article, fed with what they ask for."""

import re
from typing import Any

import pytest

from engine import dmn
from engine.decision_models import ask, model_of, plain, shipped
from engine.lint.decisions import lint_decisions
from engine.operations.decision_facts import FACTS
from engine.proof.contracts import RESULTS

DECISIONS = sorted(shipped())
CHINESE = re.compile(r"[\u4e00-\u9fff、]+")
#: The rows of the rules that state a fine, a duty or a measure (rules.md 2.1, 2.2).
PROVISIONS = [
    "F122.1", "F122.2", "F123.1", "F123.2", "F123.3", "F124.1", "F124.2", "F124.3", "F125.1",
    "F125.2", "F126.1", "F126.2", "F126.3", "F126.4", "F127", "F128", "F128b", "F129.1",
    "F129.2", "F130", "F131", "F132", "F133", "F134", "F136", "R72", "R73", "R74", "R75",
    "R80", "I48", "W17", "W28.1", "W28.2", "W28.3", "TJ",
]  # fmt: skip


def rules_of(decision: str) -> list[Any]:
    return [rule for _, table in model_of(decision).boxes.tables for rule in table.rules]


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_table_has_no_gaps_no_overlaps_and_a_picture(decision: str) -> None:
    assert [str(one) for one in lint_decisions(f"{decision}.dmn", shipped()[decision])] == []


@pytest.mark.parametrize("decision", DECISIONS)
def test_names_are_chinese(decision: str) -> None:
    parts = model_of(decision).definitions
    names = [part.name for part in parts.decisions.values()]
    for name in names + [part.name for part in parts.inputs.values()]:
        assert CHINESE.fullmatch(name), name


@pytest.mark.parametrize("decision", DECISIONS)
def test_every_rule_names_its_row_and_article(decision: str) -> None:
    for rule in rules_of(decision):
        (note,) = rule.annotations
        article = rule.outputs[-1].strip('"')
        assert note.startswith(rule.outputs[-2].strip('"') + " "), rule.id
        assert article.split("、")[0] in note or "不予处罚" in note, rule.id


def test_every_row_of_the_rules_has_its_rule() -> None:
    stated = dict.fromkeys(rule.inputs[0].strip('"') for rule in rules_of("fine_band"))
    assert list(stated) == PROVISIONS


def test_a_decision_of_a_process_is_shipped() -> None:
    assert set(FACTS) <= set(DECISIONS)


@pytest.mark.law("P13", "P14", "P17", "P19")
@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({}, ("audit", False, False, "bureau")),
        ({"重大公共利益": True}, ("legal", True, False, "bureau")),
        ({"已听证": True}, ("legal", True, False, "bureau")),
        ({"疑难复杂": True}, ("legal", True, False, "bureau")),
        ({"其他法定审核": True}, ("legal", True, False, "bureau")),
        ({"疑难复杂": True, "拟处罚": False}, ("legal", False, False, "bureau")),
        ({"主要负责人回避": True}, ("audit", True, False, "bureau")),
        ({"限制性处罚": True}, ("audit", False, True, "bureau")),
        ({"限制性处罚": True, "拟处罚": False}, ("audit", False, False, "bureau")),
    ],
)
def test_facts_choose_review_discussion_and_hearing(
    facts: dict[str, Any], answer: tuple[Any, ...]
) -> None:
    assert tuple(track(**facts).values()) == answer


@pytest.mark.law("P20")
@pytest.mark.parametrize(
    ("party", "fine", "confiscated", "heard"),
    [
        ("individual", 9_999_99, 0, False),
        ("individual", 10_000_00, 0, True),
        ("organisation", 99_999_99, 0, False),
        ("organisation", 100_000_00, 0, True),
        ("organisation", 0, 100_000_00, True),
        ("organisation", 60_000_00, 60_000_00, False),
    ],
)
def test_a_large_amount_gives_the_right_to_a_hearing(
    party: str, fine: int, confiscated: int, *, heard: bool
) -> None:
    answer = track(当事人类型=party, 罚款金额=fine, 没收金额=confiscated)
    assert answer["hearing_right"] is heard


@pytest.mark.law("R81")
@pytest.mark.parametrize(
    ("fine", "limit", "level"),
    [
        (29_999_999, 30_000_000, "bureau"),
        (30_000_000, 30_000_000, "upper"),
        (90_000_000, None, "bureau"),
    ],
)
def test_a_fine_at_the_limit_goes_up(fine: int, limit: int | None, level: str) -> None:
    assert track(罚款金额=fine, 上级决定数额=limit)["decided_by"] == level


def test_the_proof_knows_every_answer() -> None:
    known = RESULTS["decision:review_track"]({})
    tried = [
        track(罚款金额=fine, 疑难复杂=difficult)
        for fine in (0, 10_000_000, 30_000_000)
        for difficult in (True, False)
    ]
    # Whether a hearing is due decides no path, see engine/proof/contracts.py.
    deciding = [{k: v for k, v in one.items() if k != "hearing_right"} for one in tried]
    assert all(answer in known for answer in deciding)


def track(**facts: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "拟处罚": True,
        "罚款金额": 0,
        "没收金额": 0,
        "限制性处罚": False,
        "当事人类型": "organisation",
        "个人听证数额": 10_000_00,
        "单位听证数额": 100_000_00,
        "已听证": False,
        "重大公共利益": False,
        "疑难复杂": False,
        "其他法定审核": False,
        "上级决定数额": 300_000_00,
        "主要负责人回避": False,
    }
    asked = model_of("review_track").definitions.inputs.values()
    assert set(usual) == {one.name for one in asked}
    answer: dict[str, Any] = plain(ask("review_track", usual | facts).value)
    return answer


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        ({}, []),
        ({"货值金额": 19_999_99}, []),
        ({"货值金额": 20_000_00}, ["R67.1"]),
        ({"持续月数": 2}, []),
        ({"持续月数": 3}, ["R67.1"]),
        ({"死亡人数": 1}, ["R67.2"]),
        ({"患病人数": 29}, []),
        ({"患病人数": 30}, ["R67.2"]),
        ({"虚假信息": True}, ["R67.3"]),
        ({"逃避检查": True}, ["R67.4"]),
        ({"一年内再犯": True}, ["R67.5"]),
        ({"刑罚后再犯": True}, ["R67.5"]),
        ({"其他严重情形": True}, ["R67.6"]),
        ({"货值金额": 2_000_000, "逃避检查": True}, ["R67.1", "R67.4"]),
    ],
)
def test_any_ground_makes_the_circumstances_serious(
    facts: dict[str, Any], rules: list[str]
) -> None:
    usual = dict.fromkeys(("货值金额", "持续月数", "死亡人数", "患病人数"), 0)
    flags = ("虚假信息", "逃避检查", "一年内再犯", "刑罚后再犯", "其他严重情形")
    found = ask("serious_circumstances", usual | dict.fromkeys(flags, False) | facts)
    answer = plain(found.value)
    assert answer["serious"] is bool(rules)
    assert [one["rule"] for one in answer["grounds"]] == rules


@pytest.mark.parametrize(
    ("facts", "crimes"),
    [
        ({}, []),
        ({"足以致病": True}, [("143", "base")]),
        ({"滥用添加剂足以致病": True}, [("143", "base")]),
        ({"不符合标准": True, "涉案金额": 19_999_999}, []),
        ({"不符合标准": True, "涉案金额": 20_000_000}, [("143", "serious")]),
        (
            {"不符合标准": True, "涉案金额": 10_000_000, "校园周边": True},
            [("143", "serious")],
        ),
        ({"不符合标准": True, "涉案金额": 9_999_999, "校园周边": True}, []),
        ({"不符合标准": True, "涉案金额": 10_000_000, "持续月数": 6}, [("143", "serious")]),
        ({"不符合标准": True, "涉案金额": 10_000_000, "持续月数": 5}, []),
        ({"有毒有害": True}, [("144", "base")]),
        ({"有毒有害": True, "涉案金额": 20_000_000}, [("144", "serious")]),
        ({"有毒有害": True, "涉案金额": 50_000_000}, [("144", "grave")]),
        ({"伪劣食品": True, "涉案金额": 4_999_999}, []),
        ({"伪劣食品": True, "涉案金额": 5_000_000}, [("140", "base")]),
        ({"非法经营": True, "违法所得": 4_999_999}, []),
        ({"非法经营": True, "违法所得": 5_000_000}, [("225", "base")]),
        ({"非法经营": True, "涉案金额": 10_000_000}, [("225", "base")]),
    ],
)
def test_signs_of_a_crime_trigger_the_transfer(
    facts: dict[str, Any], crimes: list[tuple[str, str]]
) -> None:
    inputs = model_of("transfer_trigger").definitions.inputs.values()
    usual = {one.name: 0 if one.type == "number" else False for one in inputs}
    answer = plain(ask("transfer_trigger", usual | facts).value)
    assert answer["transfer"] is bool(crimes)
    assert [(one["crime"], one["grade"]) for one in answer["grounds"]] == crimes


@pytest.mark.law("P23")
@pytest.mark.parametrize(
    ("party", "fine", "allowed"),
    [
        ("individual", 200_00, True),
        ("individual", 200_01, False),
        ("organisation", 3_000_00, True),
        ("organisation", 3_000_01, False),
    ],
)
def test_a_small_fine_may_be_imposed_on_the_spot(party: str, fine: int, *, allowed: bool) -> None:
    facts: dict[str, Any] = {"事实确凿": True, "有法定依据": True, "仅警告或罚款": True}
    facts |= {"当事人类型": party, "罚款金额": fine}
    assert plain(ask("summary_allowed", facts).value)["allowed"] is allowed


@pytest.mark.parametrize("missing", ["事实确凿", "有法定依据", "仅警告或罚款"])
def test_on_the_spot_needs_all_conditions(missing: str) -> None:
    facts: dict[str, Any] = {"事实确凿": True, "有法定依据": True, "仅警告或罚款": True}
    facts |= {"当事人类型": "individual", "罚款金额": 0, missing: False}
    assert plain(ask("summary_allowed", facts).value)["allowed"] is False


def test_two_hits_of_a_unique_table_are_refused_by_the_lint() -> None:
    xml = shipped()["summary_allowed"].replace(b"&gt; 20000<", b"&gt; 10000<")
    found = [str(one) for one in lint_decisions("summary_allowed.dmn", xml)]
    assert len(found) == 1
    assert "the rules 4, 5 all match" in found[0]


def test_a_gap_is_refused_by_the_lint() -> None:
    xml = shipped()["summary_allowed"].replace(b"&gt; 20000<", b"&gt; 30000<")
    (found,) = lint_decisions("summary_allowed.dmn", xml)
    assert "no rule matches" in str(found)


def test_what_is_no_table_is_refused_with_its_reason() -> None:
    (found,) = lint_decisions("x.dmn", b"<definitions/>")
    assert found.code == "dmn.unreadable"


def test_a_value_outside_the_allowed_ones_gives_no_answer() -> None:
    usual = {one.name: None for one in model_of("fine_band").definitions.inputs.values()}
    facts = {"条款": "F126.1", "拒不改正": True, "情节严重": False, "严重后果": False}
    outcome = dmn.load(shipped()["fine_band"]).evaluate(
        "fine_band", usual | facts | {"处罚次数": 0, "货值金额": -1}
    )
    assert outcome.value is None
    assert outcome.diagnostics[-1].code == "not_allowed"

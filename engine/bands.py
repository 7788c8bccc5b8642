"""The band of a charge (罚款幅度): which rule fires, from how much to how much, what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from engine.decision_models import ask, model_of, plain
from engine.errors import Invalid

FINE_BAND: Final = "fine_band"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the band of a charge depends on; amounts in fen."""

    provision: str
    #: 货值金额; not known, or of no matter.
    goods_value_fen: int | None = None
    #: 拒不改正: ordered to correct before, and did not.
    refused: bool = False
    serious: bool = False
    #: 造成严重后果.
    grave: bool = False
    #: Penalties of the operator within a year, other than closure and revocation (L3 art 134).
    penalties_in_year: int = 0
    #: Income of the person from the unit in the year before (L4 art 75).
    income_fen: int | None = None
    #: The bureau's settings where the text of the law was not obtained.
    local_band: Sequence[int] | None = None
    minimum_spend_fen: int | None = None


@dataclass(frozen=True, kw_only=True)
class Band:
    """What the law provides for a charge."""

    lower_fen: int
    upper_fen: int
    #: `must`, `may` (可以并处) or `none`.
    fine: str
    warning: bool
    #: Of `gains`, `goods` and `tools`: what is confiscated, and what may be.
    confiscate: tuple[str, ...]
    may_confiscate: tuple[str, ...]
    #: `none`, `suspend`, `revoke` or `suspend_to_revoke`.
    licence: str
    #: Who punishes: `market` is this bureau.
    agency: str
    rule: str
    article: str
    #: The id of the row that fired in the table.
    row: str

    def holds(self, fine_fen: int) -> bool:
        """Whether a fine lies within; both ends are included (L5 art 84)."""
        return self.lower_fen <= fine_fen <= self.upper_fen

    def kinds(self) -> frozenset[str]:
        """The kinds of penalty that it offers (L1 art 9)."""
        offered = set()
        if self.warning:
            offered.add("warning")
        if self.fine != "none":
            offered.add("fine")
        if "gains" in self.confiscate:
            offered.add("confiscate_gains")
        if {"goods", "tools"} & {*self.confiscate, *self.may_confiscate}:
            offered.add("confiscate_goods")
        offered |= {"suspend", "revoke"} if self.licence == "suspend_to_revoke" else {self.licence}
        return frozenset(offered - {"none"})


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What must be known before a provision has a band."""

    goods_value: bool
    income: bool
    refusal: bool
    local: bool


def band_of(facts: Facts) -> Band:
    """The band of a charge.

    Raises Invalid when something is missing that the provision needs.
    """
    wanted = needs(facts.provision)
    article = article_of(facts.provision)
    if wanted.goods_value and facts.goods_value_fen is None:
        raise _missing("goods_value_fen", "charge.goods_value_missing", facts.provision, article)
    if wanted.income and facts.income_fen is None:
        raise _missing("income_fen", "charge.income_missing", facts.provision, article)
    if wanted.local and facts.local_band is None:
        raise _missing("provision", "charge.local_band_unknown", facts.provision, article)
    lower, upper = facts.local_band or (None, None)
    outcome = ask(
        FINE_BAND,
        {
            "条款": facts.provision,
            "货值金额": facts.goods_value_fen,
            "拒不改正": facts.refused,
            "情节严重": facts.serious,
            "严重后果": facts.grave,
            "处罚次数": facts.penalties_in_year,
            "上年收入": facts.income_fen,
            "小作坊下限": lower,
            "小作坊上限": upper,
            "最低消费上限": facts.minimum_spend_fen,
        },
    )
    value: dict[str, Any] = plain(outcome.value)
    for name in ("confiscate", "may_confiscate"):
        value[name] = tuple(value[name])
    return Band(**value, row=outcome.fired_rules[0].id)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Why circumstances are serious: the row and its article."""

    ground: str
    rule: str
    article: str


def serious_grounds(
    *,
    goods_value_fen: int,
    months: int = 0,
    deaths: int = 0,
    ill: int = 0,
    marks: frozenset[str] = frozenset(),
) -> tuple[Ground, ...]:
    """The grounds on which circumstances are serious (L4 art 67); none when they are not.

    `marks` are the facts without a number: false_facts, evades, repeat, criminal, other_serious.
    """
    outcome = ask(
        "serious_circumstances",
        {
            "货值金额": goods_value_fen,
            "持续月数": months,
            "死亡人数": deaths,
            "患病人数": ill,
            "虚假信息": "false_facts" in marks,
            "逃避检查": "evades" in marks,
            "一年内再犯": "repeat" in marks,
            "刑罚后再犯": "criminal" in marks,
            "其他严重情形": "other_serious" in marks,
        },
    )
    return tuple(Ground(**one) for one in plain(outcome.value)["grounds"])


@cache
def needs(provision: str) -> Needs:
    """What a provision needs, read from its rows in the table."""
    rows = _rows(provision)
    outputs = " ".join(text for row in rows for text in row.outputs)
    return Needs(
        goods_value="货值金额" in outputs,
        income="上年收入" in outputs,
        refusal=any(row.inputs[2] != "-" for row in rows),
        local="小作坊下限" in outputs,
    )


@cache
def article_of(provision: str) -> str:
    """The article of a provision's first row."""
    return str(_rows(provision)[0].outputs[-1]).strip('"')


@cache
def known() -> frozenset[str]:
    """All provisions that have a row."""
    return frozenset(row.inputs[0].strip('"') for row in _table())


def _rows(provision: str) -> list[Any]:
    return [row for row in _table() if row.inputs[0] == f'"{provision}"']


def _table() -> list[Any]:
    ((_name, table),) = model_of(FINE_BAND).boxes.tables
    return list(table.rules)


def _missing(field: str, code: str, rule: str, article: str) -> Invalid:
    params = {"rule": rule, "article": article}
    return Invalid(code, {field: [{"code": code, "params": params}]}, **params)

"""Charges (案由) of a report: each with its band, the records behind it, and what is not lawful."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session

from engine import bands, crimes, law_in_time, persons, similar
from engine.bands import Band, Ground
from engine.errors import Invalid
from engine.forms import Form, Problem
from engine.law_in_time import Amendment
from engine.similar import PastCharge
from models import clock, legal_settings
from models.cases import Case
from models.penalties import Charge
from models.persons import Culprit
from models.provisions import provisions
from models.statutes import local_day

#: The row and the article by which a charge is refused.
ONE_FINE: Final = {"rule": "P26", "article": "《行政处罚法》第二十九条"}
MITIGATION: Final = {
    "rule": "P28",
    "article": "《行政处罚法》第三十二条、《食品安全法实施条例》第七十六条",
}
THREE: Final = {"rule": "F134", "article": "《食品安全法》第一百三十四条"}
GAINS: Final = {"rule": "P25", "article": "《行政处罚法》第二十八条"}
BY_LAW: Final = {"rule": "L1-4", "article": "《行政处罚法》第四条"}
MOST_CITED: Final = 400
PERSON: Final = {"rule": "R75", "article": "《食品安全法实施条例》第七十五条"}
TRANSFER: Final = {"rule": "P33", "article": "《行政处罚法》第二十七条"}
DETENTION: Final = {"rule": "P34", "article": "《食品安全法实施条例》第七十七条"}

#: What may be imposed on the spot (L1 art 51).
LIGHT: Final = frozenset({"warning", "fine"})


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something unlawful, at one cell of one charge."""

    cell: str
    problem: Problem


@dataclass(kw_only=True)
class Assessment:
    """A charge with everything that the law and the records say about it."""

    row: Mapping[str, Any]
    grounds: tuple[Ground, ...] = ()
    band: Band | None = None
    #: Decided charges of the same nature within a year (L4 art 67(5)).
    repeats: tuple[PastCharge, ...] = ()
    penalties_in_year: int = 0
    crimes: tuple[Mapping[str, str], ...] = ()
    #: Another charge of the same act has the higher fine (L1 art 29).
    absorbed_by: str = ""
    found: list[Found] = field(default_factory=list)

    @property
    def serious(self) -> bool:
        """情节严重 (L4 art 67)."""
        return bool(self.grounds)

    @property
    def fine_fen(self) -> int:
        """The fine that is proposed."""
        return int(self.row.get("fine_fen", 0))

    def refuse(self, cell: str, code: str, **params: Any) -> None:
        """Note what is not lawful."""
        self.found.append(Found(cell=cell, problem=Problem(code, params)))


def assess(session: Session, case: Case, rows: Sequence[Mapping[str, Any]]) -> list[Assessment]:
    """Every charge with its band; what is wrong is noted and nothing is raised."""
    past = similar.of_operator(session, case) if rows else []
    count = similar.penalties_in_year(session, case, clock.now()) if rows else 0
    known = crimes.records_of(session, case) if rows else {}
    changed = law_in_time.amendments(session) if rows else ()
    local = legal_settings.LOCAL_BAND.value(session)
    spend = legal_settings.MINIMUM_SPEND.value(session)
    culprit = persons.culprit_of(session, case.id)
    assessed = []
    for row in rows:
        same = tuple(one for one in past if one.provision == row.get("provision"))
        one = Assessment(row=row, repeats=same, penalties_in_year=count)
        if row.get("provision") in provisions():
            one.grounds = _grounds(row, repeated=bool(same))
            one.crimes = crimes.of_row(row, known)
            _find_band(one, local, spend)
            _apply_milder(one, changed, case)
            _expect_party(one, culprit)
        assessed.append(one)
    _one_fine_for_one_act(assessed)
    for one in assessed:
        if one.band is not None:
            _judge(one, one.band)
    return assessed


def expect_lawful(session: Session, case_id: int, form: Form, data: Mapping[str, Any]) -> None:
    """Refuse a form whose charges the law does not bear; raises Invalid by row and cell."""
    for key, component in form.fields.items():
        if component.widget == "charges" and data.get(key):
            case = session.get_one(Case, case_id)
            assessed = assess(session, case, data[key])
            errors = errors_of(key, assessed)
            more = (
                *_kinds(data, assessed),
                *_transfer(session, case, data),
                *(_detention(data, assessed) if "detention" in form.fields else ()),
            )
            for name, problem in more:
                errors.setdefault(name, []).append(problem.as_json())
            if errors:
                raise Invalid("form.invalid", errors)


def errors_of(key: str, assessed: Iterable[Assessment]) -> dict[str, list[dict[str, Any]]]:
    """What is wrong, named as forms name it: `charges.0.fine_fen`."""
    errors: dict[str, list[dict[str, Any]]] = {}
    for number, one in enumerate(assessed):
        for found in one.found:
            name = f"{key}.{number}.{found.cell}"
            errors.setdefault(name, []).append(found.problem.as_json())
    return errors


def written(assessed: Iterable[Assessment]) -> list[Charge]:
    """The charges as rows of a penalty."""
    return [
        Charge(
            provision=one.row["provision"],
            goods_value_fen=one.row.get("goods_value_fen", 0),
            gains_fen=one.row.get("gains_fen", 0),
            fine_fen=one.fine_fen,
            lower_fen=one.band.lower_fen,
            upper_fen=one.band.upper_fen,
            rule=one.band.row,
            article=article_of(one),
            grounds=[*one.row.get("grounds", ()), *(ground.rule for ground in one.grounds)],
        )
        for one in assessed
        if one.band is not None
    ]


def summary_facts(
    session: Session, case: Case, found: Mapping[str, Any]
) -> dict[str, bool | str | int]:
    """What the table asks on whether a penalty may be imposed on the spot (P23; L1 art 51)."""
    rows = found.get("charges", ())
    assessed = assess(session, case, rows)
    proposed = set(found.get("penalty_kinds", ()))
    light = bool(proposed) and proposed <= LIGHT and not total_gains(rows)
    crime = bool(crimes.grounds_of(crimes.facts_of(session, case, rows)))
    return {
        "事实确凿": found["facts_certain"] == "yes",
        "有法定依据": bool(assessed) and all(one.band is not None for one in assessed),
        "仅警告或罚款": light and not crime,
        "当事人类型": found["party_kind"],
        "罚款金额": total_fine(rows),
    }


def articles(assessed: Iterable[Assessment]) -> str:
    """The articles of all charges, each named once, as a decision cites them."""
    named = dict.fromkeys(article_of(one) for one in assessed if one.band is not None)
    return "、".join(named)[:MOST_CITED]


def article_of(one: Assessment) -> str:
    """The article that punishes a charge, with the case of it that was chosen."""
    article, item = one.band.article if one.band else "", one.row.get("item", "")
    return f"{article}第（{numeral(int(item))}）项" if item.isdecimal() else article


def numeral(number: int) -> str:
    """A number below a hundred as statutes write it."""
    tens, ones = divmod(number, 10)
    words = "零一二三四五六七八九"
    if not tens:
        return words[ones]
    return ("" if tens == 1 else words[tens]) + "十" + (words[ones] if ones else "")


def total_fine(rows: Iterable[Mapping[str, Any]]) -> int:
    """The fine of all charges together."""
    return sum(int(row.get("fine_fen", 0)) for row in rows)


def total_gains(rows: Iterable[Mapping[str, Any]]) -> int:
    """The illegal gains that are confiscated (L1 art 28)."""
    return sum(int(row.get("gains_fen", 0)) for row in rows)


def _marks(row: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(row.get("circumstances", ()))


def _grounds(row: Mapping[str, Any], *, repeated: bool) -> tuple[Ground, ...]:
    marks = _marks(row) | ({"repeat"} if repeated else set())
    return bands.serious_grounds(
        goods_value_fen=int(row.get("goods_value_fen") or 0),
        months=int(row.get("months") or 0),
        deaths=int(row.get("deaths") or 0),
        ill=int(row.get("ill") or 0),
        marks=marks,
    )


def _find_band(one: Assessment, local: Sequence[int] | None, spend: int) -> None:
    row, marks = one.row, _marks(one.row)
    facts = bands.Facts(
        provision=row["provision"],
        goods_value_fen=row.get("goods_value_fen"),
        refused="refused" in marks,
        serious=one.serious,
        grave="grave" in marks,
        penalties_in_year=one.penalties_in_year,
        income_fen=row.get("income_fen"),
        local_band=local,
        minimum_spend_fen=spend,
    )
    try:
        one.band = bands.band_of(facts)
    except Invalid as missing:
        for cell in missing.errors:
            one.refuse(cell, missing.code, **missing.params)


def _apply_milder(one: Assessment, known: Sequence[Amendment], case: Case) -> None:
    """An act before an amendment gets the milder of the two laws (L1 art 37; P31)."""
    changed = [change for change in known if change.provision == one.row["provision"]]
    if one.band is None or not changed:
        return
    stated = one.row.get("acted_on")
    acted_on = dt.date.fromisoformat(stated) if stated else local_day(case.opened_at)
    goods = int(one.row.get("goods_value_fen") or 0)
    one.band = law_in_time.applicable(
        one.band, goods, changed, acted_on=acted_on, decided_on=clock.today()
    )
    if one.band is None:
        one.refuse("provision", "charge.no_longer_punished", **law_in_time.LEX_MITIOR)


def _expect_party(one: Assessment, culprit: Culprit | None) -> None:
    """Who is responsible in a unit is fined in a case of its own, and for nothing else."""
    person = provisions()[one.row["provision"]].person
    if person and culprit is None:
        one.refuse("provision", "charge.person_own_case", **PERSON)
    elif culprit is not None and not person:
        one.refuse("provision", "charge.person_only", **PERSON)
    elif culprit is not None and one.row.get("income_fen") != culprit.income_fen:
        one.refuse("income_fen", "charge.income_differs", income_fen=culprit.income_fen, **PERSON)


def _one_fine_for_one_act(assessed: Sequence[Assessment]) -> None:
    """Of several norms for one act the one with the higher fine is applied (L1 art 29).

    A fine on a person of the unit (L4 art 75) falls on another party.
    """
    acts: dict[int, list[Assessment]] = {}
    for number, one in enumerate(assessed, 1):
        if one.band is not None and not provisions()[one.row["provision"]].person:
            acts.setdefault(int(one.row.get("act", number)), []).append(one)
    for same in acts.values():
        highest = max(same, key=_height)
        for one in same:
            if one is not highest:
                one.absorbed_by = highest.row["provision"]


def _height(one: Assessment) -> tuple[int, int]:
    return (one.band.upper_fen, one.band.lower_fen) if one.band else (0, 0)


def _judge(one: Assessment, band: Band) -> None:
    law = {"rule": band.rule, "article": band.article}
    if band.agency != "market":
        one.refuse("provision", "charge.other_agency", agency=band.agency, **law)
    if one.row["provision"] == THREE["rule"] and band.licence == "none":
        one.refuse("provision", "charge.fewer_than_three", count=one.penalties_in_year, **THREE)
    mitigated = one.row.get("discretion") == "mitigated"
    lenient = mitigated or one.row.get("discretion") == "lighter"
    if lenient and not one.row.get("grounds"):
        one.refuse("grounds", "charge.mitigation_without_ground", **MITIGATION)
    if one.absorbed_by:
        if one.fine_fen:
            one.refuse("fine_fen", "charge.second_fine", other=one.absorbed_by, **ONE_FINE)
    elif band.fine == "none":
        if one.fine_fen:
            refusable = bands.needs(band.rule).refusal
            code = "charge.correct_first" if refusable else "charge.no_fine"
            one.refuse("fine_fen", code, **law)
    else:
        _judge_amount(one, band, mitigated=mitigated)


def _judge_amount(one: Assessment, band: Band, *, mitigated: bool) -> None:
    law = {"rule": band.rule, "article": band.article}
    fine = one.fine_fen
    if fine > band.upper_fen:
        one.refuse("fine_fen", "charge.above_band", upper_fen=band.upper_fen, **law)
    elif fine == 0 and band.fine == "must" and not mitigated:
        params = {"lower_fen": band.lower_fen, "upper_fen": band.upper_fen}
        one.refuse("fine_fen", "charge.fine_missing", **params, **law)
    elif 0 < fine < band.lower_fen and not mitigated:
        one.refuse("fine_fen", "charge.below_band", lower_fen=band.lower_fen, **law)


def _kinds(
    data: Mapping[str, Any], assessed: Sequence[Assessment]
) -> Iterator[tuple[str, Problem]]:
    """The kinds that are proposed are those that the charges offer and ask for."""
    known = [one.band for one in assessed if one.band is not None]
    if len(known) < len(assessed) or "penalty_kinds" not in data:
        return
    proposed, rows = set(data["penalty_kinds"]), [one.row for one in assessed]
    offered = {kind for band in known for kind in band.kinds()} | {"confiscate_gains"}
    mitigated = any(row.get("discretion") == "mitigated" for row in rows)
    for kind in sorted(proposed - offered - ({"warning"} if mitigated else set())):
        yield "penalty_kinds", Problem("charge.kind_not_offered", {"kind": kind, **BY_LAW})
    if ("fine" in proposed) != (total_fine(rows) > 0):
        yield "penalty_kinds", Problem("charge.fine_and_kinds_differ")
    if ("confiscate_gains" in proposed) != (total_gains(rows) > 0):
        yield "penalty_kinds", Problem("charge.gains_and_kinds_differ", GAINS)
    yield from _warnings(proposed, assessed)


def _transfer(
    session: Session, case: Case, data: Mapping[str, Any]
) -> Iterator[tuple[str, Problem]]:
    """No penalty of this bureau before the police saw the signs of a crime (L1 art 27; P33)."""
    facts = crimes.facts_of_report(session, case, data)
    grounds = crimes.grounds_of(facts)
    found = {"crimes": sorted({one["crime"] for one in grounds}), **TRANSFER}
    if crimes.is_due(facts):
        yield "proposal", Problem("charge.transfer_due", found)
    elif grounds and not data.get("crime_note"):
        yield "crime_note", Problem("charge.police_answer_missing", found)


def _detention(
    data: Mapping[str, Any], assessed: Sequence[Assessment]
) -> Iterator[tuple[str, Problem]]:
    """Grave cases of L3 art 123 may end in detention, which the police decide on (L4 art 77)."""
    if not any(one.serious and one.row["provision"].startswith("F123.") for one in assessed):
        return
    for asked in ("detention", "detention_note"):
        if not data.get(asked):
            yield asked, Problem("charge.detention_open", DETENTION)


def _warnings(proposed: set[str], assessed: Sequence[Assessment]) -> Iterator[tuple[str, Problem]]:
    """What is not yet to be fined is warned (L3 art 126: 责令改正，给予警告)."""
    for one in assessed:
        band = one.band
        if band and band.warning and band.fine == "none" and "warning" not in proposed:
            law = {"rule": band.rule, "article": band.article}
            yield "penalty_kinds", Problem("charge.warning_first", law)
            return

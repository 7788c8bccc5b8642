"""Charges on a page: rows that a browser sends, and each with its band and the records behind."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engine import bands, charges, crimes, similar, tracks
from engine.authority import Actor
from engine.charges import Assessment
from engine.forms import Component, Form
from engine.forms.charges import CIRCUMSTANCES, CRIME_MARKS, MOST_CHARGES, SERIOUS_MARKS, read_row
from engine.similar import PastCharge
from engine.tracks import Track
from models import legal_settings
from models.cases import Case
from models.legal_settings import LegalSetting
from models.provisions import Provision, provisions
from web import charge_words, languages, words

_MONEY: Final = ("goods_value_fen", "gains_fen", "income_fen", "fine_fen")
_TEXTS: Final = ("act", "acted_on", "months", "deaths", "ill", "discretion")
_LISTS: Final = ("circumstances", "grounds")
#: What a button of the widget asks for: `charges:add`, `charges:remove:2`, `charges:compute`.
ACTION: Final = "charges:"
_LONGEST: Final = 46


def read(key: str, sent: MultiDict[str, str]) -> list[dict[str, Any]]:
    """Return the rows that were sent; a row without a provision and an amount is none."""
    return [row for _number, row in numbered(key, sent) if row]


def numbered(key: str, sent: MultiDict[str, str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Return each row under the number that it has on the page, blank ones too."""
    found = (re.fullmatch(rf"{key}\[(\d{{1,3}})\]\.\w+", name) for name in sent)
    for number in sorted({int(match[1]) for match in found if match}):
        yield number, _read_row(f"{key}[{number}]", sent)


def _read_row(name: str, sent: MultiDict[str, str]) -> dict[str, Any]:
    provision, _slash, item = sent.get(f"{name}.provision", "").partition("/")
    row: dict[str, Any] = {"provision": provision, "item": item}
    row |= {part: sent.get(f"{name}.{part}", "").strip() for part in _TEXTS}
    row |= {part: fen(sent.get(f"{name}.{part}", "").strip()) for part in _MONEY}
    row |= {part: sent.getlist(f"{name}.{part}") for part in _LISTS}
    row = {part: value for part, value in row.items() if value}
    return row if row.keys() - {"act", "discretion"} else {}


def fen(yuan: str) -> str:
    """Yuan as people write them become fen; what is no number stays, so that it is named."""
    try:
        return f"{Decimal(yuan.replace(',', '').replace('，', '')) * 100:f}"
    except InvalidOperation:
        return yuan


def change(form: Form, data: dict[str, Any], action: str) -> None:
    """Add or remove a row, as a button of the widget asks."""
    deed, _colon, number = action.removeprefix(ACTION).partition(":")
    for key, component in form.fields.items():
        if component.widget != "charges":
            continue
        rows = list(data.get(key, []))
        if deed == "add" and len(rows) < MOST_CHARGES:
            rows.append({})
        elif deed == "remove" and number.isdecimal() and int(number) < len(rows):
            del rows[int(number)]
        data[key] = rows


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row on the page with everything that is known about it."""

    number: int
    row: Mapping[str, Any]
    assessment: Assessment | None = None
    similar: Sequence[PastCharge] = ()
    tiers: tuple[int, int] | None = None

    @property
    def choice(self) -> str:
        """What is chosen in the list of provisions."""
        item = self.row.get("item")
        return "/".join(filter(None, (self.row.get("provision"), item)))

    @property
    def provision(self) -> Provision | None:
        """The provision that is chosen."""
        return provisions().get(str(self.row.get("provision", "")))

    @property
    def needs(self) -> bands.Needs | None:
        """What the provision asks for."""
        return bands.needs(self.provision.id) if self.provision else None

    def has(self, part: str, value: str) -> bool:
        """Whether a box is ticked."""
        chosen = self.row.get(part, ())
        return value in chosen if isinstance(chosen, list | tuple) else value == chosen

    def has_any(self, part: str, values: Sequence[str]) -> bool:
        """Whether one of several boxes is ticked."""
        return any(self.has(part, value) for value in values)

    def said(self) -> list[str]:
        """What is not lawful yet, in words; an amount that is not written yet is no fault."""
        found = self.assessment.found if self.assessment else []
        return [
            words.of_code(one.problem.code, dict(one.problem.params))
            for one in found
            if one.problem.code != "charge.fine_missing"
        ]


@dataclass(frozen=True, kw_only=True)
class View:
    """The charges of a form, assessed."""

    lines: Sequence[Line]
    actor: Actor
    #: What follows for the case as a whole; None while no charge can be assessed.
    track: Track | None = None
    #: The facts of a transfer to the police (transfer_trigger.dmn), and what they mean.
    facts: Mapping[str, bool | int] = field(default_factory=dict)
    signs: crimes.Grounds = ()
    to_police: bool = False

    @property
    def fine_fen(self) -> int:
        """The fine of all together."""
        return charges.total_fine(
            one.assessment.row for one in self.lines if one.assessment is not None
        )


def view(
    session: Session,
    actor: Actor,
    case: Case,
    rows: Sequence[tuple[int, Mapping[str, Any]]],
    data: Mapping[str, Any],
) -> View:
    """Assess rows as they stand on the page, also when they are not complete."""
    tidy = [read_row(row, place)[0] for place, (_number, row) in enumerate(rows)]
    assessed = charges.assess(session, case, tidy)
    tiers = legal_settings.TIERS.value(session)
    lines = [
        Line(
            number=number,
            row=row,
            assessment=one if one.row.get("provision") else None,
            similar=_similar(session, actor, case, one),
            tiers=_tiers(one, tiers),
        )
        for (number, row), one in zip(rows, assessed, strict=True)
    ]
    track = _track(session, case, data, assessed) if any(one.band for one in assessed) else None
    facts = crimes.facts_of(session, case, [one.row for one in assessed])
    return View(
        lines=lines or [Line(number=0, row={})],
        actor=actor,
        track=track,
        facts=facts,
        signs=crimes.grounds_of(facts),
        to_police=crimes.is_due(facts),
    )


def _track(
    session: Session, case: Case, data: Mapping[str, Any], assessed: Sequence[Assessment]
) -> Track:
    rows, kinds = [one.row for one in assessed], data.get("penalty_kinds", ())
    goods = [int(row.get("goods_value_fen", 0)) for row in rows]
    facts = tracks.facts_of(
        session,
        case,
        {**data, "proposal": "penalise"},
        kinds=kinds,
        fine_fen=charges.total_fine(rows),
        confiscated_fen=charges.total_gains(rows) + tracks.confiscated_goods(kinds, goods),
    )
    return tracks.track_of(facts)


def of_form(
    session: Session, actor: Actor, case: Case, form: Form, data: Mapping[str, Any]
) -> View | None:
    """The charges of a form; None when it asks for none."""
    for key, component in form.fields.items():
        if component.widget == "charges":
            stored = data.get(key)
            rows = [one for one in stored if isinstance(one, dict)] if stored else []
            return view(session, actor, case, list(enumerate(rows)), data)
    return None


def field_of(form: Form) -> Component | None:
    """The field of a form that holds charges."""
    return next((one for one in form.fields.values() if one.widget == "charges"), None)


def _similar(session: Session, actor: Actor, case: Case, one: Assessment) -> list[PastCharge]:
    if one.band is None:
        return []
    goods = int(one.row.get("goods_value_fen") or 0)
    return similar.similar(session, actor, case, one.row["provision"], goods)


def _tiers(one: Assessment, parts: Sequence[int]) -> tuple[int, int] | None:
    """Where lenient ends and heavy begins in the band (rules.md P29)."""
    if one.band is None or one.band.fine == "none":
        return None
    width = one.band.upper_fen - one.band.lower_fen
    low, high = (one.band.lower_fen + width * part // 100 for part in parts)
    return low, high


@dataclass(frozen=True)
class Group:
    """The cases of one paragraph in the list of provisions."""

    label: str
    options: Sequence[tuple[str, str]]


def groups() -> Sequence[Group]:
    """Return the list of provisions in the language of the request."""
    return _groups(languages.language())


@cache
def _groups(language: str) -> Sequence[Group]:
    return [
        Group(f"{bands.article_of(one.id)} {one.title[language]}", _options(one, language))
        for one in provisions().values()
    ]


def _options(one: Provision, language: str) -> list[tuple[str, str]]:
    if not one.items:
        return [(one.id, f"{one.id} {one.title[language]}")]
    return [(f"{one.id}/{no}", _short(f"{one.id}（{no}）{text}")) for no, text in one.items.items()]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


#: What the templates of the widget use.
MARKS: Final = {
    "main": [name for name in CIRCUMSTANCES if name not in (*SERIOUS_MARKS, *CRIME_MARKS)],
    "serious": SERIOUS_MARKS,
    "crime": CRIME_MARKS,
}


def globals_of_templates() -> dict[str, Any]:
    """Return the words and lists that the templates of charges need."""
    return {
        "charge_words": charge_words,
        "charge_groups": groups,
        "charge_marks": MARKS,
        "tiers_setting": setting_of(legal_settings.TIERS),
        "hearing_setting": setting_of(legal_settings.HEARING_UNIT),
        "upper_setting": setting_of(legal_settings.UPPER_LIMIT),
    }


def setting_of(setting: LegalSetting[Any]) -> dict[str, Any]:
    """A value that is no more than a setting, as a page says it."""
    return {
        "rule": setting.rule,
        "status": setting.status,
        "words": charge_words.STATUS[setting.status],
        "source": setting.source,
    }

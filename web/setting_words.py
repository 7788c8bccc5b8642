"""The settings as a form: their words, what a box shows, what the browser sent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.commands import settings
from engine.commands.settings import Known
from models.legal_settings import LEGAL_SETTINGS
from models.statutes import STATUTES
from web import credit_words, languages, words
from web.phrases import clock_unit

_PLAIN_NUMBER: Final = re.compile(r"-?[0-9]{1,15}([.][0-9]{1,4})?")
_TITLES: Final = {
    "bureau.name": _l("Name of the bureau on papers"),
    "numbers.prefix": _l("Beginning of case numbers"),
    "bureau.fine_account": _l("Where fines are paid"),
    "bureau.government": _l("Government that reviews decisions"),
    "bureau.superior": _l("Bureau above"),
    "bureau.court": _l("Court for actions against decisions"),
    "assignment.load_limit": _l("Open cases that one officer may carry"),
    "clocks.warn_working_days": _l("Working days before a term ends when people are warned"),
    "rectification.reminder_working_days": _l(
        "Working days before the end of a rectification when the subject is reminded"
    ),
    "law.roll_ordinary_weekends": _l("A term that ends on an ordinary weekend"),
    "hearing.amount_person_fen": _l("Larger fine of a person: right to a hearing from (yuan)"),
    "hearing.amount_fen": _l("Larger fine of a unit: right to a hearing from (yuan)"),
    "penalty.limit_fen": _l("A fine from this on is not the district's to impose (yuan; 0: none)"),
    "penalty.workshop_band_fen": _l("Fines of workshops and stalls, from – to (yuan)"),
    "penalty.minimum_spend_fen": _l("Highest fine for a rule of minimum spending (yuan)"),
    "publicity.minor_fine_fen": _l(
        "Lower fine, published for three months only, up to (yuan; 0: none)"
    ),
    "discretion.tiers": _l("Lenient to normal, normal to heavy (hundredths of the band)"),
}
_SOURCES: Final = {
    "law.roll_ordinary_weekends": _l(
        "The text says “statutory holiday”; whether an ordinary weekend is one is open (K11)."
    ),
}
_STATUS: Final = {
    "V": _l("read in the law, its effect here is open"),
    "S": _l("seen second-hand, not read in the law"),
    "M": _l("from memory, not read in the law"),
}


@dataclass(frozen=True)
class Box:
    """One setting as the page shows it."""

    key: str
    title: str
    kind: str
    values: Sequence[str]
    usual: str
    #: Where the value comes from and how well it is known.
    status: str
    source: str
    own: bool
    problems: Sequence[str]


@dataclass(frozen=True)
class Group:
    """Settings of one matter."""

    title: object
    hint: object
    boxes: Sequence[Box]


def groups(
    current: Mapping[str, Any], given: Mapping[str, str], errors: Mapping[str, Any]
) -> list[Group]:
    """Return all settings with what is set; what the person just sent stands before it."""

    def boxes(keys: Sequence[str]) -> list[Box]:
        return [_box(key, current, given, errors) for key in keys]

    return [
        Group(_l("The bureau"), "", boxes([one.key for one in settings.BUREAU])),
        Group(_l("How we work"), "", boxes([one.key for one in settings.HABITS])),
        Group(
            _l("Values of the law that are settings"),
            _l(
                "Nobody read these in the law itself, or their effect is open. The bureau's legal"
                " office must confirm each; pages that use one say that it is a setting."
            ),
            boxes([one.key for one in settings.LAW]),
        ),
        Group(
            _l("Time limits whose number is a setting"),
            _l("All other time limits were read in the law and cannot be changed."),
            boxes(list(settings.TERMS)),
        ),
    ]


def read(form: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings that the browser sent; an empty box means the default."""
    return {
        key: _read(key, known, form) for key, known in settings.KNOWN.items() if _sent(key, form)
    }


def _sent(key: str, form: Mapping[str, str]) -> bool:
    return key in form or f"{key}.1" in form


def _read(key: str, known: Known, form: Mapping[str, str]) -> Any:
    kind = _kind(key, known)
    if kind == "pair":
        parts = [form.get(f"{key}.{place}", "").strip() for place in (1, 2)]
        return [_number(key, part) for part in parts] if any(parts) else None
    text = form.get(key, "").strip()
    if not text:
        return None
    if kind == "flag":
        return {"yes": True, "no": False}.get(text, text)
    return text if kind == "text" else _number(key, text)


def _number(key: str, text: str) -> int | str:
    """Return the whole number, amounts in fen; what is none is left for the command to refuse."""
    plain = text.replace(",", "").replace("，", "")
    if not _PLAIN_NUMBER.fullmatch(plain):
        return text
    scaled = Decimal(plain) * 100 if key.endswith("_fen") else Decimal(plain)
    return int(scaled) if scaled == scaled.to_integral_value() else text


def _kind(key: str, known: Known) -> str:
    if key in {"penalty.workshop_band_fen", "discretion.tiers"}:
        return "pair"
    if isinstance(known.default, bool):
        return "flag"
    return "text" if isinstance(known.default, str) else "number"


def _box(
    key: str, current: Mapping[str, Any], given: Mapping[str, str], errors: Mapping[str, Any]
) -> Box:
    known = settings.KNOWN[key]
    kind = _kind(key, known)
    value = current.get(key)
    shown: list[str] = [_shown(key, one) for one in _parts(value, kind)]
    if given:
        names = [f"{key}.1", f"{key}.2"] if kind == "pair" else [key]
        shown = [given.get(name, "") for name in names]
    status, source = _origin(key)
    return Box(
        key=key,
        title=_title(key),
        kind=kind,
        values=shown,
        usual=" – ".join(_shown(key, one) for one in _parts(known.default, kind)),
        status=status,
        source=source,
        own=key in current,
        problems=[
            words.of_code(str(one["code"]), dict(one["params"])) for one in errors.get(key, ())
        ],
    )


def _parts(value: Any, kind: str) -> Sequence[Any]:
    if kind == "pair":
        return list(value) if value else ["", ""]
    return [value]


def _shown(key: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if key.endswith("_fen"):
        return f"{Decimal(value) / 100:f}".removesuffix(".00")
    return str(value)


def _title(key: str) -> str:
    if key not in settings.TERMS:
        return str(_TITLES[key]) if key in _TITLES else credit_words.setting_title(key)
    row = STATUTES[settings.TERMS[key].key]
    name = row.zh if languages.language() == "zh" else row.en
    return str(_("%(name)s (%(unit)s)", name=name, unit=clock_unit(row.unit.value)))


def _origin(key: str) -> tuple[str, str]:
    if key in settings.TERMS:
        version = STATUTES[settings.TERMS[key].key].current
        law = version.law.zh if languages.language() == "zh" else version.law.en
        return str(_STATUS[version.status.value]), law
    one = next((one for one in LEGAL_SETTINGS if one.key == key), None)
    if one is None:
        return "", str(_SOURCES.get(key, ""))
    return str(_STATUS[one.status]), one.source

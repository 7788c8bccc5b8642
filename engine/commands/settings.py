"""What a bureau may set while the system runs: its names, its habits, unread numbers of the law."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from engine import audit, clocks, documents, numbers
from engine.authority import Actor, require_role
from engine.commands import assignments, deadlines
from engine.errors import Invalid, NotFound
from engine.operations import rectifications
from models import clock, legal_settings
from models.settings import Setting
from models.statutes import STATUTES

Problem = dict[str, object]


@dataclass(frozen=True)
class Known:
    """A setting: its default and what may stand in its place."""

    key: str
    default: Any
    #: Returns what is wrong with a value, or nothing.
    judge: Callable[[Any], Problem | None]


def _text(most: int) -> Callable[[Any], Problem | None]:
    def judge(value: Any) -> Problem | None:
        if isinstance(value, str) and value.strip() and len(value) <= most:
            return None
        return {"code": "setting.no_text", "params": {"max": most}}

    return judge


def _number(least: int, most: int) -> Callable[[Any], Problem | None]:
    def judge(value: Any) -> Problem | None:
        if type(value) is int and least <= value <= most:
            return None
        return {"code": "setting.no_number", "params": {"min": least, "max": most}}

    return judge


def _numbers(most: int) -> Callable[[Any], Problem | None]:
    """Two numbers, the first below the second."""

    def judge(value: Any) -> Problem | None:
        right = isinstance(value, list | tuple) and [type(one) for one in value] == [int, int]
        if right and 0 < value[0] < value[1] < most:
            return None
        return {"code": "setting.no_pair", "params": {"max": most}}

    return judge


def _flag(value: Any) -> Problem | None:
    return None if isinstance(value, bool) else {"code": "setting.no_flag", "params": {}}


def _judge_of(default: Any) -> Callable[[Any], Problem | None]:
    return _flag if isinstance(default, bool) else _number(0, _AMOUNT)


_AMOUNT: Final = 10_000_000_000_00
_LAW: Final[Mapping[str, Callable[[Any], Problem | None]]] = {
    legal_settings.LOCAL_BAND.key: _numbers(_AMOUNT),
    legal_settings.TIERS.key: _numbers(100),
}
#: What a bureau is called and whom its papers name.
BUREAU: Final = (
    Known(documents.BUREAU_SETTING, documents.DEFAULT_BUREAU, _text(100)),
    Known(numbers.PREFIX_SETTING, numbers.DEFAULT_PREFIX, _text(30)),
    Known("bureau.fine_account", "", _text(200)),
    Known("bureau.government", "天津市河北区人民政府", _text(100)),
    Known("bureau.superior", "天津市市场监督管理委员会", _text(100)),
    Known("bureau.court", "有管辖权的人民法院", _text(100)),
)
#: How the bureau likes to work.
HABITS: Final = (
    Known(assignments.LIMIT_SETTING, assignments.LIMIT_DEFAULT, _number(1, 10_000)),
    Known(clocks.WARN_SETTING, clocks.WARN_DEFAULT, _number(0, 60)),
    Known(rectifications.REMINDER_SETTING, rectifications.REMINDER_DEFAULT, _number(0, 60)),
)
#: The reading of the law that is open, and values that nobody read in the law.
LAW: Final = (
    Known(clocks.ROLL_WEEKENDS, True, _flag),
    *(
        Known(one.key, one.default, _LAW.get(one.key, _judge_of(one.default)))
        for one in legal_settings.LEGAL_SETTINGS
    ),
)
#: The number of a time limit that is a setting, by its row: `law.numbers.T22`.
TERMS: Final = {
    f"{clocks.NUMBERS}.{row.id}": Known(row.id, row.number, _number(1, 1_000))
    for row in STATUTES.values()
    if row.current.setting and row.computable
}
KNOWN: Final = {one.key: one for one in (*BUREAU, *HABITS, *LAW)} | TERMS


def values(session: Session) -> dict[str, Any]:
    """Return what is set, by key; what has the default is left out."""
    rows = {key: row.value for key in KNOWN if (row := session.get(Setting, key)) is not None}
    terms = session.get(Setting, clocks.NUMBERS)
    if terms is not None:
        rows |= {f"{clocks.NUMBERS}.{key}": number for key, number in terms.value.items()}
    return rows


def change(session: Session, actor: Actor, wanted: Mapping[str, Any]) -> Sequence[str]:
    """Set values; None goes back to the default. Returns the keys that changed.

    When a reading or a number of the law changes, the terms that run are computed again, each
    with an entry of the record; what was issued or decided stays as it is.
    """
    require_role(actor, "administrator")
    problems = {
        key: [problem]
        for key, value in wanted.items()
        if value is not None and (problem := _known(key).judge(value)) is not None
    }
    if problems:
        raise Invalid("setting.wrong", problems)
    before = values(session)
    kept = {key: _kept(key, value) for key, value in wanted.items()}
    changed = {key: value for key, value in kept.items() if before.get(key) != value}
    _write(session, actor, changed)
    for key, value in changed.items():
        audit.record(
            session,
            actor,
            "setting:change",
            chain="settings",
            key=key,
            before=before.get(key),
            after=value,
        )
    if any(key in TERMS or key == clocks.ROLL_WEEKENDS for key in changed):
        deadlines.read_anew(session)
    return list(changed)


def _known(key: str) -> Known:
    if key not in KNOWN:
        raise NotFound("setting.unknown", key=key)
    return KNOWN[key]


def _kept(key: str, value: Any) -> Any:
    """Return what is stored: a value that is the default is none of the bureau's own."""
    default = _known(key).default
    plain = list(default) if isinstance(default, tuple) else default
    return None if value == plain else value


def _write(session: Session, actor: Actor, changes: Mapping[str, Any]) -> None:
    prefix = f"{clocks.NUMBERS}."
    terms = {key.removeprefix(prefix): one for key, one in changes.items() if key in TERMS}
    plain = {key: one for key, one in changes.items() if key not in TERMS}
    if terms:
        row = session.get(Setting, clocks.NUMBERS)
        both = {**(row.value if row else {}), **terms}
        plain[clocks.NUMBERS] = {key: one for key, one in both.items() if one is not None} or None
    for key, value in plain.items():
        row = session.get(Setting, key, with_for_update=True)
        if value is None:
            if row is not None:
                session.delete(row)
            continue
        if row is None:
            row = Setting(key=key)
            session.add(row)
        row.value, row.changed_at, row.changed_by = value, clock.now(), actor.user_id

"""The statutory time limits as data: rows, their versions and the law each was read in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml


class StatuteError(LookupError):
    """No such time limit, or none that a date can be computed from."""


class StatuteNotInForceError(StatuteError):
    """No version of the time limit that we know was in force on the day asked for."""


class Unit(StrEnum):
    """What a number of a time limit counts."""

    WORKING_DAY = "working_day"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"
    VISIT = "visit"
    SET_BY_BUREAU = "set_by_bureau"
    EXCLUDED = "excluded"
    PERCENT_PER_DAY = "percent_per_day"
    UNTIL_NEXT_INSPECTION = "until_next_inspection"
    BEFORE_LISTING = "before_listing"


class Status(StrEnum):
    """How well the number is known."""

    VERIFIED = "V"
    SECONDARY = "S"
    MEMORY = "M"


COMPUTABLE: Final = frozenset(
    {Unit.WORKING_DAY, Unit.DAY, Unit.MONTH, Unit.YEAR, Unit.HOUR, Unit.VISIT}
)


@dataclass(frozen=True)
class Law:
    """A law, rule or other text that time limits are read in."""

    key: str
    zh: str
    en: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Extension:
    """By how much somebody may prolong a limit; no number = no cap is stated."""

    number: int | None
    approver: str


@dataclass(frozen=True)
class Version:
    """The wording of one limit while one text was in force."""

    number: int | None
    unit: Unit
    law: Law
    article: str | None
    status: Status
    also: str = ""

    def in_force_on(self, day: date) -> bool:
        """Tell whether the text was in force on the day."""
        since, until = self.law.since, self.law.until
        return (since is None or since <= day) and (until is None or day <= until)

    @property
    def setting(self) -> bool:
        """A number that nobody read in the law itself is a setting of the bureau."""
        return self.status is not Status.VERIFIED


@dataclass(frozen=True)
class Statute:
    """One statutory time limit with all versions that we know, the newest first."""

    id: str
    zh: str
    en: str
    runs_from: str
    rolls: bool
    binds: str
    versions: tuple[Version, ...]
    back: bool = False
    #: A time to wait for: that it ends is no failing of anybody.
    elapses: bool = False
    extensions: tuple[Extension, ...] = ()
    excluded: frozenset[str] = field(default_factory=frozenset)

    @property
    def current(self) -> Version:
        """The newest version."""
        return self.versions[0]

    @property
    def number(self) -> int | None:
        return self.current.number

    @property
    def unit(self) -> Unit:
        return self.current.unit

    @property
    def status(self) -> Status:
        return self.current.status

    @property
    def article(self) -> str | None:
        return self.current.article

    @property
    def computable(self) -> bool:
        """Tell whether a date follows from the number alone."""
        return self.current.number is not None and self.current.unit in COMPUTABLE

    def version(self, as_of: date) -> Version:
        """Return the version in force on the day."""
        for version in self.versions:
            if version.in_force_on(as_of):
                return version
        known = ", ".join(f"{v.law.key} from {v.law.since or '?'}" for v in self.versions)
        raise StatuteNotInForceError(f"{self.id}: no version in force on {as_of} ({known})")


def _law(key: str, row: Mapping[str, Any]) -> Law:
    return Law(key, row["zh"], row["en"], row.get("from"), row.get("until"))


def _version(row: Mapping[str, Any], laws: Mapping[str, Law]) -> Version:
    return Version(
        number=row["number"],
        unit=Unit(row["unit"]),
        law=laws[row["law"]],
        article=row["article"],
        status=Status(row["status"]),
        also=row.get("also", ""),
    )


def _statute(row: Mapping[str, Any], laws: Mapping[str, Law]) -> Statute:
    return Statute(
        id=row["id"],
        zh=row["zh"],
        en=row["en"],
        runs_from=row["runs_from"],
        rolls=row["rolls"],
        binds=row["binds"],
        back=row.get("back", False),
        elapses=row.get("elapses", False),
        versions=tuple(_version(each, laws) for each in (row, *row.get("earlier", ()))),
        extensions=tuple(Extension(e["number"], e["approver"]) for e in row.get("extensions", ())),
        excluded=frozenset(row.get("excluded", ())),
    )


@cache
def book() -> tuple[Mapping[str, Law], Mapping[str, Statute]]:
    """Read the shipped table once."""
    data = yaml.safe_load(files("models").joinpath("statutes.yaml").read_text(encoding="utf-8"))
    laws = {key: _law(key, row) for key, row in data["laws"].items()}
    return laws, {row["id"]: _statute(row, laws) for row in data["terms"]}

"""Holiday notices: checked, imported, and the shipped ones of the years that are published."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Final

import orjson
from marshmallow import Schema, ValidationError, fields, validate, validates_schema
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine import audit, data_files
from engine.authority import CLOCK, Actor, require_role
from engine.data_files import DataFileError, Document, Problem
from models import clock
from models.holidays import HolidayDay, HolidayNotice

MALFORMED: Final = "notice.malformed"
_SATURDAY: Final = 5


class _DaySchema(Schema):
    name = fields.String(required=True, validate=validate.Length(min=1, max=40))
    day = fields.Date(required=True, data_key="date", format="iso")
    off = fields.Boolean(required=True, data_key="isOffDay", truthy={True}, falsy={False})

    @validates_schema
    def _no_make_up_on_a_weekday(self, data: dict[str, Any], **_: object) -> None:
        if not data["off"] and data["day"].weekday() < _SATURDAY:
            raise ValidationError("a make-up working day falls on a weekend", "isOffDay")


class _NoticeSchema(Schema):
    year = fields.Integer(required=True, strict=True, validate=validate.Range(2000, 2100))
    papers = fields.List(fields.String(), required=True)
    days = fields.List(fields.Nested(_DaySchema), required=True)


@dataclass(frozen=True)
class Notice:
    """A checked notice (国务院办公厅关于节假日安排的通知)."""

    year: int
    papers: tuple[str, ...]
    days: tuple[tuple[date, str, bool], ...]

    @property
    def digest(self) -> str:
        """SHA-256 of what it says, whatever the layout of the file."""
        said = [self.year, self.papers, self.days]
        return hashlib.sha256(orjson.dumps(said)).hexdigest()


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    year: int
    changed: bool
    days_off: int
    make_up_days: int


def read_notice(content: bytes, file: str) -> Notice:
    """Check a notice in the official shape; mistakes name line and field."""
    document = data_files.read_json(content, file, MALFORMED)
    plain = {key: value for key, value in document.data.items() if not key.startswith("$")}
    data = data_files.validate(Document(file, plain, document.node), _NoticeSchema(), MALFORMED)
    days = tuple((each["day"], each["name"], each["off"]) for each in data["days"])
    problems = list(_problems(document, data["year"], days))
    if problems:
        raise DataFileError(MALFORMED, file, problems)
    return Notice(data["year"], tuple(data["papers"]), days)


def import_notice(session: Session, actor: Actor, notice: Notice) -> Imported:
    """Put the notice in force; the same notice again changes nothing."""
    require_role(actor, "administrator")
    known = session.get(HolidayNotice, notice.year)
    off = sum(is_off for _, _, is_off in notice.days)
    if known is not None and known.digest == notice.digest:
        return Imported(notice.year, False, off, len(notice.days) - off)
    before = None if known is None else known.digest
    _store(session, notice)
    audit.record(
        session,
        actor,
        "holiday_notice:import",
        chain="holidays",
        year=notice.year,
        before=before,
        after=notice.digest,
    )
    return Imported(notice.year, True, off, len(notice.days) - off)


def shipped_notices() -> list[Notice]:
    """Read the notices that come with the program, in the order of their years."""
    folder = files("models").joinpath("holiday_notices")
    shipped = [each for each in folder.iterdir() if each.name.endswith(".json")]
    return [read_notice(each.read_bytes(), each.name) for each in sorted(shipped, key=str)]


def import_shipped(session: Session) -> list[Imported]:
    """Import the shipped notices of years that have none; what a bureau imported stays."""
    return [
        _import_missing(session, notice)
        for notice in shipped_notices()
        if session.get(HolidayNotice, notice.year) is None
    ]


def _import_missing(session: Session, notice: Notice) -> Imported:
    system = Actor(None, CLOCK.name, frozenset({"administrator"}), frozenset(), CLOCK.source)
    return import_notice(session, system, notice)


def _store(session: Session, notice: Notice) -> None:
    row = {
        "title": f"{notice.year}年节假日安排",
        "source": " ".join(notice.papers),
        "digest": notice.digest,
        "imported_at": clock.now(),
    }
    session.execute(
        insert(HolidayNotice)
        .values(year=notice.year, **row)
        .on_conflict_do_update(index_elements=["year"], set_=row)
    )
    session.execute(delete(HolidayDay).where(HolidayDay.year == notice.year))
    days = insert(HolidayDay).values(
        [
            {"day": day, "year": notice.year, "name": name, "off": off}
            for day, name, off in notice.days
        ]
    )
    # A later notice may also speak of a day that an earlier one named: the later one counts.
    later = {column: days.excluded[column] for column in ("year", "name", "off")}
    session.execute(days.on_conflict_do_update(index_elements=["day"], set_=later))
    session.expire_all()


def _problems(
    document: Document, year: int, days: tuple[tuple[date, str, bool], ...]
) -> Iterator[Problem]:
    if not days:
        reason = f"no notice for {year} is published yet: it has no days"
        yield document.problem("notice.empty", ("days",), reason)
    first, last = date(year - 1, 12, 1), date(year + 1, 1, 31)
    seen: set[date] = set()
    for number, (day, _, _) in enumerate(days):
        path = ("days", number, "date")
        if not first <= day <= last:
            yield document.problem("notice.other_year", path, f"{day} is no day of {year}")
        if day in seen:
            yield document.problem("notice.twice", path, f"{day} stands there twice")
        seen.add(day)

"""Subjects from files: new licences are created, known ones are brought up to date."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from engine import audit, bans, flags
from engine.authority import Actor, require_role
from engine.commands.subjects import KEEPERS, PLAIN, offices_by_name, search_keys, searched
from engine.imports.problems import Problem
from engine.imports.rows import Checked, GoodRow, Report
from engine.persons import Named
from models import clock
from models.subjects import Subject, SubjectKind

BATCH: Final = 2000
#: Any number will do, as long as imports of subjects share it.
IMPORT_LOCK: Final = 7_301


def import_subjects(
    session: Session,
    actor: Actor,
    checked: Checked,
    *,
    kind: SubjectKind | None = None,
    office_id: int | None = None,
) -> Report:
    """Take the good rows of a file: new licences are created, known ones brought up to date.

    `kind` and `office_id` are for rows that do not say. The same file again changes nothing.
    """
    require_role(actor, *KEEPERS)
    # Two imports at once would count each other's rows wrong; they queue up here.
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": IMPORT_LOCK})
    _reject_incomplete(session, checked, kind)
    offices = offices_by_name(session)
    report = Report()
    for first in range(0, len(checked.good), BATCH):
        batch = checked.good[first : first + BATCH]
        wanted = {
            row.values["licence"]: _wanted(row, offices, kind=kind, office_id=office_id)
            for row in batch
        }
        _take(session, wanted, report)
        _flag(session, actor, wanted, report)
    report.bad = checked.bad
    audit.record(
        session,
        actor,
        "subject:import",
        chain="subjects",
        file=checked.name,
        digest=checked.digest,
        counts=report.counts(),
    )
    return report


def _reject_incomplete(session: Session, checked: Checked, kind: SubjectKind | None) -> None:
    offices = offices_by_name(session)
    rejected: dict[int, Problem] = {}
    for row in checked.good:
        office = row.values.get("office")
        if office and office not in offices:
            facts = {"column": checked.columns["office"], "value": office}
            rejected[row.row.line] = Problem("import.no_office", facts)
        elif kind is None and not row.values.get("kind"):
            rejected[row.row.line] = Problem("import.no_kind")
    checked.reject(rejected)


def _wanted(
    row: GoodRow, offices: Mapping[str, int], *, kind: SubjectKind | None, office_id: int | None
) -> dict[str, Any]:
    """Return what the row says about its subject, and no more: what it omits is left alone."""
    said: dict[str, Any] = {name: row.values[name] for name in PLAIN if name in row.values}
    if row.values.get("kind"):
        said["kind"] = SubjectKind(row.values["kind"])
    elif kind is not None:
        said["kind"] = kind
    if row.values.get("office"):
        said["office_id"] = offices[row.values["office"]]
    elif office_id is not None:
        said["office_id"] = office_id
    return said | {"extra": row.extra}


def _take(session: Session, wanted: Mapping[str, dict[str, Any]], report: Report) -> None:
    now = clock.now()
    rows = session.scalars(
        select(Subject).where(Subject.licence.in_(wanted)).with_for_update()
    ).all()
    known = {subject.licence: subject for subject in rows}
    fresh, changed = [], []
    for licence, said in wanted.items():
        subject = known.get(licence)
        if subject is None:
            fresh.append(_new(licence, said, now))
        elif change := _change(subject, said):
            changed.append({"id": subject.id, "updated_at": now, **change})
        else:
            report.unchanged += 1
    if fresh:
        session.execute(insert(Subject), fresh)
    for values in changed:
        session.execute(update(Subject).where(Subject.id == values.pop("id")).values(values))
    report.created += len(fresh)
    report.updated += len(changed)


def _flag(
    session: Session, actor: Actor, wanted: Mapping[str, dict[str, Any]], report: Report
) -> None:
    """Look for banned people among those whom the rows name (L3 art 135)."""
    named = {
        licence: {who.plain_name for _column, who in bans.named_by(row, row["extra"])}
        for licence, row in wanted.items()
    }
    today = clock.today()
    everybody = [Named(name=name) for name in set[str]().union(*named.values())]
    banned = {one.name for one in bans.hits(session, everybody, today)}
    if not banned:
        return
    hit = [licence for licence, names in named.items() if not names.isdisjoint(banned)]
    subjects = session.scalars(select(Subject).where(Subject.licence.in_(hit)).order_by(Subject.id))
    for subject in subjects:
        bans.flag(session, actor, subject, bans.of_subject(session, subject, today))
        for row in flags.rows(session, flags.of_subject(session, subject)):
            report.flags.append(row | {"subject": subject.name, "subject_id": subject.id})
        report.flagged += 1


def _new(licence: str, said: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    row = dict.fromkeys(PLAIN, "") | {"office_id": None} | dict(said) | {"licence": licence}
    return row | search_keys(row) | {"active": True, "created_at": now, "updated_at": now}


def _change(subject: Subject, said: Mapping[str, Any]) -> dict[str, Any]:
    change = {
        name: value
        for name, value in said.items()
        if name != "extra" and getattr(subject, name) != value
    }
    extra = subject.extra | said["extra"]
    if extra != subject.extra:
        change["extra"] = extra
    return change | search_keys(searched(subject) | change) if change else {}

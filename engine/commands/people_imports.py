"""Offices and officers from files; the same file again changes nothing."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import audit, passwords
from engine.authority import Actor, require_role
from engine.commands.people import new_user, roles_of
from engine.commands.subjects import offices_by_name
from engine.imports.problems import Problem
from engine.imports.rows import Checked, GoodRow, Report
from engine.imports.schemas import ROLE_NAMES
from models.accounts import Office, User


def import_offices(session: Session, actor: Actor, checked: Checked) -> Report:
    """Take offices; a parent may stand anywhere in the file, or be known already."""
    require_role(actor, "administrator")
    known = {office.code: office for office in session.scalars(select(Office))}
    codes = set(known) | {row.values["code"] for row in checked.good}
    checked.reject(
        {
            row.row.line: Problem("import.no_office", {"value": parent})
            for row in checked.good
            if (parent := row.values.get("parent")) and parent not in codes
        }
    )
    checked.reject(_circles(checked, known))
    report = Report()
    fresh = {row.values["code"] for row in checked.good} - set(known)
    changed: set[str] = set()
    for row in checked.good:
        code = row.values["code"]
        if code in fresh:
            known[code] = Office(code=code, name=row.values["name"])
            session.add(known[code])
        elif known[code].name != row.values["name"]:
            known[code].name = row.values["name"]
            changed.add(code)
    session.flush()  # parents need ids
    for row in checked.good:
        office, parent = known[row.values["code"]], row.values.get("parent")
        above = known[parent].id if parent else office.parent_id
        if office.parent_id != above:
            office.parent_id = above
            changed.add(office.code)
    report.created, report.updated = len(fresh), len(changed - fresh)
    return _finish(session, actor, checked, report, "office:import")


def import_officers(
    session: Session, actor: Actor, checked: Checked, *, with_passwords: bool = False
) -> tuple[Report, dict[str, str]]:
    """Take people; new ones get a random password if asked, else only a reset lets them in.

    A row that names no role is an officer's (执法人员). Returns user name -> password, told once.
    """
    require_role(actor, "administrator")
    offices = offices_by_name(session)
    people = session.scalars(select(User)).all()
    known = {user.username: user for user in people}
    checked.reject(_refused_people(checked, offices, people))
    report = Report()
    told: dict[str, str] = {}
    for row in checked.good:
        username = row.values["username"]
        user = known.get(username)
        if user is None:
            user = new_user(username=username, name=row.values["name"])
            if with_passwords:
                told[username] = passwords.invent()
                user.password = passwords.hash_password(told[username])
                user.must_change_password = True
            _change(session, user, row, offices)
            session.add(user)
            report.created += 1
        elif _change(session, user, row, offices):
            report.updated += 1
    return _finish(session, actor, checked, report, "user:import"), told


def _change(session: Session, user: User, row: GoodRow, offices: Mapping[str, int]) -> bool:
    """Bring a person up to what the row says; True when something was different."""
    values = row.values
    wanted: dict[str, Any] = {"name": values["name"]}
    if values.get("certificate_no"):
        wanted["certificate_no"] = values["certificate_no"]
    if values.get("legal_qualification"):
        wanted["legal_qualification"] = values["legal_qualification"] == "yes"
    if values.get("office"):
        wanted["office_id"] = offices[values["office"]]
    roles = _roles(row) if values.get("roles") or user.id is None else user.role_names
    if user.role_names == roles and all(getattr(user, key) == it for key, it in wanted.items()):
        return False
    for key, value in wanted.items():
        setattr(user, key, value)
    user.roles = roles_of(session, roles)
    session.flush()  # a role that is new must be found by the next row
    return True


def _roles(row: GoodRow) -> frozenset[str]:
    spoken = re.split(r"[;；、,，/]", row.values.get("roles") or "inspector")
    return frozenset(ROLE_NAMES.get(name.strip(), name.strip()) for name in spoken if name.strip())


def _refused_people(
    checked: Checked, offices: Mapping[str, int], people: Any
) -> dict[int, Problem]:
    certificates = {user.certificate_no: user.username for user in people if user.certificate_no}
    refused: dict[int, Problem] = {}
    for row in checked.good:
        values = row.values
        unknown = sorted(_roles(row) - set(ROLE_NAMES.values()))
        office, number = values.get("office"), values.get("certificate_no")
        if unknown:
            known = sorted(set(ROLE_NAMES.values()))
            facts = {"column": "roles", "value": unknown[0], "known": known}
            refused[row.row.line] = Problem("import.unknown_value", facts)
        elif office and office not in offices:
            refused[row.row.line] = Problem("import.no_office", {"value": office})
        elif number and certificates.get(number, values["username"]) != values["username"]:
            facts = {"value": number, "username": certificates[number]}
            refused[row.row.line] = Problem("import.certificate_taken", facts)
    return refused


def _circles(checked: Checked, known: Mapping[str, Office]) -> dict[int, Problem]:
    """Find offices that would stand above themselves."""
    codes = {office.id: code for code, office in known.items()}
    above = {code: codes.get(office.parent_id or 0) for code, office in known.items()}
    above |= {row.values["code"]: row.values.get("parent") for row in checked.good}
    refused = {}
    for row in checked.good:
        code, seen = above.get(row.values["code"]), {row.values["code"]}
        while code and code not in seen:
            seen.add(code)
            code = above.get(code)
        if code:
            refused[row.row.line] = Problem("import.circle", {"value": row.values["code"]})
    return refused


def _finish(
    session: Session, actor: Actor, checked: Checked, report: Report, action: str
) -> Report:
    report.bad = checked.bad
    report.unchanged = len(checked.good) - report.created - report.updated
    audit.record(
        session,
        actor,
        action,
        chain="users",
        file=checked.name,
        digest=checked.digest,
        counts=report.counts(),
    )
    return report

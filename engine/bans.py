"""Industry bans (行业禁入): found wherever a banned person appears again (L3 art 135; T55)."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from engine import audit, notices, persons
from engine.authority import Actor
from engine.persons import Named
from models.accounts import Role, User
from models.cases import Case
from models.persons import Ban, Person, Position
from models.subjects import Subject


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Somebody who is banned, or bears the name of somebody who is."""

    name: str
    ban: Ban
    #: By the number of the identity card or the register; else only the name is the same.
    certain: bool


def in_force(day: dt.date) -> ColumnElement[bool]:
    """The condition on `Ban`: it holds on that day, both ends included."""
    return (
        (Ban.from_on <= day)
        & or_(Ban.until_on.is_(None), Ban.until_on >= day)
        & or_(Ban.lifted_on.is_(None), Ban.lifted_on > day)
    )


def hits(session: Session, people: Iterable[Named], day: dt.date) -> list[Hit]:
    """Which of these people must not hold a managing job with food on that day."""
    found = []
    for named in people:
        if not named.plain_name:
            continue
        bans = session.scalars(
            select(Ban)
            .join(Ban.person)
            .where(persons.like(session, named), in_force(day))
            .options(joinedload(Ban.person), joinedload(Ban.case))
            .order_by(Ban.id)
        )
        found += [
            Hit(
                name=named.plain_name,
                ban=ban,
                certain=bool(named.plain_number) and ban.person.identity is not None,
            )
            for ban in bans
        ]
    return found


def of_subject(session: Session, subject: Subject, day: dt.date) -> list[Hit]:
    """The banned people of a subject: in a position there, or named in its register."""
    bans = session.scalars(
        select(Ban)
        .join(Position, Position.person_id == Ban.person_id)
        .where(
            Position.subject_id == subject.id,
            Position.since <= day,
            or_(Position.until.is_(None), Position.until >= day),
            in_force(day),
        )
        .options(joinedload(Ban.person), joinedload(Ban.case))
        .order_by(Ban.id)
        .distinct()
    ).all()
    sure = [Hit(name=ban.person.name, ban=ban, certain=True) for ban in bans]
    known = {ban.id for ban in bans}
    named = [Named(name=subject.legal_representative), Named(name=subject.operator)]
    return sure + [one for one in hits(session, named, day) if one.ban.id not in known]


def of_person(session: Session, person: Person, day: dt.date) -> list[Hit]:
    """The bans of a person of the register that hold on that day."""
    found = session.scalars(
        select(Ban)
        .where(Ban.person_id == person.id, in_force(day))
        .options(joinedload(Ban.person), joinedload(Ban.case))
        .order_by(Ban.id)
    )
    return [Hit(name=person.name, ban=ban, certain=True) for ban in found]


def plain(names: Iterable[str]) -> set[str]:
    """The names without spaces, as persons are recorded."""
    return {Named(name=name).plain_name for name in names} - {""}


def by_name(session: Session, names: Sequence[str], day: dt.date) -> Mapping[str, Ban]:
    """Name -> a ban in force of somebody of that name, for many names at once (imports)."""
    wanted = plain(names)
    if not wanted:
        return {}
    bans = session.scalars(
        select(Ban)
        .join(Ban.person)
        .where(Person.name.in_(wanted), in_force(day))
        .options(joinedload(Ban.person), joinedload(Ban.case))
        .order_by(Ban.id)
    )
    return {ban.person.name: ban for ban in bans}


def of_case(session: Session, case_id: int, person_id: int | None = None) -> list[Ban]:
    """The bans that a case imposed: on everybody, or on one person."""
    query = select(Ban).where(Ban.case_id == case_id).order_by(Ban.id)
    if person_id is not None:
        query = query.where(Ban.person_id == person_id)
    return list(session.scalars(query))


def flag(session: Session, actor: Actor, subject: Subject, found: Sequence[Hit]) -> None:
    """Note that banned people turned up at a subject, and tell the supervisors of its office.

    A person of the same name may be another one, so the row is taken all the same.
    """
    if not found:
        return
    names = sorted({one.name for one in found})
    audit.record(session, actor, "ban:flag", chain="subjects", subject=subject.id, bans=_ids(found))
    people = select(User.id).join(User.roles).where(Role.name == "supervisor", User.active)
    if subject.office_id is not None:
        people = people.where(User.office_id == subject.office_id)
    notices.notify(
        session,
        session.scalars(people.order_by(User.id)),
        "ban.flagged",
        {"subject": subject.name, "names": "、".join(names)},
        key=f"ban.flagged:{subject.id}:{'-'.join(map(str, _ids(found)))}",
    )


def lift(session: Session, actor: Actor, case: Case, day: dt.date) -> None:
    """The decision that revoked the licence fell, so nobody is banned for it any more."""
    fallen = [ban for ban in of_case(session, case.id) if ban.lifted_on is None]
    for ban in fallen:
        ban.lifted_on = day
    if fallen:
        audit.record(session, actor, "ban:lift", case=case, bans=[ban.id for ban in fallen])


def _ids(found: Sequence[Hit]) -> list[int]:
    return sorted({one.ban.id for one in found})

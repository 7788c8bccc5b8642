"""Industry bans (行业禁入): found wherever a banned person appears again (L3 art 135; T55)."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from engine import audit, notices, persons
from engine.authority import Actor
from engine.persons import Named
from models import fixed
from models.accounts import Role, User
from models.cases import Case
from models.documents import Document
from models.persons import Ban, Person, Position
from models.subjects import Subject

#: What the register says of people; an operator may be registered under the own name.
NAMED_BY_SUBJECT: Final = ("legal_representative", "operator", "name")
#: Further columns of a file that say who manages a subject or its food safety (L3 art 135).
_MANAGING: Final = re.compile(
    "法定代表人|负责人|经营者|主管人员|食品安全(总监|管理人员|管理员|员)|经理|厂长|校长|园长"
)
_KNOWN: Final = """
SELECT 1 FROM ban JOIN person ON person.id = ban.person_id
WHERE person.name = ANY(%(names)s::varchar[]) OR person.identity = ANY(%(marks)s::varchar[])
LIMIT 1
"""
_BETWEEN: Final = re.compile(r"[、，,;；/\n]+")


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Somebody who is banned, or bears the name of somebody who is."""

    name: str
    ban: Ban
    #: Whom the question was about; None where it was not about a name.
    asked: Named | None = None
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
    asked = [named for named in people if named.plain_name]
    if not asked:
        return []
    marks = persons.marks(session, asked)
    names = {named.plain_name for named in asked}
    if not _known(session, names, marks.values()):
        return []
    wanted = Person.name.in_(names) | Person.identity.in_(marks.values())
    bans = session.scalars(_in_force(day).join(Ban.person).where(wanted)).all()
    return [
        Hit(
            name=named.plain_name,
            ban=ban,
            asked=named,
            certain=bool(named.plain_number) and ban.person.identity is not None,
        )
        for named in asked
        for ban in bans
        if persons.fits(ban.person, named, marks)
    ]


def _known(session: Session, names: Iterable[str], marks: Iterable[str]) -> bool:
    """Whether anybody of them was ever banned; hardly any form names one, and each one asks."""
    return bool(fixed.ask(session, _KNOWN, {"names": list(names), "marks": list(marks)}))


def within(session: Session, text: str, day: dt.date) -> list[Hit]:
    """Who is banned on that day and is named somewhere in what somebody wrote."""
    if not text.strip():
        return []
    said = func.strpos(literal(Named(name=text).plain_name), Person.name) > 0
    bans = session.scalars(_in_force(day).join(Ban.person).where(said))
    return [Hit(name=ban.person.name, ban=ban, certain=False) for ban in bans]


def _in_force(day: dt.date) -> Select[tuple[Ban]]:
    with_names = (joinedload(Ban.person), joinedload(Ban.case))
    return select(Ban).where(in_force(day)).options(*with_names).order_by(Ban.id)


def decisions(session: Session, found: Iterable[Hit]) -> Mapping[int, str]:
    """Case -> the number of the decision behind its bans; of a sentence, the number of the case."""
    cases = {one.ban.case_id: one.ban.case.number for one in found}
    if not cases:
        return {}
    papers = session.execute(
        select(Document.case_id, Document.number)
        .where(
            Document.case_id.in_(cases), Document.form == "penalty_decision", Document.number != ""
        )
        .order_by(Document.id)
    )
    return cases | {case_id: number for case_id, number in papers if number}


def named_by(row: Mapping[str, Any], extra: Mapping[str, Any]) -> list[tuple[str, Named]]:
    """Whom a row of the register names, each with the column; further columns name several."""
    own = [(key, Named(name=str(row.get(key) or ""))) for key in NAMED_BY_SUBJECT]
    further = [
        (heading, Named(name=name))
        for heading, said in extra.items()
        if _MANAGING.search(heading)
        for name in _BETWEEN.split(str(said or ""))
    ]
    return [(place, named) for place, named in [*own, *further] if named.plain_name]


def of_register(subject: Subject) -> list[tuple[str, Named]]:
    """Whom the register names at a subject."""
    return named_by({key: getattr(subject, key) for key in NAMED_BY_SUBJECT}, subject.extra)


def of_subject(session: Session, subject: Subject, day: dt.date) -> list[Hit]:
    """The banned people of a subject: in a position there, or named in its register."""
    bans = session.scalars(
        _in_force(day)
        .join(Position, Position.person_id == Ban.person_id)
        .where(
            Position.subject_id == subject.id,
            Position.since <= day,
            or_(Position.until.is_(None), Position.until >= day),
        )
        .distinct()
    ).all()
    sure = [Hit(name=ban.person.name, ban=ban, certain=True) for ban in bans]
    known = {ban.id for ban in bans}
    named = [named for _column, named in of_register(subject)]
    return sure + [one for one in hits(session, named, day) if one.ban.id not in known]


def of_person(session: Session, person: Person, day: dt.date) -> list[Hit]:
    """The bans of a person of the register that hold on that day."""
    found = session.scalars(_in_force(day).where(Ban.person_id == person.id))
    return [Hit(name=person.name, ban=ban, certain=True) for ban in found]


def of_case(session: Session, case_id: int, person_id: int | None = None) -> list[Ban]:
    """The bans that a case imposed: on everybody, or on one person."""
    query = select(Ban).where(Ban.case_id == case_id).order_by(Ban.id)
    if person_id is not None:
        query = query.where(Ban.person_id == person_id)
    return list(session.scalars(query))


def flag(
    session: Session,
    actor: Actor,
    subject: Subject,
    found: Sequence[Hit],
    *,
    case: Case | None = None,
) -> None:
    """Note that banned people turned up at a subject, and tell the supervisors of its office.

    A person of the same name may be another one, so what names him is taken all the same. It is
    noted in the record of the case that names him, else in that of the subjects.
    """
    if not found:
        return
    names = sorted({one.name for one in found})
    audit.record(
        session,
        actor,
        "ban:flag",
        case=case,
        chain=None if case else "subjects",
        subject=subject.id,
        bans=_ids(found),
    )
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


def flag_everywhere(session: Session, actor: Actor, person: Person, day: dt.date) -> None:
    """Note at each subject that names somebody that he is banned from now on."""
    holding = select(Position.subject_id).where(
        Position.person_id == person.id, or_(Position.until.is_(None), Position.until >= day)
    )
    named = [getattr(Subject, key) == person.name for key in NAMED_BY_SUBJECT]
    named.append(cast(Subject.extra, Text).contains(person.name, autoescape=True))
    subjects = select(Subject).where(Subject.id.in_(holding) | or_(*named)).order_by(Subject.id)
    for subject in session.scalars(subjects).all():
        flag(session, actor, subject, of_subject(session, subject, day))


def lift(session: Session, actor: Actor, case: Case, day: dt.date) -> None:
    """The decision that revoked the licence fell, so nobody is banned for it any more."""
    fallen = [ban for ban in of_case(session, case.id) if ban.lifted_on is None]
    for ban in fallen:
        ban.lifted_on = day
    if fallen:
        audit.record(session, actor, "ban:lift", case=case, bans=[ban.id for ban in fallen])


def _ids(found: Sequence[Hit]) -> list[int]:
    return sorted({one.ban.id for one in found})

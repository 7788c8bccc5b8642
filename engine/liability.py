"""Who else answers for a subject (关联主体和人员): its operator's other premises, its people.

A canteen's operator may differ from the school; a person may hold positions in several units. What
was punished there matters for repetition (L4 art 67(5)), bans (L3 art 135) and persons (L4 75).
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from engine import bans
from engine.bans import Hit
from models.cases import Case
from models.penalties import Penalty, PenaltyState
from models.persons import Culprit, Person, Position
from models.subjects import Subject

#: Premises and people that a page shows; an operator with more has a list of its own.
MOST = 50


@dataclass(frozen=True, kw_only=True)
class Premises:
    """Other premises of the operator, and how often they were penalised."""

    subject: Subject
    penalties: int


@dataclass(frozen=True, kw_only=True)
class Involved:
    """A person with a position here: where else, penalised how often, banned or not."""

    person: Person
    here: tuple[Position, ...]
    elsewhere: tuple[Position, ...]
    penalties: int
    bans: tuple[Hit, ...]


def premises_of(session: Session, subject: Subject) -> list[Premises]:
    """Other premises that the operator of this one runs, or that bear its name as operator's."""
    names = {subject.operator, subject.name} - {""}
    others = session.scalars(
        select(Subject)
        .where(
            Subject.id != subject.id,
            or_(Subject.operator.in_(names), Subject.name == (subject.operator or None)),
        )
        .order_by(Subject.pinyin, Subject.id)
        .limit(MOST)
    ).all()
    counted = dict(
        session.execute(
            select(Case.subject_id, func.count())
            .join(Penalty, Penalty.case_id == Case.id)
            .where(
                Case.subject_id.in_([one.id for one in others]),
                Penalty.state == PenaltyState.DECIDED,
                Case.id.not_in(select(Culprit.case_id)),
            )
            .group_by(Case.subject_id)
        )
        .tuples()
        .all()
    )
    return [Premises(subject=one, penalties=counted.get(one.id, 0)) for one in others]


def people_of(session: Session, subject: Subject, day: dt.date) -> list[Involved]:
    """People with a position in the subject, with everything that speaks against them."""
    current = or_(Position.until.is_(None), Position.until >= day)
    here = session.scalars(
        select(Position)
        .where(Position.subject_id == subject.id, Position.since <= day, current)
        .options(joinedload(Position.person))
        .order_by(Position.id)
        .limit(MOST)
    ).all()
    people = {one.person_id: one.person for one in here}
    other = session.scalars(
        select(Position)
        .where(Position.person_id.in_(people), Position.subject_id != subject.id, current)
        .options(joinedload(Position.subject))
        .order_by(Position.id)
    ).all()
    counted = dict(
        session.execute(
            select(Culprit.person_id, func.count())
            .join(Penalty, Penalty.case_id == Culprit.case_id)
            .where(Culprit.person_id.in_(people), Penalty.state == PenaltyState.DECIDED)
            .group_by(Culprit.person_id)
        )
        .tuples()
        .all()
    )
    return [
        Involved(
            person=person,
            here=tuple(one for one in here if one.person_id == key),
            elsewhere=tuple(one for one in other if one.person_id == key),
            penalties=counted.get(key, 0),
            bans=tuple(bans.of_person(session, person, day)),
        )
        for key, person in people.items()
    ]

"""Natural persons (自然人): found again by the number of the identity card, else by name."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import confidential
from engine.errors import Invalid
from models import clock
from models.persons import Culprit, Person, Position, PositionKind
from models.subjects import Subject

#: Seventeen digits and a check character (GB 11643).
_NUMBER: Final = re.compile(r"[1-9]\d{16}[\dX]")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"


@dataclass(frozen=True, kw_only=True)
class Named:
    """A person as a paper names one: the number may be unknown."""

    name: str
    id_number: str = ""

    @property
    def plain_name(self) -> str:
        """The name without the spaces that people put between two characters."""
        return re.sub(r"\s+", "", self.name)

    @property
    def plain_number(self) -> str:
        """The number as the card has it."""
        return re.sub(r"\s+", "", self.id_number).upper()


def expect_number(number: str, field: str = "id_number") -> None:
    """Refuse a number that no identity card bears; raises Invalid with the field."""
    plain = Named(name="", id_number=number).plain_number
    if not _NUMBER.fullmatch(plain) or not _checks(plain):
        problem: dict[str, object] = {"code": "person.wrong_number", "params": {}}
        raise Invalid("person.wrong_number", {field: [problem]})


def _checks(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == number[17]


def known(session: Session, named: Named) -> Person | None:
    """The person with this number; without a number, the one person of this name without one."""
    if named.plain_number:
        mark = confidential.fingerprint(session, named.plain_number)
        return session.scalar(select(Person).where(Person.identity == mark))
    return session.scalar(
        select(Person)
        .where(Person.name == named.plain_name, Person.identity.is_(None))
        .order_by(Person.id)
        .limit(1)
    )


def record(session: Session, named: Named) -> Person:
    """The person, added when unknown.

    Raises Invalid without a name, with a number that is none, or one that has another name.
    """
    if not named.plain_name:
        missing: dict[str, object] = {"code": "form.required", "params": {}}
        raise Invalid("person.invalid", {"name": [missing]})
    if named.plain_number:
        expect_number(named.plain_number)
    found = known(session, named)
    if found is not None:
        if found.name != named.plain_name:
            other: dict[str, object] = {"code": "person.other_name", "params": {}}
            raise Invalid("person.other_name", {"name": [other]})
        return found
    number = named.plain_number
    person = Person(
        name=named.plain_name,
        identity=confidential.fingerprint(session, number) if number else None,
        tail=number[-4:],
        recorded_at=clock.now(),
    )
    session.add(person)
    # Whoever names the person does so by its key.
    session.flush()
    return person


def appoint(
    session: Session, person: Person, subject: Subject, kind: PositionKind, since: dt.date
) -> Position:
    """Record what a person is in a subject; told twice it is one position, from the earlier day."""
    held = session.scalar(
        select(Position).where(
            Position.person_id == person.id,
            Position.subject_id == subject.id,
            Position.kind == kind,
            Position.until.is_(None),
        )
    )
    if held is None:
        held = Position(person_id=person.id, subject_id=subject.id, kind=kind, since=since)
        session.add(held)
        session.flush()
    # Whoever was found in it earlier held it from then on: a ban of that day has to be seen.
    held.since = min(held.since, since)
    return held


def marks(session: Session, people: Iterable[Named]) -> dict[str, str]:
    """Number -> the fingerprint under which the register keeps it."""
    numbers = {named.plain_number for named in people} - {""}
    return {number: confidential.fingerprint(session, number) for number in numbers}


def fits(person: Person, named: Named, known: Mapping[str, str]) -> bool:
    """Whether it is the same number, or the same name where a number is not known.

    `known` are the `marks` of the people who are asked for.
    """
    mark = known.get(named.plain_number)
    if mark is not None and person.identity is not None:
        return person.identity == mark
    return person.name == named.plain_name


def culprit_of(session: Session, case_id: int) -> Culprit | None:
    """The person whom a case is about; None for a case of a unit."""
    return session.get(Culprit, case_id)

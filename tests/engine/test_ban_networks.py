"""In any network a ban is found wherever the banned person turns up, and only in its term."""

import datetime as dt
from dataclasses import dataclass

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, sessionmaker

from engine import bans, persons
from engine.persons import Named
from models import clock
from models.persons import Ban, BanGround, Person, PositionKind
from models.subjects import Subject
from tests import builders

START = dt.date(2023, 1, 1)
NAMES = ("王志强", "李丽华", "张海涛")
DAYS = st.integers(0, 3_000).map(lambda days: START + dt.timedelta(days=days))


@dataclass(frozen=True)
class Banned:
    """A ban of one of the people, its last day (None for life), and whether it was lifted."""

    who: int
    start: dt.date
    last: dt.date | None
    lifted: dt.date | None

    def holds(self, day: dt.date) -> bool:
        """What the law says, written as plainly as can be."""
        if self.lifted is not None and day >= self.lifted:
            return False
        return self.start <= day and (self.last is None or day <= self.last)


@st.composite
def a_ban(draw: st.DrawFn) -> Banned:
    start = draw(DAYS)
    last = draw(st.none() | st.just(start + dt.timedelta(days=1826)))
    lifted = draw(st.none() | st.integers(0, 1000).map(lambda n: start + dt.timedelta(days=n)))
    return Banned(draw(st.integers(0, 5)), start, last, lifted)


#: Person -> name; people 0-2 have a number, 3-5 do not; two may share a name.
PEOPLE = [
    Named(name=name, id_number=number)
    for name, number in zip(
        (*NAMES, *NAMES),
        ("110101199003070038", "110101199003070011", "110101199003070054", "", "", ""),
        strict=True,
    )
]


def fits(asked: Named, person: Named) -> bool:
    """The same number; or the same name, when one of the two has no number."""
    if asked.id_number and person.id_number:
        return asked.id_number == person.id_number
    return asked.name == person.name


def furnished(
    session: Session,
    banned: list[Banned],
    held: list[tuple[int, int, dt.date]],
    representative: list[int],
) -> tuple[list[Person], list[Subject]]:
    """The people and subjects in the database, with the positions and bans between them."""
    office = builders.an_office(session)
    case = builders.a_case(session, subject=builders.a_subject(session, office_id=office.id))
    people = [persons.record(session, one) for one in PEOPLE]
    subjects = [
        builders.a_subject(
            session,
            office_id=office.id,
            legal_representative=NAMES[at] if at < len(NAMES) else "",
        )
        for at in representative
    ]
    for who, where, since in held:
        persons.appoint(session, people[who], subjects[where], PositionKind.SAFETY_MANAGER, since)
    for one in banned:
        session.add(
            Ban(
                person_id=people[one.who].id,
                case_id=case.id,
                ground=BanGround.PRISON if one.last is None else BanGround.REVOKED,
                from_on=one.start,
                until_on=one.last,
                lifted_on=one.lifted,
                recorded_at=clock.now(),
            )
        )
    session.flush()
    return people, subjects


@example(
    banned=[Banned(1, dt.date(2023, 1, 1), None, None)],
    # What is recorded later may tell of an earlier day.
    held=[(1, 0, dt.date(2023, 1, 2)), (1, 0, dt.date(2023, 1, 1))],
    representative=[0, 0, 0],
    day=dt.date(2023, 1, 1),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    banned=st.lists(a_ban(), max_size=5),
    held=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), DAYS), max_size=6),
    representative=st.lists(st.integers(0, 3), min_size=3, max_size=3),
    day=DAYS,
)
def test_a_ban_is_found_wherever_the_person_appears_within_its_term_and_not_after(
    session_factory: sessionmaker[Session],
    banned: list[Banned],
    held: list[tuple[int, int, dt.date]],
    representative: list[int],
    day: dt.date,
) -> None:
    with session_factory() as session:
        people, subjects = furnished(session, banned, held, representative)
        in_force = [one for one in banned if one.holds(day)]
        for asked in PEOPLE:
            expected = sum(fits(asked, PEOPLE[one.who]) for one in in_force)
            assert len(bans.hits(session, [asked], day)) == expected
        for where, subject in enumerate(subjects):
            here = {
                (one.who, one.start, one.last, one.lifted)
                for one in in_force
                if any(who == one.who and at == where and since <= day for who, at, since in held)
                or PEOPLE[one.who].name == subject.legal_representative
            }
            told = {
                (people.index(hit.ban.person), hit.ban.from_on, hit.ban.until_on, hit.ban.lifted_on)
                for hit in bans.of_subject(session, subject, day)
            }
            assert told == here
        session.rollback()

"""Fixed statements: the objects are the session's own, whichever way they were read or written."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock, fixed
from models.cases import Case, CaseKind, CaseState
from models.clocks import Clock, ClockState
from models.fixed import Rows, driver
from models.subjects import Subject
from tests import builders
from tests.wire import listening

OPEN = Rows(Case, """WHERE "case".state = 'open' ORDER BY "case".id""")
WITH_SUBJECT = Rows(
    Case,
    'JOIN subject ON subject.id = "case".subject_id WHERE "case".id = %(id)s',
    Case.subject,
)
LOCKED = Rows(Case, 'WHERE "case".id = %(id)s FOR UPDATE', fresh=True)


@pytest.fixture
def case(session: Session) -> Case:
    """A case that is stored, and that the session has forgotten."""
    made = builders.a_case(session)
    session.flush()
    session.expunge_all()
    return made


def test_a_row_is_the_object_that_the_orm_would_give(session: Session, case: Case) -> None:
    (found,) = OPEN.all(session)

    assert found is session.get_one(Case, case.id)
    assert (found.kind, found.state, found.title) == (
        CaseKind.INSPECTION,
        CaseState.OPEN,
        case.title,
    )
    assert not session.dirty


def test_what_is_changed_is_flushed_before_the_next_question(session: Session, case: Case) -> None:
    (found,) = OPEN.all(session)
    found.state = CaseState.CLOSED

    assert OPEN.all(session) == []
    session.expire_all()
    assert found.state is CaseState.CLOSED


def test_a_row_that_is_known_stays_as_it_is_known(session: Session, case: Case) -> None:
    known = session.get_one(Case, case.id)
    _write_past(session, "another title")

    assert WITH_SUBJECT.first(session, id=case.id) is known
    assert known.title == case.title
    # Whoever locks a row reads it anew.
    assert LOCKED.first(session, id=case.id) is known
    assert known.title == "another title"


def test_what_was_forgotten_is_read_anew(session: Session, case: Case) -> None:
    known = session.get_one(Case, case.id)
    _write_past(session, "another title")
    fixed.forget(session, Case, [case.id])

    OPEN.all(session)

    assert known.title == "another title"


def test_what_a_row_refers_to_is_read_with_it(session: Session, case: Case) -> None:
    with listening(driver(session)) as wire:
        found = WITH_SUBJECT.first(session, id=case.id)
        assert found is not None
        assert isinstance(found.subject, Subject)

    assert wire.statements == 1
    # What was not read comes when it is asked for.
    assert found.office is None
    assert found.officers == []


def test_a_row_that_is_written_has_its_defaults_and_its_key(session: Session, case: Case) -> None:
    now = clock.now()
    written = fixed.insert(
        session,
        Clock(
            case_id=case.id,
            statute="T03",
            variable="publication_due",
            started_on=now.date(),
            due_on=now.date(),
            due_at=now,
            explanation={"rule": "T03"},
            started_at=now,
        ),
    )

    assert written is session.scalars(select(Clock)).one()
    session.expire_all()
    assert (written.state, written.provisional) == (ClockState.RUNNING, False)
    assert (written.explanation, written.due_at) == ({"rule": "T03"}, now)
    assert written.case.id == case.id


def test_nothing_is_found_where_nothing_is(session: Session, case: Case) -> None:
    assert WITH_SUBJECT.first(session, id=case.id + 1) is None


def _write_past(session: Session, title: str) -> None:
    fixed.ask(session, 'UPDATE "case" SET title = %(title)s', {"title": title})


def test_what_is_changed_can_be_written_with_the_next_statement(
    session: Session, case: Case
) -> None:
    known = session.get_one(Case, case.id)
    known.state, known.end = CaseState.CLOSED, "end_completed"

    with listening(driver(session)) as wire:
        fixed.update(session, known)
        fixed.update(session, known)
        session.flush()
        assert len(OPEN.all(session)) == 0

    assert not session.dirty
    assert (wire.statements, wire.round_trips) == (2, 1)
    session.expire(known)
    assert (known.state, known.end) == (CaseState.CLOSED, "end_completed")


def test_a_changed_relation_is_written_too(session: Session, case: Case) -> None:
    known, office = session.get_one(Case, case.id), builders.an_office(session)
    known.office, known.end = office, "end_completed"

    fixed.update(session, known)

    session.expire(known)
    assert (known.office_id, known.end) == (office.id, "end_completed")

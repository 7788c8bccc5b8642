"""The builders give rows that the database accepts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.processes import WorkItem
from tests import builders


def test_a_case_with_its_pair_of_officers_can_be_built(session: Session) -> None:
    office = builders.an_office(session)
    pair = builders.a_pair(session, office)
    case = builders.a_case(session, officers=pair)
    session.refresh(case, ["officers"])
    assert [row.user_id for row in case.officers] == [officer.id for officer in pair]
    assert all(officer.may_be_assigned() for officer in pair)


def test_a_live_case_waits_for_its_officers(session: Session) -> None:
    case = builders.an_inspection_case(session, builders.an_office(session))
    items = session.scalars(select(WorkItem).where(WorkItem.case_id == case.id)).all()
    assert [item.element for item in items] == ["task_assign_officers"]


def test_every_role_can_be_built(session: Session) -> None:
    people = [
        builders.a_supervisor(session),
        builders.a_leader(session),
        builders.a_legal_reviewer(session),
        builders.an_administrator(session),
    ]
    assert {name for person in people for name in person.role_names} == {
        "supervisor",
        "leader",
        "legal_reviewer",
        "administrator",
    }

"""The draw and the assignment: through the door, recorded, replayed."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import pairs
from engine.commands import assignments, draws
from engine.errors import Conflict, Forbidden, Invalid
from models import clock
from models.campaigns import Draw
from models.cases import CaseOfficer, Handling
from models.settings import Setting
from tests import builders
from tests.bureau import Bureau


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


def officers_of(session: Session, case_id: int) -> set[int]:
    """Who has the case now."""
    return set(
        session.scalars(
            select(CaseOfficer.user_id).where(
                CaseOfficer.case_id == case_id, CaseOfficer.until.is_(None)
            )
        )
    )


def test_a_seed_of_other_characters_is_refused(session: Session, bureau: Bureau) -> None:
    campaign = bureau.campaign()
    with pytest.raises(Invalid, match=r"draw\.seed"):
        draws.draw(session, bureau.actor(bureau.supervisor), campaign.id, seed="2026 春")


def test_a_draw_assigns_every_case_and_can_be_replayed(session: Session, bureau: Bureau) -> None:
    for _ in range(3):
        builders.an_inspector(session, bureau.office)
    campaign = bureau.campaign(subjects=6)
    drawn = draws.draw(session, bureau.actor(bureau.supervisor), campaign.id, seed="season-7")
    assert len(drawn.result) == 6
    for case_id, pair in drawn.result.items():
        assert officers_of(session, int(case_id)) == set(pair)
    rows = session.scalars(select(CaseOfficer)).all()
    assert {(row.assigned_by, row.draw_id) for row in rows} == {("draw", drawn.id)}
    session.commit()
    session.expire_all()
    stored = session.scalars(select(Draw)).one()
    assert draws.replay(stored)
    stored.result = stored.result | {next(iter(stored.result)): [1, 2]}
    assert not draws.replay(stored)
    session.rollback()


def test_without_a_seed_one_is_made_and_kept(session: Session, bureau: Bureau) -> None:
    campaign = bureau.campaign()
    drawn = draws.draw(session, bureau.actor(bureau.supervisor), campaign.id)
    assert len(drawn.seed) == 32
    assert draws.replay(drawn)


def test_recused_officers_are_not_drawn(session: Session, bureau: Bureau) -> None:
    third = builders.an_inspector(session, bureau.office)
    campaign = bureau.campaign(subjects=4)
    for case in bureau.cases(campaign):
        builders.a_recusal(session, bureau.pair[0], case.subject)
    draws.draw(session, bureau.actor(bureau.supervisor), campaign.id, seed="1")
    for case in bureau.cases(campaign):
        assert officers_of(session, case.id) == {bureau.pair[1].id, third.id}


def test_at_the_load_limit_the_reason_stands_instead_of_a_pair(
    session: Session, bureau: Bureau
) -> None:
    campaign = bureau.campaign(subjects=3)
    actor = bureau.actor(bureau.supervisor)
    drawn = draws.draw(session, actor, campaign.id, seed="1", load_limit=2)
    assert max(map(str, drawn.result.values())) == "draw.too_few_officers"
    pair = sorted(user.id for user in bureau.pair)
    assert [one for one in drawn.result.values() if one == pair] == [pair, pair]
    assert pairs.loads(session, pair) == dict.fromkeys(pair, 2)
    again = draws.draw(session, actor, campaign.id, seed="2", load_limit=3)
    assert list(again.result.values()) == [pair]
    with pytest.raises(Conflict, match=r"draw\.nothing_to_draw"):
        draws.draw(session, actor, campaign.id)


def test_only_a_supervisor_draws_and_only_for_own_offices(session: Session, bureau: Bureau) -> None:
    campaign = bureau.campaign()
    with pytest.raises(Forbidden):
        draws.draw(session, bureau.actor(bureau.pair[0]), campaign.id)
    stranger = builders.a_supervisor(session, builders.an_office(session, "检查二科"))
    with pytest.raises(Conflict, match=r"draw\.nothing_to_draw"):
        draws.draw(session, bureau.actor(stranger), campaign.id)


def test_many_cases_are_assigned_at_once_and_overload_is_told(
    session: Session, bureau: Bureau
) -> None:
    session.add(Setting(key="assignment.load_limit", value=1, changed_at=clock.now()))
    campaign = bureau.campaign(subjects=2)
    cases = [case.id for case in bureau.cases(campaign)]
    officers = [user.id for user in bureau.pair]
    done = assignments.assign(session, bureau.actor(bureau.supervisor), cases, officers)
    assert done.cases == 2
    assert done.overloaded == dict.fromkeys(officers, 2)


def test_a_supervisor_of_another_office_may_not_assign(session: Session, bureau: Bureau) -> None:
    stranger = builders.a_supervisor(session, builders.an_office(session, "检查二科"))
    officers = [user.id for user in bureau.pair]
    with pytest.raises(Forbidden, match=r"office\.other"):
        assignments.assign(session, bureau.actor(stranger), [bureau.case().id], officers)


def test_a_former_officer_loses_the_case_but_stays_its_handler(
    session: Session, bureau: Bureau
) -> None:
    case = bureau.assigned()
    other = builders.an_inspector(session, bureau.office)
    wanted = [bureau.pair[0].id, other.id]
    actor = bureau.actor(bureau.supervisor)
    assignments.reassign(session, actor, case.id, wanted, "休假")
    assert officers_of(session, case.id) == set(wanted)
    handlers = session.scalars(select(Handling.user_id).where(Handling.case_id == case.id)).all()
    assert set(handlers) == {*wanted, bureau.pair[1].id}
    with pytest.raises(Invalid, match=r"reason\.missing"):
        assignments.reassign(session, actor, case.id, wanted, " ")


def test_what_nobody_has_cannot_be_reassigned(session: Session, bureau: Bureau) -> None:
    officers = [user.id for user in bureau.pair]
    with pytest.raises(Conflict, match=r"case\.not_assigned_yet"):
        assignments.reassign(
            session, bureau.actor(bureau.supervisor), bureau.case().id, officers, "调整"
        )

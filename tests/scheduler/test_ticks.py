"""What the clock asks every minute, and what its jobs do about it."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session, sessionmaker

from engine import queue, runtime
from engine.authority import CLOCK
from engine.commands import campaigns, incidents
from engine.errors import Conflict, Forbidden, Invalid
from engine.transaction import run
from models import clock
from models.campaigns import Campaign, CampaignState, Target
from models.cases import Case
from models.plans import PlannedCampaign
from models.processes import (
    IdempotencyKey,
    Incident,
    IncidentState,
    ProcessInstance,
    WorkItem,
)
from scheduler import jobs, ticks
from tests import builders
from tests.bureau import Bureau

Factory = sessionmaker[Session]

RULE = {
    "opens": {"day": "03-02", "at": "09:00", "moved": "next"},
    "closes": {"day": "05-29", "at": "24:00", "moved": "previous"},
}
OPENING = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)


def planned(session: Session, schools: int = 3) -> int:
    """A plan of 2026 with a spring campaign and schools that it is for."""
    bureau = Bureau(session)
    plan = builders.a_plan(session, year=2026, issued_on=dt.date(2026, 1, 5))
    for number in range(schools):
        builders.a_subject(session, f"第{number}小学", office_id=bureau.office.id)
    return builders.a_planned_campaign(session, plan, rule=RULE).id


@pytest.fixture
def planned_id(session_factory: Factory) -> int:
    clock.travel(dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
    return run(session_factory, planned)


def test_a_campaign_opens_on_its_date_and_not_before(
    session_factory: Factory, session: Session, planned_id: int
) -> None:
    clock.travel(OPENING - dt.timedelta(seconds=30))
    assert ticks.tick(session_factory)["campaigns"] == 0
    clock.travel(OPENING + dt.timedelta(seconds=1))
    assert ticks.tick(session_factory)["campaigns"] == 1
    assert ticks.tick(session_factory)["campaigns"] == 0
    campaign = session.scalars(select(Campaign)).one()
    assert (campaign.planned_id, campaign.season) == (planned_id, "2026-spring")
    assert (campaign.state, campaign.opened_late) == (CampaignState.OPENING, False)


def test_its_targets_are_frozen_with_the_reason_and_get_a_case_each(
    session_factory: Factory, session: Session, planned_id: int
) -> None:
    clock.travel(OPENING + dt.timedelta(seconds=1))
    ticks.tick(session_factory)
    assert jobs.drain(session_factory) == 1
    targets = session.scalars(select(Target).order_by(Target.id)).all()
    assert [target.reason for target in targets] == ["target.kind.school"] * 3
    assert targets[0].frozen["name"] == "第0小学"
    cases = session.scalars(select(Case).order_by(Case.id)).all()
    assert [case.target_id for case in cases] == [target.id for target in targets]
    assert [case.number for case in cases] == [
        f"津河北市监检〔2026〕{number}号" for number in (1, 2, 3)
    ]
    assert session.scalars(select(Campaign.state)).one() is CampaignState.OPEN
    items = session.scalars(select(WorkItem.element)).all()
    assert items == ["task_assign_officers"] * 3


def test_two_days_down_only_delay_it(
    session_factory: Factory, session: Session, planned_id: int
) -> None:
    clock.travel(OPENING + dt.timedelta(days=2))
    ticks.tick(session_factory)
    campaign = session.scalars(select(Campaign)).one()
    assert (campaign.opened_late, campaign.late_reason) == (True, "opening_missed")


def test_a_window_that_ended_while_down_is_skipped_with_its_reason(
    session_factory: Factory, session: Session, planned_id: int
) -> None:
    clock.travel(dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
    ticks.tick(session_factory)
    campaign = session.scalars(select(Campaign)).one()
    assert (campaign.state, campaign.late_reason) == (CampaignState.SKIPPED, "window_ended")
    assert session.scalars(select(Target)).all() == []


def test_a_second_opening_of_the_same_targets_does_nothing(
    session_factory: Factory, session: Session, planned_id: int
) -> None:
    clock.travel(OPENING + dt.timedelta(seconds=1))
    ticks.tick(session_factory)
    campaign_id = session.scalars(select(Campaign.id)).one()
    targets = list(session.scalars(select(Target.id)))
    session.commit()
    for _ in range(2):
        run(session_factory, campaigns.open_cases, CLOCK, campaign_id, targets)
    assert session.scalar(select(func.count(Case.id))) == 3


def rectifying(session: Session) -> int:
    """A case whose rectification runs; returns its instance."""
    case = Bureau(session).inspected("RECTIFY_BY_DATE")
    return session.scalars(
        select(ProcessInstance.id).where(ProcessInstance.case_id == case.id)
    ).one()


def test_a_deadline_is_enqueued_once_and_fires(session_factory: Factory, session: Session) -> None:
    instance_id = run(session_factory, rectifying)
    wake_at = session.get_one(ProcessInstance, instance_id).wake_at
    session.commit()
    assert wake_at is not None
    clock.travel(wake_at + dt.timedelta(seconds=1))
    assert ticks.tick(session_factory)["timers"] == 1
    assert ticks.tick(session_factory)["timers"] == 0
    jobs.drain(session_factory)
    session.expire_all()
    assert session.get_one(ProcessInstance, instance_id).wake_at != wake_at
    assert ticks.tick(session_factory)["timers"] == 0


def test_a_failing_deadline_is_an_incident_that_backs_off(
    session_factory: Factory, session: Session
) -> None:
    kept = run(session_factory, rectifying)
    state = session.get_one(ProcessInstance, kept).state
    session.commit()
    run(session_factory, spoil, kept)
    ticks.tick(session_factory)
    jobs.drain(session_factory)
    incident = session.scalars(select(Incident)).one()
    assert (incident.job, incident.subject) == ("wake", f"instance:{kept}")
    assert (incident.instance_id, incident.attempt) == (kept, 1)
    assert incident.next_try_at == incident.last_at + dt.timedelta(seconds=30)
    for attempt, pause in ((2, 120), (3, 600), (4, 3600)):
        session.refresh(incident)
        assert incident.next_try_at is not None
        clock.travel(incident.next_try_at + dt.timedelta(seconds=1))
        session.commit()
        assert ticks.tick(session_factory)["retries"] == 1
        jobs.drain(session_factory)
        session.refresh(incident)
        assert incident.attempt == attempt
        assert incident.next_try_at == incident.last_at + dt.timedelta(seconds=pause)
    session.commit()
    clock.travel(clock.now() + dt.timedelta(hours=2))
    ticks.tick(session_factory)
    jobs.drain(session_factory)
    session.refresh(incident)
    assert (incident.attempt, bool(incident.next_try_at)) == (5, False)
    session.commit()
    run(session_factory, spoil, kept, state)
    administrator = builders.an_administrator(session)
    bureau_actor = actor(administrator.id)
    session.commit()
    run(session_factory, incidents.retry_now, bureau_actor, incident.id)
    jobs.drain(session_factory)
    session.refresh(incident)
    assert incident.state is IncidentState.RESOLVED


def spoil(session: Session, instance_id: int, state: bytes = b"\x00broken") -> None:
    """Make an instance due, its state unreadable or whole again."""
    session.execute(
        update(ProcessInstance)
        .where(ProcessInstance.id == instance_id)
        .values(state=state, wake_at=clock.now() - dt.timedelta(seconds=1))
    )


def enqueue(session: Session, instance_id: int) -> None:
    """A job that no worker has taken."""
    queue.enqueue(session, queue.WAKE, instance_id=instance_id)


def actor(user_id: int) -> Any:
    """An administrator at the door."""
    from engine.authority import Actor

    return Actor(user_id, "管理员", frozenset({"administrator"}), frozenset(), "web")


def test_an_incident_is_resolved_with_words_by_an_administrator_only(
    session_factory: Factory, session: Session
) -> None:
    incident_id = run(session_factory, incidents.record, Conflict("x.y"), "wake", "instance:1", {})
    with pytest.raises(Forbidden):
        incidents.resolve(session, CLOCK, incident_id, "已修复")
    administrator = builders.an_administrator(session)
    with pytest.raises(Invalid):
        incidents.resolve(session, actor(administrator.id), incident_id, " ")
    resolved = incidents.resolve(session, actor(administrator.id), incident_id, "已修复")
    assert (resolved.state, resolved.resolution) == (IncidentState.RESOLVED, "已修复")
    with pytest.raises(Conflict):
        incidents.retry_now(session, actor(administrator.id), incident_id)


def test_only_what_the_system_can_repeat_is_retried(
    session_factory: Factory, session: Session
) -> None:
    assert set(jobs.JOBS) == incidents.REPEATABLE
    incident_id = run(
        session_factory, incidents.record, Conflict("x.y"), "complete", "work_item:1", {}
    )
    assert session.get_one(Incident, incident_id).next_try_at is None
    administrator = builders.an_administrator(session)
    with pytest.raises(Conflict, match=r"incident\.only_by_hand"):
        incidents.retry_now(session, actor(administrator.id), incident_id)


def test_the_job_of_a_dead_worker_is_given_back(session_factory: Factory, session: Session) -> None:
    instance_id = run(session_factory, rectifying)
    run(session_factory, enqueue, instance_id)
    session.execute(text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())"))
    session.execute(
        text(
            "UPDATE procrastinate_jobs SET status = 'doing',"
            " worker_id = (SELECT max(id) FROM procrastinate_workers)"
        )
    )
    session.commit()
    assert ticks.tick(session_factory)["stalled"] == 0
    assert ticks.tick(session_factory, stalled_seconds=0)["stalled"] == 1
    assert jobs.drain(session_factory) == 1


def test_old_answers_are_forgotten(session_factory: Factory, session: Session) -> None:
    for days in (1, 8):
        session.add(
            IdempotencyKey(
                actor="user:1",
                key=f"k{days}",
                request_digest="0" * 64,
                answer={},
                created_at=clock.now() - dt.timedelta(days=days),
            )
        )
    session.commit()
    assert ticks.tick(session_factory)["keys"] == 1
    assert session.scalars(select(IdempotencyKey.key)).all() == ["k1"]


def test_a_question_that_fails_stops_no_other(
    session_factory: Factory, session: Session, planned_id: int
) -> None:
    """A plan with a rule that cannot be read must not keep deadlines from firing."""
    session.execute(update(PlannedCampaign).values(rule={"opens": {}}))
    instance_id = rectifying(session)
    session.commit()
    run(session_factory, spoil, instance_id)
    clock.travel(OPENING + dt.timedelta(seconds=1))
    found = ticks.tick(session_factory)
    assert (found["campaigns"], found["timers"]) == (0, 1)


def test_the_door_is_not_needed_twice(session: Session) -> None:
    """A wake-up that comes twice finds nothing to do the second time."""
    instance_id = rectifying(session)
    assert runtime.wake(session, instance_id) is False

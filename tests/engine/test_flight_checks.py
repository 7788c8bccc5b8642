"""Flight checks: sealed until their hour, looked at with a reason, opened once, visited."""

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from engine import audit, authority, documents, seals
from engine.authority import CLOCK
from engine.commands import flight_checks, recusals
from engine.commands.flight_checks import Lottery
from engine.errors import Broken, Conflict, Forbidden, Invalid, NotFound
from engine.transaction import run
from models import clock
from models.accounts import User
from models.audit import AuditEntry
from models.campaigns import Target
from models.cases import Case, CaseOfficer, CaseState, NumberSeries
from models.documents import Document
from models.findings import Finding
from models.notices import Notice
from models.processes import Incident, ProcessInstance, WorkItem
from models.seals import EarlyLook, SealedCheck
from models.subjects import SubjectKind
from scheduler import jobs, ticks
from tests import builders, flights
from tests.bureau import Bureau

MAKERS = frozenset({SubjectKind.MAKER})


@pytest.fixture
def bureau(session: Session) -> Bureau:
    """One office with people of every role."""
    return Bureau(session)


def count(session: Session, table: type) -> int:
    """How many rows there are."""
    return session.scalars(select(func.count()).select_from(table)).one()


@pytest.mark.law("P01")
def test_before_the_hour_there_is_nothing_that_could_be_told(
    session: Session, bureau: Bureau
) -> None:
    flights.sealed(bureau, flights.a_maker(bureau))

    for table in (Case, ProcessInstance, WorkItem, CaseOfficer, Notice, Target, NumberSeries):
        assert count(session, table) == 0


def test_the_audit_names_the_digest_and_nothing_under_the_seal(
    session: Session, bureau: Bureau
) -> None:
    maker = flights.a_maker(bureau)
    seal = flights.sealed(bureau, maker)

    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "web:seal:seal"))
    assert set(entry.detail) == {"seal", "opens_at", "digest"}
    assert entry.detail["digest"] == seal.digest
    assert entry.case_id is None
    assert seals.is_whole(seal)


def test_the_digest_cannot_be_guessed_from_the_subject(session: Session, bureau: Bureau) -> None:
    maker = flights.a_maker(bureau)
    one, two = flights.sealed(bureau, maker), flights.sealed(bureau, maker)
    assert one.digest != two.digest


def test_subjects_and_pairs_are_drawn_from_a_recorded_seed(
    session: Session, bureau: Bureau
) -> None:
    for _ in range(3):
        builders.an_inspector(session, bureau.office)
    makers = [flights.a_maker(bureau, risk_grade=grade) for grade in "CCDDAA"]
    lottery = Lottery(kinds=MAKERS, grades=frozenset("CD"), count=2, seed="flight-1")
    seal = flights.sealed(bureau, subject_ids=(), lottery=lottery)

    drawn = {check.subject_id for check in seal.checks}
    assert len(drawn) == 2
    assert drawn <= {one.id for one in makers[:4]}
    assert all(len(check.officers) == 2 for check in seal.checks)
    session.commit()
    session.expire_all()
    assert flight_checks.replay(seal)
    seal.checks[0].officers = [1, 2]
    assert not flight_checks.replay(seal)
    session.rollback()


def test_the_planner_is_not_recused_from_what_is_drawn(session: Session, bureau: Bureau) -> None:
    maker = flights.a_maker(bureau)
    builders.a_recusal(session, bureau.supervisor, maker)
    lottery = Lottery(kinds=MAKERS, count=1)
    with pytest.raises(Invalid) as refused:
        flights.sealed(bureau, subject_ids=(), lottery=lottery)
    assert refused.value.errors["subjects"][0]["code"] == "seal.too_few_targets"
    with pytest.raises(Invalid, match=r"seal\.invalid"):
        flights.sealed(bureau, maker)


def test_subjects_of_other_offices_cannot_be_chosen(session: Session, bureau: Bureau) -> None:
    other = builders.an_office(session, "检查二科")
    with pytest.raises(Invalid) as refused:
        flights.sealed(bureau, flights.a_maker(bureau, office_id=other.id))
    assert refused.value.errors["subjects"][0]["code"] == "seal.no_target"


def test_an_officer_cannot_plan_one(session: Session, bureau: Bureau) -> None:
    plan = flights.a_plan(flights.a_maker(bureau))
    with pytest.raises(Forbidden):
        flight_checks.plan_flight_check(session, bureau.actor(bureau.pair[0]), plan)


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"reason": " "}, "reason", "form.required"),
        ({"opens_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "opens_at", "in_the_past"),
        ({"lottery": Lottery(kinds=MAKERS)}, "subjects", "name_or_draw"),
        ({"subject_ids": ()}, "subjects", "name_or_draw"),
        ({"subject_ids": (), "lottery": Lottery(kinds=MAKERS, count=0)}, "subjects", "how_many"),
        ({"officer_ids": (1, 1)}, "officers", "officers.two_different"),
    ],
)
def test_a_plan_without_sense_is_refused_with_its_field(
    bureau: Bureau, more: dict[str, object], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        flights.sealed(bureau, flights.a_maker(bureau), **more)
    assert code in str(refused.value.errors[field][0]["code"])


def test_an_early_look_needs_a_reason_and_stays_on_record(session: Session, bureau: Bureau) -> None:
    seal = flights.sealed(bureau, flights.a_maker(bureau))
    supervisor = bureau.actor(bureau.supervisor)
    with pytest.raises(Invalid, match=r"reason\.missing"):
        flight_checks.look_early(session, supervisor, seal.id, "  ")
    assert count(session, EarlyLook) == 0

    flight_checks.look_early(session, supervisor, seal.id, "准备采样车辆。")

    (look,) = seals.looks(session, seal)
    assert (look.user_id, look.reason) == (bureau.supervisor.id, "准备采样车辆。")
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "web:seal:look_early"))
    assert entry.detail["reason"] == "准备采样车辆。"
    assert audit.verify(session, f"seal:{seal.id}") == []


def test_nobody_but_the_planner_knows_of_a_closed_seal(session: Session, bureau: Bureau) -> None:
    seal = flights.sealed(bureau, flights.a_maker(bureau))
    admin = builders.an_administrator(session, bureau.office)
    others = [bureau.leader, bureau.reviewer, *bureau.pair, admin]
    others.append(builders.a_supervisor(session, bureau.office))
    for user in others:
        actor = bureau.actor(user)
        assert session.scalars(seals.visible(actor)).all() == []
        for act in (flight_checks.look_early, flight_checks.withdraw):
            with pytest.raises(NotFound):
                act(session, actor, seal.id, "想看看")
    assert count(session, EarlyLook) == 0


def test_a_withdrawn_check_never_opens(session: Session, bureau: Bureau) -> None:
    seal = flights.sealed(bureau, flights.a_maker(bureau))
    supervisor = bureau.actor(bureau.supervisor)
    flight_checks.withdraw(session, supervisor, seal.id, "线索已查清。")
    clock.travel(seal.opens_at)
    assert flight_checks.open_seal(session, CLOCK, seal.id) == []
    with pytest.raises(Conflict, match=r"seal\.withdrawn"):
        flight_checks.look_early(session, supervisor, seal.id, "再看一次")


def test_the_pair_gets_its_item_at_the_hour(session: Session, bureau: Bureau) -> None:
    officers = [user.id for user in bureau.pair]
    (case,) = flights.opened(bureau, flights.a_maker(bureau), officer_ids=officers)

    assert bureau.open_elements(case) == {"task_inspect_premises"}
    item = bureau.item(case, "task_inspect_premises")
    assert item.form == "inspect_premises:producer"
    told = session.scalars(select(Notice.user_id).where(Notice.case_id == case.id)).all()
    assert set(told) == set(officers)
    assert "检" in case.number


@pytest.mark.parametrize(
    ("kind", "checklist"),
    [
        (SubjectKind.SCHOOL, "school_canteen"),
        (SubjectKind.MAKER, "producer"),
        (SubjectKind.SELLER, "seller"),
        (SubjectKind.CATERER, "caterer"),
    ],
)
def test_the_checklist_follows_the_kind_of_the_subject(
    bureau: Bureau, kind: SubjectKind, checklist: str
) -> None:
    (case,) = flights.opened(bureau, flights.a_maker(bureau, kind=kind))
    item = bureau.item(case, "task_inspect_premises")
    assert item.form == f"inspect_premises:{checklist}"


def test_a_seal_opens_once_and_not_before_its_hour(session: Session, bureau: Bureau) -> None:
    seal = flights.sealed(bureau, flights.a_maker(bureau))
    assert flight_checks.open_seal(session, CLOCK, seal.id) == []
    clock.travel(seal.opens_at)
    assert len(flight_checks.open_seal(session, CLOCK, seal.id)) == 1
    assert flight_checks.open_seal(session, CLOCK, seal.id) == []
    assert count(session, Case) == 1


def test_what_was_changed_under_the_seal_does_not_open(session: Session, bureau: Bureau) -> None:
    one, other = flights.a_maker(bureau), flights.a_maker(bureau)
    seal = flights.sealed(bureau, one)
    seal.checks[0].subject_id = other.id
    session.flush()
    clock.travel(seal.opens_at)
    with pytest.raises(Broken, match=r"seal\.changed"):
        flight_checks.open_seal(session, CLOCK, seal.id)


def test_a_sealed_officer_who_is_recused_since_is_replaced(
    session: Session, bureau: Bureau
) -> None:
    maker = flights.a_maker(bureau)
    seal = flights.sealed(bureau, maker)
    officer = session.get_one(User, seal.checks[0].officers[0])
    recusals.add_recusal(session, bureau.actor(bureau.supervisor), maker.id, officer.id, "近亲属")
    clock.travel(seal.opens_at)
    (case,) = flight_checks.open_seal(session, CLOCK, seal.id)

    assert bureau.open_elements(case) == {"task_assign_officers"}
    assert authority.facts_of(session, case).officers == frozenset()
    (entry,) = session.scalars(
        select(AuditEntry).where(
            AuditEntry.case_id == case.id, AuditEntry.action == "clock:seal:open"
        )
    )
    assert entry.detail["not_assigned"] == ["officer.recused"]


def test_where_no_pair_can_be_drawn_the_supervisor_assigns(
    session: Session, bureau: Bureau
) -> None:
    maker = flights.a_maker(bureau)
    builders.a_recusal(session, bureau.pair[0], maker)
    seal = flights.sealed(bureau, maker)
    assert seal.checks[0].officers == []
    clock.travel(seal.opens_at)
    (case,) = flight_checks.open_seal(session, CLOCK, seal.id)
    third = builders.an_inspector(session, bureau.office)
    pair = (bureau.pair[1], third)
    bureau.do(case, "task_assign_officers", bureau.supervisor, officers=[one.id for one in pair])
    bureau.do(case, "task_accept_assignment", third, acceptance="accepted")
    assert bureau.open_elements(case) == {"task_inspect_premises"}


@pytest.mark.law("P01")
@pytest.mark.ends("flight_check:end_completed", "inspection_settlement:end_settled")
@pytest.mark.parametrize("outcome", ["NO_PROBLEM", "RECTIFY_ON_SPOT"])
def test_a_check_without_follow_up_ends_when_it_is_published(
    session: Session, bureau: Bureau, outcome: str
) -> None:
    case = flights.checked(bureau, outcome)
    assert bureau.open_elements(case) == {"task_publish_result"}
    publish(bureau, case)
    assert (case.state, case.end) == (CaseState.CLOSED, "end_completed")
    record = documents.newest(session, case, "result_record")
    assert record is not None
    said = record.content
    assert said["type"] == "飞行检查"
    assert said["checklist"]["items"] < said["checklist"]["total"] == 35


@pytest.mark.ends("flight_check:end_not_performed")
def test_a_check_that_could_not_be_made_ends_with_its_reason(bureau: Bureau) -> None:
    case = flights.checked(bureau, "NOT_PERFORMED")
    assert (case.state, case.end) == (CaseState.CLOSED, "end_not_performed")


def test_what_is_to_be_corrected_is_followed_up(bureau: Bureau) -> None:
    case = flights.checked(bureau, "RECTIFY_BY_DATE")
    assert bureau.open_elements(case) == {"task_submit_correction", "task_publish_result"}


@pytest.mark.ends("flight_check:end_enforcement")
@pytest.mark.parametrize("outcome", ["INVESTIGATE_KEY", "INVESTIGATE_GENERAL", "STOP"])
def test_a_violation_goes_on_as_an_enforcement_case(
    session: Session, bureau: Bureau, outcome: str
) -> None:
    measures = {"site_measures": ["recorded", "controlled"], "coercive_measures": ["seizure"]}
    case = flights.checked(bureau, outcome, **measures)
    publish(bureau, case)
    assert case.end == "end_enforcement"
    child = session.scalars(select(Case).where(Case.parent_id == case.id)).one()
    assert bureau.open_elements(child) == {"task_propose_filing"}
    (finding,) = session.scalars(select(Finding).where(Finding.case_id == case.id))
    assert finding.checklist == "producer"
    record = session.scalars(
        select(Document).where(Document.case_id == case.id, Document.form == "result_record")
    ).one()
    assert record.content["controls"][-1] == "查封、扣押"


def test_coercive_measures_need_a_violation(bureau: Bureau) -> None:
    with pytest.raises(Invalid) as refused:
        flights.checked(bureau, "NO_PROBLEM", coercive_measures=["seizure"])
    assert "coercive_measures" in refused.value.errors


def test_the_tick_opens_what_is_due(session_factory: sessionmaker[Session]) -> None:
    with session_factory() as session:
        bureau = Bureau(session)
        seal = flights.sealed(bureau, flights.a_maker(bureau))
        opens_at = seal.opens_at
        session.commit()
    ticks.tick(session_factory)
    jobs.drain(session_factory)
    with session_factory() as session:
        assert count(session, Case) == 0
    clock.travel(opens_at)
    found = ticks.tick(session_factory)
    assert found["seals"] == 1
    assert ticks.tick(session_factory)["seals"] == 0
    jobs.drain(session_factory)
    with session_factory() as session:
        assert session.scalars(select(SealedCheck.case_id)).one() is not None
        assert count(session, Incident) == 0


def test_a_seal_that_cannot_be_opened_is_an_incident(
    session_factory: sessionmaker[Session],
) -> None:
    with session_factory() as session:
        bureau = Bureau(session)
        seal = flights.sealed(bureau, flights.a_maker(bureau))
        seal.digest = "0" * 64
        seal_id, opens_at = seal.id, seal.opens_at
        session.commit()
    clock.travel(opens_at)
    ticks.tick(session_factory)
    jobs.drain(session_factory)

    def incident(session: Session) -> tuple[str, str]:
        one = session.scalars(select(Incident)).one()
        return one.subject, one.error

    assert run(session_factory, incident) == (f"seal:{seal_id}", "seal.changed")


def publish(bureau: Bureau, case: Case) -> None:
    """The supervisor publishes the result."""
    data = {"channel": "both", "text": "飞行检查结果。", "secrets_checked": True}
    bureau.do(case, "task_publish_result", bureau.supervisor, **data)

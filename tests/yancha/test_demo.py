"""The demonstration: one finished season, one open season with cases in every state."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from engine import audit, passwords
from engine.connections import open_engine, session_factory
from models import clock
from models.accounts import User
from models.audit import AuditHead
from models.calendar import Calendar
from models.campaigns import Campaign, CampaignState, Coverage, Target
from models.cases import Case, CaseKind, CaseState
from models.documents import Evidence
from models.plans import Plan
from models.processes import Incident, WorkItem, WorkItemState
from models.seals import Seal
from models.settings import Setting
from models.subjects import Subject, SubjectKind
from tests import builders
from tests.conftest import _copy_of
from yancha import database, demo
from yancha.demo import bureau, loading, seasons

NOW = dt.datetime(2026, 11, 27, 18, tzinfo=clock.ZONE)


@dataclass(frozen=True)
class Loaded:
    """The demonstration after its first start."""

    factory: sessionmaker[Session]
    url: str
    folder: Path
    told: list[str]
    session: Session


@pytest.fixture(scope="module")
def loaded(
    server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    url, folder = _copy_of(server_url, template, "demo"), tmp_path_factory.mktemp("evidence")
    engine = open_engine(url)
    factory, told = session_factory(engine), list[str]()
    clock.travel(NOW)
    try:
        assert demo.load(factory, url, folder, told.append)
    finally:
        clock.set_offset(dt.timedelta())
    with factory() as session:
        yield Loaded(factory, url, folder, told, session)
    engine.dispose()
    database.drop(server_url, "demo")


def open_forms(loaded: Loaded) -> set[str]:
    return set(
        loaded.session.scalars(select(WorkItem.form).where(WorkItem.state == WorkItemState.OPEN))
    )


def test_the_password_is_told_once_and_lets_everybody_in(loaded: Loaded) -> None:
    password = loaded.told[1].split(": ")[1]
    users = loaded.session.scalars(select(User)).all()
    assert len(users) == 19
    assert passwords.matches(users[0].password, password)
    assert sum(user.may_be_assigned() for user in users) == 12


def test_sixty_premises_lie_in_the_ten_streets(loaded: Loaded) -> None:
    subjects = loaded.session.scalars(select(Subject)).all()
    assert len(subjects) == 60
    assert {subject.street for subject in subjects} == set(bureau.STREETS)
    assert {SubjectKind.SCHOOL, SubjectKind.MAKER, SubjectKind.SELLER} == {
        subject.kind for subject in subjects
    }


def test_one_season_is_finished_and_one_is_open(loaded: Loaded) -> None:
    finished, reviews, opened = loaded.session.scalars(
        select(Campaign).order_by(Campaign.opens_at)
    ).all()
    assert (finished.season, finished.state) == ("2026-spring", CampaignState.CLOSED)
    assert (opened.season, opened.state) == ("2026-autumn", CampaignState.OPEN)
    assert (reviews.key, reviews.state) == ("M03.producer.review", CampaignState.CLOSED)
    coverage = dict(
        loaded.session.execute(
            select(Target.coverage, func.count())
            .where(Target.campaign_id == finished.id)
            .group_by(Target.coverage)
        )
        .tuples()
        .all()
    )
    assert coverage[Coverage.CARRIED_OVER] == 1
    assert Coverage.OPEN not in coverage
    open_cases = select(Case).where(Case.campaign_id == finished.id, Case.state == CaseState.OPEN)
    assert loaded.session.scalars(open_cases).all() == []


def test_every_producer_was_reviewed_and_nothing_is_left_open(loaded: Loaded) -> None:
    reviewed = loaded.session.scalars(
        select(Case).join(Campaign).where(Campaign.key == "M03.producer.review")
    ).all()
    inspections = [case for case in reviewed if case.kind is CaseKind.INSPECTION]
    assert len(inspections) == 20
    assert all(case.state is CaseState.CLOSED for case in inspections)
    assert {case.outcome for case in inspections} >= {"NO_PROBLEM", "RECTIFY_BY_DATE"}


def test_one_unannounced_check_was_made_and_one_is_sealed(loaded: Loaded) -> None:
    made, sealed = loaded.session.scalars(select(Seal).order_by(Seal.id)).all()
    (check,) = made.checks
    assert check.case is not None
    assert (check.case.state, check.case.outcome) == (CaseState.CLOSED, "RECTIFY_ON_SPOT")
    assert sealed.opened_at is None
    assert sealed.opens_at > NOW
    assert [one.case_id for one in sealed.checks] == [None]


def test_the_open_season_has_a_case_at_every_form(loaded: Loaded) -> None:
    stops = {stop for stop, _, _ in seasons.OPEN if stop}
    # What is to be served has a stage for each paper and one form for all.
    assert open_forms(loaded) == {"serve_document" if "serve" in one else one for one in stops}


def test_everything_went_through_the_door(loaded: Loaded) -> None:
    session = loaded.session
    assert session.scalars(select(Incident)).all() == []
    chains = session.scalars(select(AuditHead.chain)).all()
    assert [problem for chain in chains for problem in audit.verify(session, chain)] == []
    latest = session.scalars(select(func.max(WorkItem.closed_at))).one()
    assert latest is not None
    assert latest < NOW + dt.timedelta(minutes=10)


def test_visits_have_photos_and_the_files_are_there(loaded: Loaded) -> None:
    photos = loaded.session.scalars(select(Evidence)).all()
    assert len(photos) > 10
    assert all(list(loaded.folder.rglob(f"*{photo.sha256}*")) for photo in photos)


def test_the_plans_are_the_archive_and_the_current_year(loaded: Loaded) -> None:
    plans = {plan.key: plan.archive for plan in loaded.session.scalars(select(Plan))}
    assert plans == {"hebei-2023": True, "demo-2026": False}


def test_a_second_start_changes_nothing(loaded: Loaded) -> None:
    before = loaded.session.scalar(select(func.count()).select_from(AuditHead))
    told: list[str] = []
    assert not demo.load(loaded.factory, loaded.url, loaded.folder, told.append)
    assert loaded.session.scalar(select(func.count()).select_from(AuditHead)) == before
    assert len(told) == 1


def test_it_is_refused_on_another_machine(
    session_factory: sessionmaker[Session], tmp_path: Path
) -> None:
    with pytest.raises(loading.DemoError):
        demo.load(session_factory, "postgresql://db.example.invalid/x", tmp_path, print)


def test_it_is_refused_where_real_work_is(
    session_factory: sessionmaker[Session], database_url: str, tmp_path: Path
) -> None:
    with session_factory.begin() as session:
        builders.a_subject(session)
    with pytest.raises(loading.DemoError):
        demo.load(session_factory, database_url, tmp_path, print)


def test_an_interrupted_start_goes_on_where_it_stopped(
    session_factory: sessionmaker[Session], database_url: str, tmp_path: Path
) -> None:
    class Interrupted(Exception):
        """Somebody pressed Ctrl-C."""

    def tell(line: str) -> None:
        if line.startswith("100 "):
            raise Interrupted

    clock.travel(NOW)
    with pytest.raises(Interrupted):
        demo.load(session_factory, database_url, tmp_path, tell)
    clock.travel(NOW)
    told: list[str] = []
    assert demo.load(session_factory, database_url, tmp_path, told.append)
    assert not any("password" in line for line in told)
    with session_factory() as session:
        assert session.get(Setting, loading.LOADED) is not None
        enforced = select(func.count()).where(Case.kind == CaseKind.ENFORCEMENT)
        assert session.scalars(enforced).one() >= 15


@pytest.mark.parametrize("month", range(1, 13))
def test_there_are_two_seasons_on_any_day_of_the_year(month: int) -> None:
    now = dt.datetime(2026, month, 3, tzinfo=clock.ZONE)
    finished, opened = seasons.two_seasons(Calendar(), now)
    assert finished.opens_at < opened.opens_at <= now - seasons.OLD_ENOUGH
    assert opened.opens_at - finished.opens_at > dt.timedelta(days=150)
    assert min(seasons.open_visits(Calendar(), now).values()) > opened.opens_at


def test_the_licences_of_the_demonstration_are_its_own() -> None:
    licences = [one.licence for one in bureau.premises()]
    assert len(set(licences)) == len(licences) == 60

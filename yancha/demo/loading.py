"""Loads the demonstration into an empty database on this machine, once."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from click import ClickException
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from engine import passwords
from engine.authority import CONSOLE, Actor
from engine.commands import campaigns, draws, recusals, shipped, signatures
from engine.commands.evidence import attach
from engine.commands.people_imports import import_officers, import_offices
from engine.commands.subject_imports import import_subjects
from engine.connections import open_engine, session_factory
from engine.evidence_store import EvidenceStore
from engine.imports.rows import check_file
from engine.imports.schemas import OfficeRow, OfficerRow, SubjectRow
from engine.outcomes import Outcome
from engine.transaction import read, run
from models import calendar, clock
from models.accounts import Office, User
from models.campaigns import Campaign, CampaignState, Draw
from models.cases import Case
from models.plans import Plan
from models.processes import Signature, WorkItem, WorkItemState
from models.settings import Setting
from models.subjects import Subject
from yancha import database
from yancha.demo import bureau, flights, seasons
from yancha.demo.photos import photo
from yancha.demo.seasons import Drive, FinishedPace, OpenPace
from yancha.simulation.cast import Cast
from yancha.simulation.intent import Intent
from yancha.simulation.pace import OfficePace
from yancha.simulation.papers import fill
from yancha.simulation.season import Season
from yancha.simulation.sheet import Sheet

Factory = sessionmaker[Session]
Tell = Callable[[str], object]

BEGUN: Final = "demo.begun"
LOADED: Final = "demo.loaded"
SEED: Final = 20230608
#: When the open season's first unannounced check is planned.
FLIGHT_AFTER: Final = dt.timedelta(days=20)
#: How often the progress is told, in completed work items.
PROGRESS: Final = 50


class DemoError(ClickException):
    """The demonstration cannot be loaded here."""


def load_at(url: str, evidence: Path, tell: Tell) -> bool:
    """Load the demonstration into the database at this address."""
    engine = open_engine(url)
    try:
        return load(session_factory(engine), url, evidence, tell)
    finally:
        engine.dispose()


def load(factory: Factory, url: str, evidence: Path, tell: Tell) -> bool:
    """Load the demonstration; False when it is there already.

    Its accounts have a known password and are therefore refused on a server that others reach.
    """
    if not database.is_local(url):
        raise DemoError("--demo is for a database on this machine only: its accounts are no secret")
    if read(factory, _has, LOADED):
        tell("The demonstration is loaded. For a new password: yancha user reset NAME")
        return False
    now = clock.now()
    offset = clock.offset()
    try:
        _play(factory, now, EvidenceStore(evidence), tell)
    finally:
        clock.set_offset(offset)
    run(factory, _mark, LOADED, now)
    tell("The demonstration is ready.")
    return True


def _play(factory: Factory, now: dt.datetime, store: EvidenceStore, tell: Tell) -> None:
    run(factory, shipped.bring_in)
    working_days = read(factory, calendar.load)
    finished, opened = seasons.two_seasons(working_days, now)
    if read(factory, _has, BEGUN):
        # An earlier start was interrupted: go on where it stopped.
        clock.travel(read(factory, _last_deed))
    else:
        clock.travel(finished.opens_at - dt.timedelta(days=7))
        _furnish(factory, {finished.year, opened.year, now.astimezone(clock.ZONE).year}, tell)
    cast = read(factory, Cast.of)
    reviews = seasons.reviews(working_days, finished, now)
    season = _season(factory, cast, working_days, now, store, tell, finished, opened, reviews)
    season.play(finished.opens_at)
    _open(season, finished)
    run(factory, _draw, cast, finished, ("supervisor1", "supervisor2"))
    season.play(finished.closes_at)
    run(factory, _close, cast, finished)
    season.play(opened.opens_at)
    _open(season, opened)
    run(factory, _draw, cast, opened, ("supervisor1",))
    season.play(opened.opens_at + FLIGHT_AFTER)
    run(factory, flights.seal_first, cast, working_days)
    season.play(now)
    clock.travel(now)
    for drive in reviews:
        if drive.closes_at <= now:
            run(factory, _close, cast, drive)
    run(factory, _sign_one, season)
    run(factory, flights.seal_next, cast, working_days)


def _furnish(factory: Factory, years: set[int], tell: Tell) -> None:
    password = passwords.invent()
    run(factory, _people_and_premises, years, passwords.hash_password(password))
    names = ", ".join(one.username for one in bureau.people())
    tell(f"Demonstration accounts: {names}")
    tell(f"Their password, shown only now: {password}")


def _people_and_premises(session: Session, years: set[int], password: str) -> None:
    _expect_empty(session)
    offices = check_file(bureau.offices_file(), OfficeRow(), name="demo")
    import_offices(session, CONSOLE, offices)
    people = check_file(bureau.people_file(), OfficerRow(), name="demo")
    import_officers(session, CONSOLE, people)
    for user in session.scalars(select(User)):
        user.password = password
    checked = check_file(bureau.premises_file(), SubjectRow(), name="demo")
    import_subjects(session, CONSOLE, checked)
    for year in sorted(years):
        shipped.bring_in_demo(session, CONSOLE, year)
    subject = session.scalars(select(Subject).order_by(Subject.id).limit(1)).one()
    officer = session.scalars(select(User).where(User.username == "officer01")).one()
    recusals.add_recusal(session, CONSOLE, subject.id, officer.id, "配偶在该校任教")
    session.add(Setting(key=BEGUN, value=True, changed_at=clock.now()))


def _expect_empty(session: Session) -> None:
    for table in (User, Subject, Office, Campaign):
        if session.scalar(select(func.count()).select_from(table)):
            raise DemoError("the database holds real work already; start without --demo")


def _season(
    factory: Factory,
    cast: Cast,
    working_days: calendar.Calendar,
    now: dt.datetime,
    store: EvidenceStore,
    tell: Tell,
    finished: Drive,
    opened: Drive,
    reviews: Sequence[Drive],
) -> Season:
    intents = {
        flights.FLIGHT: seasons.flight_intent(SEED + 2),
        **{_name(drive): seasons.review_intent(SEED + 3) for drive in reviews},
        _name(finished): seasons.finished_intent(SEED),
        _name(opened): seasons.open_intent(SEED + 1),
    }
    paces = _paces(working_days, now, finished, opened, reviews)

    def intent_of(case: Case) -> Intent | None:
        return intents.get(_season_of(case))

    class Paces:
        """Each season at its own pace."""

        def when(self, sheet: Sheet) -> dt.datetime | None:
            return paces[_season_of(sheet.case)].when(sheet)

    def progress(done: int) -> None:
        if done % PROGRESS == 0:
            tell(f"{done} steps of the demonstration's seasons are done …")

    def photograph(session: Session, actor: Actor, sheet: Sheet) -> list[int]:
        if sheet.outcome in {Outcome.NO_PROBLEM, Outcome.NOT_PERFORMED}:
            return []
        picture = photo(sheet.dice)
        row = attach(
            session, actor, store, sheet.item.id, picture, filename="现场照片.jpg", caption="库房"
        )
        return [row.id]

    return Season(factory, cast, intent_of, Paces(), progress, photograph=photograph)


def _paces(
    working_days: calendar.Calendar,
    now: dt.datetime,
    finished: Drive,
    opened: Drive,
    reviews: Sequence[Drive],
) -> dict[str, OfficePace]:
    """The pace of each season, of the reviews of producers and of unannounced checks."""
    reviewed = {
        _name(drive): OfficePace(
            working_days, seasons.finished_visits(working_days, drive, seasons.makers())
        )
        for drive in reviews
    }
    return reviewed | {
        flights.FLIGHT: OfficePace(working_days),
        _name(finished): FinishedPace(
            working_days,
            seasons.finished_visits(working_days, finished, seasons.schools()),
            seasons.schools()[seasons.NEGLECTED],
        ),
        _name(opened): OpenPace(
            working_days, seasons.open_visits(working_days, now), seasons.open_stops()
        ),
    }


def _open(season: Season, drive: Drive) -> None:
    """Let the clock reach the opening; the scheduler opens the campaign by itself."""
    if drive.opens_at > clock.now():
        clock.travel(drive.opens_at)
        season.tick()


def _draw(session: Session, cast: Cast, drive: Drive, supervisors: tuple[str, ...]) -> None:
    """The supervisors draw the pairs of their offices, once."""
    campaign = _campaign(session, drive)
    if session.scalar(select(Draw.id).where(Draw.campaign_id == campaign.id).limit(1)):
        return
    for username in supervisors:
        actor = _actor(session, cast, username)
        draws.draw(session, actor, campaign.id, seed=f"{drive.year}-{username}", load_limit=100)


def _close(session: Session, cast: Cast, drive: Drive) -> None:
    campaign = _campaign(session, drive)
    if campaign.state is CampaignState.OPEN:
        reason = "专项行动期限届满，未检查的单位转入日常监督检查。"
        campaigns.close(session, _actor(session, cast, "leader2"), campaign.id, reason)


def _sign_one(session: Session, season: Season) -> None:
    """One visit is half signed, as when the second officer is still on the way."""
    item = session.scalars(
        select(WorkItem)
        .where(WorkItem.form == "inspect_school", WorkItem.state == WorkItemState.OPEN)
        .order_by(WorkItem.id)
        .limit(1)
    ).one_or_none()
    intent = season.intent_of(item.case) if item is not None else None
    if item is None or intent is None:
        return
    if session.scalar(select(Signature.id).where(Signature.work_item_id == item.id)) is None:
        sheet = Sheet(session, item, item.case, intent)
        officer = season.cast.allowed(session, item)[0]
        signatures.sign(session, officer, item.id, fill(sheet))


def _campaign(session: Session, drive: Drive) -> Campaign:
    return session.scalars(
        select(Campaign)
        .join(Campaign.plan)
        .where(Campaign.key == drive.key, Plan.year == drive.year)
    ).one()


def _actor(session: Session, cast: Cast, username: str) -> Actor:
    user = session.scalars(select(User).where(User.username == username)).one()
    return cast.actors[user.id]


def _season_of(case: Case) -> str:
    campaign = case.campaign
    return flights.FLIGHT if campaign is None else f"{campaign.plan.year}:{campaign.key}"


def _name(drive: Drive) -> str:
    return f"{drive.year}:{drive.key}"


def _has(session: Session, key: str) -> bool:
    return session.get(Setting, key) is not None


def _mark(session: Session, key: str, now: dt.datetime) -> None:
    session.add(Setting(key=key, value=True, changed_at=now))


def _last_deed(session: Session) -> dt.datetime:
    """When the interrupted seasons had got to; what is shipped came in by today's clock."""
    moments = select(func.max(WorkItem.created_at), func.max(WorkItem.closed_at))
    known = [moment for moment in session.execute(moments).tuples().one() if moment is not None]
    return max([session.get_one(Setting, BEGUN).changed_at, *known])

"""Penalty cases of every kind, from clue to closure, in a throwaway database."""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from engine import authority, confidential
from engine.authority import CONSOLE
from engine.commands import clues, complaints, shipped, summary
from engine.commands.clues import NewClue
from engine.commands.complaints import NewComplaint
from engine.commands.subject_imports import import_subjects
from engine.connections import open_engine, session_factory
from engine.imports.rows import check_file
from engine.imports.schemas import SubjectRow
from engine.informants import Identity
from engine.transaction import read as ask
from engine.transaction import run
from models import calendar, clock
from models.accounts import Office
from models.cases import Case
from models.clues import ClueSource
from models.complaints import Channel
from models.subjects import Subject, SubjectKind
from yancha import database, iron_report
from yancha.rehearsal import A_PAIRS_SHARE, OFFICES, hire
from yancha.simulation import dockets
from yancha.simulation.cast import Cast
from yancha.simulation.intent import Intent
from yancha.simulation.pace import OfficePace
from yancha.simulation.season import Season

Factory = sessionmaker[Session]

#: A throwaway database has a key of its own.
KEY: Final = "rehearsal"
#: Clues that come in on a day.
A_DAY: Final = 5
KINDS: Final = tuple(SubjectKind)
#: How complaints come in, in turn.
CHANNELS: Final = tuple(Channel)
#: Where clues come from, in turn, and who sends those that name their sender.
SOURCES: Final = tuple(ClueSource)
SENDERS: Final = {
    ClueSource.SAMPLING: "天津市食品检验所",
    ClueSource.TRANSFERRED: "天津市公安局河北分局",
    ClueSource.ASSIGNED: "天津市市场监督管理委员会",
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How many cases, of which year, with which luck."""

    cases: int = 300
    year: int = 2026
    seed: int = 1


def rehearse(wanted: Wanted, *, on_progress: Callable[[int], None]) -> dict[str, Any]:
    """Play the cases in a database of their own and report what came of them."""
    offset = clock.offset()
    try:
        with database.temporary() as url:
            database.migrate(url)
            engine = open_engine(url)
            try:
                factory = session_factory(engine, **confidential.keeping(KEY))
                return play(factory, wanted, on_progress)
            finally:
                engine.dispose()
    finally:
        clock.set_offset(offset)


def play(
    factory: Factory, wanted: Wanted, on_progress: Callable[[int], None] = lambda done: None
) -> dict[str, Any]:
    """Play the cases in an empty database that is marked throwaway."""
    began = time.monotonic()
    clock.travel(dt.datetime(wanted.year, 1, 5, 9, tzinfo=clock.ZONE))
    run(factory, _furnish, wanted)
    season = _season(factory, wanted, on_progress)
    for first in range(0, wanted.cases, A_DAY):
        season.play(until=clock.now() + dt.timedelta(days=1))
        _next_morning(factory)
        for place in range(first, min(first + A_DAY, wanted.cases)):
            run(factory, _open, season.cast, place)
    season.play()
    report = ask(factory, iron_report.of)
    seconds = time.monotonic() - began
    return {
        **report,
        "seed": wanted.seed,
        "wall_seconds": round(seconds, 2),
        "completions_per_second": round(report["work_items_completed"] / seconds, 2),
    }


def _furnish(session: Session, wanted: Wanted) -> None:
    """Give the empty database its law, models, people and premises."""
    shipped.bring_in(session, CONSOLE)
    hire(session, max(3, -(-wanted.cases // (A_PAIRS_SHARE * len(OFFICES)))))
    ids = dict(session.execute(select(Office.code, Office.id)).tuples().all())
    for place, code in enumerate(OFFICES):
        for kind_place, kind in enumerate(KINDS):
            step = len(OFFICES) * len(KINDS)
            chosen = range(place + len(OFFICES) * kind_place, wanted.cases, step)
            if not chosen:
                continue
            rows = [f"{_licence(one)},演练单位{one},演练路{one}号" for one in chosen]
            table = "\n".join(["licence,name,address", *rows]).encode()
            checked = check_file(table, SubjectRow(), unique=("licence",), name="rehearsal")
            import_subjects(session, CONSOLE, checked, kind=kind, office_id=ids[code])


def _licence(place: int) -> str:
    return f"IRON{place:05d}"


def _place(subject: Subject) -> int:
    return int(subject.licence.removeprefix("IRON"))


def _season(factory: Factory, wanted: Wanted, on_progress: Callable[[int], None]) -> Season:
    def intent_of(case: Case) -> Intent:
        kind = dockets.kind_at(_place(case.subject))
        return Intent(seed=wanted.seed, shares=dockets.shares(kind))

    pace = OfficePace(ask(factory, calendar.load))
    return Season(factory, ask(factory, Cast.of), intent_of, pace, on_progress)


def _next_morning(factory: Factory) -> None:
    working_days = ask(factory, calendar.load)
    day = working_days.working_day_from(clock.today() + dt.timedelta(days=1))
    morning = dt.datetime.combine(day, dt.time(9), clock.ZONE)
    if morning > clock.now():
        clock.travel(morning)


def reporter(place: int) -> Identity:
    """Who reports the case at this place; nobody may find the name anywhere."""
    return Identity(
        name=f"举报人甲{place:05d}",
        contact=f"1390022{place:04d}",
        address=f"河北区举报人住址{place:05d}室",
    )


def _open(session: Session, cast: Cast, place: int) -> None:
    """A clue of this morning becomes a case of a pair of the office."""
    subject = session.scalars(select(Subject).where(Subject.licence == _licence(place))).one()
    officers = [one for one in cast.officers if subject.office_id in cast.actors[one].offices]
    pair = [officers[(2 * place + one) % len(officers)] for one in range(authority.PAIR)]
    shares = dockets.shares(dockets.kind_at(place))
    if shares.complained:
        complaints.register(session, cast.actors[pair[0]], _complaint(subject, place))
        return
    if shares.on_the_spot:
        found = summary.OnTheSpot(subject_id=subject.id, colleague_id=pair[1])
        summary.begin_at(session, cast.actors[pair[0]], found)
        return
    source = SOURCES[place % len(SOURCES)]
    clue = NewClue(
        subject_id=subject.id,
        source=source,
        found_on=clock.today(),
        summary="反映当事人未按规定落实食品安全管理要求。",
        officers=pair,
        informant=SENDERS.get(source, ""),
        identity=reporter(place) if source is ClueSource.REPORT else Identity(),
    )
    clues.register(session, cast.actors[pair[0]], clue)


def _complaint(subject: Subject, place: int) -> NewComplaint:
    return NewComplaint(
        subject_id=subject.id,
        channel=CHANNELS[place % len(CHANNELS)],
        received_on=clock.today(),
        matter="在该单位购买的食品中发现异物。",
        request="退还货款并赔偿损失。",
        identity=reporter(place),
    )

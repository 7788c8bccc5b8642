"""A whole season in a throwaway database: real premises in, every deed through the door."""

import dataclasses
import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from engine import authority, clocks, plan_files, plans
from engine.authority import CONSOLE, Actor
from engine.commands import campaigns, draws, shipped
from engine.commands.people_imports import import_officers, import_offices
from engine.commands.subject_imports import import_subjects
from engine.connections import open_engine, session_factory
from engine.errors import Broken, Invalid
from engine.imports.rows import Checked, GoodRow, check, check_file
from engine.imports.schemas import OfficeRow, OfficerRow, RehearsedRow
from engine.imports.tables import Table, read
from engine.operations.inspections import VISITS
from engine.outcomes import Outcome
from engine.plan_files import PlanData
from engine.transaction import read as ask
from engine.transaction import run
from models import calendar, clock
from models.accounts import Office, Role, User
from models.audit import AuditEntry
from models.campaigns import Campaign, Target
from models.cases import Case, CaseKind, CaseState
from models.plans import Plan, PlannedCampaign
from models.processes import Incident, InstanceStatus, ProcessInstance, WorkItem, WorkItemState
from models.settings import Setting
from models.subjects import SubjectKind
from yancha import database
from yancha.simulation.cast import Cast
from yancha.simulation.intent import Intent, Shares
from yancha.simulation.pace import OfficePace, visits_in_window
from yancha.simulation.season import Season

Factory = sessionmaker[Session]

OFFICES: Final = ("one", "two")
#: Premises that one pair of officers can visit in a season.
A_PAIRS_SHARE: Final = 60
#: A rehearsal has as many officers as it needs.
NO_LIMIT: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be rehearsed."""

    plan: str
    campaign: str
    year: int
    content: bytes
    #: Our field -> column of the file; `outcome` is one of them.
    mapping: Mapping[str, str]
    outcome_map: Mapping[str, Outcome]
    where: tuple[str, str] | None = None
    law_as_of: dt.date | None = None
    limit: int | None = None
    seed: int = 1
    shares: Shares = dataclasses.field(default_factory=Shares)


def rehearse(wanted: Wanted, *, on_progress: Callable[[int], None]) -> dict[str, Any]:
    """Play the season in a database of its own and report what came of it."""
    premises = premises_of(wanted)
    _plan(wanted)  # a plan or campaign that is not there is told before anything starts
    offset = clock.offset()
    try:
        with database.temporary() as url:
            database.migrate(url)
            engine = open_engine(url)
            try:
                return play(session_factory(engine), wanted, premises, on_progress)
            finally:
                engine.dispose()
    finally:
        clock.set_offset(offset)


def play(
    factory: Factory,
    wanted: Wanted,
    premises: Checked,
    on_progress: Callable[[int], None],
) -> dict[str, Any]:
    """Play the season in an empty database that is marked throwaway."""
    began = time.monotonic()
    plan = _plan(wanted)
    # The year begins: the plan is known before its first campaign.
    clock.travel(dt.datetime(plan.year, 1, 1, 9, tzinfo=clock.ZONE))
    as_of = wanted.law_as_of or plan_files.shipped(wanted.plan).issued_on
    run(factory, _furnish, plan, premises, as_of)
    opens_at = ask(factory, _opens_at, wanted)
    clock.travel(opens_at)
    season = _season(factory, wanted, premises, on_progress)
    season.tick()
    run(factory, _draw, season.cast, wanted.seed)
    season.pace = ask(factory, _pace, [row.values["licence"] for row in premises.good])
    season.play()
    report = run(factory, _finish)
    seconds = time.monotonic() - began
    return {
        **report,
        "seed": wanted.seed,
        "law_as_of": as_of.isoformat(),
        "rejected_rows": len(premises.bad),
        "wall_seconds": round(seconds, 2),
        "completions_per_second": round(report["work_items_completed"] / seconds, 2),
    }


def premises_of(wanted: Wanted) -> Checked:
    """The rows that are wanted: of a licence the first one, in the order of the visits."""
    table = read(wanted.content)
    if wanted.where is not None:
        table = _filtered(table, *wanted.where)
    checked = check(table, RehearsedRow(), wanted.mapping)
    rows = sorted(checked.good, key=lambda row: row.values.get("date", ""))
    first: dict[str, GoodRow] = {}
    for row in rows:
        first.setdefault(row.values["licence"], row)
    checked.good = list(first.values())[: wanted.limit]
    unknown = {row.values["outcome"] for row in checked.good} - set(wanted.outcome_map)
    if unknown:
        known = sorted(wanted.outcome_map)
        facts = {"column": wanted.mapping["outcome"], "value": min(unknown), "known": known}
        raise Invalid("import.unknown_value", **facts)
    if not checked.good:
        raise Invalid("import.empty")
    return checked


def _filtered(table: Table, column: str, value: str) -> Table:
    if column not in table.header:
        raise Invalid("import.no_column", heading=column, known=list(table.header))
    place = table.header.index(column)
    rows = (row for row in table.rows if len(row.cells) > place)
    return dataclasses.replace(
        table, rows=tuple(row for row in rows if row.cells[place].strip() == value)
    )


def _plan(wanted: Wanted) -> PlanData:
    """The plan dated to the year, alive, with the one campaign that is rehearsed."""
    data = plan_files.shipped(wanted.plan)
    rolled = plan_files.roll(data, wanted.year, f"{data.key}-{wanted.year}")
    return dataclasses.replace(rolled, campaigns=(rolled.campaign(wanted.campaign),))


def _furnish(session: Session, plan: PlanData, premises: Checked, as_of: dt.date) -> None:
    """Give the empty database its law, models, people, premises and plan."""
    shipped.bring_in(session, CONSOLE)
    session.add(Setting(key=clocks.LAW_AS_OF, value=as_of.isoformat(), changed_at=clock.now()))
    pairs = max(3, -(-len(premises.good) // (A_PAIRS_SHARE * len(OFFICES))))
    hire(session, pairs)
    imported = plans.import_plan(session, CONSOLE, plan)
    kind = SubjectKind(imported.campaigns[0].targets["kinds"][0])
    ids = dict(session.execute(select(Office.code, Office.id)).tuples().all())
    for place, code in enumerate(OFFICES):
        part = dataclasses.replace(premises, good=premises.good[place :: len(OFFICES)], bad=[])
        import_subjects(session, CONSOLE, part, kind=kind, office_id=ids[code])


def hire(session: Session, pairs: int) -> None:
    """People of every role: officers in pairs, a supervisor an office, and the bureau's heads."""
    offices = ["code,name,parent", "bureau,河北区市场监督管理局,"]
    offices += [f"{code},检查科 {code},bureau" for code in OFFICES]
    checked = check_file(
        "\n".join(offices).encode(), OfficeRow(), unique=("code",), name="rehearsal"
    )
    import_offices(session, CONSOLE, checked)
    people = ["username,name,office,certificate_no,roles,legal_qualification"]
    for code in OFFICES:
        people.append(f"supervisor-{code},科长 {code},{code},,supervisor")
        people += [
            f"officer-{code}-{number},执法人员 {code} {number},{code},{code}-{number:04d},inspector"
            for number in range(2 * pairs)
        ]
    people += [
        f"reviewer-{number},法制审核人员 {number},bureau,,legal_reviewer,yes" for number in (1, 2)
    ]
    people += [f"leader-{number},局领导 {number},bureau,,leader" for number in (1, 2)]
    rows = "\n".join(people).encode()
    checked = check_file(rows, OfficerRow(), unique=("username",), name="rehearsal")
    import_officers(session, CONSOLE, checked)


def _opens_at(session: Session, wanted: Wanted) -> dt.datetime:
    planned = session.scalars(
        select(PlannedCampaign)
        .join(PlannedCampaign.plan)
        .where(PlannedCampaign.key == wanted.campaign, Plan.archive.is_(False))
    ).one()
    return plans.window_of(planned, calendar.load(session)).opens_at


def _season(
    factory: Factory, wanted: Wanted, premises: Checked, on_progress: Callable[[int], None]
) -> Season:
    intent = Intent(
        seed=wanted.seed,
        outcomes={
            row.values["licence"]: wanted.outcome_map[row.values["outcome"]]
            for row in premises.good
        },
        shares=wanted.shares,
    )
    pace = OfficePace(ask(factory, calendar.load))
    cast = ask(factory, Cast.of)
    return Season(factory, cast, lambda _case: intent, pace, on_progress)


def _draw(session: Session, cast: Cast, seed: int) -> None:
    """Each supervisor draws the pairs of the own office."""
    campaign = session.scalars(select(Campaign)).one()
    drawing = [actor for actor in cast.actors.values() if "supervisor" in actor.roles]
    for actor in drawing:
        mine = Case.office_id.in_(actor.offices)
        if session.scalar(select(Case.id).where(mine).limit(1)):
            draws.draw(session, actor, campaign.id, seed=str(seed), load_limit=NO_LIMIT)


def _pace(session: Session, order: list[str]) -> OfficePace:
    """The pace with the visits inside the window of the campaign that opened."""
    working_days = calendar.load(session)
    campaign = session.scalars(select(Campaign)).one()
    return OfficePace(working_days, visits_in_window(working_days, campaign, order))


def _finish(session: Session) -> dict[str, Any]:
    """Close the campaign as its leader would, and count."""
    campaign = session.scalars(select(Campaign)).one()
    coverage = campaigns.coverage(session, campaign.id)
    if not coverage["open"]:
        campaigns.close(session, _leader(session), campaign.id, "本次专项行动已全部办结。")
    open_cases = session.scalar(select(func.count()).where(Case.state == CaseState.OPEN))
    return {
        "campaign": campaign.key,
        "season": campaign.season,
        "opens_at": campaign.opens_at.astimezone(clock.ZONE).isoformat(),
        "closes_at": campaign.closes_at.astimezone(clock.ZONE).isoformat(),
        **_visited(session),
        "ended_at": clock.now().astimezone(clock.ZONE).date().isoformat(),
        "provisional": calendar.load(session).provisional(campaign.plan.year),
        "targets": session.scalar(select(func.count()).select_from(Target)),
        "coverage": coverage,
        "outcomes": _counted(session, Target.outcome),
        "enforcement_cases": session.scalar(
            select(func.count()).where(Case.kind == CaseKind.ENFORCEMENT)
        ),
        "open_cases": open_cases,
        "work_items_completed": session.scalar(
            select(func.count()).where(WorkItem.state == WorkItemState.DONE)
        ),
        "work_items_open": session.scalar(
            select(func.count()).where(WorkItem.state == WorkItemState.OPEN)
        ),
        "deadlines_fired": session.scalar(
            select(func.count()).where(AuditEntry.action == "clock:process:deadline")
        ),
        "instances": _ends(session),
        "incidents": session.scalar(select(func.count()).select_from(Incident)),
    }


def _leader(session: Session) -> Actor:
    leader = session.scalars(
        select(User).where(User.roles.any(Role.name == "leader")).order_by(User.id).limit(1)
    ).one_or_none()
    if leader is None:
        raise Broken("simulation.nobody_may", item="campaign", case="")
    return authority.actor_of(session, leader, "rehearsal")


def _counted(session: Session, column: Any) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).group_by(column)).tuples()
    return {str(value): number for value, number in sorted(rows, key=lambda row: str(row[0]))}


def _visited(session: Session) -> dict[str, str | None]:
    """The days of the first and the last visit; the clock's seconds depend on the machine."""
    visits = select(func.min(WorkItem.closed_at), func.max(WorkItem.closed_at)).where(
        WorkItem.element.in_(VISITS), WorkItem.state == WorkItemState.DONE
    )
    first, last = session.execute(visits).tuples().one()
    return {
        name: moment.astimezone(clock.ZONE).date().isoformat() if moment else None
        for name, moment in (("first_visit", first), ("last_visit", last))
    }


def _ends(session: Session) -> dict[str, int]:
    """How many instances ended where; those that did not, by their status."""
    counted: Counter[str] = Counter()
    for end, status, number in session.execute(
        select(ProcessInstance.end, ProcessInstance.status, func.count()).group_by(
            ProcessInstance.end, ProcessInstance.status
        )
    ).tuples():
        ended = status is InstanceStatus.ENDED and end
        counted[end if ended and end else status.value] += number
    return dict(sorted(counted.items()))

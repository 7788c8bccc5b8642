"""Plans in the database: imported once, asked every minute what is due, shown as a year."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, selectinload

from engine import audit
from engine.authority import Actor, require_role
from engine.plan_files import PlanData
from engine.seasons import Action, Decision, Window, day_in, decide, window
from models import clock
from models.calendar import Calendar, load
from models.campaigns import Campaign
from models.plans import Measure, Plan, PlannedCampaign
from models.statutes import due


@dataclass(frozen=True)
class Due:
    """A planned campaign whose moment has come, with what its rule says to do."""

    planned: PlannedCampaign
    season: str
    decision: Decision


@dataclass(frozen=True)
class Entry:
    """A planned campaign as the page of the year shows it."""

    planned: PlannedCampaign
    window: Window
    #: `archive`, `planned`, `due`, `missed`, or the state of the campaign that opened.
    state: str
    campaign: Campaign | None


@dataclass(frozen=True)
class Milestone:
    """A date that a plan sets for a measure, as the page of the year shows it."""

    measure: Measure
    title: Mapping[str, str]
    due_on: date
    setting: bool
    #: How the day follows from the law; None where the plan names the day itself.
    explanation: Mapping[str, Any] | None


@dataclass(frozen=True)
class Year:
    """What the plans of one year bring and when."""

    year: int
    plans: list[Plan]
    entries: list[Entry]
    milestones: list[Milestone]
    provisional: bool


def import_plan(session: Session, actor: Actor, data: PlanData) -> Plan:
    """Bring the plan in; the same content again changes nothing."""
    require_role(actor, "administrator")
    session.execute(
        insert(Plan)
        .values(key=data.key, digest="", imported_at=clock.now(), **_columns(data))
        .on_conflict_do_nothing(index_elements=["key"])
    )
    plan = session.scalars(
        select(Plan)
        .where(Plan.key == data.key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if plan.digest == data.digest:
        return plan
    before = plan.digest or None
    for name, value in _columns(data).items():
        setattr(plan, name, value)
    plan.digest = data.digest
    _store_measures(session, plan, data)
    _store_campaigns(session, plan, data)
    audit.record(
        session,
        actor,
        "plan:import",
        chain="plans",
        plan=data.key,
        before=before,
        after=data.digest,
    )
    # The rows are read back by the caller through their relationships.
    session.flush()
    session.expire(plan, ["measures", "campaigns"])
    return plan


def due_campaigns(session: Session, now: datetime) -> list[Due]:
    """List the planned campaigns whose window has begun and that nobody opened or skipped.

    An archive never opens anything, and no plan does outside its own year.
    """
    nearby = [now.year - 1, now.year, now.year + 1]
    waiting = session.scalars(
        select(PlannedCampaign)
        .join(PlannedCampaign.plan)
        .outerjoin(Campaign, Campaign.planned_id == PlannedCampaign.id)
        .where(Plan.archive.is_(False), Plan.year.in_(nearby), Campaign.id.is_(None))
        .options(selectinload(PlannedCampaign.plan))
        .order_by(PlannedCampaign.id)
    ).all()
    if not waiting:
        return []
    calendar = load(session)
    decided = [(each, decision_on(each, calendar, now)) for each in waiting]
    return [
        Due(each, season_of(each), decision)
        for each, decision in decided
        if decision.action is not Action.WAIT
    ]


def decision_on(planned: PlannedCampaign, calendar: Calendar, now: datetime) -> Decision:
    """Say what to do with one planned campaign now, and why."""
    plan = planned.plan
    frame = window_of(planned, calendar)
    decision = decide(planned.rule, frame, now, plan.year, ZoneInfo(plan.zone))
    if decision.action is Action.SKIP and plan.imported_at >= frame.closes_at:
        return replace(decision, reason="imported_after_window")
    if decision.reason == "opening_missed" and plan.imported_at > frame.opens_at:
        return replace(decision, reason="imported_after_opening")
    return decision


def window_of(planned: PlannedCampaign, calendar: Calendar) -> Window:
    """Compute the window that the rule gives in the plan's year and zone."""
    plan = planned.plan
    return window(planned.rule, plan.year, calendar, ZoneInfo(plan.zone))


def season_of(planned: PlannedCampaign) -> str:
    """Name the season as campaigns carry it: `2026-spring`."""
    return f"{planned.plan.year}-{planned.season}"


def year_view(session: Session, year: int, now: datetime) -> Year:
    """Collect which campaigns come when, which are open, which opened late and why."""
    plans = list(
        session.scalars(
            select(Plan)
            .where(Plan.year == year)
            .options(
                selectinload(Plan.measures),
                selectinload(Plan.campaigns).selectinload(PlannedCampaign.measure),
            )
            .order_by(Plan.archive, Plan.id)
        )
    )
    ids = [plan.id for plan in plans]
    opened = {
        campaign.planned_id: campaign
        for campaign in session.scalars(select(Campaign).where(Campaign.plan_id.in_(ids)))
    }
    calendar = load(session)
    entries = [
        _entry(planned, opened.get(planned.id), calendar, now)
        for plan in plans
        for planned in plan.campaigns
    ]
    milestones = [
        _milestone(plan, measure, stone, calendar)
        for plan in plans
        for measure in plan.measures
        for stone in measure.content.get("milestones", ())
    ]
    return Year(
        year=year,
        plans=plans,
        entries=sorted(entries, key=lambda each: (each.window.opens_at, each.planned.id)),
        milestones=sorted(milestones, key=lambda each: each.due_on),
        provisional=calendar.provisional(year),
    )


def plan_years(session: Session) -> list[int]:
    """List the years that have a plan."""
    return list(session.scalars(select(Plan.year).distinct().order_by(Plan.year)))


def _entry(
    planned: PlannedCampaign, campaign: Campaign | None, calendar: Calendar, now: datetime
) -> Entry:
    frame = window_of(planned, calendar)
    if campaign is not None:
        return Entry(planned, frame, campaign.state.value, campaign)
    plan = planned.plan
    if plan.archive:
        return Entry(planned, frame, "archive", None)
    if decision_on(planned, calendar, now).action is not Action.WAIT:
        return Entry(planned, frame, "due", None)
    return Entry(planned, frame, "planned" if now < frame.opens_at else "missed", None)


def _milestone(
    plan: Plan, measure: Measure, stone: Mapping[str, Any], calendar: Calendar
) -> Milestone:
    rule = stone["due"]
    if "day" in rule:
        due_on, explanation = day_in(rule["day"], plan.year), None
    else:
        deadline = due(rule["statute"], plan.issued_on, calendar)
        due_on, explanation = deadline.due_on, deadline.explanation
    return Milestone(measure, stone["title"], due_on, stone["setting"], explanation)


def _columns(data: PlanData) -> dict[str, Any]:
    return {
        "title_zh": data.title["zh"],
        "title_en": data.title["en"],
        "number": data.number,
        "year": data.year,
        "issued_on": data.issued_on,
        "zone": data.zone,
        "archive": data.archive,
        "rolled_from": data.rolled_from,
    }


def _store_measures(session: Session, plan: Plan, data: PlanData) -> None:
    chapters = {each["n"]: dict(each) for each in data.chapters}
    for each in data.measures:
        stones = [dict(one) for one in data.milestones if one["measure"] == each["code"]]
        content = {name: each[name] for name in ("tasks", "targets_zh", "cadence_zh", "note")}
        row = {
            "title_zh": each["title"]["zh"],
            "title_en": each["title"]["en"],
            "content": content
            | {"chapter": chapters[each["chapter"]], "bureau": data.bureau, "milestones": stones},
        }
        session.execute(
            insert(Measure)
            .values(plan_id=plan.id, code=each["code"], **row)
            .on_conflict_do_update(index_elements=["plan_id", "code"], set_=row)
        )


def _store_campaigns(session: Session, plan: Plan, data: PlanData) -> None:
    """Write the campaigns; one that the plan no longer names goes, unless it was opened."""
    codes = select(Measure.code, Measure.id).where(Measure.plan_id == plan.id)
    measures = dict(session.execute(codes).tuples().all())
    for each in data.campaigns:
        note = each["note"] or {}
        row = {
            "measure_id": measures[each["measure"]],
            "title_zh": each["title"]["zh"],
            "title_en": each["title"]["en"],
            "season": each["season"],
            "process": each["process"],
            "targets": dict(each["targets"]),
            "rule": dict(each["window"]) | {"note": dict(note), "sources": each["sources"]},
            "setting": each["setting"],
            "note": note.get("zh", ""),
        }
        session.execute(
            insert(PlannedCampaign)
            .values(plan_id=plan.id, key=each["key"], **row)
            .on_conflict_do_update(index_elements=["plan_id", "key"], set_=row)
        )
    opened = select(Campaign.planned_id)
    gone = session.scalars(
        select(PlannedCampaign).where(
            PlannedCampaign.plan_id == plan.id,
            PlannedCampaign.key.not_in([each["key"] for each in data.campaigns]),
            PlannedCampaign.id.not_in(opened),
        )
    )
    for planned in gone:
        session.delete(planned)

"""Plans: what is refused and why, what an import writes, and what is due when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import holidays, plan_files, plans
from engine.authority import CONSOLE, Actor
from engine.data_files import DataFileError
from engine.errors import Forbidden, NotFound
from engine.seasons import Action
from models.audit import AuditEntry
from models.campaigns import Campaign, CampaignState
from models.clock import ZONE
from models.plans import Measure, Plan, PlannedCampaign

SPRING = "M06.school.spring"


def a_file(**changes: Any) -> dict[str, Any]:
    words = {"zh": "计划", "en": "Plan"}
    edge = {"moved": "next"}
    campaign = {
        "key": SPRING,
        "measure": "M06",
        "season": "spring",
        "title": words,
        "process": "school_inspection",
        "targets": {"kinds": ["school"]},
        "window": {
            "opens": {"day": "02-20", "at": "09:00", **edge},
            "closes": {"day": "05-31", "at": "24:00"},
            "catch_up": {"rule": "open_late", "within_days": 30},
        },
    }
    task = {
        "n": 1,
        "kind": ["inspection_campaign"],
        "mode": "sole",
        "lead": "区市场监管局",
        "responsibility_zh": "区市场监管局负责",
        "text_zh": "开展检查。",
    }
    data: dict[str, Any] = {
        "key": "plan-2023",
        "title": words,
        "issuer": words,
        "year": 2023,
        "issued_on": "2023-01-05",
        "bureau": "区市场监管局",
        "chapters": [{"n": 1, **words}],
        "measures": [{"code": "M06", "chapter": 1, "title": words, "tasks": [task]}],
        "campaigns": [campaign],
    }
    return data | changes


def read(data: dict[str, Any]) -> plan_files.PlanData:
    content = yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()
    return plan_files.read_plan(content, "plan.yaml")


def refusal(data: dict[str, Any]) -> str:
    with pytest.raises(DataFileError) as caught:
        read(data)
    return str(caught.value)


def with_campaign(**changes: Any) -> dict[str, Any]:
    data = a_file()
    return data | {"campaigns": [data["campaigns"][0] | changes]}


def shanghai(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[misc,arg-type]


def test_the_shipped_archive_holds_all_measures_and_opens_nothing() -> None:
    plan = plan_files.shipped("hebei-2023")
    assert [each["code"] for each in plan.measures] == [f"M{n:02}" for n in range(1, 32)]
    assert (plan.number, plan.issued_on) == ("河北政办〔2023〕3号", date(2023, 6, 8))
    assert plan.archive
    assert all(each["setting"] for each in plan.campaigns)


def test_the_demo_rolls_the_archive_to_the_current_year_as_settings() -> None:
    with time_machine.travel(datetime(2028, 3, 1, tzinfo=UTC)):
        plan = plan_files.shipped("demo")
    assert (plan.key, plan.year, plan.rolled_from) == ("demo-2028", 2028, "hebei-2023")
    assert not plan.archive
    assert plan.measures == plan_files.shipped("hebei-2023").measures
    assert all(each["setting"] for each in (*plan.campaigns, *plan.milestones))
    assert "2028" in plan.title["zh"]


def test_the_year_may_be_stated() -> None:
    assert plan_files.shipped("demo", 2025).key == "demo-2025"
    rolled = plan_files.roll(plan_files.shipped("hebei-2023"), 2012)
    assert (rolled.key, rolled.year) == ("hebei-2023@2012", 2012)
    assert rolled.issued_on == date(2023, 6, 8)


def test_a_window_that_ends_before_it_begins_is_refused_with_its_line() -> None:
    edges = {"opens": {"day": "05-31"}, "closes": {"day": "02-20"}}
    catch_up = {"catch_up": {"rule": "skip"}}
    said = refusal(with_campaign(window=edges | catch_up))
    assert said.startswith("plan.yaml:")
    assert "campaigns[0].window: the window ends on 2023-02-20 and begins on 2023-05-31" in said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (with_campaign(measure="M99"), "campaigns[0].measure: the plan has no measure 'M99'"),
        (with_campaign(process="mass_arrest"), "campaigns[0].process: there is no process"),
        (with_campaign(targets={"kinds": ["bank"]}), "campaigns[0].targets.kinds[0]: Must be one"),
        (with_campaign(colour="red"), "campaigns[0].colour: Unknown field."),
        (a_file(zone="Asia/Hebei"), "zone: 'Asia/Hebei' is no time zone"),
        (a_file(year=None), "year: Field may not be null."),
        (a_file(issued_on="8 June"), "issued_on: Not a valid date."),
    ],
)
def test_a_mistake_names_its_field_and_reason(data: dict[str, Any], said: str) -> None:
    assert said in refusal(data)


def test_a_month_and_day_that_cannot_be_is_refused() -> None:
    window = a_file()["campaigns"][0]["window"] | {"opens": {"day": "02-30", "at": "9 Uhr"}}
    said = refusal(with_campaign(window=window))
    assert "campaigns[0].window.opens.day: '02-30' is no month and day" in said
    assert "campaigns[0].window.opens.at: '9 Uhr' is no time" in said


def test_two_campaigns_of_one_key_are_refused() -> None:
    data = a_file()
    said = refusal(data | {"campaigns": data["campaigns"] * 2})
    assert f"campaigns[1].key: '{SPRING}' stands there twice" in said


def test_a_field_written_twice_is_refused() -> None:
    content = yaml.safe_dump(a_file(), allow_unicode=True).encode() + b"key: other\n"
    with pytest.raises(DataFileError, match="key: the field stands there twice"):
        plan_files.read_plan(content, "plan.yaml")


def test_who_answers_must_fit_the_mode() -> None:
    data = a_file()
    task = data["measures"][0]["tasks"][0] | {"mode": "lead_coop"}
    measure = data["measures"][0] | {"tasks": [task]}
    said = refusal(data | {"measures": [measure]})
    assert "measures[0].tasks[0].mode: mode lead_coop names exactly: cooperating, lead" in said


def test_broken_yaml_names_the_line() -> None:
    with pytest.raises(DataFileError, match=r"^plan.yaml:2: "):
        plan_files.read_plan(b"key: a\ntitle: {zh: [}\n", "plan.yaml")


def test_times_and_days_need_no_quotation_marks() -> None:
    content = yaml.safe_dump(a_file(), allow_unicode=True).encode().replace(b"'", b"")
    assert plan_files.read_plan(content, "plan.yaml") == read(a_file())


def test_an_unknown_plan_is_named() -> None:
    with pytest.raises(NotFound, match=r"plan.unknown \(plan=hebei-1999"):
        plan_files.shipped("hebei-1999")


def test_an_import_writes_measures_and_campaigns_and_is_on_record(session: Session) -> None:
    plan = plans.import_plan(session, CONSOLE, plan_files.shipped("hebei-2023"))
    assert len(plan.measures) == 31
    campus = next(each for each in plan.measures if each.code == "M06")
    assert campus.content["tasks"][0]["dividing"][-1] == "各街道办事处"
    keys = ["M03.producer.review", "M06.school.autumn", SPRING]
    assert [each.key for each in plan.campaigns] == keys
    assert all(each.setting and "产品设置" in each.note for each in plan.campaigns)
    assert session.scalars(select(AuditEntry.action)).all() == ["cli:plan:import"]


def test_the_same_plan_again_changes_nothing(session: Session) -> None:
    for _ in range(2):
        plans.import_plan(session, CONSOLE, plan_files.shipped("demo", 2026))
    session.flush()
    assert session.scalar(select(func.count()).select_from(Plan)) == 1
    assert session.scalar(select(func.count()).select_from(Measure)) == 31
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 1


def test_a_changed_plan_keeps_its_rows_and_drops_what_was_never_opened(session: Session) -> None:
    plan = plans.import_plan(session, CONSOLE, read(a_file()))
    measure = plan.measures[0].id
    again = plans.import_plan(session, CONSOLE, read(a_file(campaigns=[])))
    assert again.measures[0].id == measure
    assert again.campaigns == []


def test_only_an_administrator_imports(session: Session) -> None:
    nobody = Actor(1, "检查员", frozenset({"inspector"}), frozenset(), "web")
    with pytest.raises(Forbidden):
        plans.import_plan(session, nobody, read(a_file()))


def imported(session: Session, at: datetime, **changes: Any) -> Plan:
    holidays.import_shipped(session)
    with time_machine.travel(at, tick=False):
        return plans.import_plan(session, CONSOLE, read(a_file(**changes)))


def test_a_campaign_is_due_from_its_moment_on(session: Session) -> None:
    imported(session, shanghai(2023, 1, 5))
    assert plans.due_campaigns(session, shanghai(2023, 2, 20, 8, 59)) == []
    due = plans.due_campaigns(session, shanghai(2023, 2, 20, 9, 0))
    assert [(each.season, each.decision.action) for each in due] == [("2023-spring", Action.OPEN)]


def test_a_window_that_ended_before_the_import_is_skipped_and_says_so(session: Session) -> None:
    imported(session, shanghai(2023, 8, 1))
    [due] = plans.due_campaigns(session, shanghai(2023, 8, 1, 1))
    assert (due.decision.action, due.decision.reason) == (Action.SKIP, "imported_after_window")


def test_a_plan_that_comes_in_late_says_that_this_is_why(session: Session) -> None:
    imported(session, shanghai(2023, 3, 1))
    [due] = plans.due_campaigns(session, shanghai(2023, 3, 1, 0, 1))
    assert (due.decision.action, due.decision.reason) == (
        Action.OPEN_LATE,
        "imported_after_opening",
    )


def test_an_opened_campaign_is_not_due_again(session: Session) -> None:
    plan = imported(session, shanghai(2023, 1, 5))
    open_campaign(session, plan.campaigns[0])
    assert plans.due_campaigns(session, shanghai(2023, 2, 21)) == []


def test_an_archive_opens_nothing(session: Session) -> None:
    imported(session, shanghai(2023, 1, 5), archive=True)
    assert plans.due_campaigns(session, shanghai(2023, 2, 21)) == []


def test_a_plan_opens_nothing_in_another_year(session: Session) -> None:
    imported(session, shanghai(2023, 1, 5))
    assert plans.due_campaigns(session, shanghai(2024, 2, 21)) == []
    assert plans.due_campaigns(session, shanghai(2022, 2, 21)) == []


def open_campaign(session: Session, planned: PlannedCampaign, **columns: Any) -> Campaign:
    opened = shanghai(2023, 2, 22, 9)
    campaign = Campaign(
        plan_id=planned.plan_id,
        planned_id=planned.id,
        key=planned.key,
        season=plans.season_of(planned),
        title_zh=planned.title_zh,
        title_en=planned.title_en,
        process=planned.process,
        state=CampaignState.OPEN,
        opens_at=opened - timedelta(days=2),
        closes_at=opened + timedelta(days=90),
        opened_at=opened,
        **columns,
    )
    session.add(campaign)
    session.flush()
    return campaign


def test_the_year_shows_what_is_planned_open_and_late(session: Session) -> None:
    plan = imported(session, shanghai(2023, 1, 5))
    before = plans.year_view(session, 2023, shanghai(2023, 1, 10))
    assert [each.state for each in before.entries] == ["planned"]
    open_campaign(session, plan.campaigns[0], opened_late=True, late_reason="opening_missed")
    [entry] = plans.year_view(session, 2023, shanghai(2023, 3, 1)).entries
    assert entry.state == "open"
    assert entry.campaign is not None
    assert entry.campaign.late_reason == "opening_missed"


def test_the_year_says_what_was_missed_and_what_is_archive(session: Session) -> None:
    imported(session, shanghai(2023, 1, 5))
    [entry] = plans.year_view(session, 2023, shanghai(2024, 1, 5)).entries
    assert entry.state == "missed"
    imported(session, shanghai(2023, 1, 5), key="old", archive=True)
    states = {e.state for e in plans.year_view(session, 2023, shanghai(2023, 1, 6)).entries}
    assert states == {"planned", "archive"}


@pytest.mark.law("T56")
def test_the_year_shows_the_dates_that_the_plan_sets(session: Session) -> None:
    holidays.import_shipped(session)
    plans.import_plan(session, CONSOLE, plan_files.shipped("hebei-2023"))
    stones = plans.year_view(session, 2023, shanghai(2023, 7, 1)).milestones
    # Thirty days after 8 June end on a Saturday and move to the Monday.
    assert [each.due_on for each in stones] == [date(2023, 7, 10), date(2023, 12, 31)]
    assert plans.plan_years(session) == [2023]

"""Plans and holiday notices from the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.holidays import HolidayNotice
from models.plans import Plan
from yancha.__main__ import main

BAD_PLAN = """\
key: ours
title: {zh: 计划, en: Plan}
rolled_from: hebei-2023
year: current
issued_on: "02-31"
setting: true
"""


@pytest.fixture
def command(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    """The command on the test's database."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("YANCHA_HOME", str(tmp_path))
    return CliRunner()


def run(command: CliRunner, *arguments: str) -> Result:
    return command.invoke(main, list(arguments))


def test_a_shipped_plan_comes_in_by_its_name_and_shows_its_year(
    command: CliRunner, session: Session
) -> None:
    done = run(command, "plan", "import", "demo", "--year", "2026")
    assert done.output == "demo-2026: 31 measures, 3 campaigns that open.\n"
    assert session.scalars(select(Plan.key)).all() == ["demo-2026"]
    assert "2026  demo-2026  " in run(command, "plan", "list").output
    year = run(command, "plan", "year", "2026").output
    # Without a notice 20 February 2026 would be worked; the dates say that they may move.
    assert "M06.school.spring  2026-02-20 09:00 to 2026-05-30 00:00" in year
    assert "provisional" in year


def test_holiday_notices_come_in_from_files(
    command: CliRunner, session: Session, tmp_path: Path
) -> None:
    notice = tmp_path / "2027.json"
    notice.write_text(
        '{"year": 2027, "papers": [], "days":'
        ' [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}'
    )
    assert "2027: in force; 1 days off" in run(command, "holidays", "import", str(notice)).output
    assert "2027: known already" in run(command, "holidays", "import", str(notice)).output
    assert session.scalars(select(HolidayNotice.year)).all() == [2027]
    assert run(command, "holidays", "list").output.startswith("2027  2027年节假日安排")


def test_a_malformed_file_is_refused_in_one_line_and_changes_nothing(
    command: CliRunner, session: Session, tmp_path: Path
) -> None:
    plan, notice = tmp_path / "plan.yaml", tmp_path / "2027.json"
    plan.write_text(BAD_PLAN)
    notice.write_text('{"year": 2027,\n"papers": [],\n"days": [{"name": "元旦"}]}')
    refused = run(command, "plan", "import", str(plan))
    assert refused.exit_code == 1
    assert f"Error: {plan}:5: issued_on: '02-31' is no month and day" in refused.output
    refused = run(command, "holidays", "import", str(notice))
    assert f"{notice}:3: days[0].date: Missing data" in refused.output
    assert session.scalars(select(Plan.key)).all() == []
    assert session.scalars(select(HolidayNotice.year)).all() == []


def test_an_unknown_plan_names_the_known_ones(command: CliRunner) -> None:
    assert "shipped plans are: demo, hebei-2023" in run(command, "plan", "check", "x").output
    assert "hebei-2023 of 2023 is well formed" in run(command, "plan", "check", "hebei-2023").output

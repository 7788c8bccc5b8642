"""The spring season of 2012 of a real city, played from the kick-off to the last follow-up."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent.parent
SHARED: Final = Path(os.environ.get("YANCHA_SHARED", ROOT.parent / "shared"))
FILE: Final = SHARED / "data" / "inspections" / "chicago_schools_campaigns_2011_2014.csv"
MAPPING: Final = "name=DBA_Name,licence=License,address=Address,date=Inspection_Date"
OUTCOMES: Final = (
    "Pass=NO_PROBLEM,Pass w/ Conditions=RECTIFY_BY_DATE,"
    "Fail=INVESTIGATE_KEY,Out of Business=NOT_PERFORMED"
)


def rehearse(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "yancha", "rehearse", "--plan", "hebei-2023"]
    command += ["--campaign", "M06.school.spring", "--year", "2012", "--subjects", str(FILE)]
    command += ["--where", "campaign=2012-spring", "--map", MAPPING, "--outcome", "Results"]
    command += ["--outcome-map", OUTCOMES, "--json", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def season() -> dict[str, Any]:
    return rehearse()


def test_every_premises_is_one_target(season: dict[str, Any]) -> None:
    assert season["targets"] == 593


def test_coverage_adds_up_and_nothing_stays_open(season: dict[str, Any]) -> None:
    assert sum(season["coverage"].values()) == season["targets"]
    assert season["coverage"]["open"] == 0
    assert season["open_cases"] == 0
    assert season["work_items_open"] == 0
    assert "running" not in season["instances"]


def test_every_outcome_of_the_file_was_reached(season: dict[str, Any]) -> None:
    assert season["outcomes"] == {
        "INVESTIGATE_KEY": 112,
        "NO_PROBLEM": 467,
        "RECTIFY_BY_DATE": 14,
    }


def test_every_fail_became_an_enforcement_case(season: dict[str, Any]) -> None:
    assert season["enforcement_cases"] == season["outcomes"]["INVESTIGATE_KEY"]
    assert season["instances"]["end_enforcement"] == 112
    ends = {"end_closed", "end_not_filed"}
    assert sum(number for end, number in season["instances"].items() if end in ends) == 112


def test_deadlines_fired_and_nothing_failed(season: dict[str, Any]) -> None:
    assert season["incidents"] == 0
    assert season["deadlines_fired"] > 50


def test_visits_take_place_inside_the_plans_window(season: dict[str, Any]) -> None:
    assert season["opens_at"][:10] <= season["first_visit"]
    assert season["last_visit"] < season["closes_at"]


def test_a_year_without_a_notice_is_provisional_and_says_whose_law_applies(
    season: dict[str, Any],
) -> None:
    assert season["provisional"] is True
    assert season["law_as_of"] == "2023-06-08"


def test_the_same_seed_gives_the_same_numbers() -> None:
    first, second = rehearse("--limit", "60"), rehearse("--limit", "60")
    other = rehearse("--limit", "60", "--seed", "2")
    for key in ("wall_seconds", "completions_per_second"):
        del first[key], second[key], other[key]
    assert first == second
    assert first["coverage"] == other["coverage"]
    assert first["ended_at"] != other["ended_at"]

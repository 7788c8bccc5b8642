"""The shipped archive says word for word what the issued plan says."""

import os
import re
from pathlib import Path

import pytest
import yaml

from engine import plan_files

SHARED = Path(os.environ.get("YANCHA_SHARED", Path(__file__).parents[3] / "shared"))


@pytest.fixture(scope="module")
def issued() -> str:
    text = (SHARED / "seed/hebei-2023-food-safety-plan.txt").read_text(encoding="utf-8")
    return re.sub(r"\s", "", text)


def test_every_measure_stands_in_the_issued_text_with_who_answers(issued: str) -> None:
    for measure in plan_files.shipped("hebei-2023").measures:
        text = (
            measure["title"]["zh"]
            + "。"
            + "".join(
                f"{task['text_zh']}（{task['responsibility_zh']}）" for task in measure["tasks"]
            )
        )
        assert re.sub(r"\s", "", text) in issued, measure["code"]


def test_tasks_bodies_and_modes_are_those_of_the_source() -> None:
    source = yaml.safe_load((SHARED / "domain/plan-hebei-2023.yaml").read_text(encoding="utf-8"))
    keys = ("n", "kind", "mode", "lead", "dividing", "cooperating", "responsible")
    wanted = [(m["id"], [[task.get(key) for key in keys] for task in m["tasks"]]) for m in source]
    ours = plan_files.shipped("hebei-2023").measures
    assert [(m["code"], [[t.get(key) for key in keys] for t in m["tasks"]]) for m in ours] == wanted

"""`yancha verify` proves what is shipped, in bounded time, and says so in two ways."""

import json
from time import process_time
from typing import Any

import pytest
from click.testing import CliRunner

from engine import definitions
from yancha.__main__ import main

ROOTS = definitions.roots(definitions.shipped())
#: What must be proved at least, in the words of the task, and the rules that say it.
DEMANDED = {
    "no decision without notice and (defence made, waived or elapsed)": (
        "decision.after_notice",
        "decision.after_defence",
        "penalty.after_settled_defence",
    ),
    "no decision without the review that the facts demand": (
        "decision.after_review",
        "review.of_the_lawful_kind",
        "penalty.after_hearing_review",
        "discussion.where_mandatory",
    ),
    "reviewer, discussion chair and hearing chair are not handlers": (
        "people.no_handler",
        "people.named",
    ),
    "no penalty after transfer to the police except those in force": (
        "penalty.not_after_transfer",
        "transferred.is_not_penalised",
    ),
    "a hearing never before its notice of seven working days": (
        "hearing.after_its_notice",
        "hearing.at_its_hour",
        "late_notice.is_repeated",
    ),
    "every open end of a case has a deadline or a person": (
        "waiting.has_end",
        "deadline.fires",
        "case.is_closed",
    ),
    "every path that fines publishes or states why not": ("penalty.is_published",),
    "nothing is closed with an unserved decision": (
        "decision.is_served",
        "closure.ground_was_checked",
    ),
    "every user task has a role that exists": ("people.role_exists", "people.right_role"),
    "four eyes": ("people.two_people",),
}
SEIZURE = {
    "seizure ends by decision or lapse": ("measure.ends", "lapsed.has_lapsed"),
    "four eyes": ("people.four_eyes",),
}


@pytest.fixture(scope="module")
def proofs() -> dict[str, dict[str, Any]]:
    """What `yancha verify --json` says of everything that is shipped."""
    started = process_time()
    done = CliRunner().invoke(main, ["verify", "--json"])
    assert done.exit_code == 0
    assert process_time() - started < 60
    return {proof["process"]: proof for proof in json.loads(done.stdout)}


def test_every_process_that_a_case_begins_with_is_proved(proofs: dict[str, dict[str, Any]]) -> None:
    assert proofs.keys() == ROOTS
    for proof in proofs.values():
        assert (proof["sound"], proof["holds"], proof["violations"]) == (True, True, [])
        assert proof["states"] > 1
        assert proof["verdicts"]


@pytest.mark.parametrize(
    ("process", "demand", "rules"),
    [
        *(("iron_fist_case", demand, rules) for demand, rules in DEMANDED.items()),
        *(("seizure", demand, rules) for demand, rules in SEIZURE.items()),
    ],
)
def test_what_must_be_proved_is_proved_by_name(
    proofs: dict[str, dict[str, Any]], process: str, demand: str, rules: tuple[str, ...]
) -> None:
    held = {one["rule"] for one in proofs[process]["verdicts"] if one["holds"]}
    assert set(rules) <= held, demand


def test_it_says_how_many_people_each_process_needs(proofs: dict[str, dict[str, Any]]) -> None:
    assert proofs["seizure"]["people"]["inspector"] == 2
    # Two of them report a suspected crime.
    assert proofs["iron_fist_case"]["people"] == {
        "inspector": 2,
        "leader": 1,
        "legal_reviewer": 1,
        "supervisor": 1,
    }


def test_the_table_has_a_line_for_each_rule() -> None:
    done = CliRunner().invoke(main, ["verify", "seizure"])
    lines = done.stdout.splitlines()
    assert lines[0].startswith("seizure: sound, ")
    assert "  needs   inspector 2, leader 1" in lines
    assert any(line.startswith("  proved  measure.ends  ") for line in lines)


def test_a_process_that_nobody_knows_is_refused() -> None:
    done = CliRunner().invoke(main, ["verify", "nothing"])
    assert done.exit_code != 0
    assert "nothing" in done.stderr

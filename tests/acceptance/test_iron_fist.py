"""Three hundred penalty cases of every kind, from the clue to the closure."""

from yancha import iron_rehearsal, iron_report
from yancha.iron_rehearsal import Wanted


def test_three_hundred_cases_reach_every_end_and_leave_nothing_open() -> None:
    report = iron_rehearsal.rehearse(Wanted(cases=300), on_progress=lambda done: None)
    assert iron_report.problems(report) == []
    assert report["cases"] >= 300

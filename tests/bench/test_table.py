"""The table of the bench: what is promised, what was measured, and the verdict."""

from bench.__main__ import line, merged
from bench.row import Row


def test_a_time_is_met_below_its_target_and_a_speed_above() -> None:
    time, speed = Row("a", "ms", 30, 10), Row("b", "1/s", 30, 10, at_least=True)

    assert (time.met, time.ratio) == (True, 3)
    assert (speed.met, speed.ratio) == (False, 1 / 3)


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    row = Row("peer", "x", 4, None, at_least=True, note="could not be installed")

    assert (row.met, row.ratio) == (None, None)
    assert "could not be installed" in line(row.as_json())


def test_a_row_is_replaced_by_its_name_and_keeps_its_raw_figures() -> None:
    old = [Row("a", "s", None, 1).as_json(), Row("b", "s", None, 1).as_json()]

    table = merged(old, [Row("a", "s", None, 2, [1.0, 3.0])])

    assert [(row["name"], row["measured"]) for row in table] == [("a", 2), ("b", 1)]
    assert table[0]["raw"] == [1.0, 3.0]

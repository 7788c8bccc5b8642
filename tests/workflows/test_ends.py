"""Every end of every process is reached by a case that went through the door."""

from tests import ends


def test_no_end_of_a_shipped_process_is_reached_by_no_test() -> None:
    missing = ends.drawn() - ends.reached()
    assert not missing, f"mark a test with ends(…) for {sorted(missing)}"


def test_no_test_names_an_end_that_is_not_drawn() -> None:
    assert ends.reached() <= ends.drawn()

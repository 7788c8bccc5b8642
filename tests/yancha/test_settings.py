"""The environment is read once and checked."""

from pathlib import Path

import pytest

from models import clock
from yancha import database, settings


def test_a_wrong_number_is_told_by_name() -> None:
    with pytest.raises(settings.SettingError, match="YANCHA_PORT must be a whole number"):
        settings.read({"YANCHA_PORT": "eighty"})


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(settings.SettingError, match="YANCHA_CLOCK needs a zone"):
        settings.read({"YANCHA_CLOCK": "2026-03-01T08:00"})


def test_a_secret_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    given = settings.read({"YANCHA_HOME": str(tmp_path)})
    value = given.secret("session")
    assert given.secret("session") == value
    assert (tmp_path / "secrets" / "session").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    given = settings.read({"YANCHA_HOME": str(tmp_path)})
    given.secret("session")
    (tmp_path / "secrets" / "session").chmod(0o644)
    with pytest.raises(settings.SettingError, match="readable by others"):
        given.secret("session")


def test_a_travelled_clock_is_refused_on_a_real_database(server_url: str) -> None:
    given = settings.read({"YANCHA_CLOCK": "2026-03-01T08:00+08:00"})
    with pytest.raises(database.DatabaseError, match="marked throwaway"):
        database.set_clock(given, server_url)


def test_a_travelled_clock_is_accepted_on_a_throwaway_one(database_url: str) -> None:
    given = settings.read({"YANCHA_CLOCK": "2026-03-01T08:00+08:00"})
    database.set_clock(given, database_url)
    assert clock.today().isoformat() == "2026-03-01"

"""A database is given what comes with the program before anybody works in it."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plans import Plan
from models.processes import Definition
from yancha.__main__ import main


def test_upgrading_brings_in_models_and_the_archive(
    database_url: str, session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("YANCHA_HOME", str(tmp_path))
    done = CliRunner().invoke(main, ["database", "upgrade"])
    assert done.exit_code == 0, done.output
    assert session.scalars(select(Plan.key)).all() == ["hebei-2023"]
    assert "school_inspection" in session.scalars(select(Definition.process)).all()

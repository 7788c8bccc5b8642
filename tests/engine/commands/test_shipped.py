"""A new database gets what comes with the program, once."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.commands import shipped
from models.audit import AuditEntry
from models.holidays import HolidayNotice
from models.plans import Plan
from models.processes import Definition


def test_notices_models_and_the_archive_come_in_once(session: Session) -> None:
    shipped.bring_in(session)
    session.flush()
    entries = session.scalar(select(func.count()).select_from(AuditEntry))
    shipped.bring_in(session)
    session.flush()
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == entries
    assert session.scalar(select(func.count()).select_from(HolidayNotice)) == 5
    assert session.scalars(select(Plan.key)).all() == ["hebei-2023"]
    assert {"school_inspection", "iron_fist_case"} <= set(
        session.scalars(select(Definition.process))
    )


def test_the_demonstrations_plan_comes_in_for_a_year(session: Session) -> None:
    assert shipped.bring_in_demo(session, year=2026) == "demo-2026"
    assert shipped.bring_in_demo(session, year=2026) == "demo-2026"
    assert session.scalars(select(Plan.archive)).all() == [False]

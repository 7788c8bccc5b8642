"""What a database needs before anybody can work: notices, models and the plans in the archive."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine import audit, definitions, holidays, plan_files, plans
from engine.authority import CONSOLE, Actor, require_role

#: Two programs that start together bring things in one after the other.
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtext('yancha.shipped'))")


def bring_in(session: Session, actor: Actor = CONSOLE) -> None:
    """Bring in what comes with the program; what is there already stays as it is."""
    require_role(actor, "administrator")
    session.execute(_LOCK)
    notices = [each.year for each in holidays.import_shipped(session)]
    deployed = definitions.deploy_shipped(session, actor)
    for name in plan_files.shipped_names():
        data = plan_files.shipped(name)
        if data.archive:
            plans.import_plan(session, actor, data)
    if notices:
        audit.record(
            session,
            actor,
            "shipped:bring_in",
            notices=notices,
            processes=[each.process for each in deployed],
        )


def bring_in_demo(session: Session, actor: Actor = CONSOLE, year: int | None = None) -> str:
    """Bring in the plan of the demonstration, dated to the year; returns its key."""
    require_role(actor, "administrator")
    session.execute(_LOCK)
    return plans.import_plan(session, actor, plan_files.shipped("demo", year)).key

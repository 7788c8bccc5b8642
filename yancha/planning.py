"""`yancha plan` and `yancha holidays`: bring in annual plans and holiday notices from files."""

from pathlib import Path
from typing import Final

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import holidays, plan_files, plans, transaction
from engine.authority import CONSOLE
from engine.commands.deadlines import import_holiday_notice
from engine.plan_files import PlanData
from models import clock
from models.clock import ZONE
from models.holidays import HolidayNotice
from models.plans import Plan
from yancha import database, settings

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_YEAR: Final = click.option(
    "--year", type=click.IntRange(2000, 2100), help="Date a rolled plan to this year."
)


@click.group()
def plan() -> None:
    """Bring in annual plans and look at the year that they make."""


@plan.command("import")
@click.argument("source", metavar="FILE|NAME")
@_YEAR
def import_plan(source: str, year: int | None) -> None:
    """Bring in a plan: a YAML file, or a shipped one by its name. The same again changes nothing.

    Mistakes are named with file, line and field, and nothing is written then.
    """
    data = _read(source, year)
    with database.opened(settings.read(), migrated=True) as factory:
        transaction.run(factory, plans.import_plan, CONSOLE, data)
    campaigns = 0 if data.archive else len(data.campaigns)
    click.echo(f"{data.key}: {len(data.measures)} measures, {campaigns} campaigns that open.")


@plan.command()
@click.argument("source", metavar="FILE|NAME")
@_YEAR
def check(source: str, year: int | None) -> None:
    """Say whether a plan could be brought in, without bringing it in."""
    data = _read(source, year)
    click.echo(f"{data.key} of {data.year} is well formed: {len(data.measures)} measures.")


@plan.command("list")
def list_plans() -> None:
    """Name the plans that are in the database."""
    with database.opened(settings.read(), migrated=True) as factory:
        for line in transaction.read(factory, _plan_lines):
            click.echo(line)


@plan.command("year")
@click.argument("year", type=click.IntRange(2000, 2100), required=False)
def show_year(year: int | None) -> None:
    """Show which campaigns come when, which are open, and which opened late and why."""
    with database.opened(settings.read(), migrated=True) as factory:
        for line in transaction.read(factory, _year_lines, year):
            click.echo(line)


@click.group("holidays")
def holiday_commands() -> None:
    """Bring in the State Council's yearly holiday notices."""


@holiday_commands.command("import")
@click.argument("files", nargs=-1, required=True, type=_FILE)
def import_holidays(files: tuple[Path, ...]) -> None:
    """Bring in notices (JSON). Deadlines that hung on them are recomputed by the workers."""
    notices = [holidays.read_notice(file.read_bytes(), str(file)) for file in files]
    with database.opened(settings.read(), migrated=True) as factory:
        for notice in notices:
            done = transaction.run(factory, import_holiday_notice, CONSOLE, notice)
            said = "in force" if done.changed else "known already"
            counts = f"{done.days_off} days off, {done.make_up_days} make-up working days"
            click.echo(f"{done.year}: {said}; {counts}.")


@holiday_commands.command("list")
def list_holidays() -> None:
    """Name the years whose notice is known; dates in all others are provisional."""
    with database.opened(settings.read(), migrated=True) as factory:
        for line in transaction.read(factory, _notice_lines):
            click.echo(line)


def _read(source: str, year: int | None) -> PlanData:
    file = Path(source)
    if source in plan_files.shipped_names():
        return plan_files.shipped(source, year)
    if not file.is_file():
        known = ", ".join(plan_files.shipped_names())
        raise click.ClickException(f"there is no file {source}; shipped plans are: {known}")
    return plan_files.read_plan(file.read_bytes(), source, year=year)


def _plan_lines(session: Session) -> list[str]:
    return [
        f"{each.year}  {each.key}  {each.title_zh}{'  (archive)' if each.archive else ''}"
        for each in session.scalars(select(Plan).order_by(Plan.year, Plan.key))
    ]


def _year_lines(session: Session, year: int | None) -> list[str]:
    view = plans.year_view(session, year or clock.today().year, clock.now())
    lines = []
    for each in view.entries:
        opens, closes = (
            moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
            for moment in (each.window.opens_at, each.window.closes_at)
        )
        reason = each.campaign.late_reason if each.campaign else ""
        words = (each.planned.key, f"{opens} to {closes}", each.state, reason)
        lines.append("  ".join(word for word in words if word))
    if view.provisional:
        lines.append(f"No holiday notice for {view.year} is known: the days are provisional.")
    return lines


def _notice_lines(session: Session) -> list[str]:
    notices = session.scalars(select(HolidayNotice).order_by(HolidayNotice.year))
    return [f"{each.year}  {each.title}  {each.source}" for each in notices]

"""`yancha database`: bring the schema up to date, or mark a database as throwaway."""

import click

from yancha import database, settings, shipping


@click.group(name="database")
def database_commands() -> None:
    """Look after the database's schema."""


@database_commands.command()
def upgrade() -> None:
    """Bring schema and shipped models up to date; `yancha run` does it by itself."""
    with database.serving(settings.read()) as url:
        database.migrate(url)
        shipping.bring_in(url)
    click.echo("The schema is up to date.")


@database_commands.command("mark-throwaway")
def mark_throwaway() -> None:
    """Say that no real work is in this database: a travelled clock is accepted from now on."""
    with database.serving(settings.read()) as url:
        database.mark_throwaway(url)
    click.echo("The database is marked throwaway.")

"""`yancha database`: bring the schema up to date, check it, write a migration."""

import click
from alembic import command
from alembic.util.exc import CommandError
from sqlalchemy import create_engine

from yancha import database, settings


@click.group(name="database")
def database_commands() -> None:
    """Look after the database's schema."""


@database_commands.command()
def upgrade() -> None:
    """Bring the schema up to date; `yancha run` does it by itself."""
    with database.serving(settings.read()) as url:
        database.migrate(url)
    click.echo("The schema is up to date.")


@database_commands.command()
def check() -> None:
    """Fail when models/ says something that no migration does."""
    with database.temporary() as url:
        database.migrate(url)
        try:
            database.is_current(url)
        except CommandError as error:
            raise database.DatabaseError(str(error)) from error


@database_commands.command()
@click.option("--message", required=True, help="What changes, in three words.")
def revision(message: str) -> None:
    """Write the migration from the last one to what models/ says now."""
    with database.temporary() as url:
        database.migrate(url)
        engine = create_engine(url)
        with engine.begin() as connection:
            command.revision(database.alembic_config(connection), message, autogenerate=True)
        engine.dispose()

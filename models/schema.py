"""Bringing a database to the newest schema, and asking whether the tables and it agree."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from models.tables import METADATA

_FOLDER = Path(__file__).parent / "migrations"


def config(connection: Connection) -> Config:
    """Alembic's configuration for one open connection."""
    answer = Config()
    answer.set_main_option("script_location", str(_FOLDER))
    answer.attributes["connection"] = connection
    return answer


def upgrade(connection: Connection) -> None:
    """Apply every migration that the database lacks; the caller commits."""
    command.upgrade(config(connection), "head")


def differences(connection: Connection) -> list[Any]:
    """What Alembic would change to make the database equal to the tables; empty is right."""
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "include_object": lambda _o, name, kind, *_r: (
                not (kind == "table" and (name or "").startswith("procrastinate_"))
            ),
        },
    )
    return list(compare_metadata(context, METADATA))

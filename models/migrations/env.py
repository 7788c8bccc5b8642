"""How Alembic reaches the database: by the connection it is given."""

from alembic import context
from sqlalchemy import Connection

from models.tables import METADATA


def _is_ours(_object: object, name: str | None, kind: str, *_rest: object) -> bool:
    """Leave the tables of the work queue to the library that owns them."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    include_object=_is_ours,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

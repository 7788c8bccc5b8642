"""say which kind of evidence it is."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_KINDS = (
    "document",
    "object",
    "audiovisual",
    "electronic",
    "witness",
    "statement",
    "opinion",
    "record",
)


def upgrade() -> None:
    op.add_column("evidence", sa.Column("kind", sa.String(length=40), nullable=True))
    listed = ", ".join(f"'{one}'" for one in _KINDS)
    op.create_check_constraint(op.f("ck_evidence_evidencekind"), "evidence", f"kind IN ({listed})")


def downgrade() -> None:
    op.drop_column("evidence", "kind")

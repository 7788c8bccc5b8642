"""Count what a campaign has still to open."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "campaign", sa.Column("unopened", sa.Integer(), server_default="0", nullable=False)
    )
    op.alter_column("campaign", "unopened", server_default=None)
    op.execute(
        "UPDATE campaign c SET unopened = (SELECT count(*) FROM target t WHERE t.campaign_id = c.id"
        ' AND NOT EXISTS (SELECT 1 FROM "case" k WHERE k.target_id = t.id))'
        " WHERE c.state = 'opening'"
    )


def downgrade() -> None:
    op.drop_column("campaign", "unopened")

"""Find the inbox office by office."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_work_item_inbox", table_name="work_item")
    op.create_index(
        "ix_work_item_inbox",
        "work_item",
        ["office_id", "role", "inbox_at", "id"],
        unique=False,
        postgresql_where="state = 'open' AND assigned_only IS FALSE",
    )


def downgrade() -> None:
    op.drop_index("ix_work_item_inbox", table_name="work_item")
    op.create_index(
        "ix_work_item_inbox",
        "work_item",
        ["role", "inbox_at", "id", "office_id"],
        unique=False,
        postgresql_where="state = 'open'",
    )

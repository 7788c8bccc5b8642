"""Keep only indexes of work items that somebody asks.

What is open and claimed by nobody leaves the index of claims: before the tables have statistics,
PostgreSQL took the whole of it for the shortest way to the open items of one instance, and read
every open item there is. What is due has an index of its own, for the oldest that is overdue.
Nobody asks for items by their office alone.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_work_item_claimed_by",
        "work_item",
        ["claimed_by"],
        postgresql_where="state = 'open' AND claimed_by IS NOT NULL",
    )
    op.create_index(
        "ix_work_item_due_at",
        "work_item",
        ["due_at"],
        postgresql_where="state = 'open' AND due_at IS NOT NULL",
    )
    op.drop_index("ix_work_item_open_claimed_by", table_name="work_item")
    op.drop_index(op.f("ix_work_item_office_id"), table_name="work_item")


def downgrade() -> None:
    op.create_index(op.f("ix_work_item_office_id"), "work_item", ["office_id"])
    op.create_index(
        "ix_work_item_open_claimed_by",
        "work_item",
        ["claimed_by", "due_at"],
        postgresql_where="state = 'open'",
    )
    op.drop_index("ix_work_item_due_at", table_name="work_item")
    op.drop_index("ix_work_item_claimed_by", table_name="work_item")

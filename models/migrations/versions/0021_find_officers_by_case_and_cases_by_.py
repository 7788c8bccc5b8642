"""Find officers by case and cases by officer."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_case_officer_case_id"), "case_officer", ["case_id"])
    op.drop_index("uq_case_officer_current", table_name="case_officer")
    op.create_index(
        "uq_case_officer_current",
        "case_officer",
        ["user_id", "case_id"],
        unique=True,
        postgresql_where="until IS NULL",
    )
    op.drop_index("ix_case_officer_user_id_until", table_name="case_officer")


def downgrade() -> None:
    op.create_index("ix_case_officer_user_id_until", "case_officer", ["user_id", "until"])
    op.drop_index("uq_case_officer_current", table_name="case_officer")
    op.create_index(
        "uq_case_officer_current",
        "case_officer",
        ["case_id", "user_id"],
        unique=True,
        postgresql_where="until IS NULL",
    )
    op.drop_index(op.f("ix_case_officer_case_id"), table_name="case_officer")

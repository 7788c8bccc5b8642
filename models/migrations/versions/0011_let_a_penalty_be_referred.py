"""Let a penalty be referred to another bureau."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_STATES = ("proposed", "returned", "approved", "decided", "no_penalty")


def upgrade() -> None:
    _expect_one_of((*_STATES, "referred"))


def downgrade() -> None:
    _expect_one_of(_STATES)


def _expect_one_of(states: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_penalty_penaltystate"), "penalty", type_="check")
    values = ", ".join(f"'{state}'" for state in states)
    op.create_check_constraint(op.f("ck_penalty_penaltystate"), "penalty", f"state IN ({values})")

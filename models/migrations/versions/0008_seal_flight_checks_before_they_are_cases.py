"""Seal flight checks before they are cases; nothing was ever written into the tables that go."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_GROUNDS = ("need", "sample", "complaint", "media", "other_lead")
_CLOSED = "opened_at IS NULL AND withdrawn_at IS NULL"


def upgrade() -> None:
    op.drop_table("early_look")
    op.drop_table("seal")
    op.create_table(
        "seal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(*_GROUNDS, name="ground", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("inputs", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed_by", sa.BigInteger(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enqueued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["sealed_by"], ["user.id"], name=op.f("fk_seal_sealed_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
    )
    op.create_index(op.f("ix_seal_sealed_by"), "seal", ["sealed_by"], unique=False)
    op.create_index(
        "ix_seal_opens_at_closed",
        "seal",
        ["opens_at"],
        unique=False,
        postgresql_where=sa.text(_CLOSED),
    )
    _checks_and_looks()


def _checks_and_looks() -> None:
    op.create_table(
        "sealed_check",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("seal_id", sa.BigInteger(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("officers", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_sealed_check_case_id_case")
        ),
        sa.ForeignKeyConstraint(
            ["seal_id"], ["seal.id"], name=op.f("fk_sealed_check_seal_id_seal")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_sealed_check_subject_id_subject")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_check")),
        sa.UniqueConstraint("case_id", name=op.f("uq_sealed_check_case_id")),
        sa.UniqueConstraint(
            "seal_id", "subject_id", name=op.f("uq_sealed_check_seal_id_subject_id")
        ),
    )
    op.create_table(
        "early_look",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("seal_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["seal_id"], ["seal.id"], name=op.f("fk_early_look_seal_id_seal")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_early_look_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_early_look")),
    )
    op.create_index(op.f("ix_early_look_seal_id"), "early_look", ["seal_id"], unique=False)


def downgrade() -> None:
    op.drop_table("early_look")
    op.drop_table("sealed_check")
    op.drop_table("seal")
    op.create_table(
        "seal",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_by", sa.BigInteger(), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_seal_case_id_case")),
        sa.ForeignKeyConstraint(["sealed_by"], ["user.id"], name=op.f("fk_seal_sealed_by_user")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_seal")),
    )
    op.create_index(op.f("ix_seal_opens_at"), "seal", ["opens_at"], unique=False)
    op.create_table(
        "early_look",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_early_look_case_id_case")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_early_look_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_early_look")),
    )
    op.create_index(op.f("ix_early_look_case_id"), "early_look", ["case_id"], unique=False)
    op.create_index(op.f("ix_early_look_user_id"), "early_look", ["user_id"], unique=False)

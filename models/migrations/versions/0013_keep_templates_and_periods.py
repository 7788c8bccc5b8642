"""keep the templates of papers and the periods of publications."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_COLUMNS = ("summary", "period")


def upgrade() -> None:
    op.create_table(
        "document_template",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("form", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_template")),
        sa.UniqueConstraint("form", "sha256", name=op.f("uq_document_template_form_sha256")),
    )
    op.add_column("document", sa.Column("template_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_document_template_id_document_template"),
        "document",
        "document_template",
        ["template_id"],
        ["id"],
    )
    op.add_column("publication", sa.Column("ended_by", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_publication_ended_by_user"), "publication", "user", ["ended_by"], ["id"]
    )
    for name in _COLUMNS:
        op.add_column(
            "publication",
            sa.Column(
                name,
                postgresql.JSONB(astext_type=sa.Text()),
                server_default=sa.text("'{}'::jsonb"),
                nullable=False,
            ),
        )
        op.alter_column("publication", name, server_default=None)


def downgrade() -> None:
    for name in (*_COLUMNS, "ended_by"):
        op.drop_column("publication", name)
    op.drop_column("document", "template_id")
    op.drop_table("document_template")

"""Writing: what was typed, revisions, private links, passwords, twins, where the binned stood."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "autosaves",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("tab", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_autosaves")),
    )
    op.create_index(op.f("ix_autosaves_saved_at"), "autosaves", ["saved_at"])
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
    )
    op.create_index(op.f("ix_revisions_place_id"), "revisions", ["place", "id"])
    op.create_table(
        "previews",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_previews_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_previews")),
        sa.UniqueConstraint("token", name=op.f("uq_previews_token")),
    )
    # Not in a batch, which would write every article anew.
    op.add_column(
        "articles", sa.Column("password_hash", sa.String(), nullable=False, server_default="")
    )
    op.add_column(
        "articles", sa.Column("binned_from", sa.String(), nullable=False, server_default="")
    )
    op.add_column("articles", sa.Column("twin_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_articles_twin_id"), "articles", ["twin_id"])


def downgrade() -> None:
    with op.batch_alter_table("articles") as batch:
        batch.drop_index(batch.f("ix_articles_twin_id"))
        for column in ("twin_id", "binned_from", "password_hash"):
            batch.drop_column(column)
    for table in ("previews", "revisions", "autosaves"):
        op.drop_table(table)

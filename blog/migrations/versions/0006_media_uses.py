"""Which texts show which uploads."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ADDRESS = re.compile(r"/media/([0-9a-f]{2}/[0-9a-f]{16}\.[a-z0-9]{3,4})")
SLICE = 200


def upgrade() -> None:
    op.create_table(
        "media_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("page_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_media_uses_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name=op.f("fk_media_uses_page_id_pages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_uses")),
    )
    for column in ("path", "article_id", "page_id"):
        op.create_index(op.f(f"ix_media_uses_{column}"), "media_uses", [column], unique=False)
    _fill("articles", "article_id", "body || ' ' || cover")
    _fill("pages", "page_id", "body")


def _fill(table: str, owner: str, text: str) -> None:
    """Read the texts that were there before, some at a time."""
    bind = op.get_bind()
    last = 0
    while rows := bind.execute(
        sa.text(
            f"SELECT id, {text} FROM {table}"  # noqa: S608 - names from above
            f" WHERE id > :last AND {text} LIKE '%/media/%' ORDER BY id LIMIT :slice"
        ),
        {"last": last, "slice": SLICE},
    ).all():
        found = [
            {"path": path, "id": id} for id, text in rows for path in set(ADDRESS.findall(text))
        ]
        if found:
            bind.execute(
                sa.text(f"INSERT INTO media_uses (path, {owner}) VALUES (:path, :id)"),  # noqa: S608
                found,
            )
        last = rows[-1][0]


def downgrade() -> None:
    op.drop_table("media_uses")

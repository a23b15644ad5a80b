"""Let the editor find the articles without a twin, without reading all others."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAME = "ix_articles_without_twin"
UNPAIRED = sa.text("twin_id IS NULL")


def upgrade() -> None:
    op.create_index(
        NAME,
        "articles",
        ["language", "id"],
        sqlite_where=UNPAIRED,
        postgresql_where=UNPAIRED,
    )


def downgrade() -> None:
    op.drop_index(NAME, "articles")

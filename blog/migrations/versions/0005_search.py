"""The tables of the search, filled by blog/models/index.py and never by triggers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

VECTORS = ("title", "tags", "named", "whole", "sound", "shelf")


def upgrade() -> None:
    op.create_table(
        "search_names",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("shelf", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_names")),
    )
    op.create_table(
        "search_texts",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_texts")),
    )
    op.create_table(
        "search_due",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_due")),
    )
    # No row yet: whoever looks first sees that the index must be made.
    op.create_table(
        "search_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_state")),
    )
    if op.get_bind().dialect.name == "sqlite":
        # Contentless: the texts are kept once, compressed. The terms come ready made, so the
        # tokenizer has nothing to do but to part them at spaces.
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5(title, tags, body, sound, shelf,"
            " content='', detail=column, columnsize=0, tokenize='ascii')"
        )
    else:
        op.execute(
            f"CREATE TABLE search_index (id BIGINT PRIMARY KEY,"
            f" {', '.join(f'{name} TSVECTOR NOT NULL' for name in VECTORS)})"
        )
        op.execute(
            f"CREATE INDEX search_index_vectors ON search_index USING GIN ({', '.join(VECTORS)})"
        )


def downgrade() -> None:
    for table in ("index", "state", "due", "texts", "names"):
        op.execute(f"DROP TABLE search_{table}")

"""Looking back: readings of the site by day, what was read today, and estimates of who reads."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("views", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_site_days")),
    )
    op.execute(
        "INSERT INTO site_days (day, views) SELECT day, sum(views) FROM view_days GROUP BY day"
    )
    op.create_table(
        "visit_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("crawlers", sa.Integer(), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_visit_days")),
    )
    op.create_table(
        "visit_names",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "name", name=op.f("pk_visit_names")),
    )
    op.create_table(
        "reader_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("registers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_reader_days")),
    )
    today = sa.text("heat > base")
    op.create_index(
        "ix_article_heat_today",
        "article_heat",
        ["heat", "base"],
        sqlite_where=today,
        postgresql_where=today,
    )


def downgrade() -> None:
    op.drop_index("ix_article_heat_today", table_name="article_heat")
    for table in ("reader_days", "visit_names", "visit_days", "site_days"):
        op.drop_table(table)

"""Comments: verdicts, reports, mail, and what the spam filter learnt."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PERSONAL = sa.text("(address <> '' OR email <> '')")
REPORTED = sa.text("reports > 0")
WAITING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moved_at", moment, nullable=True))
        batch_op.add_column(sa.Column("score", sa.Double(), nullable=True))
        for name, kind, default in (
            ("wants_mail", sa.Boolean(), sa.false()),
            ("reports", sa.Integer(), sa.text("0")),
            ("reasons", sa.Text(), sa.text("'[]'")),
            ("taught", sa.String(), sa.text("''")),
        ):
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default))
    for name, columns, which in (
        ("ix_comments_personal", ["created_at"], PERSONAL),
        ("ix_comments_reported", ["id"], REPORTED),
    ):
        op.create_index(name, "comments", columns, sqlite_where=which, postgresql_where=which)
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comments.id"],
            name=op.f("fk_reports_comment_id_comments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("comment_id", "address", name=op.f("uq_reports_comment_id_address")),
    )
    op.create_table(
        "spam_tokens",
        sa.Column("token", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("spam", sa.Integer(), nullable=False),
        sa.Column("ham", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_spam_tokens")),
    )
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unsubscribe", sa.String(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index(
        "ix_letters_waiting", "letters", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index("ix_letters_recipient", "letters", ["recipient"])
    op.create_table(
        "correspondents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correspondents")),
        sa.UniqueConstraint("email", name=op.f("uq_correspondents_email")),
    )
    op.create_table(
        "flags",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_flags")),
    )


def downgrade() -> None:
    for table in ("flags", "correspondents"):
        op.drop_table(table)
    op.drop_index("ix_letters_recipient", table_name="letters")
    op.drop_index("ix_letters_waiting", table_name="letters")
    for table in ("letters", "spam_tokens", "reports"):
        op.drop_table(table)
    op.drop_index("ix_comments_reported", table_name="comments")
    op.drop_index("ix_comments_personal", table_name="comments")
    with op.batch_alter_table("comments", schema=None) as batch_op:
        for name in ("taught", "reasons", "reports", "wants_mail", "score", "moved_at"):
            batch_op.drop_column(name)

"""How Alembic reaches the database: foreign keys off before it begins, checked after."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app

from blog.lib.database import UtcDateTime, db, survey

# Tables that Python fills by hand; autogenerate would drop them.
HIDDEN = ("search",)


def _shown(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    return not (kind == "table" and (name or "").startswith(HIDDEN))


def _render(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Column types as plain SQLAlchemy, so that a migration outlives the code that named them."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Run what is due. Raises RuntimeError when a migration leaves a reference without its row."""
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Closed at the end and not pooled, since it stays as it is set here.
            connection.detach()
            # Ignored inside a transaction, so before it: a batch migration copies, drops and
            # renames a table, and the drop would cascade into comments.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_object=_shown,
            render_item=_render,
            transactional_ddl=True,
            **options,
        )
        if sqlite:
            # The driver begins none before DDL, and half a migration could not be taken back.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        with context.begin_transaction():
            context.run_migrations()
            if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"the migration broke references: {broken[:5]}")
        survey(connection)
        connection.commit()


run()

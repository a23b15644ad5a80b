"""Alembic migrations, and how the blog runs them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask_migrate import Migrate
from sqlalchemy import inspect

from blog.lib.database import db, is_sqlite, utcnow

migrate = Migrate(
    db=db, directory=str(Path(__file__).parent), render_as_batch=True, compare_type=True
)


def upgrade() -> Path | None:
    """Bring the database to the newest revision; the path of the copy made before it, if any."""
    config = migrate.get_config()
    newest = ScriptDirectory.from_config(config).get_current_head()
    if is_sqlite():
        Path(str(db.engine.url.database)).parent.mkdir(parents=True, exist_ok=True)
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
        filled = inspect(connection).has_table("articles")
    if present == newest:
        return None
    copy = _copy(present) if filled and is_sqlite() else None
    db.engine.dispose()
    command.upgrade(config, "head")
    return copy


def _copy(revision: str | None) -> Path:
    folder = Path(current_app.instance_path) / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"before-upgrade-{revision}-{utcnow():%Y%m%d-%H%M%S}.db"
    with (
        closing(sqlite3.connect(str(db.engine.url.database))) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
    return target

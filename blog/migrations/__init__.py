"""Alembic migrations, and how the blog runs them."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask_migrate import Migrate
from sqlalchemy import inspect, text

from blog.lib.database import db, is_sqlite, private, utcnow

migrate = Migrate(
    db=db, directory=str(Path(__file__).parent), render_as_batch=True, compare_type=True
)


def upgrade() -> Path | None:
    """Bring the database to the newest revision; the path of the copy made before it, if any."""
    if "migrate" not in current_app.extensions:
        migrate.init_app(current_app)
    config = migrate.get_config()
    newest = ScriptDirectory.from_config(config).get_current_head()
    with _alone():
        with db.engine.connect() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
            filled = inspect(connection).has_table("articles")
        if present == newest:
            return None
        copy = _copy(present) if filled and is_sqlite() else None
        db.engine.dispose()
        command.upgrade(config, "head")
        return copy


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time look and migrate: two started together would both find it due."""
    if is_sqlite():
        path = Path(str(db.engine.url.database))
        path.parent.mkdir(parents=True, exist_ok=True)
        private(path)
        with path.with_name(f".{path.name}.upgrading").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
    else:
        with db.engine.connect() as connection:
            # The pool is thrown away below, so this connection must close by itself. The lock
            # lasts until its transaction ends; the number is this blog's own.
            connection.detach()
            connection.execute(text("SELECT pg_advisory_xact_lock(20261122)"))
            yield


def _copy(revision: str | None) -> Path:
    folder = Path(current_app.instance_path) / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"before-upgrade-{revision}-{utcnow():%Y%m%d-%H%M%S}.db"
    with (
        closing(sqlite3.connect(str(db.engine.url.database))) as source,
        closing(sqlite3.connect(private(target))) as copy,
    ):
        source.backup(copy)
    return target

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from sqlalchemy import inspect, text

from blog import create_app, migrations
from blog.lib.database import db, is_sqlite
from blog.migrations import migrate
from tests.support.apps import close, settings_for

# What Python fills by hand and autogenerate is told not to see.
HIDDEN = ("search_index",)


def _shown(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    return not (kind == "table" and (name or "").startswith(HIDDEN))


def test_models_and_migrations_agree(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": _shown}
        )
        assert compare_metadata(context, db.metadata) == []


def test_a_database_that_is_up_to_date_is_left_alone(app: Flask, tmp_path: Path) -> None:
    assert migrations.upgrade() is None
    assert not (tmp_path / "backups").exists()


def _first(tmp_path: Path) -> Flask:
    """A blog at the first migration, with an article and two comments on it."""
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'blog.db'}", tmp_path))
    with app.app_context():
        command.upgrade(migrate.get_config(), "0001")
        now = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
        rows: dict[str, list[dict[str, Any]]] = {
            "articles": [{"id": 1, "slug": "a", "title": "题", "state": "published"}],
            "article_views": [{"article_id": 1, "views": 7, "mark": 1}],
            "comments": [
                {"id": 1, "article_id": 1, "root_id": 1, "name": "一", "state": "approved"},
                {"id": 2, "article_id": 1, "root_id": 1, "parent_id": 1, "name": "二"},
            ],
        }
        with db.engine.begin() as connection:
            for table, items in rows.items():
                for item in items:
                    _insert(connection, table, item, now)
    return app


def _insert(connection: Any, table: str, item: dict[str, Any], now: datetime) -> None:
    """A row whose columns that must not be empty are filled with something of their type."""
    for column in inspect(connection).get_columns(table):
        if column["nullable"] or column["name"] in item:
            continue
        kind = column["type"].python_type
        item[column["name"]] = now if kind is datetime else kind()
    names = ", ".join(item)
    marks = ", ".join(f":{name}" for name in item)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), item)  # noqa: S608 (names of this file)


def test_only_its_owner_reads_a_new_database(tmp_path: Path) -> None:
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'new' / 'blog.db'}", tmp_path))
    with app.app_context():
        migrations.upgrade()
    close(app)
    assert (tmp_path / "new" / "blog.db").stat().st_mode & 0o777 == 0o600


def test_an_upgrade_from_the_first_migration_loses_nothing(tmp_path: Path) -> None:
    app = _first(tmp_path)
    with app.app_context():
        copy = migrations.upgrade()
        with db.engine.connect() as connection:
            people = connection.execute(text("SELECT name, parent_id FROM comments ORDER BY id"))
            assert [tuple(row) for row in people] == [("一", None), ("二", 1)]
            assert connection.execute(text("SELECT views FROM article_views")).scalar() == 7
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    close(app)
    assert copy is not None
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT count(*) FROM comments").fetchone() == (2,)


def test_rebuilding_a_table_keeps_what_refers_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trap itself: a batch migration copies, drops and renames the parent of the comments."""
    app = _first(tmp_path)
    with app.app_context():
        run = MigrationContext.run_migrations

        def rebuild(self: MigrationContext, **more: Any) -> None:
            with Operations(self).batch_alter_table("articles", recreate="always"):
                pass
            run(self, **more)

        monkeypatch.setattr(MigrationContext, "run_migrations", rebuild)
        migrations.upgrade()
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM comments")).scalar() == 2
    close(app)


def test_a_migration_that_breaks_a_reference_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _first(tmp_path)
    with app.app_context():
        run = MigrationContext.run_migrations

        def careless(self: MigrationContext, **more: Any) -> None:
            run(self, **more)
            assert self.connection is not None
            self.connection.exec_driver_sql("DELETE FROM articles")

        monkeypatch.setattr(MigrationContext, "run_migrations", careless)
        with pytest.raises(RuntimeError, match="broke references"):
            migrations.upgrade()
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM articles")).scalar() == 1
            assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == (
                "0001"
            )
    close(app)


def test_the_migrations_can_be_walked_back(app: Flask) -> None:
    if not is_sqlite():
        pytest.skip("tried on SQLite, where it is hardest")
    command.downgrade(migrate.get_config(), "base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    command.upgrade(migrate.get_config(), "head")
    assert "articles" in inspect(db.engine).get_table_names()

"""The database: its object, its conventions, and what differs between SQLite and PostgreSQL."""

import os
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, Connection, DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from blog.lib.hotline import BUSY_SECONDS, Hotline, Run, Unavailable
from blog.lib.terminal import gettext as _

__all__ = [
    "Base",
    "Hotline",
    "Model",
    "Run",
    "Unavailable",
    "UtcDateTime",
    "after_fork",
    "bound",
    "db",
    "init_app",
    "is_sqlite",
    "moment",
    "new_mark",
    "one_row",
    "rows",
    "survey",
    "transaction",
    "utcnow",
]


class Base(DeclarativeBase):
    """What every table's class is made of."""

    # Every constraint has a name, or a downgrade on SQLite could not find it.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always aware and in UTC for Python; naive UTC in SQLite, timestamptz elsewhere."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment as the database keeps it; ValueError without a time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The kept moment in UTC, of databases that keep a zone."""
        return value.astimezone(UTC) if value else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """How a kept moment is read: of SQLite at once, without the type between."""
        return _read_utc if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _read_utc(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(f"{kept}+00:00") if kept else None


def utcnow() -> datetime:
    """Now, to the second: the blog shows seconds and stores nothing finer."""
    return datetime.now(UTC).replace(microsecond=0)


def new_mark() -> int:
    """A random number of 63 bits, never 0, that no earlier state of the database can hold."""
    return secrets.randbits(63) | 1


def is_sqlite() -> bool:
    """Whether this app is kept in SQLite."""
    return bool(db.engine.dialect.name == "sqlite")


def bound(moment: datetime) -> object:
    """A moment as a statement of `one_row` or `transaction` takes it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}" if is_sqlite() else moment


def moment(stored: Any) -> datetime | None:
    """A moment as `one_row` or `transaction` gave it, in UTC."""
    if isinstance(stored, str):
        return datetime.fromisoformat(stored).replace(tzinfo=UTC)
    return stored.astimezone(UTC) if stored else None


def faults() -> list[str]:
    """What SQLite finds wrong with its own file; PostgreSQL holds its references by itself."""
    if not is_sqlite():
        return []
    with db.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars()
        found = [_("the database file: %(line)s", line=line) for line in pages if line != "ok"]
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20):
            found.append(
                _(
                    "row %(row)s of %(table)s stands without its row of %(other)s",
                    row=row[1],
                    table=row[0],
                    other=row[2],
                )
            )
    return found


def survey(connection: Connection) -> None:
    """Tell the planner how large the tables are by now, in the transaction of that connection."""
    # Of all rows: from a sample of 1,000, plans at 100,000 articles cost 30 times as much.
    connection.exec_driver_sql("ANALYZE")
    if connection.dialect.name == "sqlite":
        # FTS5 plans for itself. Told of the two rows of an empty index, SQLite reads the whole of a
        # full one for each slice that FTS5 deletes, so that every save costs more than the last.
        connection.exec_driver_sql("DELETE FROM sqlite_stat1 WHERE tbl LIKE 'search_index%'")


def private(path: Path) -> Path:
    """The same path, where from now on there is a file: a new one only its owner may read."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    return path


def init_app(app: Flask) -> None:
    """Bind the database to the app, with what each SQLite connection needs."""
    url = make_url(str(app.config["DATABASE_URL"]))
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    options: dict[str, Any] = {"connect_args": {"timeout": BUSY_SECONDS}}
    if url.get_backend_name() != "sqlite":
        options = {"pool_pre_ping": True, "connect_args": {"connect_timeout": 3}}
        if "FLASK_RUN_FROM_CLI" not in os.environ:  # a command may take its time
            options["creator"] = _patient(url)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    app.extensions["hotline"] = Hotline(url.render_as_string(hide_password=False))
    if url.get_backend_name() == "sqlite":
        with app.app_context():
            event.listen(db.engine, "connect", _on_sqlite_connect)


def _patient(url: URL) -> Callable[[], Any]:
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)

    def connect() -> Any:
        from blog.lib import patience  # its driver is only installed where PostgreSQL is used

        return patience.connect(dsn)

    return connect


def _on_sqlite_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")


def after_fork(app: Flask) -> None:
    """Forget the connections that the parent process opened."""
    with app.app_context():
        engine: Engine = db.engine
        engine.dispose(close=False)


def one_row(sql: str, parameters: Sequence[object]) -> tuple[Any, ...] | None:
    """The first row of one statement, run and committed at once on the quickest way there is.

    Placeholders are `?`. Raises Unavailable.
    """
    hotline: Hotline = current_app.extensions["hotline"]
    return hotline.one_row(sql, parameters)


def rows(sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
    """All rows of one query, on the same way as `one_row`."""
    hotline: Hotline = current_app.extensions["hotline"]
    return hotline.rows(sql, parameters)


def transaction() -> AbstractContextManager["Run"]:
    """A transaction on the quickest way there is: `with transaction() as run: row = run(sql, …)`.

    It is rolled back when an exception leaves it. The session must hold no changes meanwhile.
    """
    return current_app.extensions["hotline"].transaction()  # type: ignore[no-any-return]

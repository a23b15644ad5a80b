"""The database: its object, its conventions, and what differs between SQLite and PostgreSQL."""

import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

BUSY_SECONDS = 5.0
"""How long a statement waits for another writer before it gives up."""


class Unavailable(Exception):
    """The database does not answer, or stays locked for longer than a reader should wait."""


class Base(DeclarativeBase):
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
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def utcnow() -> datetime:
    """Now, to the second: the blog shows seconds and stores nothing finer."""
    return datetime.now(UTC).replace(microsecond=0)


def new_mark() -> int:
    """A random number of 63 bits, never 0, that no earlier state of the database can hold."""
    return secrets.randbits(63) | 1


def is_sqlite() -> bool:
    """Whether this app is kept in SQLite."""
    return bool(db.engine.dialect.name == "sqlite")


def begin_write() -> None:
    """Take the write lock before reading, for a verb that must read and then write as one.

    A deferred transaction that reads first and then writes fails at once when another
    writer came between; on PostgreSQL the verb's own row locks do the same work.
    """
    if is_sqlite() and not db.session.connection().connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]  # a live connection has its driver's
        db.session.execute(text("BEGIN IMMEDIATE"))


def init_app(app: Flask) -> None:
    """Bind the database to the app, with what each SQLite connection needs."""
    url = make_url(str(app.config["DATABASE_URL"]))
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    options: dict[str, Any] = {"connect_args": {"timeout": BUSY_SECONDS}}
    if url.get_backend_name() != "sqlite":
        options = {"pool_pre_ping": True, "connect_args": {"connect_timeout": 3}}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    app.extensions["hotline"] = Hotline(url.render_as_string(hide_password=False))
    if url.get_backend_name() == "sqlite":
        with app.app_context():
            event.listen(db.engine, "connect", _on_sqlite_connect)


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


class Hotline:
    """A raw connection a thread, in autocommit, for the one statement of a page hit.

    Through a session the same statement costs about eight times as much.
    """

    def __init__(self, url: str) -> None:
        self._local = threading.local()
        parsed = make_url(url)
        self._open: Callable[[], Any]
        if parsed.get_backend_name() == "sqlite":
            path = parsed.database or ""
            self._open = lambda: _SqliteLine(path)
        else:
            dsn = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
            self._open = lambda: _PostgresLine(dsn)

    def one_row(self, sql: str, parameters: Sequence[object]) -> tuple[Any, ...] | None:
        """As the module's `one_row`, without an app context."""
        line = getattr(self._local, "line", None)
        if line is None or line.pid != os.getpid():
            line = self._local.line = self._open()
        try:
            row: tuple[Any, ...] | None = line.one_row(sql, parameters)
        except Exception:
            self._local.line = None
            raise
        return row

    def close(self) -> None:
        """Close this thread's connection."""
        line = getattr(self._local, "line", None)
        if line is not None:
            line.connection.close()
            self._local.line = None


class _SqliteLine:
    def __init__(self, path: str) -> None:
        self.pid = os.getpid()
        if not Path(path).exists():
            raise Unavailable("the database file is missing")
        try:
            self.connection = sqlite3.connect(path, timeout=0, isolation_level=None)
            self.connection.execute("PRAGMA synchronous=NORMAL")
        except sqlite3.Error as error:
            raise Unavailable(str(error)) from error

    def one_row(self, sql: str, parameters: Sequence[object]) -> tuple[Any, ...] | None:
        """Retry while another writer holds the lock: yield the processor first, sleep later.

        SQLite's own handler sleeps 1 ms and more at once, ten times what a hit takes.
        """
        tries = 0
        deadline = 0.0
        while True:
            try:
                row: tuple[Any, ...] | None = self.connection.execute(sql, parameters).fetchone()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise Unavailable(str(error)) from error
                tries += 1
                if tries <= 30:
                    os.sched_yield()
                    continue
                deadline = deadline or time.monotonic() + BUSY_SECONDS
                if time.monotonic() > deadline:
                    raise Unavailable("the database is locked") from error
                time.sleep(0.0003)
            except sqlite3.Error as error:
                raise Unavailable(str(error)) from error
            else:
                return row


class _PostgresLine:
    def __init__(self, dsn: str) -> None:
        import psycopg  # only installed where PostgreSQL is used

        self.pid = os.getpid()
        self._error = psycopg.Error
        try:
            self.connection = psycopg.connect(
                dsn, autocommit=True, connect_timeout=3, prepare_threshold=0
            )
        except psycopg.Error as error:
            raise Unavailable(str(error)) from error

    def one_row(self, sql: str, parameters: Sequence[object]) -> tuple[Any, ...] | None:
        try:
            return self.connection.execute(sql.replace("?", "%s"), parameters).fetchone()
        except self._error as error:
            self.connection.close()
            raise Unavailable(str(error)) from error

"""A raw connection a thread, for the statements that every page hit or comment costs.

Through a session the same statement costs about eight times as much.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.engine import make_url

BUSY_SECONDS = 5.0
"""How long a statement waits for another writer before it gives up."""


class Unavailable(Exception):
    """The database does not answer, or stays locked for longer than a reader should wait."""


Run = Callable[[str, Sequence[object]], "tuple[Any, ...] | None"]


class Hotline:
    """A raw connection a thread, in autocommit, for the one statement of a page hit.

    Through a session the same statement costs about eight times as much.
    """

    def __init__(self, url: str) -> None:
        self._local = threading.local()
        parsed = make_url(url)
        self.dialect: Dialect = parsed.get_dialect()(paramstyle="qmark")  # type: ignore[call-arg]  # each of them has it
        """How statements for it are written."""
        self._open: Callable[[], Any]
        self.is_server = parsed.get_backend_name() != "sqlite"
        if parsed.get_backend_name() == "sqlite":
            path = parsed.database or ""
            self._open = lambda: _SqliteLine(path)
        else:
            dsn = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
            self._open = lambda: _PostgresLine(dsn)

    def one_row(self, sql: str, parameters: Sequence[object]) -> tuple[Any, ...] | None:
        """As the database's `one_row`, without an app context."""
        row: tuple[Any, ...] | None = self._ask(sql, parameters)
        return row

    def rows(self, sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        """As the database's `rows`, without an app context."""
        found: list[tuple[Any, ...]] = self._ask(sql, parameters, every=True)
        return found

    def _ask(self, sql: str, parameters: Sequence[object], every: bool = False) -> Any:
        line = getattr(self._local, "line", None)
        if line is None or line.pid != os.getpid():
            line = self._local.line = self._open()
        try:
            return line.ask(sql, parameters, every)
        except Exception:
            self._local.line = None
            raise

    @contextmanager
    def transaction(self) -> Iterator[Run]:
        """A transaction on this thread's own connection; an exception that leaves it rolls back."""
        self.one_row("BEGIN" if self.is_server else "BEGIN IMMEDIATE", ())
        line = self._local.line
        try:
            yield line.ask
            line.ask("COMMIT", ())
        except BaseException:
            try:
                line.ask("ROLLBACK", ())
            except Unavailable:
                self.close()  # which rolls back whatever is left of it
            raise

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
            # Opening may meet another connection that closes the log or mends it, and must wait.
            self.connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self.connection.execute("PRAGMA synchronous=NORMAL")
            self.connection.execute("PRAGMA foreign_keys=ON")
            # From here on `ask` waits in its own way.
            self.connection.execute("PRAGMA busy_timeout=0")
        except sqlite3.Error as error:
            raise Unavailable(str(error)) from error

    def ask(self, sql: str, parameters: Sequence[object], every: bool = False) -> Any:
        """Retry while another writer holds the lock: yield the processor first, sleep later.

        SQLite's own handler sleeps 1 ms and more at once, ten times what a hit takes.
        """
        tries = 0
        deadline = 0.0
        while True:
            try:
                cursor = self.connection.execute(sql, parameters)
                found = cursor.fetchall() if every else cursor.fetchone()
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
                return found


class _PostgresLine:
    def __init__(self, dsn: str) -> None:
        import psycopg  # only installed where PostgreSQL is used

        from blog.lib import patience

        self.pid = os.getpid()
        self._error = psycopg.Error
        try:
            self.connection = patience.connect(dsn, autocommit=True, prepare_threshold=0)
        except psycopg.Error as error:
            raise Unavailable(str(error)) from error

    def ask(self, sql: str, parameters: Sequence[object], every: bool = False) -> Any:
        try:
            cursor = self.connection.execute(sql.replace("?", "%s"), parameters)
            if not cursor.description:
                return None
            return cursor.fetchall() if every else cursor.fetchone()
        except self._error as error:
            self.connection.close()
            raise Unavailable(str(error)) from error

"""How a blog in PostgreSQL is dumped, tried out and replaced while it serves."""

import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, inspect, make_url, text

from blog.lib.terminal import gettext as _
from blog.transfer import digest
from blog.transfer.manifest import Tables
from blog.transfer.trouble import Trouble

PART = "database.dump"
RANDOM = (
    "(('x' || substr(md5(gen_random_uuid()::text), 1, 16))::bit(64)::bigint"
    " & 9223372036854775807) | 1"
)
REDRAW = (
    f"UPDATE site_marks SET dress = {RANDOM}, lists = {RANDOM}",  # noqa: S608 - a constant
    f"UPDATE article_views SET mark = {RANDOM}",  # noqa: S608 - a constant
    "DELETE FROM logins",
)
TRIES = 5


class Postgresql:
    """The database at this address."""

    name = "postgresql"
    part = PART

    def __init__(self, url: URL) -> None:
        self.url = url

    def dump(self, target: Path, folder: Path) -> Tables:
        """Write a dump of one moment to `target`; what it holds.

        `pg_dump` sees the very snapshot that the inventory is taken of.
        """
        with self._engine().connect() as connection:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            found = digest.tables(connection)
            options = ["--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}"]
            self._run("pg_dump", [*options, f"--file={target}"], self.url)
        return found

    @contextmanager
    def unpack(self, dump: Path, folder: Path) -> Iterator[str]:
        """The address of a database of its own that holds what `dump` holds."""
        with self._scratch() as url:
            options = ["--no-owner", "--no-acl", "--exit-on-error", "--single-transaction"]
            self._run("pg_restore", [*options, str(dump)], url)
            yield url.render_as_string(hide_password=False)

    def redraw(self, url: str) -> None:
        """Draw every mark of that database anew, and close every login."""
        engine = create_engine(url, poolclass=NullPool)
        with engine.begin() as connection:
            for statement in REDRAW:
                connection.execute(text(statement))

    def exists(self) -> bool:
        """Whether there is a blog that could be lost."""
        with self._engine().connect() as connection:
            return bool(inspect(connection).get_table_names())

    def keep_raw(self, folder: Path) -> Path:
        """Nothing can be copied of a PostgreSQL database that cannot be dumped. Raises Trouble."""
        raise Trouble(
            _("%(database)s cannot be dumped, so it could not be kept.", database=self.url.database)
        )

    def replace(self, url: str, folder: Path) -> None:
        """Let the live database hold what that one holds, in one transaction."""
        script = folder / "replace.sql"
        options = ["--clean", "--if-exists", "--no-owner", "--no-acl", f"--file={script}"]
        self._run("pg_dump", options, make_url(url))
        for tried in range(1, TRIES + 1):
            try:
                self._run(
                    "psql",
                    [
                        *("--no-psqlrc", "--quiet", "--single-transaction"),
                        *("--set=ON_ERROR_STOP=1", f"--file={script}", "--output=/dev/null"),
                    ],
                    self.url,
                )
            except Trouble as trouble:
                # Readers take the same tables in another order; one side gives way.
                if "deadlock detected" not in str(trouble) or tried == TRIES:
                    raise
            else:
                return

    def _engine(self, **options: Any) -> Engine:
        return create_engine(
            self.url, poolclass=NullPool, connect_args={"connect_timeout": 5}, **options
        )

    @contextmanager
    def _scratch(self) -> Iterator[URL]:
        """A database of our own on the same server, gone afterwards."""
        engine = self._engine(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            prefix = _prefix(connection)
            name = f"{prefix}{secrets.token_hex(4)}"
            _sweep(connection, prefix)
            # Held while this process lives: a later one can tell what a killed one left behind.
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _key(name)})
            _may_create(connection)
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
            try:
                yield self.url.set(database=name)
            finally:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    def _run(self, program: str, options: list[str], url: URL) -> None:
        """Run one of PostgreSQL's programs; the password goes by the environment, as `ps` tells."""
        found = shutil.which(program)
        if found is None:
            raise Trouble(
                _("%(program)s is missing: apt install postgresql-client.", program=program)
            )
        address = url._replace(drivername="postgresql", password=None).render_as_string()
        environment = os.environ | {"PGPASSWORD": str(url.password or ""), "PGCONNECT_TIMEOUT": "5"}
        if not url.password:
            del environment["PGPASSWORD"]
        done = subprocess.run(  # noqa: S603 - our own arguments
            [found, "--no-password", f"--dbname={address}", *options],
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            raise Trouble(
                _("%(program)s failed: %(stderr)s", program=program, stderr=_reason(done.stderr))
            )


def _reason(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"(?i)error|fatal|mismatch|version", line)]
    reason = "; ".join((errors or lines)[:3])[:400]
    if not reason:  # a signal ended it, as the limit on a file's size does
        reason = _("it was stopped before it could say why; free some space if the disk is full")
    if "version mismatch" in reason:
        reason += _(" (install the postgresql-client of the server's version)")
    return reason


def _key(name: str) -> int:
    return int(name.rpartition("_")[2], 16)


def _may_create(connection: Connection) -> None:
    role, may = connection.execute(
        text("SELECT rolname, rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
    ).one()
    if not may:
        raise Trouble(
            _(
                "The role %(role)s may not make a database to try the backup in: a superuser allows"
                ' it by ALTER ROLE "%(role)s" CREATEDB.',
                role=role,
            )
        )


def _prefix(connection: Connection) -> str:
    """How the names of this blog's own scratch databases begin.

    Advisory locks are seen within one database only, so of another blog's on the same server
    nobody here could tell whether they are in use.
    """
    number = connection.scalar(
        text("SELECT oid FROM pg_database WHERE datname = current_database()")
    )
    return f"suibi_scratch_{number}_"


def _sweep(connection: Connection, prefix: str) -> None:
    """Drop what killed processes left behind."""
    left = connection.scalars(
        text("SELECT datname FROM pg_database WHERE datname ~ :form"),
        {"form": f"^{prefix}[0-9a-f]{{8}}$"},
    ).all()
    for name in left:
        key = {"key": _key(name)}
        if connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), key):
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)

"""A PostgreSQL server of the tests' own: on a free port, in a temporary folder, gone afterwards."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Composed, Identifier, Placeholder

PASSWORD = "only-for-tests"
_numbers = count(1)


def programs() -> Path | None:
    """The folder with initdb and postgres, the newest when there are several."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_major)
    return found[-1].parent if found else None


def _major(initdb: Path) -> int:
    name = initdb.parent.parent.name
    return int(name) if name.isdigit() else 0


class Server:
    """One running server; `url` is the address of its `postgres` database."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="suibi-postgresql-"))
        # PostgreSQL refuses to run as root, so it gets the user that its package made.
        self._user = _unprivileged() if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user)
        self._initialise(folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.log = (self.folder / "log").open("wb")
        self._programs = folder
        self.start()

    def start(self) -> None:
        """Let it run; again after `halt`, on the same port with the same data."""
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            "max_connections": 200,
            # A crash loses nothing that anybody wants to keep.
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "off",
        }
        settings = [f"--{name}={value}" for name, value in options.items()]
        self.process = subprocess.Popen(
            [self._programs / "postgres", "-D", self.folder / "data", *settings],
            cwd=self.folder,
            user=self._user,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self._wait()

    def _initialise(self, folder: Path) -> None:
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        options = "--username=suibi --encoding=UTF8 --locale=C --auth=password --no-sync".split()
        subprocess.run(
            [folder / "initdb", f"--pgdata={self.folder / 'data'}", f"--pwfile={secret}", *options],
            cwd=self.folder,
            user=self._user,
            check=True,
            capture_output=True,
        )

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=3).close()
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise
                time.sleep(0.05)
            else:
                return

    @property
    def url(self) -> str:
        return f"postgresql://suibi:{PASSWORD}@127.0.0.1:{self.port}/postgres"

    def halt(self) -> None:
        """Shut down at once, whoever is connected."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)

    def stop(self) -> None:
        """Shut down, and remove every file."""
        self.halt()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _unprivileged() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def create(server_url: str, template: str | None = None) -> str:
    """A new database, a copy of `template` (an address) when given; returns its address."""
    name = f"suibi_{os.getpid()}_{next(_numbers)}"
    source = _name(template) if template else "template0"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {source}".encode())
    return f"{server_url.rpartition('/')[0]}/{name}"


def drop(server_url: str, url: str) -> None:
    """Remove a database, whoever is still connected."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {_name(url)} WITH (FORCE)".encode())


class Reused:
    """One database after another that is as its template: emptied where possible, else made anew.

    A copy of the template takes twenty times as long as deleting what a test has left.
    """

    # What tells that tables, columns, indexes, constraints, triggers are those it was made with.
    SHAPE = """
        SELECT sum(hashtext(part)::bigint), count(*) FROM (
          SELECT concat(c.oid, c.relname, a.attname, a.atttypid, a.attnotnull, a.atthasdef) AS part
          FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid
          WHERE c.relnamespace = 'public'::regnamespace
          UNION ALL SELECT concat(oid, conname) FROM pg_constraint
          WHERE connamespace = 'public'::regnamespace
          UNION ALL SELECT concat(oid, tgname, tgenabled) FROM pg_trigger
        ) AS parts"""
    OTHERS = """
        SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()"""

    def __init__(self, server_url: str, template: str) -> None:
        self.server_url, self.template = server_url, template
        self.url = ""

    def take(self) -> str:
        """The address of a database that is as the template."""
        if not self.url or not self._empty():
            self.drop()
            self.url = create(self.server_url, self.template)
            self._connection = psycopg.connect(self.url, autocommit=True)
            self._learn()
        return self.url

    def drop(self) -> None:
        """Remove it, if there is one."""
        if self.url:
            self._connection.close()
            drop(self.server_url, self.url)
            self.url = ""

    def _learn(self) -> None:
        ask = self._connection.execute
        self._shape = ask(self.SHAPE).fetchone()
        tables = ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        sequences = ask(
            "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL"
            " FROM pg_sequences WHERE schemaname = 'public'"
        ).fetchall()
        clear = [
            # Foreign keys are triggers, which would look for what refers to each row.
            SQL("SET session_replication_role = replica"),
            *(SQL("DELETE FROM {}").format(Identifier(name)) for (name,) in tables),
            *(SQL("SELECT setval({}, {}, {})").format(*found) for found in sequences),
        ]
        self._clear = SQL("; ").join(clear)
        self._seeds: list[tuple[Composed, list[tuple[object, ...]]]] = []
        for (name,) in tables:
            if rows := ask(SQL("SELECT * FROM {}").format(Identifier(name))).fetchall():
                places = SQL(", ").join([Placeholder()] * len(rows[0]))
                insert = SQL("INSERT INTO {} VALUES ({})").format(Identifier(name), places)
                self._seeds.append((insert, rows))

    def _empty(self) -> bool:
        """Delete what was left; False when it is no longer the same tables, or not to be had."""
        try:
            self._connection.execute(self.OTHERS)
            if self._connection.execute(self.SHAPE).fetchone() != self._shape:
                return False
            self._connection.execute(self._clear)
            with self._connection.cursor() as cursor:
                for statement, rows in self._seeds:
                    cursor.executemany(statement, rows)
        except psycopg.Error:
            return False
        return True


def _name(url: str) -> str:
    return url.rpartition("/")[2]

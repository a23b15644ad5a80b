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


def _name(url: str) -> str:
    return url.rpartition("/")[2]

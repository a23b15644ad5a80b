"""How a blog in SQLite is copied, tried out and replaced while it serves."""

import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, NullPool, create_engine, make_url

from blog.lib.database import private, utcnow
from blog.lib.terminal import gettext as _
from blog.transfer import digest
from blog.transfer.manifest import Tables
from blog.transfer.trouble import Trouble, Unreadable, is_damage

PART = "database.sqlite3"
BUSY = 5.0
ENDS = ("", "-wal", "-shm", "-journal")
RANDOM = "(random() & 9223372036854775807) | 1"
REDRAW = (
    f"UPDATE site_marks SET dress = {RANDOM}, lists = {RANDOM}",  # noqa: S608 - a constant
    f"UPDATE article_views SET mark = {RANDOM}",  # noqa: S608 - a constant
    "DELETE FROM logins",
)


class Sqlite:
    """The database at this address."""

    name = "sqlite"
    part = PART

    def __init__(self, url: URL) -> None:
        self.path = Path(str(url.database))

    def dump(self, target: Path, folder: Path) -> Tables:
        """Write a copy of one moment to `target`; what it holds.

        The copy is made in one step: in WAL mode that keeps no reader and no writer out, and a
        copy in slices would start again at each hit.
        """
        if not self.path.exists():
            raise Trouble(
                _(
                    "There is no database at %(path)s: `flask blog upgrade` makes one.",
                    path=self.path,
                )
            )
        with (
            closing(sqlite3.connect(self.path, timeout=BUSY)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode=DELETE")
        with self.unpack(target, folder) as url:
            return inventory(url)

    @contextmanager
    def unpack(self, dump: Path, folder: Path) -> Iterator[str]:
        """The address of a database of its own, in `folder`, that holds what `dump` holds."""
        scratch = folder / "scratch.sqlite3"
        with closing(sqlite3.connect(dump)) as source, closing(sqlite3.connect(scratch)) as copy:
            source.backup(copy, pages=-1)
            faults = [row[0] for row in copy.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
            faults += [f"{row[0]} without its {row[2]}" for row in _broken(copy)]
        if faults:
            raise Unreadable(
                _(
                    "The database is damaged: %(faults)s. `flask blog check` says more; restore"
                    " the last good backup.",
                    faults="; ".join(faults),
                )
            )
        try:
            yield f"sqlite:///{scratch}"
        finally:
            for end in ENDS:
                scratch.with_name(scratch.name + end).unlink(missing_ok=True)

    def redraw(self, url: str) -> None:
        """Draw every mark of that database anew, and close every login."""
        with closing(sqlite3.connect(_path(url), isolation_level=None)) as scratch:
            for statement in REDRAW:
                scratch.execute(statement)
            scratch.execute("PRAGMA journal_mode=DELETE")

    def exists(self) -> bool:
        """Whether there is a blog that could be lost."""
        if not self.path.exists():
            return False
        with closing(sqlite3.connect(self.path, timeout=BUSY)) as live:
            try:
                return bool(live.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone())
            except sqlite3.DatabaseError:
                return True

    def keep_raw(self, folder: Path) -> Path:
        """Copy the files of a database that cannot be read into this folder; the first of them."""
        kept = folder / f"damaged-{utcnow():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}.db"
        for end in ENDS:
            source = self.path.with_name(self.path.name + end)
            if source.exists():
                shutil.copyfile(source, private(kept.with_name(kept.name + end)))
        return kept

    def replace(self, url: str, folder: Path) -> None:
        """Let the live database hold what that one holds, in one transaction.

        Pages go through SQLite itself: a file swapped under open connections is corruption.
        A kill before the commit leaves what was there.
        """
        try:
            self._write_over(_path(url))
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self._start_anew(_path(url))

    def _write_over(self, source: str) -> None:
        with (
            closing(sqlite3.connect(source, isolation_level=None)) as scratch,
            closing(sqlite3.connect(private(self.path), timeout=BUSY)) as live,
        ):
            (size,) = live.execute("PRAGMA page_size").fetchone()
            if scratch.execute("PRAGMA page_size").fetchone() != (size,):
                # A database in WAL mode keeps the size of its pages.
                scratch.execute(f"PRAGMA page_size={int(size)}")
                scratch.execute("VACUUM")
            scratch.backup(live, pages=-1)

    def _start_anew(self, source: str) -> None:
        """Put a new file where a damaged one is: SQLite writes into no file it cannot read."""
        draft = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}")
        try:
            with (
                closing(sqlite3.connect(source)) as scratch,
                closing(sqlite3.connect(private(draft))) as new,
            ):
                scratch.backup(new, pages=-1)
            # Before the new file has the name: it would be taken for its log.
            for end in ENDS[1:]:
                self.path.with_name(self.path.name + end).unlink(missing_ok=True)
            draft.replace(self.path)
        finally:
            draft.unlink(missing_ok=True)


def inventory(url: str) -> Tables:
    """What the database at that address holds."""
    engine = create_engine(make_url(url), poolclass=NullPool)
    with engine.connect() as connection:
        return digest.tables(connection)


def _broken(connection: sqlite3.Connection) -> list[tuple[str, int, str, int]]:
    return connection.execute("PRAGMA foreign_key_check").fetchall()[:5]


def _path(url: str) -> str:
    return str(make_url(url).database)
